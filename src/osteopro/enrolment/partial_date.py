"""Dates as well as somebody remembers them: a day, a month, or a year (as FHIR's date). Pure."""

import calendar
import re
from datetime import date


class BadDate(ValueError):
    """No such day, month or year."""


def partial_date(year: str, month: str = "", day: str = "") -> str:
    """ISO text of what was typed; "" when nothing was. Raises BadDate.

    >>> partial_date("2024", "5"), partial_date("2024", "5", "7"), partial_date("")
    ('2024-05', '2024-05-07', '')
    """
    if not (year or month or day):
        return ""
    typed = [part for part in (year, month, day) if part]
    gap = (day and not month) or not year
    if gap or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in typed):
        raise BadDate(typed)
    numbers = [int(part) for part in typed]
    try:
        whole = date(numbers[0], *(*numbers[1:], 1, 1)[:2])
    except ValueError as error:
        raise BadDate(typed) from error
    if whole.year < 1900:
        raise BadDate(typed)
    return whole.isoformat()[: (4, 7, 10)[len(typed) - 1]]


def first_day(text: str) -> date:
    """The earliest day that `text` can mean.

    >>> first_day("2024-02")
    datetime.date(2024, 2, 1)
    """
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def latest_day(text: str) -> date:
    """The latest day that `text` can mean: what may be recent is taken as recent.

    >>> latest_day("2024-02"), latest_day("2024")
    (datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    """
    parts = [int(part) for part in text.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)
