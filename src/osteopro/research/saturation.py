"""When interviews bring nothing new any more: two in a row, judged by the whole analysis team.

Saturation is reached at the second of two consecutive interviews in which nothing new was found.
A finding after that opens it again. What the counts suggest stands beside the team's judgement and
never replaces it: a new meaning may be a known one in other words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# So many interviews in a row without anything new.
RUN = 2


class Standing(StrEnum):
    NOT_REACHED = "not-reached"
    REACHED = "reached"
    REOPENED = "reopened"


class Finding(StrEnum):
    """What an interview says about saturation."""

    NEW = "new"
    NOTHING_NEW = "nothing-new"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one interview brought; `interview` is its place in the order of the study, from 1.

    `judged_new` is the team's judgement, None while there is none; the accounts in `deciders` made
    it, `team` were all who analysed at that time.
    """

    interview: int
    new_statements: int
    new_meanings: int
    new_clusters: int
    new_themes: int
    judged_new: bool | None = None
    deciders: frozenset[int] = frozenset()
    team: frozenset[int] = frozenset()

    @property
    def missing(self) -> frozenset[int]:
        """Who of the team has not decided."""
        return self.team - self.deciders

    @property
    def looks_new(self) -> bool:
        """By counts. New statements alone are nothing new: everybody uses words of their own."""
        return bool(self.new_meanings or self.new_clusters or self.new_themes)


@dataclass(frozen=True, slots=True)
class State:
    """Where the study stands. `at`: the interview at which saturation was reached, also where a
    finding opened it again; `by`: the interview that opened it again."""

    standing: Standing
    at: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Saturation:
    """`state` is the team's, `suggested` what counts alone would say; `undecided` are interviews
    without a judgement of the whole team, `apart` those where team and counts differ."""

    state: State
    suggested: State
    undecided: tuple[int, ...]
    apart: tuple[int, ...]


def saturation(entries: Iterable[Entry]) -> Saturation:
    """The state from all entries, in the order in which they were made."""
    current = standing_entries(entries)
    open_ones = [number for number, each in current.items() if judged(each) is Finding.OPEN]
    differing = [
        number
        for number, each in current.items()
        if each.judged_new is not None and each.judged_new != each.looks_new
    ]
    return Saturation(
        state=_state(current, judged),
        suggested=_state(current, counted),
        undecided=tuple(open_ones),
        apart=tuple(differing),
    )


def standing_entries(entries: Iterable[Entry]) -> Mapping[int, Entry]:
    """The entry of each interview that stands (a later one replaces it), in interview order.

    Raises ValueError for an interview before the first or a count below 0.
    """
    latest = {each.interview: each for each in entries}
    for each in latest.values():
        counts = (each.new_statements, each.new_meanings, each.new_clusters, each.new_themes)
        if each.interview < 1 or min(counts) < 0:
            raise ValueError("an interview before the first or a count below 0")
    return dict(sorted(latest.items()))


def replaced(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that a later one of the same interview replaced, in the order they were made."""
    last = {each.interview: number for number, each in enumerate(entries)}
    return tuple(each for number, each in enumerate(entries) if last[each.interview] != number)


def judged(entry: Entry) -> Finding:
    """The team's finding. That nothing is new must be said by all of the team; that something is,
    anybody who decides may say: one who found it is enough to go on interviewing."""
    if entry.judged_new:
        return Finding.NEW
    if entry.judged_new is None or not entry.team or entry.missing:
        return Finding.OPEN
    return Finding.NOTHING_NEW


def counted(entry: Entry) -> Finding:
    """The finding that the counts suggest."""
    return Finding.NEW if entry.looks_new else Finding.NOTHING_NEW


def _state(current: Mapping[int, Entry], finding: Callable[[Entry], Finding]) -> State:
    """An interview without a judgement, or that is missing, ends a run and opens nothing again."""
    state, run = State(Standing.NOT_REACHED), 0
    for number in range(1, max(current, default=0) + 1):
        found = finding(current[number]) if number in current else Finding.OPEN
        run = run + 1 if found is Finding.NOTHING_NEW else 0
        if found is Finding.NEW and state.standing is Standing.REACHED:
            state = State(Standing.REOPENED, state.at, number)
        elif run >= RUN and state.standing is not Standing.REACHED:
            state = State(Standing.REACHED, number)
    return state
