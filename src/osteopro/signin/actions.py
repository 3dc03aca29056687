"""Personal links, text-message codes and known devices."""

import secrets
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from osteopro import clock
from osteopro.accounts.models import Device
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import ENDED
from osteopro.patients import helpers, search
from osteopro.patients import queries as patients_queries
from osteopro.patients.search import KeyKind
from osteopro.signin import codes, queries, rules
from osteopro.signin.checking import locked, signed_in, wrong_birth_date
from osteopro.signin.codes import Answer, CodeSent, Refusal
from osteopro.signin.models import PatientLink, SmsCode


@journal.action
def issue_link(*, by: Actor, patient_id: int, helper_id: int | None = None) -> int:
    """Make a new personal link, of the patient or of somebody who helps; the ones before stop
    working. Returns its id.

    The token is read with `queries.link_url` at the moment of sending.
    """
    now = clock.now()
    queries.links_of(patient_id, helper_id).update(replaced_at=now)
    nonce = secrets.token_urlsafe(24)
    link = PatientLink.objects.create(
        patient_id=patient_id,
        helper_id=helper_id,
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
    """The second check of a link: the patient's birth date, whoever opens it. The fifth wrong
    date of a day locks it for good.

    The answer says whose staff are to be told (`followup.actions.note_locked_out`); a new
    link or a code opens the way again.
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
        return locked(link)
    if patients_queries.birth_matches(link.patient_id, birth):
        return _let_in(by, link, "link")
    return wrong_birth_date(by, link, today)


@journal.action
def send_code(*, by: Actor, phone: str, address: str) -> CodeSent:
    """Send a six-digit code to an E.164 number, within the limits of ux 2.1.

    The answer is the same whether the number is a patient's or not, and so is the
    work done: only somebody who is known gets a message. A new code ends the ones before.
    """
    number = search.digest(KeyKind.PHONE, phone)
    sent, code, row_id = codes.new_code(number, address)
    if not sent.sent:
        journal.nothing_changed()
        return sent
    patients = patients_queries.by_phone(phone)
    helper = None if patients else helpers.helper_with_phone(phone)
    if patients or helper:
        params = {"helper": helper.helper_id} if helper else {}
        codes.enqueue_code(code, row_id, patients[0] if patients else None, params)
    journal.record("code.sent", by=by, object_type="code", object_id=row_id)
    return sent


@journal.action
def try_code(*, by: Actor, phone: str, code: str) -> Answer:
    """Check the newest code of a number. Five wrong tries end it, and so does using it."""
    number = search.digest(KeyKind.PHONE, phone)
    patients = patients_queries.by_phone(phone)
    helper = helpers.helper_with_phone(phone)
    row, refused = codes.checked(by, number, code, known=bool(patients or helper))
    if row is None:
        return refused
    if len(patients) > 1 or (patients and helper):
        journal.record("code.right", by=by, object_type="code", object_id=row.pk)
        account = helper.account_id if helper else None
        return Answer(sharing=tuple(patients), helper=account, code_id=row.pk)
    if helper and not patients:
        _helper_signed_in(by, helper.account_id, "code")
        return Answer(helper=helper.account_id)
    signed_in(by, patients[0], "code")
    return Answer(patient_id=patients[0])


@journal.action
def choose_to_help(*, by: Actor, code_id: int, account_id: int) -> Answer:
    """Somebody whose number is a patient's too comes as helper, once the code was right.

    `account_id` is that of the answer to the code.
    """
    row = SmsCode.objects.select_for_update().filter(pk=code_id, used_at__isnull=False).first()
    if row is None or row.wrong_births >= rules.WRONG_BIRTH_DATES:
        journal.nothing_changed()
        return Answer(refusal=Refusal.TOO_MANY)
    SmsCode.objects.filter(pk=row.pk).update(wrong_births=rules.WRONG_BIRTH_DATES)
    _helper_signed_in(by, account_id, "code")
    return Answer(helper=account_id)


@journal.action
def choose_by_birth_date(*, by: Actor, code_id: int, sharing: Sequence[int], birth: date) -> Answer:
    """Tell people apart who share a number, once the code sent to it was right.

    Five tries for each code. Two people born on the same day cannot be told apart so, but who
    takes part comes before who left.
    """
    row = SmsCode.objects.select_for_update().filter(pk=code_id, used_at__isnull=False).first()
    if row is None or row.wrong_births >= rules.WRONG_BIRTH_DATES:
        journal.nothing_changed()
        return Answer(refusal=Refusal.TOO_MANY)
    matching = _of_them([each for each in sharing if patients_queries.birth_matches(each, birth)])
    if len(matching) == 1:
        # The answer is as good for one entrance as the code was.
        SmsCode.objects.filter(pk=row.pk).update(wrong_births=rules.WRONG_BIRTH_DATES)
        signed_in(by, matching[0], "code")
        return Answer(patient_id=matching[0])
    SmsCode.objects.filter(pk=row.pk).update(wrong_births=F("wrong_births") + 1)
    journal.record("code.wrong-birth-date", by=by, object_type="code", object_id=row.pk)
    left = rules.WRONG_BIRTH_DATES - row.wrong_births - 1
    return Answer(refusal=Refusal.WRONG if left else Refusal.TOO_MANY, tries_left=left)


def _of_them(matching: list[int]) -> list[int]:
    """Those who take part, if any of several do."""
    if len(matching) < 2:
        return matching
    states = enrolment_queries.states(matching)
    return [each for each in matching if states.get(each) not in ENDED] or matching


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
        PatientLink.objects.select_related("patient", "helper")
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
        account_id=link.helper.account_id if link.helper else link.patient.account_id,
        forgotten_at__isnull=True,
    ).update(last_seen=now)
    if not known:
        journal.nothing_changed()
        return Answer(refusal=Refusal.WRONG)
    return _let_in(by, link, "known-device")


@journal.action
def end_helper_links(*, by: Actor, helper_id: int) -> None:
    """Links of somebody who no longer helps open nothing any more."""
    ended = PatientLink.objects.filter(helper_id=helper_id, replaced_at__isnull=True)
    if not ended.update(replaced_at=clock.now()):
        journal.nothing_changed()
        return
    journal.record("link.ended", by=by, object_type="helper", object_id=helper_id)


def _let_in(by: Actor, link: PatientLink, way: str) -> Answer:
    """Whoever the link was made for: the patient, or somebody who helps and still may."""
    if link.helper is None:
        signed_in(by, link.patient_id, way)
        return Answer(patient_id=link.patient_id)
    found = helpers.helper(link.helper.pk)
    if found is None or found.over:
        journal.nothing_changed()
        return Answer(refusal=Refusal.UNKNOWN)
    _helper_signed_in(by, found.account_id, way)
    return Answer(patient_id=link.patient_id, helper=found.account_id)


def _helper_signed_in(by: Actor, account_id: int, way: str) -> None:
    journal.record("helper.signed-in", by=by, object_type="account", object_id=account_id, way=way)
