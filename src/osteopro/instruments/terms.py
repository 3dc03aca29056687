"""Codes of instruments and answers."""

from enum import StrEnum


class ItemType(StrEnum):
    """The FHIR R4 item types a form of ours can have."""

    CHOICE = "choice"
    DATE = "date"
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    STRING = "string"
    DISPLAY = "display"
    GROUP = "group"


class State(StrEnum):
    """What became of an item (clinical content 1.0; resolution 6)."""

    GIVEN = "given"
    SKIPPED = "skipped"
    DONT_KNOW = "dont-know"
    NA = "na"
    NOT_ASKED = "not-asked"


class Kind(StrEnum):
    """What an instrument is for."""

    RECORD = "record"
    QUALITY_OF_LIFE = "quality-of-life"
    DIARY = "diary"
    SCREEN = "screen"
    EXIT = "exit"
    PROVIDER = "provider"


class Direction(StrEnum):
    """Which end of a scale is the bad one."""

    HIGHER_WORSE = "higher-worse"
    HIGHER_BETTER = "higher-better"


class Method(StrEnum):
    """How a scale is made from its parts."""

    MEAN = "mean"
    SUM = "sum"


class Reason(StrEnum):
    """Why a scale has no value. A scale may add a reason of its own (`needs_one_of`)."""

    NOT_ADMINISTERED = "not-administered"
    TOO_FEW_ANSWERS = "too-few-answers"
    TOO_FEW_DOMAINS = "too-few-domains"


class Mode(StrEnum):
    """How a response was given (resolution 30)."""

    ONLINE = "online"
    PHONE = "phone"
    IN_PERSON = "in-person"


class Signal(StrEnum):
    """What can be said that matters for how often somebody is asked (clinical content 7.2)."""

    FALL = "fall"
    FALL_INJURY = "fall-injury"
    FRACTURE = "fracture"
    MEDICINE_CHANGED = "medicine-changed"
    LOW_MOOD = "low-mood"
