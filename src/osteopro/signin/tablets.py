"""Shared tablets in the waiting room: which are the clinic's, and for whom one is opened."""

import secrets
from collections.abc import Collection

from django.conf import settings

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients.models import Patient
from osteopro.signin import rules
from osteopro.signin.cards import check_taking_part
from osteopro.signin.checking import (
    note_wrong_try,
    origin,
    signed_in,
    wrong_tries,
)
from osteopro.signin.codes import Answer, Refusal, wait_at_gates
from osteopro.signin.models import Tablet, TabletCode


class NoTablet(LookupError):
    """No tablet in use with this id at these clinics."""


@journal.action
def add_tablet(*, by: Actor, site_id: int, label: str) -> str:
    """Make this browser a tablet of the clinic; returns the secret for its cookie."""
    secret = secrets.token_urlsafe(32)
    tablet = Tablet.objects.create(
        site_id=site_id,
        label=label,
        token_hash=rules.hashed(secret),
        added_at=clock.now(),
        added_by=by.person,
    )
    journal.record("tablet.added", by=by, object_type="tablet", object_id=tablet.pk, site=site_id)
    return secret


@journal.action
def remove_tablet(*, by: Actor, tablet_id: int, site_ids: Collection[int]) -> None:
    """End a tablet of one of these clinics at once, with whoever is recording on it.

    Raises NoTablet.
    """
    theirs = Tablet.objects.filter(pk=tablet_id, site_id__in=set(site_ids), removed_at__isnull=True)
    if not theirs.update(removed_at=clock.now()):
        raise NoTablet(tablet_id)
    journal.record("tablet.removed", by=by, object_type="tablet", object_id=tablet_id)


@journal.action
def issue_tablet_code(*, by: Actor, patient_id: int) -> str:
    """Six digits that open a tablet of the patient's clinic for this patient, once, for ten
    minutes. A new code ends the one before. Raises TakesNoPart for somebody who left."""
    check_taking_part([patient_id])
    site_id = Patient.objects.values_list("site_id", flat=True).get(pk=patient_id)
    now = clock.now()
    wait_at_gates(origin(f"tablet codes of {site_id}"))
    valid = TabletCode.objects.filter(used_at__isnull=True, expires_at__gt=now)
    valid.filter(patient_id=patient_id).update(expires_at=now)
    code, hashed = _fresh(site_id)
    row = TabletCode.objects.create(
        patient_id=patient_id,
        site_id=site_id,
        code_hash=hashed,
        created_at=now,
        expires_at=now + rules.TABLET_CODE_LIFE,
    )
    journal.record(
        "tablet.code", by=by, object_type="tablet-code", object_id=row.pk, patient_id=patient_id
    )
    return code


@journal.action
def try_tablet_code(*, by: Actor, tablet_id: int, code: str) -> Answer:
    """Whom this code opens the tablet for. Five wrong ones in ten minutes, and it has to wait."""
    place = origin(f"tablet {tablet_id}")
    wait_at_gates(place)
    tablet = Tablet.objects.filter(pk=tablet_id, removed_at__isnull=True).first()
    if tablet is None or wrong_tries(place, rules.TABLET_CODES_DURING) >= rules.WRONG_TABLET_CODES:
        journal.nothing_changed()
        return Answer(refusal=Refusal.TOO_MANY)
    hashed = rules.tablet_code_hash(settings.SECRET_KEY, tablet.site_id, code)
    row = (
        TabletCode.objects.select_for_update()
        .filter(code_hash=hashed, used_at__isnull=True, expires_at__gt=clock.now())
        .first()
    )
    if row is None:
        journal.record(
            "tablet.wrong-code",
            by=by,
            object_type="tablet",
            object_id=tablet_id,
            number=note_wrong_try(place),
        )
        return Answer(refusal=Refusal.WRONG)
    TabletCode.objects.filter(pk=row.pk).update(used_at=clock.now())
    journal.record(
        "tablet.code-used",
        by=by,
        object_type="tablet",
        object_id=tablet_id,
        patient_id=row.patient_id,
    )
    return Answer(patient_id=row.patient_id)


@journal.action
def begin_sitting(*, by: Actor, tablet_id: int, patient_id: int) -> None:
    """Note that this patient said yes to their name and records on this tablet now."""
    Tablet.objects.filter(pk=tablet_id).update(last_used=clock.now())
    signed_in(by, patient_id, "tablet")


def _fresh(site_id: int) -> tuple[str, str]:
    """A code that opens for nobody else at this clinic now."""
    valid = TabletCode.objects.filter(used_at__isnull=True, expires_at__gt=clock.now())
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        hashed = rules.tablet_code_hash(settings.SECRET_KEY, site_id, code)
        if not valid.filter(code_hash=hashed).exists():
            return code, hashed
