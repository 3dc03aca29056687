"""Colaizzi's chain as plain data: from what was read to what participants say of the result.

Ids are the caller's (keys or guids) and only compared. What was removed is not in it; what was
replaced by a newer version is, where order tells versions apart.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from osteopro.research.terms import Checked, StatementState

Id = int | str


@dataclass(frozen=True, slots=True)
class Statement:
    """A significant statement and the interview it was said in."""

    interview: Id
    state: StatementState


@dataclass(frozen=True, slots=True)
class Description:
    """A version of the exhaustive description and the themes its passages cite."""

    id: Id
    approved: bool
    cites: frozenset[Id]


@dataclass(frozen=True, slots=True)
class Structure:
    """A version of the fundamental structure and the description it was derived from."""

    id: Id
    approved: bool
    source: Id | None


@dataclass(frozen=True, slots=True)
class Check:
    """One version of a text brought to a participant; `led_to` is the version written after it."""

    id: Id
    narrative: Id
    participant: Id
    outcome: Checked | None = None
    led_to: Id | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole analysis of a study. Raises ValueError where it names what is not in it.

    `interviews` says whose each is, `readings` are (interview, coder), `carries` (statement,
    meaning), `in_cluster` (meaning, cluster), `in_theme` (cluster, theme), `themes` each theme's
    parent. Descriptions and structures are in order of their versions: the last is the current
    one. `recontact` are participants who agreed to be asked again, `quoted` the statements of the
    report. A description may cite a theme that is gone.
    """

    coders: frozenset[Id] = frozenset()
    interviews: Mapping[Id, Id] = field(default_factory=dict)
    readings: frozenset[tuple[Id, Id]] = frozenset()
    statements: Mapping[Id, Statement] = field(default_factory=dict)
    meanings: frozenset[Id] = frozenset()
    carries: frozenset[tuple[Id, Id]] = frozenset()
    clusters: frozenset[Id] = frozenset()
    in_cluster: frozenset[tuple[Id, Id]] = frozenset()
    themes: Mapping[Id, Id | None] = field(default_factory=dict)
    in_theme: frozenset[tuple[Id, Id]] = frozenset()
    descriptions: tuple[Description, ...] = ()
    structures: tuple[Structure, ...] = ()
    checks: tuple[Check, ...] = ()
    recontact: frozenset[Id] = frozenset()
    quoted: frozenset[Id] = frozenset()

    def __post_init__(self) -> None:
        descriptions = {each.id for each in self.descriptions}
        narratives = descriptions | {each.id for each in self.structures}
        _all_in(
            "an interview", (each.interview for each in self.statements.values()), self.interviews
        )
        _all_in("an interview", (interview for interview, _ in self.readings), self.interviews)
        _pairs("a statement or meaning", self.carries, self.statements, self.meanings)
        _pairs("a meaning or cluster", self.in_cluster, self.meanings, self.clusters)
        _pairs("a cluster or theme", self.in_theme, self.clusters, self.themes)
        _all_in("a theme", _given(self.themes.values()), self.themes)
        sources = _given(each.source for each in self.structures)
        _all_in("a description", sources, descriptions)
        _all_in("a text", (each.narrative for each in self.checks), narratives)
        _all_in("a text", _given(each.led_to for each in self.checks), narratives)
        asked = {each.participant for each in self.checks} | self.recontact
        _all_in("a participant", asked, self.participants)
        _all_in("a statement", self.quoted, self.statements)

    @property
    def participants(self) -> frozenset[Id]:
        return frozenset(self.interviews.values())

    @property
    def accepted(self) -> frozenset[Id]:
        """The statements that count."""
        return frozenset(
            key for key, each in self.statements.items() if each.state is StatementState.ACCEPTED
        )

    def said_by(self, statement: Id) -> Id:
        """The participant who said it."""
        return self.interviews[self.statements[statement].interview]


def without(chain: Chain, participant: Id) -> Chain:
    """The chain as it is when one participant withdraws: nothing of theirs is in it.

    Meanings, clusters, themes and texts stay, also those that nothing supports any more.
    """
    interviews = {key: whose for key, whose in chain.interviews.items() if whose != participant}
    statements = {
        key: each for key, each in chain.statements.items() if each.interview in interviews
    }
    return replace(
        chain,
        interviews=interviews,
        readings=frozenset(pair for pair in chain.readings if pair[0] in interviews),
        statements=statements,
        carries=frozenset(pair for pair in chain.carries if pair[0] in statements),
        checks=tuple(each for each in chain.checks if each.participant != participant),
        recontact=chain.recontact - {participant},
        quoted=frozenset(key for key in chain.quoted if key in statements),
    )


def in_order(key: Id) -> tuple[bool, int, str]:
    """What to sort ids by: numbers first."""
    return (True, 0, key) if isinstance(key, str) else (False, key, "")


def _given(ids: Iterable[Id | None]) -> list[Id]:
    return [each for each in ids if each is not None]


def _pairs(
    what: str, pairs: Iterable[tuple[Id, Id]], left: Collection[Id], right: Collection[Id]
) -> None:
    for one, other in pairs:
        _all_in(what, [one], left)
        _all_in(what, [other], right)


def _all_in(what: str, ids: Iterable[Id], known: Collection[Id]) -> None:
    for each in ids:
        if each not in known:
            raise ValueError(f"{what} that is not there: {each!r}")
