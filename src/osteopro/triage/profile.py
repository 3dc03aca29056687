"""The patient's file as JSON in a case (resolutions 68, 77): keys, types, and what is wrong."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from osteopro.triage.case import Measured, Profile, Verified
from osteopro.triage.terms import Level

MED_CLASSES = (
    "oral-bisphosphonate",
    "zoledronate",
    "denosumab",
    "teriparatide-romosozumab",
    "other",
    "none",
)
_PAIN = range(11)
_PHQ2 = range(7)


class ReadError(ValueError):
    """A value of the wrong type or range; the text says what is expected."""


def read_profile(raw: Any) -> tuple[Profile, list[str]]:
    """The profile and one sentence per problem. Unknown keys are refused: a flag with a typing
    mistake would otherwise count as not set."""
    if not isinstance(raw, dict):
        return Profile(), ["profile is not an object"]
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in raw.items():
        if key not in _KEYS:
            problems.append(f"profile.{key}: unknown; known are {', '.join(sorted(_KEYS))}")
        elif value is not None:
            try:
                values[key] = _KEYS[key](value)
            except ReadError as error:
                problems.append(f"profile.{key}: {error}")
    return Profile(values), problems


def read_moment(raw: Any, zone: ZoneInfo | None = None) -> tuple[datetime | None, str | None]:
    """An aware moment, or what is wrong. With `zone` a day or a time without zone is read in it."""
    if not isinstance(raw, str):
        return None, "missing" if raw is None else "not a moment like 2026-11-20T09:30:00+08:00"
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None, f"{raw} is not a moment like 2026-11-20T09:30:00+08:00"
    if moment.tzinfo is None:
        if zone is None:
            return None, f"{raw} has no time zone"
        moment = moment.replace(tzinfo=zone)
    return moment, None


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ReadError("not true or false")
    return value


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ReadError(f"{value} is not a day like 2026-11-20") from None


def _whole(limits: range | None) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ReadError("not a whole number")
        if value < 0 or (limits is not None and value not in limits):
            top = "" if limits is None else f" to {limits[-1]}"
            raise ReadError(f"{value} is not in 0{top}")
        return value

    return read


def _class(value: Any) -> str:
    if value not in MED_CLASSES:
        raise ReadError(f"{value} is not one of {', '.join(MED_CLASSES)}")
    return str(value)


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ReadError("not a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ReadError(f"{value} is not a number") from None
    if not number.is_finite() or number <= 0:
        raise ReadError(f"{value} is not above 0")
    return number


def _list_of(read: Callable[[Mapping[str, Any]], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise ReadError("not a list of objects")
        return tuple(read(entry) for entry in value)

    return read_all


def _measured(entry: Mapping[str, Any]) -> Measured:
    height, weight = _number(entry.get("height_cm")), _number(entry.get("weight_kg"))
    return Measured(_day(entry.get("date")), height, weight)


def _verified(entry: Mapping[str, Any]) -> Verified:
    at, problem = read_moment(entry.get("at"))
    if at is None:
        raise ReadError(f"at: {problem}")
    pain = _whole(_PAIN)
    rest, move, level = entry.get("pain_rest"), entry.get("pain_move"), entry.get("level")
    if level is not None and level not in set(Level):
        raise ReadError(f"level: {level} is not one of {', '.join(Level)}")
    return Verified(
        at=at,
        pain_rest=None if rest is None else pain(rest),
        pain_move=None if move is None else pain(move),
        level=None if level is None else Level(level),
    )


_FLAGS = (
    "on_bone_med", "vf", "recent_fx", "no_stand", "dizzy", "ckd", "stone", "photosens", "heart",
    "swallow", "neuropathy", "blood_thinner", "smoker", "drinker", "lives_alone",
    "assessed_today", "screen_reader",
)  # fmt: skip
_KEYS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(("enrolled", "birth", "next_dose_due"), _day),
    "med_class": _class,
    "missed_in_row": _whole(None),
    "phq2_total": _whole(_PHQ2),
    "measured": _list_of(_measured),
    "verified": _list_of(_verified),
}
