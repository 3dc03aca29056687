"""Dates, times and numbers as people read them (R27 to R29); moments are in local time."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December"
).split()
ZH_WEEKDAYS = "一二三四五六日"
# Of a Chinese mobile number, without the prefix of the country.
MOBILE_DIGITS = 11

AFTER_CHINESE = re.compile(r"(?<=[\u3000-\u303f\uff00-\uffef”…]) ")


def _english(language: str) -> bool:
    return language.startswith("en")


def day_month(day: date, language: str, *, today: date | None = None) -> str:
    """A date for patients, with the year only if it is not the year of `today`.

    >>> day_month(date(2026, 11, 16), "zh-hans"), day_month(date(2026, 11, 16), "en")
    ('11月16日', '16 November')
    """
    other_year = today is not None and today.year != day.year
    if _english(language):
        return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if other_year else "")
    return (f"{day.year}年" if other_year else "") + f"{day.month}月{day.day}日"


def patient_date(day: date, language: str, *, today: date | None = None) -> str:
    """A date with its weekday, for patients.

    >>> patient_date(date(2026, 11, 28), "zh-hans"), patient_date(date(2026, 11, 28), "en")
    ('11月28日 星期六', 'Saturday 28 November')
    """
    words = day_month(day, language, today=today)
    if _english(language):
        return f"{WEEKDAYS[day.weekday()]} {words}"
    return f"{words} 星期{ZH_WEEKDAYS[day.weekday()]}"


def patient_time(moment: datetime | time, language: str) -> str:
    """The clock for patients: 上午/下午, and 中午 and 凌晨 where 上午12点 would mislead.

    >>> patient_time(time(9, 12), "zh-hans"), patient_time(time(15, 40), "en")
    ('上午9:12', '3:40 pm')
    """
    hour, minute = moment.hour, moment.minute
    clock = f"{hour - 12 if hour > 12 else hour}:{minute:02}"
    if not _english(language):
        return _part_of_day(hour) + clock
    if minute == 0 and hour in (0, 12):
        return "12 noon" if hour else "12 midnight"
    return f"{hour % 12 or 12}:{minute:02} {'pm' if hour >= 12 else 'am'}"


def working_week(opens: time, closes: time, language: str) -> str:
    """The hours in which somebody is there, Monday to Friday.

    >>> working_week(time(8, 30), time(17, 30), "zh-hans")
    '周一到周五 上午8:30–下午5:30'
    """
    hours = f"{patient_time(opens, language)}–{patient_time(closes, language)}"
    return f"Monday to Friday, {hours}" if _english(language) else f"周一到周五 {hours}"


def _part_of_day(hour: int) -> str:
    if hour < 5:
        return "凌晨"
    if hour == 12:
        return "中午"
    return "上午" if hour < 12 else "下午"


def patient_moment(
    moment: datetime, language: str, *, today: date | None = None, weekday: bool = False
) -> str:
    """A moment for patients; on the day of `today` the date is the word.

    >>> at = datetime(2026, 11, 17, 15, 40)
    >>> patient_moment(at, "zh-hans"), patient_moment(at, "en", today=at.date())
    ('11月17日 下午3:40', 'Today, 3:40 pm')
    """
    join = ", " if _english(language) else " "
    if today == moment.date():
        day = "Today" if _english(language) else "今天"
    else:
        day = (patient_date if weekday else day_month)(moment.date(), language, today=today)
    return f"{day}{join}{patient_time(moment, language)}"


def relative_date(day: date, language: str, *, today: date) -> str:
    """How far away a day is, always with the date itself.

    >>> relative_date(date(2026, 11, 18), "zh-hans", today=date(2026, 11, 21))
    '3 天前，11月18日'
    >>> relative_date(date(2026, 11, 22), "en", today=date(2026, 11, 21))
    'Tomorrow, 22 November'
    """
    words = _distance((day - today).days, _english(language))
    join = ", " if _english(language) else "，"
    return f"{words}{join}{day_month(day, language, today=today)}"


def _distance(days: int, english: bool) -> str:
    near = {
        -2: ("2 days ago", "前天"),
        -1: ("Yesterday", "昨天"),
        0: ("Today", "今天"),
        1: ("Tomorrow", "明天"),
        2: ("In 2 days", "后天"),
    }
    if days in near:
        return near[days][0 if english else 1]
    if days < 0:
        return f"{-days} days ago" if english else f"{-days} 天前"
    return f"In {days} days" if english else f"{days} 天后"


def staff_date(day: date) -> str:
    """`2026-11-28`."""
    return day.isoformat()


def staff_moment(moment: datetime) -> str:
    """`2026-11-28 14:05`."""
    return moment.strftime("%Y-%m-%d %H:%M")


def staff_short(moment: date | datetime, *, today: date) -> str:
    """For narrow columns: the clock alone today, without the year this year.

    >>> staff_short(datetime(2026, 11, 24, 17, 30), today=date(2026, 11, 23))
    '11-24 17:30'
    >>> staff_short(date(2027, 1, 4), today=date(2026, 11, 23))
    '2027-01-04'
    """
    day = moment.date() if isinstance(moment, datetime) else moment
    clock = moment.strftime("%H:%M") if isinstance(moment, datetime) else ""
    if day == today and clock:
        return clock
    shown = day.isoformat() if day.year != today.year else day.strftime("%m-%d")
    return f"{shown} {clock}".rstrip()


def one_line(text: str) -> str:
    """Paragraphs as one line; after Chinese punctuation no space is left.

    >>> one_line("好一些。\\n慢慢来。")
    '好一些。慢慢来。'
    """
    return AFTER_CHINESE.sub("", " ".join(text.split()))


def whole(value: int | Decimal | Fraction) -> str:
    """A number for patients: no decimals, half goes up (R29)."""
    return str(_rounded(value, Decimal(1)))


def one_decimal(value: int | Decimal | Fraction) -> str:
    """A number for staff: one decimal where there is one.

    >>> one_decimal(Fraction(85, 2)), one_decimal(42)
    ('42.5', '42')
    """
    return str(_rounded(value, Decimal("0.1"))).removesuffix(".0")


def _rounded(value: int | Decimal | Fraction, step: Decimal) -> Decimal:
    exact = Fraction(value)
    # Exact halves must stay halves: the quotient is taken to far more digits than are shown.
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)


def shown_phone(number: str) -> str:
    """138 0000 6620: a Chinese mobile number in the groups in which it is dialled."""
    home = number.removeprefix("+86")
    if home == number or len(home) != MOBILE_DIGITS:
        return number
    return f"{home[:3]} {home[3:7]} {home[7:]}"
