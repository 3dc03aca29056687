"""Step 7 in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.research.queries.checking import Standing
from osteopro.research.terms import Checked, CheckWay, NarrativeKind

WAYS: Mapping[CheckWay, object] = {
    CheckWay.PHONE: _("Called on the phone"),
    CheckWay.FACE_TO_FACE: _("Met face to face"),
    CheckWay.PAGE: _("On their own page"),
}
ANSWERS: Mapping[Checked, object] = {
    Checked.CONFIRMED: _("That is right"),
    Checked.AMENDED: _("Some of it is not right"),
    Checked.DISAGREED: _("It is not right"),
    Checked.NO_ANSWER: _("Not reached, or does not want to say"),
}
STANDINGS: Mapping[Standing, tuple[object, str]] = {
    Standing.NOT_ASKED: (_("not asked yet"), "warn"),
    Standing.WAITING: (_("waits for the answer"), ""),
    Standing.ANSWERED: (_("answered"), "ok"),
    Standing.TO_CHANGE: (_("wants a change"), "warn"),
    Standing.OUTDATED: (_("asked about an older text"), "warn"),
    Standing.NOT_TO_ASK: (_("not to be asked"), ""),
}
TEXTS: Mapping[NarrativeKind, object] = {
    NarrativeKind.EXHAUSTIVE: _("Exhaustive description"),
    NarrativeKind.STRUCTURE: _("Fundamental structure"),
}
