"""A file somebody brings as a transcript: plain text, a word processor's file, subtitles. Pure."""

import re
from collections.abc import Mapping

from osteopro.research.text.cues import read_cues
from osteopro.research.text.decoding import decode
from osteopro.research.text.docx import read_docx
from osteopro.research.text.imported import (
    MOST_BYTES,
    MOST_CHARACTERS,
    Imported,
    Kind,
    Note,
    NoteCode,
    Refusal,
    Refused,
)
from osteopro.research.text.normal import Kept, Tidied, kept
from osteopro.research.text.turns import read_turns

_ARCHIVE = b"PK\x03\x04"
_TIMES = re.compile(r"^[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}([.,])\d{1,3}[ \t]*-{1,2}>", re.MULTILINE)
# Cues stand near the beginning; a transcript that quotes one in the middle is still a text.
_LOOKED_AT = 4_000
_TOLD = {kind: NoteCode(kind.value) for kind in Tidied}


def read_file(data: bytes) -> Imported:
    """The transcript in a file. What it is shows in its content, not in its name.

    Raises Refused. The text is in the form in which texts are kept, and so long at most.
    """
    if len(data) > MOST_BYTES:
        raise Refused(Refusal.TOO_LARGE, most=MOST_BYTES // 1024 // 1024)
    if data.startswith(_ARCHIVE):
        raw, left_out = read_docx(data)
        return _typed(Kind.DOCX, kept(raw), left_out, "")
    decoded = decode(data)
    assumed = decoded.encoding if decoded.assumed else ""
    tidy = kept(decoded.text)
    if tidy.text.startswith("WEBVTT"):
        return _subtitles(Kind.VTT, tidy, assumed)
    if hit := _TIMES.search(tidy.text, 0, _LOOKED_AT):
        return _subtitles(Kind.SRT if hit[1] == "," else Kind.VTT, tidy, assumed)
    return _typed(Kind.TEXT, tidy, {}, assumed)


def _typed(kind: Kind, tidy: Kept, left_out: Mapping[NoteCode, int], assumed: str) -> Imported:
    _check(tidy.text)
    reading = read_turns(tidy.text)
    told = dict(left_out)
    told[NoteCode.TIMES_BACKWARDS] = reading.backwards
    told[NoteCode.NO_SPEAKERS] = not any(turn.speaker for turn in reading.turns)
    notes = _notes(told, tidy, assumed)
    return Imported(kind, tidy.text, reading.turns, reading.sync, notes)


def _subtitles(kind: Kind, tidy: Kept, assumed: str) -> Imported:
    _check(tidy.text)
    found = read_cues(tidy.text)
    if not found.cues:
        raise Refused(Refusal.NO_CUES)
    _check(found.text)
    told = dict(found.notes)
    told[NoteCode.NO_SPEAKERS] = not any(turn.speaker for turn in found.turns)
    return Imported(kind, found.text, found.turns, found.sync, _notes(told, tidy, assumed))


def _check(text: str) -> None:
    if not text.strip():
        raise Refused(Refusal.EMPTY)
    if len(text) > MOST_CHARACTERS:
        raise Refused(Refusal.TOO_LONG, most=MOST_CHARACTERS)


def _notes(told: Mapping[NoteCode, int], tidy: Kept, assumed: str) -> tuple[Note, ...]:
    counts = {_TOLD[kind]: n for kind, n in tidy.changed.items()} | dict(told)
    first = [Note(NoteCode.ENCODING_ASSUMED, 1, assumed)] if assumed else []
    return (*first, *(Note(code, int(n)) for code, n in counts.items() if n))
