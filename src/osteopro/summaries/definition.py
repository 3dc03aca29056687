"""What stands on the page for a visit, and in which words, as data with a version.

One file below `library/sheet/` for each version: which questions of a family of forms (`series`)
make which part of the page, the questions a patient may tick for the doctor, and every text in both
languages. What was printed names the version; a new text is a new file.
"""

import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from osteopro.instruments.definition import Text

LIBRARY = Path(__file__).parent / "library" / "sheet"
LANGUAGES = ("zh-CN", "en")


class SheetError(ValueError):
    """A file that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class EventRule:
    """When an answer tells of an event: any of these codes; `on` are the questions for its day."""

    kind: str
    found_in: Mapping[str, frozenset[str]]
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FallRule:
    """Where a form says how often somebody fell, and which answers mean an injury."""

    count: str
    counts: Mapping[str, int]
    injured: Mapping[str, frozenset[str]]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MedicineItems:
    """Where a form asks about medicine."""

    taken: str
    why: str
    side_effect: str
    which: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Which questions of one series make which part. `never` are read for nothing at all."""

    headline: tuple[str, ...]
    index: str
    sub_scales: tuple[str, ...]
    symptoms: tuple[str, ...]
    wish: tuple[str, ...]
    events: tuple[EventRule, ...]
    fall: FallRule
    fracture: tuple[str, ...]
    medicine: MedicineItems
    never: frozenset[str]


@dataclass(frozen=True)
class Edition:
    """One version of the page."""

    version: str
    layouts: Mapping[str, Layout]
    questions: Mapping[str, Text]
    texts: Mapping[str, Text]

    def say(self, code: str, language: str, **values: object) -> str:
        """A text in a language ("zh-CN" or "en"). KeyError for one that is not there."""
        return self.texts[code][language].format(**values)


@cache
def edition(version: str = "") -> Edition:
    """The version, or the newest one. SheetError when its file cannot be used."""
    files = sorted(LIBRARY.glob("*.json"), key=lambda path: [int(n) for n in path.stem.split(".")])
    path = LIBRARY / f"{version}.json" if version else files[-1]
    return read_edition(json.loads(path.read_text(encoding="utf-8")))


def read_edition(document: Mapping[str, Any]) -> Edition:
    """An edition from its document. SheetError for a text without both languages, or whose
    places differ between them."""
    texts = document["texts"]
    questions = {each["code"]: each["text"] for each in document["questions"]}
    for code, text in [*texts.items(), *questions.items()]:
        if set(text) != set(LANGUAGES) or not all(text.values()):
            raise SheetError(f"{code} is not there in both languages")
        if len({frozenset(places(each)) for each in text.values()}) > 1:
            raise SheetError(f"{code} has other places in one language than in the other")
    return Edition(
        version=document["version"],
        layouts={series: _layout(raw) for series, raw in document["layouts"].items()},
        questions=questions,
        texts=texts,
    )


def places(text: str) -> set[str]:
    """The names in braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _layout(raw: Mapping[str, Any]) -> Layout:
    fall = raw["fall"]
    found = Layout(
        headline=tuple(raw["headline"]),
        index=raw["index"],
        sub_scales=tuple(raw["sub_scales"]),
        symptoms=tuple(raw["symptoms"]),
        wish=tuple(raw["wish"]),
        events=tuple(
            EventRule(each["kind"], _codes(each["in"]), tuple(each["on"])) for each in raw["events"]
        ),
        fall=FallRule(fall["count"], fall["counts"], _codes(fall["injured"]), tuple(fall["how"])),
        fracture=tuple(raw["fracture"]),
        medicine=MedicineItems(**raw["medicine"]),
        never=frozenset(raw["never"]),
    )
    if used := found.never & _named(found):
        raise SheetError(f"{', '.join(sorted(used))} must not stand on the page")
    return found


def _codes(raw: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    return {item: frozenset(codes) for item, codes in raw.items()}


def _named(layout: Layout) -> set[str]:
    """Every question that a part of the page reads."""
    medicine = layout.medicine
    return {
        *layout.headline,
        *layout.symptoms,
        *layout.wish,
        *layout.fracture,
        *layout.fall.injured,
        *layout.fall.how,
        layout.fall.count,
        *(medicine.taken, medicine.why, medicine.side_effect, medicine.which),
        *(item for event in layout.events for item in event.found_in),
    }
