"""What is agreed to, in words: of others, and to oneself."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.terms import (
    ConsentScope,
    ConsentWay,
)

CONSENTS: Mapping[ConsentWay, object] = {
    ConsentWay.PAPER: _("Signed on paper"),
    ConsentWay.PHONE: _("Said on the phone, read out word for word"),
    ConsentWay.PAGE: _("On their own page"),
}
SCOPES: Mapping[ConsentScope, object] = {
    ConsentScope.AUDIO: _("The interview is recorded"),
    ConsentScope.QUOTES: _("Their words may be printed without a name"),
    ConsentScope.RECONTACT: _("Results are brought back to them"),
    ConsentScope.PRO_LINK: _("The analysis is laid beside their records"),
}


def own_scopes() -> dict[ConsentScope, str]:
    """What somebody agrees to beside taking part, said to themselves."""
    return {
        ConsentScope.AUDIO: gettext("The talk with me is recorded"),
        ConsentScope.QUOTES: gettext("My words may be printed without my name"),
        ConsentScope.RECONTACT: gettext("The results are brought back to me"),
        ConsentScope.PRO_LINK: gettext("What I say is laid beside my records"),
    }
