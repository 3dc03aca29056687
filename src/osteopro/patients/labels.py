"""Facts of the clinical profile in words, for whoever reads or decides about them."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.patients.terms import MedicineClass, ProfileFlag

FLAGS: Mapping[str, object] = {
    ProfileFlag.SPINE_FRACTURE: _("Spine fracture ever"),
    ProfileFlag.RECENT_FRACTURE: _("Fracture in the last 12 weeks"),
    ProfileFlag.CANNOT_STAND: _("Cannot stand safely"),
    ProfileFlag.DIZZY: _("Dizzy"),
    ProfileFlag.KIDNEY_DISEASE: _("Kidney disease"),
    ProfileFlag.KIDNEY_STONE: _("Kidney stones or high calcium"),
    ProfileFlag.LIGHT_SENSITIVE: _("Skin sensitive to light"),
    ProfileFlag.HEART_OR_LUNG: _("Unstable heart or lung disease"),
    ProfileFlag.SWALLOWING: _("Trouble swallowing"),
    ProfileFlag.NUMB_SKIN: _("Numb skin"),
    ProfileFlag.LIVES_ALONE: _("Lives alone"),
    ProfileFlag.BLOOD_THINNER: _("Takes a blood thinner"),
    ProfileFlag.SMOKER: _("Smokes"),
    ProfileFlag.DRINKER: _("Drinks alcohol"),
}
MEDICINES: Mapping[MedicineClass, object] = {
    MedicineClass.NONE: _("No bone medicine"),
    MedicineClass.ORAL_BISPHOSPHONATE: _("Bisphosphonate by mouth"),
    MedicineClass.ZOLEDRONATE: _("Zoledronate"),
    MedicineClass.DENOSUMAB: _("Denosumab"),
    MedicineClass.TERIPARATIDE_ROMOSOZUMAB: _("Teriparatide or romosozumab"),
    MedicineClass.OTHER: _("Another bone medicine"),
}


def in_words(flags: Iterable[str]) -> str:
    """Facts in one line; one that the programme does not know stands by its code."""
    return gettext(", ").join(str(FLAGS.get(flag, flag)) for flag in flags)
