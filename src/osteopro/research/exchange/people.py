"""Coders, participants and what is known of them, in the terms of REFI-QDA."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from osteopro.research import models as m
from osteopro.research.exchange.gathering import Gathered
from osteopro.research.refi.model import Case, User, Value, Variable, VariableValue
from osteopro.research.refi.positions import Rewritten
from osteopro.research.refi.terms import VariableType
from osteopro.research.terms import Duty, StatementState

# Facts of an interview that stand beside its text.
FACTS = {
    "interview": VariableType.INTEGER,
    "minutes": VariableType.INTEGER,
    "place": VariableType.TEXT,
    "new meanings": VariableType.INTEGER,
    "judged new": VariableType.BOOLEAN,
}
STANDING = frozenset({StatementState.PROPOSED, StatementState.ACCEPTED})


def clean(text: str) -> str:
    """Words as XML can hold them."""
    return Rewritten(text).text


def users(gathered: Gathered, others: set[UUID], together: UUID) -> tuple[User, ...]:
    """The team by what they do and in the order of joining, never by name; then anybody else; then
    the one who stands for what was agreed on."""
    team = [
        User(row.guid, f"{'coder' if Duty.CODE in row.duties else 'member'} {number}")
        for number, row in enumerate(gathered.of(m.Member), start=1)
    ]
    more = [User(guid, f"other {number}") for number, guid in enumerate(sorted(others), start=1)]
    return (*team, *more, User(together, "consensus"))


def fact(study: UUID, name: str) -> UUID:
    """The GUID of the variable for a fact of an interview."""
    return uuid5(study, f"variable {name}")


def variables(gathered: Gathered, study: UUID, *, all_of_them: bool) -> tuple[Variable, ...]:
    """The columns of Table 1, and the facts of interviews; not all leaves the sensitive ones."""
    own = [
        Variable(row.guid, clean(row.label or row.name), VariableType(row.type), _levels(row))
        for row in sorted(gathered.of(m.CaseVariable), key=lambda row: (row.order, str(row.guid)))
        if all_of_them or not row.sensitive
    ]
    return (*own, *(Variable(fact(study, name), name, kind) for name, kind in FACTS.items()))


def cases(gathered: Gathered, known: set[UUID], sources: dict[int, list[UUID]],
          marked: dict[int, list[UUID]]) -> tuple[Case, ...]:  # fmt: skip
    """The participants by number. `known` are the variables that go along; `sources` and `marked`
    have the texts and statements of each participant by key."""
    values = _values(gathered, known)
    return tuple(
        Case(
            row.guid,
            f"Participant {row.number}",
            variable_values=tuple(values.get(row.pk, ())),
            source_refs=tuple(sources.get(row.pk, ())),
            selection_refs=tuple(marked.get(row.pk, ())),
        )
        for row in sorted(gathered.of(m.Participant), key=lambda row: row.number)
    )


def _values(gathered: Gathered, known: set[UUID]) -> dict[int, list[VariableValue]]:
    columns = gathered.by_id(m.CaseVariable)
    newest = {(row.participant_id, row.variable_id): row for row in gathered.of(m.CaseValue)}
    found: dict[int, list[VariableValue]] = {}
    for (participant, column), row in sorted(newest.items()):
        variable = columns[column]
        if variable.guid in known:
            value = typed(row.value, VariableType(variable.type))
            found.setdefault(participant, []).append(VariableValue(variable.guid, value))
    return {
        participant: sorted(held, key=lambda each: str(each.variable))
        for participant, held in found.items()
    }


def typed(value: Any, kind: VariableType) -> Value:
    """A stored value in the type of its column; None if it is not one.

    >>> typed(-2.5, VariableType.FLOAT), typed("x", VariableType.INTEGER)
    (Decimal('-2.5'), None)
    """
    try:
        match kind:
            case VariableType.TEXT:
                return None if value is None else clean(str(value))
            case VariableType.BOOLEAN:
                return value if isinstance(value, bool) else None
            case VariableType.INTEGER:
                return int(value) if abs(int(value)) < 10**18 else None
            case VariableType.FLOAT:
                number = Decimal(str(value))
                return number if number.is_finite() else None
            case _:
                return date.fromisoformat(value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        return None


def _levels(row: m.CaseVariable) -> str | None:
    levels = "; ".join(f"{each.get('code')} = {each.get('label')}" for each in row.levels)
    return clean(f"{row.unit} {levels}".strip()) or None


def minutes(row: m.Interview) -> int | None:
    """How long an interview took."""
    if row.started_at is None or row.ended_at is None:
        return None
    return round((row.ended_at - row.started_at).total_seconds() / 60)


def facts(
    row: m.Interview, entry: m.SaturationEntry | None, study: UUID
) -> Iterator[VariableValue]:
    """What is known of an interview, beside its text."""
    held: dict[str, Value] = {
        "interview": row.seq,
        "minutes": minutes(row),
        "place": clean(row.place) or None,
        "new meanings": entry.new_meanings if entry else None,
        "judged new": entry.judged_new if entry else None,
    }
    for name, value in held.items():
        if value is not None:
            yield VariableValue(fact(study, name), value)
