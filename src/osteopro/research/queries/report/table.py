"""Table 1: what the sample was like, counted from the values of the cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from osteopro.research import numbers
from osteopro.research.agreed import holding
from osteopro.research.models import CaseValue, CaseVariable, Participant
from osteopro.research.numbers import Share, Spread
from osteopro.research.terms import VariableType

_COUNTED = (VariableType.INTEGER, VariableType.FLOAT)


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a variable in two languages, and how many have it."""

    code: str
    label: str
    label_translated: str
    share: Share


@dataclass(frozen=True, slots=True)
class Column:
    """A variable of Table 1: its levels, or how its numbers spread; `unknown` are without one of
    `people`. `ends`: the smaller number of those who share the lowest, or the highest value."""

    name: str
    label: str
    label_translated: str
    unit: str
    sensitive: bool
    levels: tuple[Level, ...]
    spread: Spread | None
    ends: int
    unknown: int
    people: int


def table_one(study_id: int) -> list[Column]:
    """Every variable in its order, of those whose consent holds. Three queries."""
    taking_part = Participant.objects.filter(study_id=study_id, screening__in=holding())
    participants = set(taking_part.values_list("pk", flat=True))
    values: dict[int, dict[int, Any]] = {}
    rows = CaseValue.objects.filter(participant__in=taking_part).order_by("pk")
    for variable, participant, value in rows.values_list("variable_id", "participant_id", "value"):
        values.setdefault(variable, {})[participant] = value
    variables = CaseVariable.objects.filter(study_id=study_id).order_by("order", "pk")
    return [_column(row, values.get(row.pk, {}), len(participants)) for row in variables]


def _column(row: CaseVariable, values: Mapping[int, Any], of: int) -> Column:
    known = [value for value in values.values() if value not in (None, "")]
    counted = row.type in _COUNTED
    return Column(
        name=row.name,
        label=row.label,
        label_translated=row.label_translated,
        unit=row.unit,
        sensitive=row.sensitive,
        levels=() if counted else tuple(_levels(row, known)),
        spread=numbers.spread(known) if counted and known else None,
        ends=min(known.count(min(known)), known.count(max(known))) if counted and known else 0,
        unknown=of - len(known),
        people=of,
    )


def _levels(row: CaseVariable, known: list[Any]) -> list[Level]:
    """In their own order; values that are no level come after them, in order of the alphabet."""
    listed = row.levels or _yes_and_no(row)
    codes = [each["code"] for each in listed]
    said = [str(value).lower() if isinstance(value, bool) else str(value) for value in known]
    others = sorted(set(said) - set(codes))
    labels = [*listed, *({"code": code, "label": code} for code in others)]
    found, _ = numbers.shares(said, [each["code"] for each in labels])
    return [
        Level(
            each["code"],
            each["label"],
            each.get("label_translated", ""),
            found[each["code"]],
        )
        for each in labels
    ]


def _yes_and_no(row: CaseVariable) -> list[dict[str, str]]:
    if row.type != VariableType.BOOLEAN:
        return []
    return [
        {"code": "true", "label": "有", "label_translated": "Yes"},
        {"code": "false", "label": "无", "label_translated": "No"},
    ]
