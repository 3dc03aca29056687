"""Cells of the sampling matrix in words."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.sampling import UNKNOWN, Cells, Dimension, Span

DIMENSIONS: Mapping[Dimension, object] = {
    Dimension.STANDING: _("In the programme"),
    Dimension.AGE: _("Age"),
    Dimension.SEX: _("Sex"),
    Dimension.EDUCATION: _("Education"),
    Dimension.FRACTURE: _("Fragility fracture before"),
    Dimension.CHANNEL: _("How they report"),
    Dimension.MONTHS: _("Time in the programme"),
}
LEVELS: Mapping[str, Mapping[str, object]] = {
    Dimension.STANDING: {
        "active": _("taking part"),
        "left": _("left early"),
        "completed": _("completed"),
        "provider": _("care provider"),
    },
    Dimension.AGE: {
        "50-59": _("50 to 59"),
        "60-69": _("60 to 69"),
        "70-80": _("70 to 80"),
        "other": _("another age"),
    },
    Dimension.SEX: {"female": _("woman"), "male": _("man")},
    Dimension.EDUCATION: {
        "primary": _("primary school or less"),
        "junior-high": _("junior high school"),
        "senior-high": _("senior high school"),
        "college": _("college or more"),
    },
    Dimension.FRACTURE: {"yes": _("fracture before"), "no": _("no fracture before")},
    Dimension.CHANNEL: {"online": _("online"), "phone": _("by phone")},
    Dimension.MONTHS: {
        "under-6": _("under 6 months"),
        "6-11": _("6 to 11 months"),
        "12-23": _("12 to 23 months"),
        "24-more": _("24 months or more"),
    },
}


def level(dimension: str, code: str) -> str:
    """A level of the matrix in words."""
    return gettext("not known") if code == UNKNOWN else str(LEVELS[dimension].get(code, code))


def cells(of: Cells) -> str:
    """The cells somebody fills, in one line."""
    known = [(each, of[each]) for each in Dimension if of.get(each, UNKNOWN) != UNKNOWN]
    return gettext(", ").join(level(each, code) for each, code in known)


def people(span: Span) -> str:
    """How many can still be asked."""
    if span.nobody:
        return "0"
    return gettext("%(low)s to %(high)s") % {"low": span.low, "high": span.high}
