"""What could tell who somebody is in a report that is about to leave, and whether all of it was
weighed. Pure.

Each finding is put right in the study, or somebody says why it may leave; the reason is kept.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from osteopro.research.text.identify.suggest import suggest
from osteopro.research.text.normal import quote


class Where(StrEnum):
    """Where words stand in the report."""

    QUOTE = "quote"
    DEVIANT = "deviant"  # a statement that does not fit, and what is made of it
    THEME = "theme"  # its name and what it is
    STRUCTURE = "structure"
    BESIDE = "beside"  # what follows from records laid beside words
    PLACE = "place"  # of interviews
    REASON = "reason"  # why somebody did not take part
    ELSEWHERE = "elsewhere"


class Sort(StrEnum):
    """What may tell who somebody is."""

    NAMED = "named"  # a name or number of somebody who takes part, as the key knows it
    TAKEN = "taken"  # what was taken out of a transcript so that nobody reads it
    UNCHECKED = "unchecked"  # the key knows nobody behind a participant: their name was not sought
    SUGGESTED = "suggested"  # what looks like a name, a place or a number
    ALONE = "alone"  # somebody is quoted who is the only one of their kind


@dataclass(frozen=True, slots=True)
class Text:
    """Words that leave; `about` is the guid of what they belong to, or empty."""

    where: Where
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to weigh: words of the report, or a participant by number in `about`. `marks` are
    the words that look like a name, or what somebody is the only one with."""

    sort: Sort
    where: Where
    about: str
    words: str
    marks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same finding: what was said of it once holds until it changes."""
        parts = "\0".join((self.sort, self.where, self.about, self.words, *self.marks))
        return sha256(parts.encode()).hexdigest()[:16]


def suggested(texts: Iterable[Text]) -> list[Finding]:
    """Texts with something in them that looks like a name, a place, a number, a day."""
    found = []
    for text in texts:
        marks = tuple(quote(text.words, each.span) for each in suggest(text.words))
        if marks:
            found.append(Finding(Sort.SUGGESTED, text.where, text.about, text.words, marks))
    return found


def named(texts: Sequence[Text], places: Collection[int], sort: Sort) -> list[Finding]:
    """Those of the texts that name somebody: of the study, or of whom a transcript spoke."""
    return [
        Finding(sort, texts[at].where, texts[at].about, texts[at].words) for at in sorted(places)
    ]


def beside(strings: Iterable[str], known: Iterable[str]) -> list[Text]:
    """The strings of a document as texts, without what is known of already: a name in it is found
    where it was written, another one beside it is found here."""
    found = []
    cut = sorted(filter(None, known), key=len, reverse=True)
    for string in strings:
        rest = string
        for words in cut:
            rest = rest.replace(words, "\n")
        if rest.strip():
            found.append(Text(Where.ELSEWHERE, rest.strip()))
    return list(dict.fromkeys(found))


def alone(
    traits: Mapping[int, Iterable[tuple[str, str]]], quoted: Collection[int]
) -> list[Finding]:
    """Participants who are quoted and the only ones of a kind. `traits` gives of each participant
    the kinds they are of, each as a group and what is said of it: ("provider", "Nurse").

    >>> alone({1: [("patient", "Male")], 2: [("patient", "Female")]}, [2])[0].marks
    ('Female',)
    """
    counts = Counter(trait for own in traits.values() for trait in set(own))
    found = []
    for number in sorted(set(quoted) & set(traits)):
        marks = tuple(trait[1] for trait in dict.fromkeys(traits[number]) if counts[trait] == 1)
        if marks:
            found.append(Finding(Sort.ALONE, Where.QUOTE, str(number), "", marks))
    return found


def unweighed(found: Iterable[Finding], answers: Mapping[str, str]) -> list[Finding]:
    """Findings for which nobody said why they may leave."""
    return [each for each in found if not answers.get(each.key, "").strip()]
