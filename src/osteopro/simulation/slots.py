"""Slots of the synthetic clinic, so that whoever looks at it has something to offer."""

from datetime import date, time, timedelta
from uuid import UUID, uuid5

from osteopro.appointments import actions
from osteopro.appointments.rules import Pattern
from osteopro.appointments.terms import SlotKind
from osteopro.simulation.staffing import Team

_KEYS = UUID("6f0d7c1e-1f62-4b1c-9a54-2f7f7c7f6f10")
WEEKS_AHEAD = timedelta(days=27)
# Kind, days of the week, times, minutes, at most a week, kept for who is heard to be urgent.
_CLINICS = (
    (SlotKind.VISIT, {2, 4}, (time(9), time(9, 20), time(9, 40), time(10)), 20, 10, False),
    (SlotKind.VISIT, {1, 2, 3, 4, 5}, (time(11, 30),), 20, 15, True),
    (SlotKind.SESSION, {3}, (time(14), time(14, 30), time(15)), 30, 6, False),
)


def enter_slots(team: Team, today: date) -> None:
    """The next four weeks: two mornings of visits, a kept slot a day, an afternoon of sessions."""
    for number, (kind, days, times, minutes, per_week, reserved) in enumerate(_CLINICS):
        pattern = Pattern(today, today + WEEKS_AHEAD, frozenset(days), times, minutes, per_week)
        actions.add_slots(
            by=team.managers[0].actor,
            site_id=team.clinic.site_id,
            kind=kind,
            pattern=pattern,
            key=uuid5(_KEYS, f"{today}:{number}"),
            physician=team.physician.account_id if kind is SlotKind.VISIT else None,
            reserved=reserved,
        )
