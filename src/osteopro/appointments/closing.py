"""What a patient reads after a visit, in versioned words (ux 2.3 and 8). Pure.

`library/lines/<version>/lines.json`: one plain line to begin with for each outcome, and the frame
around whatever line the physician writes. A physician's line is nobody's prescription.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from osteopro.appointments.terms import VisitOutcome
from osteopro.instruments.definition import Text

CURRENT = Path(__file__).parent / "library" / "lines" / "1.1.0"


class LinesError(ValueError):
    """Lines that cannot be used: the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to begin with."""

    code: str
    outcome: VisitOutcome
    text: Text


@dataclass(frozen=True)
class Lines:
    """One version: lines by outcome, and the sentences around what the physician writes."""

    version: str
    lines: tuple[Line, ...]
    frame: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Closing:
    """What is told: who the physician is, the day of the newest record that was `read` (None when
    none was used), the day of the visit, the line and the answer; `corrects` is the day on which
    the patient was told what this puts right. Days in the reader's words."""

    doctor: str
    read: str | None
    seen: str
    line: str
    reply: str = ""
    corrects: str = ""


def told(closing: Closing, language: str) -> str:
    """The paragraphs that the patient reads, by `language` ("zh-CN" or "en").

    >>> told(Closing("张医生", "11月18日", "11月23日", "药不变。"), "zh-CN")
    '张医生看过您的记录（11月18日）。\\n药不变。'
    """
    frame = lines().frame
    first = "seen" if closing.read is None else "read"
    day = closing.seen if closing.read is None else closing.read
    paragraphs = []
    if closing.corrects:
        corrected = frame["corrected"][language]
        paragraphs.append(corrected.format(doctor=closing.doctor, day=closing.corrects))
    paragraphs += [frame[first][language].format(doctor=closing.doctor, day=day), closing.line]
    if closing.reply:
        # Words of a person may hold braces: they are put in, never read as a pattern.
        before, after = frame["reply"][language].split("{reply}")
        paragraphs.append(before.format(doctor=closing.doctor) + closing.reply + after)
    return "\n".join(paragraphs)


def with_lines(written: str, codes: list[str], language: str) -> str:
    """What was written, and the chosen lines that do not stand in it yet."""
    chosen = [each.text[language] for each in lines().lines if each.code in codes]
    return "\n".join(filter(None, [written, *(text for text in chosen if text not in written)]))


@cache
def lines() -> Lines:
    """The version that applies."""
    return parse_lines(orjson.loads((CURRENT / "lines.json").read_bytes()))


def parse_lines(document: Mapping[str, Any]) -> Lines:
    """The lines of a document. Raises LinesError: an outcome without a line, a text without one
    of the languages, or a sentence without its places."""
    try:
        found = Lines(
            version=str(document["version"]),
            lines=tuple(
                Line(each["code"], VisitOutcome(each["for"]), _text(each))
                for each in document["lines"]
            ),
            frame={name: _text(text) for name, text in document["frame"].items()},
        )
    except (KeyError, ValueError, TypeError) as error:
        raise LinesError(f"lines: {error}") from error
    if missing := set(VisitOutcome) - {each.outcome for each in found.lines}:
        raise LinesError(f"no line for {', '.join(sorted(missing))}")
    if lost := set(_PLACES) - set(found.frame):
        raise LinesError(f"no sentence for {', '.join(sorted(lost))}")
    for name, places in _PLACES.items():
        for text in found.frame[name].values():
            if any(place not in text for place in places):
                raise LinesError(f"{name}: a place of {places} is missing")
    return found


_PLACES: Mapping[str, tuple[str, ...]] = {
    "corrected": ("{doctor}", "{day}"),
    "read": ("{doctor}", "{day}"),
    "seen": ("{doctor}", "{day}"),
    "reply": ("{doctor}", "{reply}"),
}


def _text(raw: Mapping[str, str]) -> Text:
    return {"zh-CN": raw["zh-CN"], "en": raw["en"]}
