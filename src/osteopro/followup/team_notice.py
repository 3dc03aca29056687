"""The message that tells a patient who follows them from a day on."""

from collections.abc import Sequence
from datetime import date

from osteopro.accounts import queries as accounts_queries
from osteopro.followup import contact
from osteopro.followup.models import CareState, HandOver, Move
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.patients import queries as patients_queries

KIND = "new-manager"


def notices(decided: HandOver, rows: Sequence[CareState]) -> list[Outgoing]:
    """One message for each patient who gets another manager and reads messages.

    A new backup alone is shown on the patient's page and not worth a message. Who is phoned
    hears it in the next call.
    """
    moving = [row for row in rows if decided.manager not in (None, row.manager)]
    plans = patients_queries.contact_plans([row.patient_id for row in moving])
    ways = {row.patient_id: contact.way(row, plans[row.patient_id]) for row in moving}
    return [
        Outgoing(
            key=f"{KIND}:{decided.pk}:{patient_id}",
            kind=KIND,
            channel=channel,
            patient_id=patient_id,
            params={"hand_over": decided.pk},
        )
        for patient_id, channel in ways.items()
        if channel is not None
    ]


def _worded(pending: Pending) -> Wording | None:
    found = contact.contact(pending.patient_id or 0)
    decided = HandOver.objects.get(pk=pending.params["hand_over"])
    name = accounts_queries.staff_name(decided.manager or 0).shown(found.language)
    return found.worded(
        pending.channel,
        "{clinic}：从{day}起，{name}负责您的随访。您不用做什么。有事请打 {phone}",
        "{clinic}: from {day} {name} looks after your follow-up. "
        "You need not do anything. Questions? Call {phone}",
        name=name,
        day=_day(decided.on, english=found.english),
    )


def _day(on: date, *, english: bool) -> str:
    return f"{on:%-d %B}" if english else f"{on.month}月{on.day}日"


def _still_so(pending: Pending) -> bool:
    """Not if it was decided otherwise since, or the patient has left."""
    patient_id = pending.patient_id or 0
    latest = Move.objects.filter(patient_id=patient_id).order_by("-pk")
    stands = latest.values_list("hand_over_id", flat=True).first() == pending.params["hand_over"]
    return stands and contact.takes_part(patient_id)


NOTICE = Kind(_worded, _still_so, contact.not_in_quiet_hours)
