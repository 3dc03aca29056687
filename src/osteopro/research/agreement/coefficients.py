"""How far coders agree on units, exactly: counts are integers and results are fractions.

Units that fewer than two coders judged say nothing about agreement; every coefficient leaves them
out. Sources: Cohen 1960; Fleiss 1971; Brennan and Prediger 1981; Gwet 2008; Krippendorff, Computing
Krippendorff's Alpha-Reliability (2011), section C (nominal data, any number of coders, missing
values).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from osteopro.research.agreement.table import Table, of_two
from osteopro.research.agreement.terms import Measure, Undefined


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, or why there is none.

    `observed` and `expected` are shares of agreement (for alpha-U: disagreements in characters);
    `units` is how many were compared.
    """

    measure: Measure
    value: Fraction | None = None
    observed: Fraction | None = None
    expected: Fraction | None = None
    units: int = 0
    undefined: Undefined | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Units of one kind: how many coders chose each category, and how many units are so."""

    chosen: tuple[tuple[str, int], ...]
    judges: int
    units: int

    @property
    def agreeing(self) -> int:
        """Ordered pairs of coders who chose the same."""
        return sum(times * (times - 1) for _, times in self.chosen)

    @property
    def pairs(self) -> int:
        return self.judges * (self.judges - 1)


def percent(table: Table) -> Result:
    """The share of pairs of judgements on the same unit that are equal."""
    units = _compared(table)
    if problem := _problem(table, units):
        return Result(Measure.PERCENT, undefined=problem)
    agreeing = sum(each.units * each.agreeing for each in units)
    seen = Fraction(agreeing, sum(each.units * each.pairs for each in units))
    return Result(Measure.PERCENT, seen, seen, None, _number(units))


def cohen(table: Table) -> Result:
    """Cohen's kappa: exactly two coders, chance from what each of the two tends to choose."""
    units = _compared(table)
    if len(table.coders) > 2:
        return Result(Measure.COHEN, undefined=Undefined.NOT_TWO_CODERS)
    if problem := _problem(table, units, by_chance=True):
        return Result(Measure.COHEN, undefined=problem)
    both = {row: count for row, count in table.rows.items() if None not in row}
    total = sum(both.values())
    one, other = (_sums((row[at], count) for row, count in both.items()) for at in (0, 1))
    chance = Fraction(sum(one[value] * other[value] for value in one), total**2)
    return _corrected(Measure.COHEN, _mean_agreement(units), chance, units)


def krippendorff(table: Table) -> Result:
    """Krippendorff's nominal alpha: any number of coders, missing values, few units corrected."""
    units = _compared(table)
    if problem := _problem(table, units, by_chance=True):
        return Result(Measure.KRIPPENDORFF, undefined=problem)
    times = _choices(units)
    total = sum(times.values())
    # A unit weighs as many values as it has: its pairs are divided by one less than its judges.
    seen = sum(Fraction(each.units * each.agreeing, each.judges - 1) for each in units) / total
    chance = Fraction(sum(each * (each - 1) for each in times.values()), total * (total - 1))
    return _corrected(Measure.KRIPPENDORFF, Fraction(seen), chance, units)


def fleiss(table: Table) -> Result:
    """Fleiss' kappa: any number of coders, chance from what all of them together choose."""
    units = _compared(table)
    if problem := _problem(table, units, by_chance=True):
        return Result(Measure.FLEISS, undefined=problem)
    times = _choices(units)
    chance = Fraction(sum(each**2 for each in times.values()), sum(times.values()) ** 2)
    return _corrected(Measure.FLEISS, _mean_agreement(units), chance, units)


def brennan_prediger(table: Table) -> Result:
    """Brennan and Prediger's kappa: by chance every category is as likely as any other."""
    units = _compared(table)
    if problem := _problem(table, units):
        return Result(Measure.BRENNAN_PREDIGER, undefined=problem)
    chance = Fraction(1, len(table.categories))
    return _corrected(Measure.BRENNAN_PREDIGER, _mean_agreement(units), chance, units)


def gwet(table: Table) -> Result:
    """Gwet's AC1: steady where nearly everything falls into one category."""
    units = _compared(table)
    if problem := _problem(table, units, by_chance=True):
        return Result(Measure.GWET, undefined=problem)
    number, categories = _number(units), len(table.categories)
    if categories == 1:
        return Result(Measure.GWET, undefined=Undefined.ONE_CATEGORY)
    shares = _shares(units, number)
    chance = sum((share * (1 - share) for share in shares), Fraction(0)) / (categories - 1)
    return _corrected(Measure.GWET, _mean_agreement(units), chance, units)


COEFFICIENTS: Mapping[Measure, Callable[[Table], Result]] = {
    Measure.PERCENT: percent,
    Measure.COHEN: cohen,
    Measure.KRIPPENDORFF: krippendorff,
    Measure.FLEISS: fleiss,
    Measure.BRENNAN_PREDIGER: brennan_prediger,
    Measure.GWET: gwet,
}


def every_pair(table: Table, measure: Measure = Measure.COHEN) -> Mapping[tuple[str, str], Result]:
    """A coefficient for each two of the coders; for Cohen's kappa of three or more."""
    return {
        (one, other): COEFFICIENTS[measure](of_two(table, one, other))
        for one, other in combinations(table.coders, 2)
    }


def _compared(table: Table) -> list[Judged]:
    """Rows as choices without who made them; those of fewer than two coders are left out."""
    units: Counter[tuple[tuple[str, int], ...]] = Counter()
    for row, count in table.rows.items():
        chosen = Counter(value for value in row if value is not None)
        if chosen.total() > 1 and count:
            units[tuple(sorted(chosen.items()))] += count
    return [
        Judged(chosen, sum(times for _, times in chosen), count) for chosen, count in units.items()
    ]


def _problem(table: Table, units: list[Judged], *, by_chance: bool = False) -> Undefined | None:
    """`by_chance`: what is chosen how often stands for chance, so all units must be there."""
    if not table.units:
        return Undefined.EMPTY
    if len(table.coders) < 2:
        return Undefined.ONE_CODER
    if by_chance and table.only_marked:
        return Undefined.ONLY_MARKED
    return None if units else Undefined.NO_PAIRS


def _corrected(measure: Measure, seen: Fraction, chance: Fraction, units: list[Judged]) -> Result:
    if chance == 1:
        return Result(measure, undefined=Undefined.ONE_CATEGORY)
    return Result(measure, (seen - chance) / (1 - chance), seen, chance, _number(units))


def _number(units: list[Judged]) -> int:
    return sum(each.units for each in units)


def _mean_agreement(units: list[Judged]) -> Fraction:
    """The agreement of a unit's pairs, averaged over units."""
    seen = sum(Fraction(each.units * each.agreeing, each.pairs) for each in units)
    return Fraction(seen) / _number(units)


def _choices(units: list[Judged]) -> Counter[str]:
    return _sums(
        (category, each.units * times) for each in units for category, times in each.chosen
    )


def _shares(units: list[Judged], number: int) -> Iterable[Fraction]:
    """How often each category is chosen: its share within a unit, averaged over units."""
    shares: dict[str, Fraction] = {}
    for each in units:
        for category, times in each.chosen:
            share = Fraction(each.units * times, each.judges * number)
            shares[category] = shares.get(category, Fraction(0)) + share
    return shares.values()


def _sums(pairs: Iterable[tuple[str | None, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for value, count in pairs:
        if value is not None:
            sums[value] += count
    return sums
