"""Why something cannot be done in coding, in words."""

from django.utils.translation import gettext


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
        "not-a-decider": gettext("Somebody else has to say so: you are not named in it."),
        "no-consensus-round": gettext("First compare what all did alone."),
        "no-cluster": gettext("Choose a cluster, or name a new one in up to 200 characters."),
        "nothing-said": gettext("Write something."),
    }
