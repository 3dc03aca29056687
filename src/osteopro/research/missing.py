"""What stands between two of Colaizzi's steps, as codes with ids; `gates` finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from osteopro.research.chain import Id


class Missing(StrEnum):
    """What is missing; the ids of a failure are named in this order."""

    NO_INTERVIEW = "no-interview"
    NOT_READ = "not-read"  # interview, coder
    INTERVIEW_WITHOUT_STATEMENT = "interview-without-statement"
    STATEMENT_UNDECIDED = "statement-undecided"
    STATEMENT_WITHOUT_MEANING = "statement-without-meaning"
    STATEMENT_ORPHANED = "statement-orphaned"
    MEANING_WITHOUT_STATEMENT = "meaning-without-statement"
    MEANING_WITHOUT_CLUSTER = "meaning-without-cluster"
    MEANING_IN_CLUSTERS = "meaning-in-clusters"  # meaning, its clusters
    CLUSTER_EMPTY = "cluster-empty"
    CLUSTER_WITHOUT_THEME = "cluster-without-theme"
    CLUSTER_IN_THEMES = "cluster-in-themes"  # cluster, its themes
    NO_THEME = "no-theme"
    THEME_EMPTY = "theme-empty"  # no cluster in it or in its sub-themes
    THEME_TOO_DEEP = "theme-too-deep"
    THEME_IN_ITSELF = "theme-in-itself"
    NO_DESCRIPTION = "no-description"
    DESCRIPTION_NOT_APPROVED = "description-not-approved"
    THEME_NOT_CITED = "theme-not-cited"
    CITED_THEME_GONE = "cited-theme-gone"
    NO_STRUCTURE = "no-structure"
    STRUCTURE_NOT_APPROVED = "structure-not-approved"
    STRUCTURE_WITHOUT_SOURCE = "structure-without-source"
    SOURCE_NOT_APPROVED = "source-not-approved"  # structure, description
    SOURCE_NOT_CURRENT = "source-not-current"  # structure, description
    NOBODY_TO_ASK = "nobody-to-ask"
    NOT_ASKED = "not-asked"  # participant
    ASKED_ABOUT_OLD = "asked-about-old"  # participant, their checks
    NOT_ANSWERED = "not-answered"  # participant, check
    ANSWER_WITHOUT_CHANGE = "answer-without-change"  # participant, check


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something missing, and of what."""

    code: Missing
    ids: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One of the seven: `failures` stand in the way, `overridden` have the decision that does not
    let them."""

    number: int
    state: StepState
    failures: tuple[Failure, ...]
    overridden: Mapping[Failure, Id]
