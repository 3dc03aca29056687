"""Days and times as they are typed at the hospital."""

from datetime import date, datetime, time

from osteopro.followup.queries.scope import HOSPITAL


def moment(text: str) -> datetime | None:
    """What a field for day and time was given, at the hospital; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=HOSPITAL) if found.tzinfo is None else None


def day(text: str) -> date | None:
    """What a field for a day was given; None for what is none.

    >>> day("2031-12-31"), day("someday")
    (datetime.date(2031, 12, 31), None)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_on(day: date, text: str) -> datetime | None:
    """A time of that day at the hospital; None for what is none."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    return None if found.tzinfo else datetime.combine(day, found, HOSPITAL)
