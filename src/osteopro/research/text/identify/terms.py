"""What may tell who somebody is, and how it is written in its place. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from osteopro.research.text.normal import Span


class Category(StrEnum):
    NAME = "name"
    PLACE = "place"
    HOSPITAL = "hospital"
    WORKPLACE = "workplace"
    PHONE = "phone"
    ID_NUMBER = "id-number"
    NUMBER = "number"  # of a record, a card, an insurance
    DATE = "date"
    AGE = "age"
    EMAIL = "email"
    ACCOUNT = "account"  # WeChat, QQ


class Seeking(StrEnum):
    """Why somebody goes through the words of a participant for names: codes, so that no reason
    names anybody."""

    FIRST = "first"  # names were never taken out
    OVERLOOKED = "overlooked"  # one is still there
    ASKED = "asked"  # the participant wishes it


class Sure(StrEnum):
    """How likely it is that a place has to go."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Why(StrEnum):
    """What a suggestion rests on."""

    KNOWN = "known"  # of the participant, as the vault knows them
    SHAPE = "shape"  # it looks like nothing else
    CHECKSUM = "checksum"
    CONTEXT = "context"  # the words before it say so
    TITLE = "title"  # a surname with a form of address
    GIVEN_NAME = "given-name"  # a surname with characters people are called by
    GAZETTEER = "gazetteer"
    SUFFIX = "suffix"  # it ends like the name of a place or an institution
    AGAIN = "again"  # the same words as elsewhere in this text


@dataclass(frozen=True, slots=True)
class Found:
    """A place that may tell who somebody is; `same` is equal for several writings of one thing."""

    span: Span
    category: Category
    sure: Sure
    why: Why
    same: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place to take out, and what to write there: the same for the same thing in one text."""

    span: Span
    category: Category
    replacement: str
    sure: Sure
    why: Why
