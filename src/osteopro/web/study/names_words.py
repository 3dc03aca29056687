"""What tells who somebody is, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.research.text.identify.terms import Category, Seeking, Why

CATEGORIES: Mapping[Category, object] = {
    Category.NAME: _("name"),
    Category.PLACE: _("place"),
    Category.HOSPITAL: _("hospital"),
    Category.WORKPLACE: _("place of work"),
    Category.PHONE: _("phone number"),
    Category.ID_NUMBER: _("number of an identity paper"),
    Category.NUMBER: _("number of a record or card"),
    Category.DATE: _("date"),
    Category.AGE: _("age over 89"),
    Category.EMAIL: _("e-mail address"),
    Category.ACCOUNT: _("account"),
}
WHY: Mapping[Why, object] = {
    Why.KNOWN: _("as the clinic knows this participant"),
    Why.SHAPE: _("it looks like one"),
    Why.CHECKSUM: _("its check digit fits"),
    Why.CONTEXT: _("the words around it say so"),
    Why.TITLE: _("a surname with a form of address"),
    Why.GIVEN_NAME: _("it may be a name"),
    Why.GAZETTEER: _("a known place"),
    Why.SUFFIX: _("it ends like one"),
    Why.AGAIN: _("the same words as elsewhere"),
}

SEEKING: Mapping[Seeking, object] = {
    Seeking.FIRST: _("Names were not taken out yet"),
    Seeking.OVERLOOKED: _("Something that tells who it is still stands there"),
    Seeking.ASKED: _("The participant wishes it"),
}


def category(code: str) -> str:
    """What something is."""
    return str(CATEGORIES[Category(code)])
