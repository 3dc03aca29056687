"""Links to the page for somebody without an account (resolution 75): 72 hours, the birth date,
stopped at any time by the patient or by who cares for them, every opening in the trail."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import READ, Actor
from osteopro.followup import state
from osteopro.patients import queries as patients_queries
from osteopro.signin import rules as signin_rules
from osteopro.summaries import shares
from osteopro.summaries.models import Share

LIFE = timedelta(hours=72)
# Links of one patient that work at the same time: more is a mistake, or a leak.
MOST = 5
# What openings are called in the trail.
OPENED = "shared-summary"


class TooManyLinks(RuntimeError):
    """As many links as may work at once do."""


class NoSuchLink(LookupError):
    """This patient has no such link that works."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a birth date: the link it opens, or how many tries are left (0: it is over)."""

    share_id: int | None = None
    tries_left: int = 0


@journal.action
def share(*, by: Actor, patient_id: int, language: str, key: UUID) -> int:
    """Make a link; the same form (`key`) again is the same link. Raises TooManyLinks.

    The caller has checked that `by` may know of the patient.
    """
    state.locked(patient_id)
    earlier = Share.objects.filter(patient_id=patient_id, key=key).values_list("pk", flat=True)
    if known := earlier.first():
        journal.nothing_changed()
        return known
    if shares.working(patient_id).count() >= MOST:
        raise TooManyLinks(patient_id)
    now, nonce = clock.now(), secrets.token_urlsafe(24)
    row = Share.objects.create(
        patient_id=patient_id,
        key=key,
        nonce=nonce,
        token_hash=signin_rules.hashed(shares.token_of(nonce)),
        language=language,
        created_at=now,
        created_by=by.person,
        expires_at=now + LIFE,
    )
    journal.record(
        "summary.shared", by=by, object_type="share", object_id=row.pk, patient_id=patient_id
    )
    return row.pk


@journal.action
def stop_sharing(*, by: Actor, patient_id: int, share_id: int) -> None:
    """End a link at once. Stopping it again changes nothing. Raises NoSuchLink."""
    rows = Share.objects.filter(pk=share_id, patient_id=patient_id)
    if not rows.exists():
        raise NoSuchLink(share_id)
    stopped = rows.filter(stopped_at__isnull=True)
    if not stopped.update(stopped_at=clock.now(), stopped_by=by.account_id):
        journal.nothing_changed()
        return
    journal.record(
        "summary.share-stopped",
        by=by,
        object_type="share",
        object_id=share_id,
        patient_id=patient_id,
    )


@journal.action
def try_birth_date(*, by: Actor, token: str, birth: date, zone: ZoneInfo) -> Tried:
    """The patient's birth date for a link. The fifth wrong one of a day ends it for good, as with
    personal links; unknown, expired, stopped and ended ones all answer alike."""
    row = shares.open_with(token).select_for_update().first()
    if row is None:
        journal.nothing_changed()
        return Tried()
    if patients_queries.birth_matches(row.patient_id, birth):
        Share.objects.filter(pk=row.pk).update(opened=F("opened") + 1, opened_at=clock.now())
        _note(by, row)
        return Tried(share_id=row.pk)
    today = clock.today(zone)
    row.wrong_tries = row.wrong_tries + 1 if row.tries_on == today else 1
    row.tries_on = today
    left = signin_rules.tries_left(row.wrong_tries, row.tries_on, today)
    row.locked_at = None if left else clock.now()
    row.save(update_fields=["wrong_tries", "tries_on", "locked_at"])
    journal.record(
        "summary.share-wrong-birth-date" if left else "summary.share-locked",
        by=by,
        object_type="share",
        object_id=row.pk,
        patient_id=row.patient_id,
    )
    return Tried(tries_left=left)


@journal.action
def look_again(*, by: Actor, share_id: int) -> int | None:
    """The patient of a link that was opened and still works; every look is an event. None when it
    was stopped or its time is over."""
    row = shares.standing().filter(pk=share_id).first()
    if row is None:
        journal.nothing_changed()
        return None
    _note(by, row)
    return row.patient_id


def _note(by: Actor, row: Share) -> None:
    journal.record(READ, by=by, object_type=OPENED, object_id=row.pk, patient_id=row.patient_id)
