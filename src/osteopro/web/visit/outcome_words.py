"""What came of a visit, in physicians' words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.appointments.terms import NotTold, VisitOutcome
from osteopro.patients.terms import MedicineClass

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
BONE_MEDICINES: Mapping[MedicineClass, object] = {
    MedicineClass.NONE: _("No bone medicine"),
    MedicineClass.ORAL_BISPHOSPHONATE: _("Bisphosphonate by mouth"),
    MedicineClass.ZOLEDRONATE: _("Zoledronate"),
    MedicineClass.DENOSUMAB: _("Denosumab"),
    MedicineClass.TERIPARATIDE_ROMOSOZUMAB: _("Teriparatide or romosozumab"),
    MedicineClass.OTHER: _("Another bone medicine"),
}


def outcomes_of(outcomes: Iterable[VisitOutcome]) -> str:
    """What was done, in one line."""
    return gettext(", ").join(str(OUTCOMES[each]) for each in outcomes)
