"""The wording of advice: what may be published, and laying it over the library. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from osteopro.instruments.definition import Text
from osteopro.triage.advice_library import Advice, AdviceLibrary
from osteopro.triage.medicine import MedicineStop
from osteopro.triage.messages import placeholders
from osteopro.triage.never import Never

LANGUAGES = ("zh-CN", "en")
# A text leaves room in a reply for two others and a line of one's own.
LONGEST_TITLE = {"zh-CN": 20, "en": 60}
LONGEST_TEXT = {"zh-CN": 160, "en": 300}


class Fault(StrEnum):
    """Why a wording is not published."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    BLANKS = "blanks"  # it has blanks in braces, which nobody fills
    MEDICINE = "medicine"
    NEVER = "never"
    SAME = "same"


@dataclass(frozen=True)
class Wording:
    """Title and text of one advice in both languages."""

    title: Text
    text: Text

    def part(self, name: str, language: str) -> str:
        """`title` or `text` in a language."""
        return (self.title if name == "title" else self.text).get(language, "")


@dataclass(frozen=True)
class Problem:
    """A fault at one field; `words` are those that were found, `why` what they stand for."""

    name: str
    language: str
    fault: Fault
    words: str = ""
    why: Text | None = None


def problems(wording: Wording, before: Wording, stop: MedicineStop, never: Never) -> list[Problem]:
    """Everything that forbids publishing `wording` in the place of `before`; [] if it may be.

    A part that stays as it was approved is not read again (resolution 67).
    """
    found = []
    for name, longest in (("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
        for language in LANGUAGES:
            words = wording.part(name, language)
            if not words.strip():
                found.append(Problem(name, language, Fault.MISSING))
            elif words != before.part(name, language):
                found += _in_part(name, language, words, longest[language], stop, never)
    if not found and wording == before:
        found.append(Problem("text", LANGUAGES[0], Fault.SAME))
    return found


def _in_part(
    name: str, language: str, words: str, longest: int, stop: MedicineStop, never: Never
) -> list[Problem]:
    found = []
    if len(words) > longest:
        found.append(Problem(name, language, Fault.TOO_LONG, str(len(words) - longest)))
    if placeholders(words):
        found.append(Problem(name, language, Fault.BLANKS))
    found += [Problem(name, language, Fault.MEDICINE, m.text) for m in stop.wording(words)]
    return found + [
        Problem(name, language, Fault.NEVER, hit, why) for hit, why in never.found(words)
    ]


def fingerprint(ruleset: str, library: AdviceLibrary) -> str:
    """What a clinician signs for: the rules by name and version, which never change, and the
    wording in force with its editions. Another of either is another fingerprint (64 digits)."""
    wordings = [
        [each.code, each.edition, dict(each.title), dict(each.text)] for each in library.advice
    ]
    signed = json.dumps([ruleset, wordings], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(signed.encode()).hexdigest()


def wording_of(advice: Advice) -> Wording:
    """What is in force."""
    return Wording(advice.title, advice.text)


def laid_over(library: AdviceLibrary, editions: Mapping[str, tuple[int, Wording]]) -> AdviceLibrary:
    """The library with the site's own wordings: conditions and blocks stay the ruleset's."""
    return replace(library, advice=tuple(_laid(each, editions) for each in library.advice))


def _laid(advice: Advice, editions: Mapping[str, tuple[int, Wording]]) -> Advice:
    if advice.code not in editions:
        return advice
    edition, wording = editions[advice.code]
    return replace(advice, edition=edition, title=wording.title, text=wording.text)
