"""Language of the page, and what a browser may load with it."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponseBase]
SESSION_LANGUAGE = "language"

# Everything comes from our own host and nothing is inline; pages are never framed.
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


class LanguageMiddleware:
    """The reader's own choice, else Chinese. The browser's list is not asked:
    phones bought second-hand are often set to a language their owner cannot read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = request.session.get(SESSION_LANGUAGE) or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME
        )
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(wanted if wanted in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


class ContentSecurityMiddleware:
    """Send the content security policy, and keep search engines away."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


# Everything below the blank but line feed and tab, and the one beyond the tilde: no keyboard
# types them, PostgreSQL cannot store the first and SQLite can.
_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"}


def clean(text: str) -> str:
    """Typed text without control characters; every line ends with a line feed.

    >>> clean("one\\x00 two\\r\\n")
    'one two\\n'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


class CleanTextMiddleware:
    """Take control characters out of what is sent, so that both databases see the same text."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            # Somebody who hung up half-way: the view that wants the rest finds out by itself.
            with suppress(UnreadablePostError):
                request.POST = _cleaned(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _cleaned(sent: QueryDict) -> QueryDict:
    """The same fields, or a copy without control characters when there are any."""
    lists = [(name, [str(value) for value in values]) for name, values in sent.lists()]
    if all(clean(text) == text for name, values in lists for text in (name, *values)):
        return sent
    fresh = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in lists:
        fresh.setlistdefault(clean(name)).extend(clean(value) for value in values)
    fresh._mutable = False
    return fresh
