"""What came of a visit in words, for whoever writes it down or reads it."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.appointments.terms import NotTold, VisitOutcome

OUTCOMES: Mapping[VisitOutcome, object] = {
    VisitOutcome.MEDICINE: _("Medicine changed"),
    VisitOutcome.TESTS: _("Tests arranged"),
    VisitOutcome.ADVICE: _("Advice for exercise or daily life"),
    VisitOutcome.NO_CHANGE: _("Nothing to change"),
}
NOT_TOLD: Mapping[NotTold, object] = {
    NotTold.TOLD_IN_PERSON: _("It was said face to face"),
    NotTold.RESULTS_FIRST: _("When the results are there"),
    NotTold.FAMILY_WISH: _("The family wishes so"),
    NotTold.OTHER: _("Another reason"),
}


def in_words(outcomes: Iterable[VisitOutcome]) -> str:
    """What was done, in one line."""
    return gettext(", ").join(str(OUTCOMES[each]) for each in outcomes)
