"""A fresh code before something weighty on a page that is open already (ux 2.1, step-up)."""

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import queries as patients_queries
from osteopro.patients import search
from osteopro.patients.search import KeyKind
from osteopro.signin import codes
from osteopro.signin.codes import Answer, CodeSent


@journal.action
def send_code(*, by: Actor, patient_id: int, address: str) -> CodeSent:
    """Send a fresh code to the patient's own number, before something weighty is done on a page
    that is open already (ux 2.1). Within the same limits; no sign-in works with it."""
    number = _step_up(patient_id)
    sent, code, row_id = codes.new_code(number, address)
    if not sent.sent:
        journal.nothing_changed()
        return sent
    codes.enqueue_code(code, row_id, patient_id, {})
    journal.record(
        "code.sent-again", by=by, object_type="code", object_id=row_id, patient_id=patient_id
    )
    return sent


@journal.action
def try_code(*, by: Actor, patient_id: int, code: str) -> Answer:
    """Check the code of `send_code`; right answers have `patient_id`."""
    number = _step_up(patient_id)
    row, refused = codes.checked(by, number, code, known=True)
    if row is None:
        return refused
    journal.record(
        "code.step-up", by=by, object_type="code", object_id=row.pk, patient_id=patient_id
    )
    return Answer(patient_id=patient_id)


def _step_up(patient_id: int) -> str:
    person = patients_queries.person(patient_id)
    return search.digest(KeyKind.PHONE, f"step-up {patient_id} {person.phone}")
