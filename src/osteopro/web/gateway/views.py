"""Two addresses for the text-message operator; they exist only where a secret is set.

What is repeated changes nothing, so an operator may send again whatever was not answered 200.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from osteopro import clock
from osteopro.access.decorators import public
from osteopro.accounts.addresses import client_address
from osteopro.audit.terms import system
from osteopro.followup import actions
from osteopro.messaging.actions import NoSuchReference
from osteopro.patients.search import BadPhone, normal_phone
from osteopro.web.gateway import signature

LONGEST_BODY = 16 * 1024
PER_MINUTE = 600
OK, BAD, UNKNOWN, TOO_LONG, TOO_MANY, NOT_YOU = 200, 400, 404, 413, 429, 401
log = structlog.get_logger(__name__)
Fields = Mapping[str, Any]


class _Refused(Exception):
    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


@public
@csrf_exempt
@require_POST
def report(request: HttpRequest) -> JsonResponse:
    """`{"reference": …, "status": "delivered" | "failed"}`: what became of a message.

    404 for a reference that we do not know (yet): to be sent again.
    """
    return _answered(request, _report)


@public
@csrf_exempt
@require_POST
def inbound(request: HttpRequest) -> JsonResponse:
    """`{"id": …, "from": number, "text": …}`: what somebody sent. The same answer for every
    number, known or not."""
    return _answered(request, _inbound)


def _report(fields: Fields) -> None:
    reference, status = _text(fields, "reference"), _text(fields, "status")
    if status not in ("delivered", "failed"):
        raise _Refused(BAD, "status must be delivered or failed")
    try:
        actions.note_delivery(
            by=system("gateway"), reference=reference, arrived=status == "delivered"
        )
    except NoSuchReference as error:
        raise _Refused(UNKNOWN, "no such reference") from error


def _inbound(fields: Fields) -> None:
    name, number = _text(fields, "id"), _text(fields, "from")
    try:
        phone = normal_phone(number)
    except BadPhone:
        return  # a short number of some service: nobody's
    try:
        actions.receive_text(
            by=system("gateway"),
            digest=sha256(name.encode()).hexdigest(),
            phone=phone,
            text=_text(fields, "text", may_be_empty=True),
        )
    except IntegrityError:
        # The same message twice at the same moment: the other one is being heard.
        log.info("gateway.repeated")


def _answered(request: HttpRequest, handle: Callable[[Fields], None]) -> JsonResponse:
    try:
        if not settings.SMS_WEBHOOK_SECRET:
            raise _Refused(UNKNOWN, "no operator is set up")
        _limit(request)
        handle(_fields(request))
    except _Refused as refusal:
        log.warning("gateway.refused", status=refusal.status, why=refusal.error)
        return JsonResponse({"error": refusal.error}, status=refusal.status)
    return JsonResponse({"ok": True})


def _limit(request: HttpRequest) -> None:
    """So many requests a minute from one origin, before anything of them is looked at."""
    minute = int(clock.now().timestamp()) // 60
    origin = sha256(client_address(request).encode()).hexdigest()[:32]
    key = f"gateway:{origin}:{minute}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > PER_MINUTE:
        raise _Refused(TOO_MANY, "too many requests")


def _fields(request: HttpRequest) -> Fields:
    """What was sent, once it is sure by whom."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        raise _Refused(TOO_LONG, "too long")
    body = request.body
    signed = signature.is_right(
        settings.SMS_WEBHOOK_SECRET,
        request.headers.get("X-OsteoPRO-Timestamp", ""),
        body,
        request.headers.get("X-OsteoPRO-Signature", ""),
        clock.now(),
    )
    if not signed:
        raise _Refused(NOT_YOU, "signature or time is wrong")
    try:
        fields = json.loads(body)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise _Refused(BAD, "the body must be a JSON object")
    return fields


def _text(fields: Fields, name: str, *, may_be_empty: bool = False) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not (value.strip() or may_be_empty):
        raise _Refused(BAD, f"{name} must be a text")
    return "".join(_kept(character) for character in value)


def _kept(character: str) -> str:
    """No control characters, the first of which PostgreSQL cannot keep; a space of any kind,
    like the wide one of Chinese texts, still parts words."""
    if character == "\n" or character.isprintable():
        return character
    return " " if character.isspace() else ""
