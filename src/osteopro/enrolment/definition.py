"""What a consent text consists of, and what is wrong with one. Pure.

A document holds `version`, `replaces` (purposes whose older consent ends with it), `elements`
(the texts of clinical content 6.4) and `purposes` (a sentence to tick for each).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from osteopro.enrolment.terms import Purpose
from osteopro.instruments.definition import Text

LIBRARY = Path(__file__).parent / "library" / "consent"
LANGUAGES = ("zh-CN", "en")
# What the page fills in: name, phone and hours of the patient's clinic.
BLANKS = frozenset({"clinic", "phone", "hours"})
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_BLANK = re.compile(r"\{(\w*)\}")


class ConsentTextError(ValueError):
    """A text that cannot be published; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Element:
    """One of the eleven things to be told; paragraphs of `text` stand on lines of their own."""

    code: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Tick:
    """What somebody agrees to: the sentence, what follows from a no, the elements it rests on."""

    purpose: Purpose
    name: Text
    tick: Text
    without: Text
    elements: tuple[str, ...]


@dataclass(frozen=True)
class ConsentText:
    """One version of everything that is told and asked."""

    version: str
    elements: tuple[Element, ...]
    ticks: Mapping[Purpose, Tick]
    replaces: frozenset[Purpose]

    def about(self, purpose: Purpose) -> tuple[Element, ...]:
        """The elements that a purpose rests on, in the order in which they are read."""
        return tuple(e for e in self.elements if e.code in self.ticks[purpose].elements)

    def wording(self, purpose: Purpose, language: str) -> tuple[str, ...]:
        """Every word that counts for a purpose in one language ("zh-CN" or "en")."""
        tick = self.ticks[purpose]
        read = [text[language] for e in self.about(purpose) for text in (e.title, e.text)]
        return (tick.tick[language], tick.without[language], *read)


def parse_consent(document: Mapping[str, Any]) -> ConsentText:
    """The text of a document. Raises ConsentTextError with every problem."""
    try:
        if found := list(_problems(document)):
            raise ConsentTextError(found)
        return _text(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise ConsentTextError([f"not a consent text: {error!r}"]) from error


def read_consent(folder: Path) -> dict[str, Any]:
    """The document of a library folder `<version>/`, whose name is its version.

    Raises ConsentTextError when it cannot be read or is another version.
    """
    try:
        document = orjson.loads((folder / "consent.json").read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ConsentTextError([f"{folder.name} cannot be read: {error}"]) from error
    if not isinstance(document, dict) or document.get("version") != folder.name:
        raise ConsentTextError([f"{folder.name} is not the version of its text"])
    return document


def version_key(version: str) -> tuple[int, ...]:
    """Versions in order: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def _text(document: Mapping[str, Any]) -> ConsentText:
    ticks = [
        Tick(Purpose(p["purpose"]), p["name"], p["tick"], p["without"], tuple(p["elements"]))
        for p in document["purposes"]
    ]
    return ConsentText(
        version=document["version"],
        elements=tuple(Element(e["code"], e["title"], e["text"]) for e in document["elements"]),
        ticks={tick.purpose: tick for tick in ticks},
        replaces=frozenset(Purpose(code) for code in document["replaces"]),
    )


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    if not _VERSION.fullmatch(str(document["version"])):
        yield f"{document['version']!r} is no version"
    codes = [element["code"] for element in document["elements"]]
    if len(set(codes)) < len(codes):
        yield "two elements have the same code"
    for element in document["elements"]:
        for part in ("title", "text"):
            yield from _text_problems(f"{element['code']}: {part}", element[part])
    asked = [purpose["purpose"] for purpose in document["purposes"]]
    if sorted(asked) != sorted(Purpose):
        yield "each purpose is asked exactly once"
    for purpose in document["purposes"]:
        for part in ("name", "tick", "without"):
            yield from _text_problems(f"{purpose['purpose']}: {part}", purpose[part])
        yield from (
            f"{purpose['purpose']}: there is no element {code}"
            for code in purpose["elements"]
            if code not in codes
        )
    yield from _unused(document, codes)
    unknown = sorted(set(document["replaces"]) - set(Purpose))
    yield from (f"replaces: there is no purpose {code}" for code in unknown)


def _unused(document: Mapping[str, Any], codes: list[str]) -> Iterator[str]:
    """A text that nothing rests on could change without anybody being asked again."""
    used = {code for purpose in document["purposes"] for code in purpose["elements"]}
    yield from (f"{code}: no purpose rests on it" for code in codes if code not in used)


def _text_problems(where: str, text: Text) -> Iterator[str]:
    for language in LANGUAGES:
        if not str(text.get(language, "")).strip():
            yield f"{where}: a text is missing in {language}"
    blanks = [frozenset(_BLANK.findall(words)) for words in text.values()]
    for name in sorted(frozenset().union(*blanks) - BLANKS):
        yield f"{where}: {{{name}}} is filled by nobody"
    if len(set(blanks)) > 1:
        yield f"{where}: the languages use different blanks"
