"""What is shown of the staff questionnaire: shares, never a person (clinical content 6.7)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from osteopro.instruments.answers import Values
from osteopro.instruments.definition import Item, Questionnaire
from osteopro.instruments.terms import ItemType

# Fewer answers than this are not shown at all.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """A statement: how many agree, stand between, disagree."""

    item: Item
    agree: int
    between: int
    disagree: int

    @property
    def answers(self) -> int:
        return self.agree + self.between + self.disagree

    @property
    def percent(self) -> int:
        """The share that agrees, rounded half up: 5 of 8 are 63."""
        return (200 * self.agree + self.answers) // (2 * self.answers)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A question with other answers: how often each option code was chosen."""

    item: Item
    chosen: dict[str, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote in their own words, in no telling order."""

    item: Item
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """A round in figures. What fewer than five people answered is left out."""

    people: int
    statements: tuple[Agreement, ...]
    estimates: tuple[Estimate, ...]
    words: tuple[Words, ...]


def findings(questionnaire: Questionnaire, answers: Sequence[Values]) -> Findings | None:
    """What a round came to; None when fewer than five people answered.

    Numbers somebody wrote (months, patients) tell who they are and are not shown.
    """
    if len(answers) < FEWEST:
        return None
    given = [(item, _given(item, answers)) for item in questionnaire.items]
    enough = [(item, values) for item, values in given if len(values) >= FEWEST]
    return Findings(
        people=len(answers),
        statements=tuple(_agreement(item, v) for item, v in enough if is_statement(item)),
        estimates=tuple(
            Estimate(item, dict(Counter(v)))
            for item, v in enough
            if item.type is ItemType.CHOICE and not is_statement(item)
        ),
        words=tuple(
            Words(item, tuple(sorted(v))) for item, v in enough if item.type is ItemType.TEXT
        ),
    )


def _given(item: Item, answers: Sequence[Values]) -> list[str]:
    values = (each.get(item.link_id) for each in answers)
    return [value for value in values if isinstance(value, str) and value.strip()]


def is_statement(item: Item) -> bool:
    """Whether one agrees to it, from 0 to 4; estimates and roles have no numbers."""
    return bool(item.options) and all(option.weight is not None for option in item.options)


def _agreement(item: Item, values: Sequence[str]) -> Agreement:
    weight = {option.code: option.weight or 0 for option in item.options}
    middle = max(weight.values()) / 2
    side = Counter((weight[v] > middle) - (weight[v] < middle) for v in values)
    return Agreement(item, agree=side[1], between=side[0], disagree=side[-1])
