"""What comes of reading a file with a transcript, and why one is refused. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from osteopro.research.text.turns import SyncPoint, Turn

# The longest file taken, in bytes. A long interview as text has about 100,000.
MOST_BYTES = 16 * 1024 * 1024
# The longest transcript, in characters: some two hundred hours of talk. More is no interview.
MOST_CHARACTERS = 5_000_000
# What the text part of a word processor's file may unpack to: mark-up is ten times the words.
MOST_UNPACKED = 80 * 1024 * 1024
# Parts of such a file; one with a picture on every page has some hundred.
MOST_PARTS = 5_000


class Kind(StrEnum):
    """Forms of files that are read."""

    TEXT = "text"
    DOCX = "docx"
    SRT = "srt"
    VTT = "vtt"


class Refusal(StrEnum):
    """Why a file is not taken."""

    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    EMPTY = "empty"
    NOT_TEXT = "not-text"
    ENCODING = "encoding-unknown"
    OLD_WORD = "old-word-or-locked"  # a .doc, or a .docx with a password: both look the same
    RTF = "rtf"
    PDF = "pdf"
    NOT_DOCX = "not-docx"
    LOCKED = "locked"
    BROKEN = "broken"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    UNSAFE = "unsafe"  # it brings definitions of its own, which no word processor writes
    NO_CUES = "no-cues"


class NoteCode(StrEnum):
    """What was assumed, changed or left out while a file was read; `Note.n` says how often."""

    ENCODING_ASSUMED = "encoding-assumed"
    LINE_ENDS = "line-ends"
    CONTROLS = "control-characters"
    UNSEEN = "unseen-characters"
    COMPOSED = "composed"
    BLANKS = "trailing-blanks"
    TIMES_BACKWARDS = "times-backwards"
    NO_SPEAKERS = "no-speakers"
    # Of word processor files.
    DELETED_LEFT_OUT = "deleted-left-out"
    INSERTED_TAKEN = "inserted-taken"
    HIDDEN_LEFT_OUT = "hidden-left-out"
    COMMENTS_LEFT_OUT = "comments-left-out"
    FOOTNOTES_LEFT_OUT = "footnotes-left-out"
    PICTURES_LEFT_OUT = "pictures-left-out"
    SYMBOLS_LEFT_OUT = "symbols-left-out"
    NUMBERS_LEFT_OUT = "list-numbers-left-out"
    TABLE_ROWS = "table-rows"
    # Of subtitles.
    CUES_JOINED = "cues-joined"
    EMPTY_CUES = "empty-cues"
    ENDS_BEFORE_START = "ends-before-start"
    OUTSIDE_CUES = "lines-outside-cues"
    STYLES_LEFT_OUT = "styles-left-out"
    MARKS_LEFT_OUT = "marks-left-out"


class Refused(ValueError):
    """The file is not taken; `code` names the sentence, `values` what stands in it."""

    def __init__(self, code: Refusal, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell whoever brought the file; `detail` is a code, never words of the text."""

    code: NoteCode
    n: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """A transcript in the form in which it is kept, who speaks where and when, and what to tell."""

    kind: Kind
    text: str
    turns: tuple[Turn, ...]
    sync: tuple[SyncPoint, ...]
    notes: tuple[Note, ...]
