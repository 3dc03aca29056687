"""Table 1: its columns, and what is known of each participant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from osteopro.research.models import CaseValue, CaseVariable
from osteopro.research.terms import VariableType


@dataclass(frozen=True, slots=True)
class LevelView:
    code: str
    label: str
    label_translated: str


@dataclass(frozen=True, slots=True)
class VariableView:
    """A column of Table 1."""

    guid: UUID
    name: str
    label: str
    label_translated: str
    type: VariableType
    levels: tuple[LevelView, ...]
    unit: str
    sensitive: bool

    def shown(self, language: str) -> str:
        return (self.label_translated if language.startswith("en") else "") or self.label


@dataclass(frozen=True, slots=True)
class CaseView:
    """A variable of a participant; `value` None is not known. `at` and `by`: the last change."""

    variable: VariableView
    value: Any
    as_of: date | None
    at: datetime | None
    by: int | None


def variables(study_id: int) -> list[VariableView]:
    """The columns of Table 1 in their order. One query."""
    rows = CaseVariable.objects.filter(study_id=study_id).order_by("order")
    return [_variable(row) for row in rows]


def case(study_id: int, participant_id: int) -> list[CaseView]:
    """What is known of a participant, a line for each variable. Two queries."""
    newest = {
        row.variable_id: row
        for row in CaseValue.objects.filter(participant_id=participant_id).order_by("pk")
    }
    rows = CaseVariable.objects.filter(study_id=study_id).order_by("order")
    return [_case(_variable(row), newest.get(row.pk)) for row in rows]


def _variable(row: CaseVariable) -> VariableView:
    return VariableView(
        guid=row.guid,
        name=row.name,
        label=row.label,
        label_translated=row.label_translated,
        type=VariableType(row.type),
        levels=tuple(
            LevelView(each["code"], each["label"], each.get("label_translated", ""))
            for each in row.levels
        ),
        unit=row.unit,
        sensitive=row.sensitive,
    )


def _case(variable: VariableView, row: CaseValue | None) -> CaseView:
    if row is None:
        return CaseView(variable, None, None, None, None)
    return CaseView(variable, row.value, row.as_of, row.at, row.by)
