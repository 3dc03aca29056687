"""What was written down at a session as it is stored, and back (clinical content 7.6)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from osteopro.appointments.meeting import Body, Looks, Plan, Told

Written = Body | Looks | Told | Plan


def content_of(written: Written) -> dict[str, Any]:
    """A row's content."""
    if isinstance(written, Body):
        return {"height_cm": _text(written.height_cm), "weight_kg": _text(written.weight_kg)}
    if isinstance(written, Looks):
        numbers = {code: str(number) for code, number in written.numbers.items()}
        return {"answers": dict(written.answers), "numbers": numbers}
    if isinstance(written, Told):
        return {"medicines": written.medicines, "worries": written.worries}
    return {
        "agreed": written.agreed,
        "next_on": written.next_on.isoformat() if written.next_on else None,
    }


def body_of(content: Mapping[str, Any]) -> Body:
    """What was measured."""
    height, weight = content["height_cm"], content["weight_kg"]
    return Body(_number(height), _number(weight))


def looks_of(content: Mapping[str, Any]) -> Looks:
    """What was looked at."""
    numbers = {code: Decimal(number) for code, number in content["numbers"].items()}
    return Looks(dict(content["answers"]), numbers)


def told_of(content: Mapping[str, Any]) -> Told:
    """What the patient brought along."""
    return Told(content["medicines"], content["worries"])


def plan_of(content: Mapping[str, Any]) -> Plan:
    """What was agreed."""
    day = content["next_on"]
    return Plan(content["agreed"], date.fromisoformat(day) if day else None)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
