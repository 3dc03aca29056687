"""Messages that reached nobody come before a person."""

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, state, text_answers
from osteopro.followup.actions.asking import put_request
from osteopro.followup.models import CareState
from osteopro.followup.terms import ItemKind
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState

# Who waits for a code asks again; who wrote a text is answered by the manager.
NOT_MISSED = ("sign-in-code", text_answers.KIND)


def undelivered(by: Actor, row: OutboundMessage) -> None:
    """A message was given up, or did not arrive: who was to get it is told another way."""
    if row.kind == "staff-alert":
        patient_id = int(row.params["patient"])
        note_undelivered_alert(by=by, patient_id=patient_id, message_id=row.pk)
    elif row.patient_id is not None and row.kind not in NOT_MISSED:
        note_undelivered(by=by, patient_id=row.patient_id, message_id=row.pk)


@journal.action
def note_undelivered(*, by: Actor, patient_id: int, message_id: int) -> None:
    """A message to a patient was given up: the manager should phone."""
    row = state.locked(patient_id)
    _put_undelivered(row, str(message_id), "undelivered")
    _record_undelivered(by, patient_id, message_id)


@journal.action
def note_undelivered_alert(*, by: Actor, patient_id: int, message_id: int) -> None:
    """An alert reached a member of staff on no way: manager and backup should know.

    While it may still leave, or has left, on another way, nothing is to be done.
    """
    row = state.locked(patient_id)
    failed = OutboundMessage.objects.get(pk=message_id)
    same = OutboundMessage.objects.filter(key__in=alerts.ways(failed.params, failed.key))
    if same.filter(state__in=[DeliveryState.SENT, DeliveryState.WAITING]).exists():
        journal.nothing_changed()
        return
    first = same.order_by("pk").values_list("pk", flat=True)[0]
    _put_undelivered(row, str(first), "alert-undelivered")
    _record_undelivered(by, patient_id, message_id)


def _put_undelivered(row: CareState, source: str, code: str) -> None:
    put_request(row, ItemKind.DELIVERY, source, code, known_new=False)
    row.save()


def _record_undelivered(by: Actor, patient_id: int, message_id: int) -> None:
    journal.record(
        "message.undelivered",
        by=by,
        object_type="outbound",
        object_id=message_id,
        patient_id=patient_id,
    )
