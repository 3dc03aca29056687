"""Subtitles (SRT and WebVTT) as a transcript: a line a sentence, with times. Pure.

Programs write both forms with faults; what can be read is read, and every loss is counted.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from osteopro.research.text.imported import NoteCode
from osteopro.research.text.normal import kept
from osteopro.research.text.turns import (
    LONGEST_NAME,
    SyncPoint,
    Turn,
    forward,
    milliseconds,
    read_turns,
)

# A cue goes on where the one before broke off in a sentence, unless there is a pause between.
PAUSE_MS = 2_000
LONGEST_JOINED = 400
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?$")
_SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?$", re.MULTILINE)
_BLOCKS = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>\n]+)>")
_MARK = re.compile(r"</?[A-Za-z][^<>\n]*>|<[\d:.]+>|\{\\[^{}\n]*\}")
_ENDS = tuple('。！？!?.…”」』"')
_WIDE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Cue:
    t0: int
    t1: int | None
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Subtitles:
    """The transcript made of a file of subtitles."""

    text: str
    turns: tuple[Turn, ...]
    sync: tuple[SyncPoint, ...]
    cues: int
    notes: Mapping[NoteCode, int]


def read_cues(raw: str) -> Subtitles:
    """The transcript in `raw` (line feeds only). Speakers come from voice tags, or from the words
    as in a typed transcript. `cues` is 0 when there are none."""
    notes: Counter[NoteCode] = Counter()
    cues = list(_cues(raw.split("\n"), bool(_SIGNATURE.match(raw)), notes))
    text: list[str] = []
    turns: list[Turn] = []
    points: list[SyncPoint] = []
    length = 0
    for cue in cues:
        joins = bool(turns) and _goes_on(turns[-1], text[-1], cue)
        head = "" if joins or not cue.speaker else _label(cue.speaker, cue.words)
        between = ("" if _both_wide(text[-1], cue.words) else " ") if joins else "\n" * bool(turns)
        start = length + len(between)
        piece = between + head + cue.words
        text.append(piece)
        length += len(piece)
        words = start + len(head)
        points.append(SyncPoint(words, cue.t0))
        if joins:
            notes[NoteCode.CUES_JOINED] += 1
            turns[-1] = replace(turns[-1], end=length, t1_ms=cue.t1)
        else:
            turns.append(Turn(start, length, cue.speaker, words, cue.t0, cue.t1))
    sync, backwards = forward(points)
    notes[NoteCode.TIMES_BACKWARDS] += backwards
    whole = "".join(text)
    return Subtitles(whole, tuple(_named(whole, turns)), sync, len(cues), +notes)


def _cues(lines: Sequence[str], named: bool, notes: Counter[NoteCode]) -> Iterator[_Cue]:
    starts = [n for n, line in enumerate(lines) if _TIMES.match(line)]
    _outside(lines[: starts[0] if starts else len(lines)], notes)
    for n, after in zip_longest(starts, starts[1:]):
        times = _TIMES.match(lines[n])
        if times is None:  # it was found above
            continue
        t0, t1 = milliseconds(*times.groups()[:4]), milliseconds(*times.groups()[4:])
        if t1 < t0:
            notes[NoteCode.ENDS_BEFORE_START] += 1
        payload = _payload(lines[n + 1 : after], named, after is not None, notes)
        parts = list(_parts(payload, notes))
        if not parts:
            notes[NoteCode.EMPTY_CUES] += 1
        for speaker, words in parts:
            yield _Cue(t0, t1 if t1 >= t0 else None, speaker, words)


def _outside(lines: Sequence[str], notes: Counter[NoteCode]) -> None:
    """Count what stands before the first cue and is neither a head nor a number."""
    for block in "\n".join(lines).split("\n\n"):
        said = [line for line in block.split("\n") if line.strip()]
        if not said or _SIGNATURE.match(said[0]):
            continue
        if _BLOCKS.match(said[0]):
            notes[NoteCode.STYLES_LEFT_OUT] += 1
        elif not (len(said) == 1 and said[0].strip().isdigit()):
            notes[NoteCode.OUTSIDE_CUES] += len(said)


def _payload(lines: Sequence[str], named: bool, more: bool, notes: Counter[NoteCode]) -> list[str]:
    """The lines of a cue without the number or name of the next one, and without notes between.

    An empty line ends a cue, but many programs write empty lines within one.
    """
    said = list(lines)
    if more and said and (said[-1].strip().isdigit() or (named and _is_name(said))):
        said.pop()
    taken: list[str] = []
    leaving = False
    for n, line in enumerate(said):
        after_gap = n == 0 or not said[n - 1].strip()
        if after_gap and line.strip():
            leaving = bool(_BLOCKS.match(line))
            notes[NoteCode.STYLES_LEFT_OUT] += leaving
        if line.strip() and not leaving:
            taken.append(line.strip())
    return taken


def _is_name(said: Sequence[str]) -> bool:
    """Whether the last line is what WebVTT lets one call the next cue: alone after a gap."""
    return (
        len(said) > 1
        and bool(said[-1].strip())
        and not said[-2].strip()
        and (any(line.strip() for line in said[:-2]))
    )


def _parts(payload: Sequence[str], notes: Counter[NoteCode]) -> Iterator[tuple[str, str]]:
    """Who says what in one cue: one part for each voice."""
    speaker = ""
    pieces = _VOICE.split("\n".join(payload))
    for n, piece in enumerate(pieces):
        if n % 2:
            speaker = _plain(piece.replace(":", " ").replace("：", " "))[:LONGEST_NAME].strip()
            continue
        bare, marks = _MARK.subn("", piece)
        notes[NoteCode.MARKS_LEFT_OUT] += marks - len(re.findall(r"</v>", piece))
        words = ""
        for line in bare.split("\n"):
            if clean := _plain(line):
                words += ("" if not words or _both_wide(words, clean) else " ") + clean
        if words:
            yield speaker, words


def _plain(line: str) -> str:
    return kept(html.unescape(line)).text.replace("\n", " ").strip()


def _goes_on(turn: Turn, said: str, cue: _Cue) -> bool:
    broken_off = not said.rstrip().endswith(_ENDS)
    close = turn.t1_ms is not None and 0 <= cue.t0 - turn.t1_ms < PAUSE_MS
    short = turn.end - turn.start + len(cue.words) <= LONGEST_JOINED
    named = not cue.speaker and read_turns(cue.words).turns[0].speaker
    return broken_off and close and short and turn.speaker == cue.speaker and not named


def _label(speaker: str, words: str) -> str:
    return f"{speaker}：" if _WIDE.search(speaker + words[:20]) else f"{speaker}: "


def _both_wide(before: str, after: str) -> bool:
    return bool(_WIDE.match(before[-1:]) and _WIDE.match(after[:1]))


def _named(text: str, turns: Sequence[Turn]) -> Iterator[Turn]:
    """Turns without a voice tag take the name that stands in their words."""
    typed = {turn.start: turn for turn in read_turns(text).turns}
    for turn in turns:
        found = typed.get(turn.start)
        if not turn.speaker and found and found.speaker and found.words <= turn.end:
            yield replace(turn, speaker=found.speaker, words=found.words)
        else:
            yield turn
