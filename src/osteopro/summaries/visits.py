"""What is known of visits to a doctor: the last one, and those of the last twelve weeks."""

from datetime import date

from osteopro.summaries.facts import LastVisit, Visits


def known_visits(patient_id: int) -> Visits:
    """Visits as they are on file."""
    del patient_id
    return Visits()


def last_visit(patient_id: int) -> date | None:
    """The day of the last visit; None when none is on file."""
    found: LastVisit | None = known_visits(patient_id).last
    return found.on if found else None
