"""Codes of how agreement is counted; what they mean is told in docs/explanation/agreement.md."""

from enum import StrEnum


class Unit(StrEnum):
    """What is compared: what coders marked as one place, the turns of a talk, its characters; and
    what they took to be meant by places that at least two of them marked."""

    STATEMENT = "statement"
    TURN = "turn"
    CHARACTER = "character"
    MEANING = "meaning"


class Measure(StrEnum):
    PERCENT = "percent"
    COHEN = "cohen-kappa"
    KRIPPENDORFF = "krippendorff-alpha"
    FLEISS = "fleiss-kappa"
    BRENNAN_PREDIGER = "brennan-prediger"
    GWET = "gwet-ac1"
    UNITISING = "krippendorff-alpha-u"


class Undefined(StrEnum):
    """Why there is no figure."""

    EMPTY = "empty"
    ONE_CODER = "one-coder"
    NOT_TWO_CODERS = "not-two-coders"
    NO_PAIRS = "no-pairs"
    # Chance alone would agree always, so nothing can be better than chance.
    ONE_CATEGORY = "one-category"
    # The units are there only because somebody marked them: how often all leave one out is unknown.
    ONLY_MARKED = "only-marked"
    NOTHING_MARKED = "nothing-marked"
    OVERLAPPING = "overlapping"


class NoInterval(StrEnum):
    """Why there is a figure and no interval around it."""

    NO_FIGURE = "no-figure"
    ONE_BLOCK = "one-block"
    # Too many of the drawn samples had no figure.
    UNSTEADY = "unsteady"


class Block(StrEnum):
    """What is drawn again and again for an interval."""

    INTERVIEW = "interview"
    UNIT = "unit"
    TURN = "turn"
