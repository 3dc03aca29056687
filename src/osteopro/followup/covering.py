"""Who answers for a patient on a day: the manager, or who stands in for them. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is not there from `first` to `last`, both days included.

    Without a `substitute` the backup of each patient stands in.
    """

    account: int
    first: date
    last: date
    substitute: int | None = None

    def on(self, day: date) -> bool:
        """Whether the absence holds on this day."""
        return self.first <= day <= self.last

    def meets(self, other: "Away") -> bool:
        """Whether both hold on some day."""
        return max(self.first, other.first) <= min(self.last, other.last)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The named manager and backup of one patient."""

    manager: int | None
    backup: int | None


class TeamRefused(ValueError):
    """A care team cannot be changed like this: why, and because of which patients."""

    def __init__(self, code: str, patients: tuple[int, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.patients = code, patients


def instead_of(account: int, absent: Sequence[Away]) -> int | None:
    """Who does this person's work on a day on which these are absent: they themselves, or while
    they are away the substitute they named, if that one is there; None when nobody does."""
    absence = next((each for each in absent if each.account == account), None)
    if absence is None:
        return account
    named = absence.substitute
    there = named is not None and not any(each.account == named for each in absent)
    return named if there else None


def in_turn(
    day: date, assignment: Assignment, absences: Iterable[Away], leads: Sequence[int]
) -> tuple[int, ...]:
    """Everybody who may be asked about this patient on this day, in order, nobody twice.

    The first answers, the second is told when a deadline passes (clinical content 3.1). Who is
    there comes before who is away, so it is empty only for a patient without manager, backup and
    leads.
    """
    away = {each.account: each for each in absences if each.on(day)}
    wanted = dict.fromkeys(_wanted(assignment, away, leads))
    return (*(pk for pk in wanted if pk not in away), *(pk for pk in wanted if pk in away))


def who_answers(
    day: date, assignment: Assignment, absences: Iterable[Away], leads: Sequence[int]
) -> int | None:
    """The first of `in_turn`; None only where there is nobody at all."""
    return next(iter(in_turn(day, assignment, absences, leads)), None)


def left_alone(
    assignment: Assignment, planned: Away, others: Iterable[Away], leads: Sequence[int]
) -> bool:
    """Whether some day of a planned absence would find nobody there for this patient.

    Who is there, and who stands in, changes only on the first day of an absence and on the day
    after its last: these are looked at.
    """
    absences = [planned, *others]
    changes = {day for each in absences for day in (each.first, each.last + A_DAY)}
    return any(
        any(each.account == turn and each.on(day) for each in absences)
        for day in changes
        if planned.on(day)
        for turn in in_turn(day, assignment, absences, leads)[:1]
    )


def _wanted(assignment: Assignment, away: dict[int, Away], leads: Sequence[int]) -> Iterator[int]:
    for named in (assignment.manager, assignment.backup):
        if named is None:
            continue
        yield named
        absence = away.get(named)
        if absence is not None and absence.substitute is not None:
            yield absence.substitute
    yield from leads
