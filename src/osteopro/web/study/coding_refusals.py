"""Why something cannot be done in coding, and what to do instead."""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _too_long() -> str:
    return gettext("At most %(most)s characters.") % {"most": 200}


CODING: Mapping[str, object] = {
    "not-a-coder": _("You do not code in this round."),
    "already-submitted": _("You have handed this in. It is not changed any more."),
    "worked-on-together": _("In this round the team works together."),
    "not-in-round": _("This text is not in the round."),
    "not-yours": _("This is the work of somebody else."),
    "nothing-marked": _("Select some words first."),
    "too-long": _("A statement has at most 2,000 characters. Mark the part that matters."),
    "outside": _("Select words in the transcript, then press s."),
    "already-marked": _("You have marked just these words already."),
    "no-meaning": _("Write what it means."),
    "already-meant": _("This meaning stands there already."),
    "label-too-long": lazy(_too_long, str)(),
    "too-few-coders": _("A round needs at least two people who analyse."),
    "not-frozen": _("Choose transcripts that are frozen."),
    "in-another-round": _("Somebody still codes one of these in another round."),
    "still-coding": _("Somebody has not handed in yet."),
    "two-decide": _("At least two of the team decide. Tick who did."),
    "not-decided": _("Choose which words stand, and how it was decided."),
    "when-asked": _("Say on which day the participant was asked; it cannot be to come."),
    "words-gone": _("These words are not in the newest version any more."),
    "not-a-decider": _("Somebody else has to say so: you are not named in it."),
    "no-consensus-round": _("First compare what all did alone."),
    "no-cluster": _("Choose a cluster, or name a new one in up to 200 characters."),
    "nothing-said": _("Write something."),
}
