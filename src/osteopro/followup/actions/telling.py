"""How a patient hears of a reply: by a message, or by a call to who has no screen."""

from collections.abc import Sequence
from datetime import datetime, time

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.enrolment.terms import State
from osteopro.followup import alerts, contact, state, team_notice
from osteopro.followup.actions.asking import put_request
from osteopro.followup.models import CareState, HandOver, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions

TELL_BY_PHONE = "tell-by-phone"
NEW_MANAGER = "tell-new-manager"


def tell(row: CareState, message_id: int, visible_at: datetime, *, urgent: bool = False) -> None:
    """Announce a reply when it can no longer be taken back.

    For somebody who is phoned instead it becomes a call to make by the next working day.
    `urgent` replies are announced at any hour; nobody is told for somebody who died. `row` is
    changed but not saved.
    """
    if row.ended == State.DIED:
        return
    channel = contact.way(row)
    if channel is not None:
        notice = alerts.reply_notice(row.patient_id, message_id, visible_at, channel, urgent=urgent)
        messaging_actions.enqueue([notice])
        return
    source = f"tell:{message_id}"
    put_request(row, ItemKind.TELL, source, TELL_BY_PHONE, known_new=True, at=visible_at)


def tell_of_manager(decided: HandOver, rows: Sequence[CareState]) -> None:
    """Let who is phoned instead of texted hear of their new manager in the next call, once.

    It waits for the call about the next record, and until the hand-over for one that lies ahead;
    news that was overtaken is dropped. `rows` are locked and saved here.
    """
    for row in rows:
        OpenItem.objects.filter(
            patient_id=row.patient_id,
            kind=ItemKind.TELL,
            source__startswith=team_notice.SOURCE,
            closed_at__isnull=True,
        ).update(closed_at=clock.now(), closed_by=decided.by)
        zone = state.clinic(row).zone
        next_call = datetime.combine(max(row.next_due_on, decided.on), time.min, zone)
        put_request(
            row,
            ItemKind.TELL,
            f"{team_notice.SOURCE}{decided.pk}",
            NEW_MANAGER,
            known_new=True,
            at=max(clock.now(), next_call),
        )
        state.rewrite(row)
        row.save()


def tell_again(by: Actor, patient_id: int, message_id: int, since: datetime) -> None:
    """What this person ended since then by `stop_telling` is a call to make again."""
    ended = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.TELL,
        source=f"tell:{message_id}",
        closed_at__gte=since,
        closed_by=by.person,
    )
    ended.update(closed_at=None, closed_by=None)


def stop_telling(by: Actor, patient_id: int, message_id: int) -> None:
    """The reply was taken back or put right: nobody needs to phone about it."""
    waiting = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.TELL,
        source=f"tell:{message_id}",
        closed_at__isnull=True,
    )
    waiting.update(closed_at=clock.now(), closed_by=by.person)
