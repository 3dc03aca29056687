"""Places and what came of a visit in words, for whoever writes it down or reads it."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.appointments.terms import NotTold, OfferAct, VisitOutcome

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
ACTS: Mapping[OfferAct, object] = {
    OfferAct.OFFER: _("Offered"),
    OfferAct.ACCEPT: _("Agreed"),
    OfferAct.DECLINE: _("The time does not suit"),
    OfferAct.LAPSE: _("Not answered in time"),
    OfferAct.CANCEL_PATIENT: _("Cancelled by the patient"),
    OfferAct.CANCEL_CLINIC: _("Cancelled by the clinic"),
    OfferAct.NO_SHOW: _("Did not come"),
    OfferAct.SEE: _("Came"),
}


def in_words(outcomes: Iterable[VisitOutcome]) -> str:
    """What was done, in one line."""
    return gettext(", ").join(str(OUTCOMES[each]) for each in outcomes)
