"""What the demo's study is made of, read from its files (data/study)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from osteopro.simulation.material import DATA, material
from osteopro.simulation.study import marked
from osteopro.simulation.study.marked import Marked


@dataclass(frozen=True, slots=True)
class Group:
    """A cluster or theme of the final analysis: its name, what it is, and what is in it."""

    key: str
    name: str
    words: str
    within: str


@dataclass(frozen=True, slots=True)
class MeaningOf:
    """What some statements mean, and the cluster it is in."""

    label: str
    cluster: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """Everything that is said and found. Statements are called by interview and id: p03.b."""

    people: Sequence[Mapping[str, Any]]
    others: Sequence[Mapping[str, Any]]
    coding: Mapping[str, Any]
    story: Mapping[str, Any]
    sources: Mapping[int, str]

    @cached_property
    def transcripts(self) -> Mapping[int, Marked]:
        """The transcripts by number."""
        return {no: marked.transcript(source) for no, source in self.sources.items()}

    @cached_property
    def translations(self) -> Mapping[str, str]:
        """Every statement in English."""
        return {
            f"{name_of(no)}.{each}": words
            for no, source in self.sources.items()
            for each, words in marked.translations(source).items()
        }

    @cached_property
    def themes(self) -> Sequence[Group]:
        """Themes, each before its sub-themes; the name of the theme above in `within`."""
        return [_group(theme, "definition_zh", above) for theme, above in self._themes()]

    @cached_property
    def clusters(self) -> Sequence[Group]:
        """Clusters with the key of their theme."""
        return [
            _group(cluster, "description_zh", theme["key"])
            for theme, _above in self._themes()
            for cluster in theme.get("clusters", ())
        ]

    @cached_property
    def meanings(self) -> Sequence[MeaningOf]:
        """Meanings in the order of the board."""
        return [
            MeaningOf(meaning["zh"], cluster["key"], tuple(meaning["statements"]))
            for theme, _above in self._themes()
            for cluster in theme.get("clusters", ())
            for meaning in cluster["meanings"]
        ]

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """What each statement means."""
        found: dict[str, list[str]] = {}
        for meaning in self.meanings:
            for statement in meaning.statements:
                found.setdefault(statement, []).append(meaning.label)
        return {statement: tuple(each) for statement, each in found.items()}

    def _themes(self) -> Iterator[tuple[Mapping[str, Any], str]]:
        for theme in self.coding["themes"]:
            yield theme, ""
            for child in theme.get("children", ()):
                yield child, theme["key"]


def name_of(no: int) -> str:
    """How an interview is called in the files.

    >>> name_of(3)
    'p03'
    """
    return f"p{no:02}"


def number_of(statement: str) -> int:
    """The interview of a statement.

    >>> number_of("p03.b")
    3
    """
    return int(statement[1:].partition(".")[0])


def read() -> Content:
    """The content of `data/study`."""
    found = material("study/participants")
    files = sorted((DATA / "study" / "interviews").glob("p*.txt"))
    return Content(
        people=found["participants"],
        others=found["others"],
        coding=material("study/coding"),
        story=material("study/story"),
        sources={int(each.stem[1:]): each.read_text(encoding="utf-8") for each in files},
    )


def _group(entry: Mapping[str, Any], words: str, within: str) -> Group:
    return Group(entry["key"], entry["zh"], entry.get(words, ""), within)
