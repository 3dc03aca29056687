"""Working days and opening hours, from the public calendar of China and the clinic's sign."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chinese_calendar import is_workday

ZONE = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8, 30), time(17, 30)
A_DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)


def day_of(at: datetime) -> date:
    """The date on the clinic's wall."""
    return at.astimezone(ZONE).date()


def wall(day: date, hour: time) -> datetime:
    """That hour of that day on the clinic's wall."""
    return datetime.combine(day, hour, ZONE)


def working_day(day: date, following: int = 0) -> date:
    """The first working day on or after `day`, or so many working days after that."""
    while not is_workday(day):
        day += A_DAY
    for _ in range(following):
        day += A_DAY
        while not is_workday(day):
            day += A_DAY
    return day


def starts(at: datetime) -> datetime:
    """When waiting begins to count: now if somebody is there, else at the next opening."""
    day = day_of(at)
    if is_workday(day) and wall(day, OPENS) <= at < wall(day, CLOSES):
        return at
    if not is_workday(day) or at >= wall(day, CLOSES):
        day += A_DAY
    return wall(working_day(day), OPENS)


def closing(at: datetime, days: int) -> datetime:
    """Closing of the day on which waiting begins, or so many working days later."""
    return wall(working_day(day_of(starts(at)), days), CLOSES)


def open_hours(at: datetime, hours: int) -> datetime:
    """So many hours of opening time later."""
    begins, left = starts(at), timedelta(hours=hours)
    while (rest := wall(day_of(begins), CLOSES) - begins) < left:
        left -= rest
        begins = wall(working_day(day_of(begins), 1), OPENS)
    return begins + left


def deadlines(level: str, at: datetime) -> tuple[datetime, datetime]:
    """Until when a manager answers, and when the programme lead hears that nobody did (3.1)."""
    if level == "emergency":
        first = at + HALF_HOUR
        if starts(at) != at:
            morning = wall(day_of(at), time(8))
            morning = morning if morning > at else wall(day_of(at) + A_DAY, time(8))
            first = min(morning, starts(at) + HALF_HOUR)
        return first, first + HALF_HOUR
    if level == "urgent":
        first = open_hours(at, 4)
        return first, open_hours(first, 4)
    days = {"routine": 3, "attention": 1}[level]
    first = closing(at, days)
    return first, wall(working_day(day_of(first), days), CLOSES)


def until_closing(at: datetime, days: int) -> tuple[datetime, datetime]:
    """Until closing so many working days from now; the lead a working day later."""
    return closing(at, days), closing(at, days + 1)
