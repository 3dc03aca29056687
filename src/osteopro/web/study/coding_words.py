"""Codes of coding and agreement in words."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from osteopro.research.agreement.terms import Measure, Undefined, Unit
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState

KINDS: Mapping[DiscrepancyKind, object] = {
    DiscrepancyKind.SPAN: _("Which words"),
    DiscrepancyKind.MEANING: _("What they mean"),
}
STATES: Mapping[DiscrepancyState, tuple[object, str]] = {
    DiscrepancyState.OPEN: (_("differs"), "warn"),
    DiscrepancyState.CLARIFY: (_("asked the participant"), "warn"),
    DiscrepancyState.CONSENSUS: (_("agreed"), "ok"),
    DiscrepancyState.ADJUDICATED: (_("adjudicated"), "ok"),
}
DECISIONS: Mapping[DiscrepancyState, object] = {
    DiscrepancyState.CONSENSUS: _("We agreed"),
    DiscrepancyState.ADJUDICATED: _("Others decided"),
    DiscrepancyState.CLARIFY: _("We asked the participant"),
}
UNITS: Mapping[Unit, object] = {
    Unit.CHARACTER: _("Character by character"),
    Unit.TURN: _("Turn by turn"),
    Unit.STATEMENT: _("Statement by statement"),
    Unit.MEANING: _("What the same statements mean"),
}
MEASURES: Mapping[Measure, tuple[object, object]] = {
    Measure.PERCENT: (
        _("Percent agreement"),
        _("The share of units on which two coders did the same. Chance is in it."),
    ),
    Measure.COHEN: (
        _("Cohen's kappa"),
        _("Two coders, without what chance alone would give. 1 is always, 0 is like chance."),
    ),
    Measure.KRIPPENDORFF: (
        _("Krippendorff's alpha"),
        _("Any number of coders, without chance, also where somebody did not look."),
    ),
    Measure.FLEISS: (_("Fleiss' kappa"), _("Any number of coders, without chance.")),
    Measure.BRENNAN_PREDIGER: (
        _("Brennan and Prediger"),
        _("Chance takes every answer to be as likely as any other."),
    ),
    Measure.GWET: (_("Gwet's AC1"), _("Steady where nearly everything is left out.")),
    Measure.UNITISING: (
        _("Krippendorff's unitising alpha"),
        _("On the marked stretches themselves: where they begin and end."),
    ),
}
UNDEFINED: Mapping[Undefined, object] = {
    Undefined.EMPTY: _("There is nothing to compare."),
    Undefined.ONE_CODER: _("Only one person coded."),
    Undefined.NOT_TWO_CODERS: _("Only for two coders."),
    Undefined.NO_PAIRS: _("No unit was judged by two coders."),
    Undefined.ONE_CATEGORY: _("All did the same everywhere, so chance cannot be taken out."),
    Undefined.ONLY_MARKED: _("What everybody left out is not counted here, so chance is unknown."),
    Undefined.NOTHING_MARKED: _("Nobody marked anything."),
    Undefined.OVERLAPPING: _("Statements of one coder overlap."),
}


def figure(measure: Measure, value: float | None) -> str:
    """A coefficient with two decimals, a share in percent; a dash for none."""
    if value is None:
        return "–"
    return f"{100 * value:.0f} %" if measure is Measure.PERCENT else f"{value:.2f}"


def kappa(value: Fraction | None) -> str:
    """Of two coders; a dash where there is none."""
    return figure(Measure.COHEN, None if value is None else float(value))


def interval(measure: Measure, low: float | None, high: float | None) -> str:
    """From where to where; a dash for none."""
    if low is None or high is None:
        return "–"
    return f"{figure(measure, low)} … {figure(measure, high)}"
