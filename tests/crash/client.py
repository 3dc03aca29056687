"""A small browser: cookies, forms with their hidden fields, redirects. No scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.crash.place import Place

SECONDS = 30
Fields = list[tuple[str, str]]


@dataclass
class Form:
    """One form as it stands on the page."""

    action: str
    post: bool
    fields: Fields = field(default_factory=list)
    # What could be chosen: values by name of radio buttons and check boxes.
    choices: dict[str, list[str]] = field(default_factory=dict)

    def with_values(self, values: Mapping[str, str | Sequence[str]]) -> Fields:
        """The fields a browser would send with these filled in."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        given = [
            (name, each)
            for name, value in values.items()
            for each in ([value] if isinstance(value, str) else value)
        ]
        return kept + given


@dataclass(frozen=True)
class Page:
    """What came back, after redirects."""

    url: str
    status: int
    body: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def forms(self) -> list[Form]:
        reader = _FormReader(self.url)
        reader.feed(self.body)
        return reader.forms

    @property
    def form(self) -> Form:
        """The form that the page is about: the one that is posted back to it."""
        own = [f for f in self.forms if f.post and urlsplit(f.action).path == self.path]
        assert own, f"{self.status} {self.path} has no form of its own:\n{self.body[:2000]}"
        return own[0]


class Browser:
    """One person's browser at a place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> Page:
        return self._open(Request(urljoin(self.place.origin, path)))

    def submit(self, page: Page, **values: str | Sequence[str]) -> Page:
        """Fill in and send the page's own form."""
        return self.post(page.form.action, page.form.with_values(values))

    def post(self, url: str, fields: Fields) -> Page:
        body = urlencode(fields).encode()
        return self._open(Request(urljoin(self.place.origin, url), data=body))

    def _open(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return Page(answer.url, answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                return Page(error.url or request.full_url, error.code, error.read().decode())


class _FormReader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            action = urljoin(self.url, found.get("action") or self.url)
            self.forms.append(Form(action, (found.get("method") or "get").lower() == "post"))
            self._open = True
        elif tag in ("input", "textarea") and self._open and found.get("name"):
            self._field(self.forms[-1], found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _field(self, form: Form, found: Mapping[str, Any]) -> None:
        name, value = str(found["name"]), str(found.get("value") or "")
        kind = found.get("type") or "text"
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" not in found:
                return
        if kind not in ("submit", "button"):
            form.fields.append((name, value))
