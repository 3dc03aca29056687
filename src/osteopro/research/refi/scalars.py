"""How single values stand in the XML: to text and back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from osteopro.research.refi.terms import Direction, LineStyle, Shape, VariableType

COLOR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
# Eighteen digits pass through every database and program; nothing here counts further.
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """`read` raises ValueError for text that is no such value."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def guid(text: str) -> UUID:
    """A GUID with or without braces, in either case.

    >>> str(guid("{6F9619FF-8B86-D011-B42D-00C04FC964FF}"))
    '6f9619ff-8b86-d011-b42d-00c04fc964ff'
    """
    found = _GUID.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return UUID(found.group(1))


def moment(text: str) -> datetime:
    """A time in UTC, to the microsecond; without a zone it is taken as UTC.

    >>> moment("2026-11-22T22:00:00.5+08:00").isoformat()
    '2026-11-22T14:00:00.500000+00:00'
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    whole, fraction, zone = found.groups()
    micro = (fraction or "0")[:6].ljust(6, "0")
    try:
        return datetime.fromisoformat(f"{whole}.{micro}{zone or 'Z'}").astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def write_moment(value: datetime) -> str:
    """In UTC, with microseconds only where there are some."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _day(text: str) -> date:
    if not _DAY.fullmatch(text.strip()):
        raise ValueError(text)
    return date.fromisoformat(text.strip()[:10])


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text.strip()):
        raise ValueError(text)
    return Decimal(text.strip())


def _flag(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.strip().lower()]


def _read_flag(text: str) -> bool:
    try:
        return _flag(text)
    except KeyError as error:
        raise ValueError(text) from error


def _color(text: str) -> str:
    if not COLOR.fullmatch(text.strip()):
        raise ValueError(text)
    return text.strip()


def _choice(kind: type[StrEnum]) -> Scalar:
    return Scalar(str, kind)


TEXT = Scalar(str, str)
GUID = Scalar(str, guid)
MOMENT = Scalar(write_moment, moment)
WHOLE = Scalar(str, _whole)
FLAG = Scalar(lambda value: "true" if value else "false", _read_flag)
COLOR_VALUE = Scalar(str, _color)
DIRECTION, LINE_STYLE = _choice(Direction), _choice(LineStyle)
SHAPE, VARIABLE_TYPE = _choice(Shape), _choice(VariableType)

# The element of a variable's value, by the exact type of the value in Python.
VALUE_ELEMENTS: dict[type, tuple[str, Scalar]] = {
    str: ("TextValue", TEXT),
    bool: ("BooleanValue", FLAG),
    int: ("IntegerValue", WHOLE),
    Decimal: ("FloatValue", Scalar(lambda value: format(value, "f"), _decimal)),
    date: ("DateValue", Scalar(date.isoformat, _day)),
    datetime: ("DateTimeValue", MOMENT),
}
VALUE_READERS = dict(VALUE_ELEMENTS.values())
VALUE_TYPES: dict[VariableType, type] = {
    VariableType.TEXT: str,
    VariableType.BOOLEAN: bool,
    VariableType.INTEGER: int,
    VariableType.FLOAT: Decimal,
    VariableType.DATE: date,
    VariableType.DATE_TIME: datetime,
}
