"""Codes of REFI-QDA and of what can be said about a file. No Django."""

from enum import StrEnum

# What our files name as their origin: they count as the standard says, whatever names suggest.
ORIGIN = "OsteoPRO"


class VariableType(StrEnum):
    """`typeOfVariableType` of the schema."""

    TEXT = "Text"
    BOOLEAN = "Boolean"
    INTEGER = "Integer"
    FLOAT = "Float"
    DATE = "Date"
    DATE_TIME = "DateTime"


class Direction(StrEnum):
    """`directionType` of the schema."""

    ASSOCIATIVE = "Associative"
    ONE_WAY = "OneWay"
    BIDIRECTIONAL = "Bidirectional"


class Shape(StrEnum):
    """`ShapeType` of the schema: how a vertex is drawn."""

    PERSON = "Person"
    OVAL = "Oval"
    RECTANGLE = "Rectangle"
    ROUNDED_RECTANGLE = "RoundedRectangle"
    STAR = "Star"
    LEFT_TRIANGLE = "LeftTriangle"
    RIGHT_TRIANGLE = "RightTriangle"
    UP_TRIANGLE = "UpTriangle"
    DOWN_TRIANGLE = "DownTriangle"
    NOTE = "Note"


class LineStyle(StrEnum):
    """`LineStyleType` of the schema."""

    DOTTED = "dotted"
    DASHED = "dashed"
    SOLID = "solid"


class Became(StrEnum):
    """What became of something that did not pass unchanged."""

    LEFT_OUT = "left-out"
    CHANGED = "changed"
    ASSUMED = "assumed"


class Rule(StrEnum):
    """Rules that a project keeps before it is written (docs/reference/refi-qda.md)."""

    ORIGIN = "origin"
    TEXT = "text"
    CHARACTERS = "characters"
    VALUE = "value"
    GUID_TWICE = "guid-twice"
    UNRESOLVED = "unresolved"
    POSITIONS = "positions"
    CODER = "coder"
    ONE_PER_CODER = "one-selection-per-coder"
    SELECTION_NAME = "selection-name"
    NOTE_INCOMPLETE = "note-incomplete"
    NOTE_ANCHOR = "note-anchor"
    CODE_NAME = "code-name"
    CODE_DEPTH = "code-depth"
    NO_CODES = "no-codes"
    TOO_LONG = "too-long"
    MEDIA = "media"


class PeerRule(StrEnum):
    """Rules beyond these that other programs need; `profiles.interop` makes them hold."""

    NOTE_LINK = "note-link"
    CODE_LEVEL = "code-level"
    NO_CODE = "selection-without-code"
    OTHER_CODER = "coding-of-another-coder"
    AUDIO = "audio"
    EXTENSION = "extension"
    SOURCE_NAME = "source-name"


class Refusal(StrEnum):
    """Why a file is not read at all."""

    NOT_A_PACKAGE = "not-a-package"
    TOO_LARGE = "too-large"
    TOO_MANY_ENTRIES = "too-many-entries"
    RATIO = "compressed-too-far"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    METHOD = "unknown-compression"
    NAME = "unsafe-name"
    TWICE = "name-twice"
    LINK = "link"
    NO_PROJECT = "no-project"
    ENCODING = "encoding"
    DOCTYPE = "doctype"
    XML = "not-well-formed"
    DEPTH = "too-deep"
    ELEMENTS = "too-many-elements"
    LONG_VALUE = "value-too-long"
    NAMESPACE = "namespace"
    EXTENSION = "extension"


class Why(StrEnum):
    """Why something did not pass unchanged."""

    UNKNOWN = "unknown-element"
    NOT_HELD = "not-held"
    NOT_READ = "not-readable"
    OUTSIDE = "outside-the-package"
    NO_FILE = "file-missing"
    EXTRA_FILE = "file-nobody-names"
    VERSION = "other-version"
    ENCODING = "encoding"
    INSIDE_XML = "text-inside-the-xml"
    CHARACTERS = "line-ends-or-characters"
    NO_GUID = "no-guid"
    GUID_TWICE = "guid-twice"
    NO_NAME = "no-name"
    UNRESOLVED = "points-to-nothing"
    NO_CODER = "no-coder"
    UNKNOWN_CODER = "unknown-coder"
    OFF_THE_TEXT = "off-the-text"
    ON_THE_EDGE = "inside-a-character"
    CRLF = "line-ends-count-one"
    UTF_16 = "positions-in-utf-16"
    UNSURE = "positions-not-proven"
    CASE_CODE = "code-of-a-case"
    ANCHOR = "note-without-place"
    SAME_SPAN = "same-span-and-coder"
    NAME_TAKEN = "name-taken"
    NAME = "name-not-allowed"
    ORIGIN = "no-origin"
    NOTE = "note-incomplete"
    DEPTH = "too-many-levels"
    VALUE = "value-of-another-type"
    PEERS = "other-programs-lose-it"
    PRIVACY = "privacy"
    WITHDRAWN = "consent-withdrawn"
    BLIND = "round-still-blind"
    NAMED = "not-frozen"
    PUT_RIGHT = "being-put-right"
    OLDER = "of-an-earlier-text"
    TAKEN_OUT = "taken-out-later"
    BELONGS = "belongs-to-what-stays"
