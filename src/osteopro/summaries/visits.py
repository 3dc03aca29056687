"""What is known of visits to a doctor: the last one, and what was changed at those before."""

from datetime import datetime
from zoneinfo import ZoneInfo

from osteopro.appointments.queries import visits as queries
from osteopro.summaries.facts import LastVisit, Visits


def known_visits(patient_id: int, zone: ZoneInfo) -> Visits:
    """The latest visits with an outcome, in one query; days are those of the clinic's wall."""
    found = queries.visits(patient_id)
    days = [each.seen_at.astimezone(zone).date() for each in found]
    return Visits(
        last=LastVisit(days[0], found[0].seen_at, found[0].by) if found else None,
        days=tuple(days),
        changed_medicine=tuple(
            day for day, each in zip(days, found, strict=True) if each.changed_medicine
        ),
    )


def last_visit(patient_id: int) -> datetime | None:
    """The moment of the last visit; None when none is on file."""
    found = queries.last_visit(patient_id)
    return found.seen_at if found else None
