"""Agreement of a round of independent coding: every coefficient, with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osteopro.research.agreement import unitising
from osteopro.research.agreement.coded import Text, all_coders, fingerprint
from osteopro.research.agreement.coefficients import COEFFICIENTS, Result, every_pair
from osteopro.research.agreement.intervals import DRAWS, Judged, judged
from osteopro.research.agreement.table import Table, single_units, table, together
from osteopro.research.agreement.terms import Block, Measure, Unit
from osteopro.research.agreement.unitising import Sums
from osteopro.research.agreement.units import (
    categories_of_statements,
    marked_or_left,
    turn_by_turn,
)

# Significant statements are cut out of running text. Only characters need no unit that somebody
# chose, and count what all left out too, without which nothing can be said of chance.
DEFAULT_UNIT, DEFAULT_MEASURE = Unit.CHARACTER, Measure.KRIPPENDORFF


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures of one input; the same `sha256` means the same input and the same figures.

    `drawn` is what the intervals drew anew.
    """

    unit: Unit
    drawn: Block
    coders: tuple[str, ...]
    sha256: str
    figures: Mapping[Measure, Judged]


def judge(texts: Sequence[Text], unit: Unit = DEFAULT_UNIT, *, draws: int = DRAWS) -> Agreement:
    """Whether coders marked the same, by a unit, whatever category they gave.

    Alpha-U compares the stretches themselves, so it is the same for every unit, and its interval
    draws interviews. By meaning it is `judge_categories`.
    """
    if unit is Unit.MEANING:
        return judge_categories(texts, draws=draws)
    sha256 = fingerprint(texts, unit)
    coders = all_coders(texts)
    tables = marked_or_left(texts, unit)
    drawn, blocks = _blocks(texts, tables, unit)
    parts = [unitising.sums(unitising.places_only(text)) for text in texts]
    figures = {
        **judged(_counts(tables), blocks, _counts, sha256, draws),
        **judged(_alpha_u(parts), parts, _alpha_u, sha256, draws),
    }
    return Agreement(unit, drawn, coders, sha256, figures)


def judge_categories(
    texts: Sequence[Text], offered: Sequence[str] = (), *, draws: int = DRAWS
) -> Agreement:
    """Whether coders gave the same category to the statements that at least two of them marked.

    `offered` are categories that could be chosen, chosen or not. Alpha-U is on stretches with
    their categories.
    """
    sha256 = fingerprint(texts, Unit.MEANING, *sorted(offered))
    tables = categories_of_statements(texts, offered)
    drawn, blocks = _blocks(texts, tables, Unit.STATEMENT)
    parts = [unitising.sums(text) for text in texts]
    figures = {
        **judged(_counts(tables), blocks, _counts, sha256, draws),
        **judged(_alpha_u(parts), parts, _alpha_u, sha256, draws),
    }
    return Agreement(Unit.MEANING, drawn, all_coders(texts), sha256, figures)


def pairs(
    texts: Sequence[Text], unit: Unit, measure: Measure = Measure.COHEN
) -> Mapping[tuple[str, str], Result]:
    """A coefficient, without its interval, for each two of the coders."""
    means = unit is Unit.MEANING
    tables = categories_of_statements(texts) if means else marked_or_left(texts, unit)
    return every_pair(together(tables), measure) if tables else {}


def _counts(tables: Sequence[Table]) -> Mapping[Measure, Result]:
    whole = together(tables) if tables else table((), ())
    return {measure: count(whole) for measure, count in COEFFICIENTS.items()}


def _alpha_u(parts: Sequence[Sums]) -> Mapping[Measure, Result]:
    return {Measure.UNITISING: unitising.from_sums(parts)}


def _blocks(
    texts: Sequence[Text], tables: Sequence[Table], unit: Unit
) -> tuple[Block, Sequence[Table]]:
    """What is drawn: interviews; of one interview its units. The characters of a sentence stand
    and fall together, so of one interview by character its turns are drawn."""
    if len(texts) != 1:
        return Block.INTERVIEW, tables
    if unit is Unit.CHARACTER:
        return Block.TURN, turn_by_turn(texts[0], tables[0].coders)
    return Block.UNIT, list(single_units(tables[0]))
