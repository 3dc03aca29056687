"""Codes of interviews and recordings in words."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.interviewing import State
from osteopro.research.terms import NoteKind, RecordingState, Stage
from osteopro.ui import formats

STATES: Mapping[State, tuple[object, str]] = {
    State.PLANNED: (_("planned"), ""),
    State.RUNNING: (_("running"), "warn"),
    State.HELD: (_("held"), "ok"),
    State.CANCELLED: (_("cancelled"), ""),
}
NOTES: Mapping[NoteKind, object] = {
    NoteKind.TONE: _("Tone of voice"),
    NoteKind.FACE: _("Face"),
    NoteKind.GESTURE: _("Gesture"),
    NoteKind.CONTEXT: _("What went on"),
}
# The key that begins a note of the kind.
NOTE_KEYS: Mapping[NoteKind, str] = {
    NoteKind.TONE: "t",
    NoteKind.FACE: "f",
    NoteKind.GESTURE: "g",
    NoteKind.CONTEXT: "c",
}
SOUNDS: Mapping[RecordingState, tuple[object, str]] = {
    RecordingState.ARRIVING: (_("arriving"), "warn"),
    RecordingState.WHOLE: (_("there"), "ok"),
    RecordingState.WIPED: (_("wiped"), ""),
}
STAGES: Mapping[Stage, object] = {
    Stage.RAW: _("typed"),
    Stage.REVIEWED: _("read by a second person"),
    Stage.DEIDENTIFIED: _("without names"),
    Stage.FROZEN: _("frozen"),
}
KINDS = {
    "audio/mpeg": "MP3",
    "audio/mp4": "M4A",
    "audio/wav": "WAV",
    "audio/ogg": "Ogg",
    "audio/webm": "WebM",
    "audio/amr": "AMR",
}
ROOM: Mapping[str, object] = {
    "quiet": _("The room is quiet"),
    "private": _("Nobody can listen in from outside"),
    "well": _("The participant feels well enough to talk"),
}


def mark(ms: int | None) -> str:
    """A moment of the interview as minutes and seconds."""
    if ms is None:
        return ""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def in_minutes(length: Fraction | None) -> str:
    """A length with one decimal place; a dash where there is none."""
    return "–" if length is None else formats.one_decimal(length)


def size(count: int) -> str:
    """A size in MB, of small files in KB."""
    if count < 1_000_000:
        return f"{max(count // 1000, 1)} KB"
    return f"{formats.one_decimal(Fraction(count, 1_000_000))} MB"


def problems() -> dict[str, str]:
    """What of the room stands against beginning."""
    first = gettext("Begin once this is so; else plan another day.")
    return {
        "quiet": first,
        "private": first,
        "well": first,
        "alone": gettext("Say whether anybody else is in the room."),
        "others": gettext("Say who is in the room."),
        "record": gettext("Ask about the recording once more, and say what was answered."),
    }
