"""How a patient hears who follows them from a day on: by a message, or in the next call."""

from collections.abc import Sequence
from datetime import date

from osteopro.accounts import queries as accounts_queries
from osteopro.followup import contact
from osteopro.followup.models import CareState, HandOver, Move, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.patients import queries as patients_queries

KIND = "new-manager"
# What the task for a call is about: the hand-over.
SOURCE = "new-manager:"


def notices(decided: HandOver, rows: Sequence[CareState]) -> tuple[list[Outgoing], list[CareState]]:
    """One message for each patient who gets another manager and reads messages, and those who are
    phoned and hear it then. A new backup alone is shown on the patient's page."""
    moving = [row for row in rows if decided.manager not in (None, row.manager) and not row.ended]
    plans = patients_queries.contact_plans([row.patient_id for row in moving])
    ways = [(row, contact.way(row, plans[row.patient_id])) for row in moving]
    texts = [
        Outgoing(
            key=f"{KIND}:{decided.pk}:{row.patient_id}",
            kind=KIND,
            channel=channel,
            patient_id=row.patient_id,
            params={"hand_over": decided.pk},
        )
        for row, channel in ways
        if channel is not None
    ]
    return texts, [row for row, channel in ways if channel is None]


def spoken(patient_id: int) -> list[HandOver]:
    """The new managers of whom somebody is to hear in the next call."""
    waiting = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.TELL,
        source__startswith=SOURCE,
        closed_at__isnull=True,
    )
    numbers = [source.removeprefix(SOURCE) for source in waiting.values_list("source", flat=True)]
    return list(HandOver.objects.filter(pk__in=numbers).order_by("pk")) if numbers else []


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
