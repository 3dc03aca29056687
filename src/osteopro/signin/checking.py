"""What the ways in share: wrong tries and birth dates are counted. Parts of actions."""

from datetime import date, timedelta

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import search
from osteopro.patients.search import KeyKind
from osteopro.signin import rules
from osteopro.signin.codes import Answer, Refusal
from osteopro.signin.models import Card, PatientLink, WrongTry


def origin(name: str) -> str:
    """The keyed hash under which tries from one place are counted: an address, a tablet."""
    return search.digest(KeyKind.PHONE, name)


def wrong_tries(digest: str, during: timedelta) -> int:
    """How many wrong tries came from there lately. Stand at its gate first."""
    return WrongTry.objects.filter(digest=digest, at__gt=clock.now() - during).count()


def note_wrong_try(digest: str) -> int:
    """Count one more; returns its id."""
    return WrongTry.objects.create(digest=digest, at=clock.now()).pk


def wrong_birth_date(by: Actor, row: PatientLink | Card, today: date) -> Answer:
    """Count a wrong birth date on a link or card; the fifth of a day locks it for good."""
    kind = "card" if isinstance(row, Card) else "link"
    row.wrong_tries = row.wrong_tries + 1 if row.tries_on == today else 1
    row.tries_on = today
    left = rules.tries_left(row.wrong_tries, row.tries_on, today)
    if left == 0:
        row.locked_at = clock.now()
    row.save(update_fields=["wrong_tries", "tries_on", "locked_at"])
    journal.record(
        f"{kind}.locked" if left == 0 else f"{kind}.wrong-birth-date",
        by=by,
        object_type=kind,
        object_id=row.pk,
        patient_id=row.patient_id,
    )
    if left:
        return Answer(refusal=Refusal.WRONG, tries_left=left)
    return locked(row)


def locked(row: PatientLink | Card) -> Answer:
    """The answer of a link or card that stands locked."""
    kind = "card" if isinstance(row, Card) else "link"
    return Answer(refusal=Refusal.LOCKED, locked=row.patient_id, lock=f"{kind}:{row.pk}")


def signed_in(by: Actor, patient_id: int, way: str) -> None:
    """Put into the patient's trail that they came in, and how."""
    journal.record(
        "patient.signed-in",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        way=way,
    )
