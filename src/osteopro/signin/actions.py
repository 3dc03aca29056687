"""Personal links, text-message codes and known devices."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from osteopro import clock
from osteopro.accounts.models import Device
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.terms import Channel
from osteopro.patients import queries as patients_queries
from osteopro.patients import sealing, search
from osteopro.patients.search import KeyKind
from osteopro.signin import rules
from osteopro.signin.models import PatientLink, SendGate, SmsCode


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

    `sharing`: several people have this number (a couple with one phone); who of them it
    is, their birth date says (`choose_by_birth_date` with this `code_id`).
    """

    patient_id: int | None = None
    refusal: Refusal | None = None
    tries_left: int = 0
    sharing: tuple[int, ...] = ()
    code_id: int = 0


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Whether a code is on its way, and after how many seconds one may ask again."""

    sent: bool
    wait_seconds: int


@journal.action
def issue_link(*, by: Actor, patient_id: int) -> int:
    """Make a new personal link; the ones before stop working. Returns its id.

    The token is read with `queries.link_url` at the moment of sending.
    """
    now = clock.now()
    PatientLink.objects.filter(patient_id=patient_id, replaced_at__isnull=True).update(
        replaced_at=now
    )
    nonce = secrets.token_urlsafe(24)
    link = PatientLink.objects.create(
        patient_id=patient_id,
        nonce=nonce,
        token_hash=rules.hashed(rules.link_token(settings.SECRET_KEY, nonce)),
        created_at=now,
        expires_at=now + rules.LINK_LIFE,
    )
    journal.record(
        "link.issued", by=by, object_type="link", object_id=link.pk, patient_id=patient_id
    )
    return link.pk


@journal.action
def try_birth_date(*, by: Actor, token: str, birth: date, zone: ZoneInfo) -> Answer:
    """The second check of a link. The fifth wrong date of a day locks it for good.

    Staff learn of a locked link from the audit trail and from the patient's call; a new
    link or code opens the way again.
    """
    link = (
        PatientLink.objects.select_for_update()
        .filter(token_hash=rules.hashed(token), replaced_at__isnull=True)
        .first()
    )
    now, today = clock.now(), clock.today(zone)
    if link is None or link.expires_at <= now:
        journal.nothing_changed()
        return Answer(refusal=Refusal.UNKNOWN)
    if link.locked_at is not None:
        journal.nothing_changed()
        return Answer(refusal=Refusal.LOCKED)
    if patients_queries.birth_matches(link.patient_id, birth):
        _signed_in(by, link.patient_id, "link")
        return Answer(patient_id=link.patient_id)
    return _wrong_birth_date(by, link, today)


@journal.action
def send_code(*, by: Actor, phone: str, address: str) -> CodeSent:
    """Send a six-digit code to an E.164 number, within the limits of ux 2.1.

    The answer is the same whether the number is a patient's or not, and so is the
    work done: only somebody who is known gets a message. A new code ends the ones before.
    """
    number = search.digest(KeyKind.PHONE, phone)
    origin = search.digest(KeyKind.PHONE, f"address {address}")
    _wait_at_gates(number, origin)
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
        journal.nothing_changed()
        return CodeSent(sent=False, wait_seconds=wait)
    _end_codes(number)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = SmsCode.objects.create(
        phone_digest=number,
        code_hash=rules.code_hash(settings.SECRET_KEY, number, code),
        created_at=now,
        expires_at=now + rules.CODE_LIFE,
        address_digest=origin,
    )
    patients = patients_queries.by_phone(phone)
    if patients:
        messaging_actions.enqueue(
            [
                Outgoing(
                    key=f"code:{row.pk}",
                    kind="sign-in-code",
                    channel=Channel.SMS,
                    patient_id=patients[0],
                    params={"sealed": sealing.seal_text(code), "code_row": row.pk},
                )
            ]
        )
    journal.record("code.sent", by=by, object_type="code", object_id=row.pk)
    return CodeSent(sent=True, wait_seconds=int(rules.RESEND_AFTER.total_seconds()))


@journal.action
def try_code(*, by: Actor, phone: str, code: str) -> Answer:
    """Check the newest code of a number. Five wrong tries end it, and so does using it."""
    number = search.digest(KeyKind.PHONE, phone)
    codes = SmsCode.objects.select_for_update().filter(phone_digest=number)
    row = codes.order_by("-created_at", "-pk").first()
    if row is None or row.used_at is not None:
        journal.nothing_changed()
        return Answer(refusal=Refusal.WRONG)
    if row.wrong_tries >= rules.WRONG_CODES:
        journal.nothing_changed()
        return Answer(refusal=Refusal.TOO_MANY)
    if row.expires_at <= clock.now():
        journal.nothing_changed()
        return Answer(refusal=Refusal.EXPIRED)
    patients = patients_queries.by_phone(phone)
    expected = rules.code_hash(settings.SECRET_KEY, number, code)
    if not patients or not secrets.compare_digest(expected, row.code_hash):
        SmsCode.objects.filter(pk=row.pk).update(wrong_tries=F("wrong_tries") + 1)
        journal.record("code.wrong", by=by, object_type="code", object_id=row.pk)
        return Answer(refusal=Refusal.WRONG, tries_left=rules.WRONG_CODES - row.wrong_tries - 1)
    SmsCode.objects.filter(pk=row.pk).update(used_at=clock.now())
    _end_codes(number)
    if len(patients) > 1:
        journal.record("code.right", by=by, object_type="code", object_id=row.pk)
        return Answer(sharing=tuple(patients), code_id=row.pk)
    _signed_in(by, patients[0], "code")
    return Answer(patient_id=patients[0])


@journal.action
def choose_by_birth_date(*, by: Actor, code_id: int, sharing: Sequence[int], birth: date) -> Answer:
    """Tell people apart who share a number, once the code sent to it was right.

    Five tries for each code. Two people born on the same day cannot be told apart so.
    """
    row = SmsCode.objects.select_for_update().filter(pk=code_id, used_at__isnull=False).first()
    if row is None or row.wrong_births >= rules.WRONG_BIRTH_DATES:
        journal.nothing_changed()
        return Answer(refusal=Refusal.TOO_MANY)
    matching = [each for each in sharing if patients_queries.birth_matches(each, birth)]
    if len(matching) == 1:
        # The answer is as good for one entrance as the code was.
        SmsCode.objects.filter(pk=row.pk).update(wrong_births=rules.WRONG_BIRTH_DATES)
        _signed_in(by, matching[0], "code")
        return Answer(patient_id=matching[0])
    SmsCode.objects.filter(pk=row.pk).update(wrong_births=F("wrong_births") + 1)
    journal.record("code.wrong-birth-date", by=by, object_type="code", object_id=row.pk)
    left = rules.WRONG_BIRTH_DATES - row.wrong_births - 1
    return Answer(refusal=Refusal.WRONG if left else Refusal.TOO_MANY, tries_left=left)


@journal.action
def remember_device(*, by: Actor, account_id: int, label: str) -> str:
    """Know this phone from now on; returns the secret for its cookie."""
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    device = Device.objects.create(
        account_id=account_id,
        token_hash=rules.hashed(secret),
        label=label[:80],
        first_seen=now,
        last_seen=now,
    )
    journal.record("device.remembered", by=by, object_type="device", object_id=device.pk)
    return secret


@journal.action
def forget_device(*, by: Actor, account_id: int, mark: str) -> None:
    """Ask for the birth date again on this phone. `mark` is `device_mark` of its secret."""
    gone = Device.objects.filter(
        account_id=account_id, token_hash=mark, forgotten_at__isnull=True
    ).update(forgotten_at=clock.now())
    if not gone:
        journal.nothing_changed()
        return
    journal.record("device.forgotten", by=by, object_type="account", object_id=account_id)


@journal.action
def enter_from_known_device(*, by: Actor, token: str, device_secret: str) -> Answer:
    """Let somebody in by link alone, on a phone where they gave their birth date before."""
    now = clock.now()
    link = (
        PatientLink.objects.select_related("patient")
        .filter(
            token_hash=rules.hashed(token),
            replaced_at__isnull=True,
            locked_at__isnull=True,
            expires_at__gt=now,
        )
        .first()
    )
    if link is None:
        journal.nothing_changed()
        return Answer(refusal=Refusal.UNKNOWN)
    known = Device.objects.filter(
        token_hash=rules.hashed(device_secret),
        account_id=link.patient.account_id,
        forgotten_at__isnull=True,
    ).update(last_seen=now)
    if not known:
        journal.nothing_changed()
        return Answer(refusal=Refusal.WRONG)
    _signed_in(by, link.patient_id, "known-device")
    return Answer(patient_id=link.patient_id)


def _wait_at_gates(*digests: str) -> None:
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


def _wrong_birth_date(by: Actor, link: PatientLink, today: date) -> Answer:
    link.wrong_tries = link.wrong_tries + 1 if link.tries_on == today else 1
    link.tries_on = today
    left = rules.tries_left(link.wrong_tries, link.tries_on, today)
    if left == 0:
        link.locked_at = clock.now()
    link.save(update_fields=["wrong_tries", "tries_on", "locked_at"])
    journal.record(
        "link.locked" if left == 0 else "link.wrong-birth-date",
        by=by,
        object_type="link",
        object_id=link.pk,
        patient_id=link.patient_id,
    )
    return Answer(refusal=Refusal.WRONG if left else Refusal.LOCKED, tries_left=left)


def _signed_in(by: Actor, patient_id: int, way: str) -> None:
    journal.record(
        "patient.signed-in",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        way=way,
    )
