"""Codes in text messages: made within the limits, checked once (ux 2.1). Parts of actions."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import F

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.terms import Channel
from osteopro.patients import sealing, search
from osteopro.patients.search import KeyKind
from osteopro.signin import rules
from osteopro.signin.models import SendGate, SmsCode


class Refusal(StrEnum):
    """Why somebody was not let in."""

    UNKNOWN = "unknown"  # no such link, or too old, or replaced
    LOCKED = "locked"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: the patient to let in, or why not and how many tries are left.

    `helper`: the account of somebody who helps; with `patient_id`, that patient by a link.
    `sharing`: several people have this number (a couple with one phone); who of them it
    is, their birth date says (`choose_by_birth_date` with this `code_id`), or that they
    come to help (`choose_to_help`). `locked` is the patient whose link or card stands locked
    by wrong birth dates: staff are to be told, and `lock` names it ("card:12").
    """

    patient_id: int | None = None
    helper: int | None = None
    refusal: Refusal | None = None
    tries_left: int = 0
    sharing: tuple[int, ...] = ()
    code_id: int = 0
    locked: int | None = None
    lock: str = ""


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Whether a code is on its way, and after how many seconds one may ask again."""

    sent: bool
    wait_seconds: int


def new_code(number: str, address: str) -> tuple[CodeSent, str, int]:
    """Make a code if the limits allow: whether it goes, the digits and its row's id.

    `number` is the keyed hash under which it is counted, `address` the origin of the request.
    """
    origin = search.digest(KeyKind.PHONE, f"address {address}")
    wait_at_gates(number, origin)
    now = clock.now()
    codes = SmsCode.objects.filter(phone_digest=number)
    last = codes.order_by("-created_at").values_list("created_at", flat=True).first()
    wait = rules.seconds_until_resend(last, now)
    today = codes.filter(created_at__gt=now - timedelta(days=1)).count()
    from_here = SmsCode.objects.filter(
        address_digest=origin, created_at__gt=now - timedelta(hours=1)
    ).count()
    too_many = today >= rules.CODES_PER_NUMBER_AND_DAY
    if wait or too_many or from_here >= rules.CODES_PER_ADDRESS_AND_HOUR:
        return CodeSent(sent=False, wait_seconds=wait), "", 0
    _end_codes(number)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = SmsCode.objects.create(
        phone_digest=number,
        code_hash=rules.code_hash(settings.SECRET_KEY, number, code),
        created_at=now,
        expires_at=now + rules.CODE_LIFE,
        address_digest=origin,
    )
    seconds = int(rules.RESEND_AFTER.total_seconds())
    return CodeSent(sent=True, wait_seconds=seconds), code, row.pk


def enqueue_code(code: str, row_id: int, patient_id: int | None, params: Mapping[str, int]) -> None:
    messaging_actions.enqueue(
        [
            Outgoing(
                key=f"code:{row_id}",
                kind="sign-in-code",
                channel=Channel.SMS,
                patient_id=patient_id,
                params={"sealed": sealing.seal_text(code), "code_row": row_id, **params},
            )
        ]
    )


def checked(by: Actor, number: str, code: str, *, known: bool) -> tuple[SmsCode | None, Answer]:
    """The newest code of a number if these are its digits, used up by that; else why not."""
    codes = SmsCode.objects.select_for_update().filter(phone_digest=number)
    row = codes.order_by("-created_at", "-pk").first()
    if row is None or row.used_at is not None:
        journal.nothing_changed()
        return None, Answer(refusal=Refusal.WRONG)
    if row.wrong_tries >= rules.WRONG_CODES:
        journal.nothing_changed()
        return None, Answer(refusal=Refusal.TOO_MANY)
    if row.expires_at <= clock.now():
        journal.nothing_changed()
        return None, Answer(refusal=Refusal.EXPIRED)
    expected = rules.code_hash(settings.SECRET_KEY, number, code)
    if not known or not secrets.compare_digest(expected, row.code_hash):
        SmsCode.objects.filter(pk=row.pk).update(wrong_tries=F("wrong_tries") + 1)
        journal.record("code.wrong", by=by, object_type="code", object_id=row.pk)
        left = rules.WRONG_CODES - row.wrong_tries - 1
        return None, Answer(refusal=Refusal.WRONG, tries_left=left)
    SmsCode.objects.filter(pk=row.pk).update(used_at=clock.now())
    _end_codes(number)
    return row, Answer()


def wait_at_gates(*digests: str) -> None:
    """Let one request at a time count the codes of a number or an origin.

    Always in the same order, so that two requests never wait for each other. Writing the
    time of the request is what locks the row, whether it is new, old or removed just now.
    """
    for digest in sorted(digests):
        SendGate.objects.bulk_create(
            [SendGate(digest=digest, at=clock.now())],
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["at"],
        )


def _end_codes(number: str) -> None:
    now = clock.now()
    SmsCode.objects.filter(phone_digest=number, expires_at__gt=now).update(expires_at=now)
