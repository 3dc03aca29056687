"""Why something cannot be done in coding, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext
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


def refusals() -> dict[str, str]:
    """Why something cannot be done in coding, and what to do instead."""
    return {
        "not-a-coder": gettext("You do not code in this round."),
        "already-submitted": gettext("You have handed this in. It is not changed any more."),
        "worked-on-together": gettext("In this round the team works together."),
        "not-in-round": gettext("This text is not in the round."),
        "not-newest": gettext("There is a newer version. Load the page again."),
        "not-yours": gettext("This is the work of somebody else."),
        "nothing-marked": gettext("Select some words first."),
        "too-long": gettext(
            "A statement has at most 2,000 characters. Mark the part that matters."
        ),
        "outside": gettext("Select words in the transcript, then press s."),
        "already-marked": gettext("You have marked just these words already."),
        "no-meaning": gettext("Write what it means."),
        "already-meant": gettext("This meaning stands there already."),
        "label-too-long": gettext("At most %(most)s characters.") % {"most": 200},
        "too-few-coders": gettext("A round needs at least two people who analyse."),
        "not-frozen": gettext("Choose transcripts that are frozen."),
        "in-another-round": gettext("Somebody still codes one of these in another round."),
        "still-coding": gettext("Somebody has not handed in yet."),
        "two-decide": gettext("At least two of the team decide. Tick who did."),
        "not-decided": gettext("Choose which words stand, and how it was decided."),
        "not-asked": gettext("Say on which day the participant was asked; it cannot be to come."),
        "words-gone": gettext("These words are not in the newest version any more."),
        "nothing-said": gettext("Write something."),
    }
