"""A gateway for operators that take text messages over HTTP.

All of it is set in the environment: address, headers, the shape of the body and where the
reference stands in the answer (docs/how-to/text-messages.md). Nothing of a message is logged.
"""

import hmac
import json
import re
import time
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import phonenumbers
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from osteopro.messaging.channels import DeliveryError

_BLANK = re.compile(r"\{(to|national|text|key)\}")
LONGEST_ANSWER = 64 * 1024
# The only refusals after which the same message may be taken a minute later.
_TRY_AGAIN = {
    HTTPStatus.UNAUTHORIZED,  # ours to mend, and the message is as good as before
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


class _NoRedirect(HTTPRedirectHandler):
    """A number and a text go to the address that was set, and to no other."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


class HttpGateway:
    """Hands texts to the operator at OSTEOPRO_SMS_HTTP_URL."""

    def __init__(self) -> None:
        self.url: str = settings.SMS_HTTP_URL
        self.method: str = settings.SMS_HTTP_METHOD.upper()
        self.headers = _object("OSTEOPRO_SMS_HTTP_HEADERS", settings.SMS_HTTP_HEADERS)
        self.body = _object("OSTEOPRO_SMS_HTTP_BODY", settings.SMS_HTTP_BODY)
        self.key_header: str = settings.SMS_HTTP_KEY_HEADER
        self.reference: str = settings.SMS_HTTP_REFERENCE
        self.accepted: str = settings.SMS_HTTP_ACCEPTED
        self.seconds: float = settings.SMS_HTTP_TIMEOUT
        if not self.url.startswith(("http://", "https://")):
            raise ImproperlyConfigured("OSTEOPRO_SMS_HTTP_URL must begin with https:// or http://.")

    def send(self, to: str, text: str, key: str) -> str:
        """Hand one text over; returns the operator's reference, or the key without one.

        A repeat that the operator knows already (409) was taken. Raises DeliveryError,
        permanent when the operator refused the message itself.
        """
        named = opaque(key)
        status, answer = self._ask(to, text, named)
        if status == HTTPStatus.CONFLICT:
            return named
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
            raise DeliveryError(f"HTTP {status}", permanent=refused and status not in _TRY_AGAIN)
        if not self._was_accepted(answer):
            raise DeliveryError(f"HTTP {status}, but not accepted")
        return _found(answer, self.reference) or named

    def _ask(self, to: str, text: str, key: str) -> tuple[int, Any]:
        national = str(phonenumbers.parse(to).national_number)
        filled = _filled(self.body, {"to": to, "national": national, "text": text, "key": key})
        request = Request(  # noqa: S310 - the scheme is checked above
            self.url,
            data=json.dumps(filled, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                **self.headers,
                self.key_header: key,
            },
            method=self.method,
        )
        until = time.monotonic() + self.seconds
        try:
            with _opener.open(request, timeout=self.seconds) as answer:
                return answer.status, _read(answer, until)
        except HTTPError as error:
            with error:
                return error.code, None
        except (OSError, HTTPException) as error:  # unreachable, cut off, too slow
            # Nothing of it is chained: a text of theirs may quote the address with its secrets.
            raise DeliveryError(f"{type(error).__name__}: operator not reached") from None

    def _was_accepted(self, answer: Any) -> bool:
        """Some operators say 200 and mean no: then one field of the answer tells."""
        path, _, wanted = self.accepted.partition("=")
        return not path or _found(answer, path) == wanted


def opaque(key: str) -> str:
    """The name of a message as operators see it: says nothing of whom or what it is about."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"message\0{key}".encode(), sha256).hexdigest()[:40]


def _read(answer: HTTPResponse, until: float) -> Any:
    """The answer as JSON, None when it is none; not for longer than until `until`."""
    read = b""
    while len(read) < LONGEST_ANSWER and (more := answer.read1(4096)):
        read += more
        if time.monotonic() > until:
            raise TimeoutError
    try:
        return json.loads(read)
    except ValueError:
        return None


def _found(answer: Any, path: str) -> str:
    """The value at `data.id` of an answer; empty when it is not there."""
    for step in path.split("."):
        answer = answer.get(step) if isinstance(answer, Mapping) else None
    if isinstance(answer, bool):
        return json.dumps(answer)  # as it stands in the answer and in the setting: true
    return "" if answer is None else str(answer)


def _filled(shape: Any, values: Mapping[str, str]) -> Any:
    """The body with its blanks filled in, in texts at any depth."""
    if isinstance(shape, str):
        return _BLANK.sub(lambda blank: values[blank[1]], shape)
    if isinstance(shape, Mapping):
        return {name: _filled(each, values) for name, each in shape.items()}
    return [_filled(each, values) for each in shape] if isinstance(shape, list) else shape


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        # Without the text: it may hold a secret.
        raise ImproperlyConfigured(f"{name} must be a JSON object.")
    return found
