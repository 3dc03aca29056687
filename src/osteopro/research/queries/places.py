"""The places of a text that is brought together, wherever they were coded: what coders marked
there, how they differ, and what the team took it to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from osteopro.research.carried import carry
from osteopro.research.models import Statement
from osteopro.research.queries import coding, differences
from osteopro.research.queries.coding import PageView, StatementView
from osteopro.research.queries.differences import DifferenceView
from osteopro.research.queries.rounds import RoundView, TextView
from osteopro.research.terms import SETTLED, DiscrepancyState, RoundMode
from osteopro.research.text.normal import Span


@dataclass(frozen=True, slots=True)
class PlaceView:
    """What coders marked at one place, how they differ, and what the team took it to be.

    `rows` are of the independent round, as they are in the version shown; none where the team
    added what nobody had marked. `lost` is what was agreed upon before its words were gone.
    `names` are all statements that stand or stood for it.
    """

    rows: tuple[StatementView, ...]
    differences: tuple[DifferenceView, ...] = ()
    agreed: StatementView | None = None
    lost: StatementView | None = None
    names: frozenset[UUID] = frozenset()

    @property
    def shown(self) -> StatementView:
        """What it is called by and shown as."""
        found = self.agreed or next(iter(self.rows), self.lost)
        assert found is not None, "a place has a statement"  # noqa: S101
        return found

    @property
    def state(self) -> DiscrepancyState:
        """The least settled of its differences."""
        order = (DiscrepancyState.OPEN, DiscrepancyState.CLARIFY, DiscrepancyState.ADJUDICATED)
        states = {each.state for each in self.differences}
        return next((each for each in order if each in states), DiscrepancyState.CONSENSUS)

    @property
    def settled(self) -> bool:
        return self.state in SETTLED


def places(
    account_id: int, page: PageView, alone: RoundView, consensus: RoundView, text: TextView
) -> list[PlaceView]:
    """The places that begin on a page of a text of the consensus round, in the order of the text.

    What was handed in blind stays on the version on which it was coded and is looked for in this
    one. Eight queries; two more for each earlier version with something on it.
    """
    rows = {each.guid: each for each in _coded(account_id, page, alone, text)}
    gone = coding.lost(account_id, consensus.round_id, text.transcript_id)
    lost = {each.guid: each for each in _carried(gone, text)}
    firsts = _firsts(consensus.round_id, text.transcript_id)
    stands = coding.around(account_id, consensus.round_id, text.version_id, None)
    known = rows.keys() | {firsts[guid] for guid in (*lost, *(each.guid for each in stands))}
    groups: dict[tuple[UUID, ...], list[DifferenceView]] = defaultdict(list)
    for each in differences.differences(alone):
        if not known.isdisjoint(each.items):
            groups[each.items].append(each)
    for alike in _alike(rows.values(), {guid for items in groups for guid in items}):
        groups[alike] = []
    standing: dict[UUID, list[UUID]] = defaultdict(list)
    for guid, first in firsts.items():
        standing[first].append(guid)
    agreed = {firsts[each.guid]: each for each in stands}
    words_gone = {firsts[guid]: each for guid, each in lost.items()}
    grouped = {guid for items in groups for guid in items}
    groups.update({(guid,): [] for guid in (*agreed, *words_gone) if guid not in grouped})
    found = [
        PlaceView(
            rows=tuple(sorted((rows[guid] for guid in items if guid in rows), key=_at)),
            differences=tuple(groups[items]),
            agreed=next((agreed[guid] for guid in items if guid in agreed), None),
            lost=next((words_gone[guid] for guid in items if guid in words_gone), None),
            names=frozenset(items).union(*(standing[guid] for guid in items)),
        )
        for items in groups
    ]
    here = (each for each in found if _begins(each, page))
    return sorted(here, key=lambda each: _at(each.shown))


def start_in(account_id: int, study_id: int, statement: UUID, text: TextView) -> int:
    """Where a statement, or what stands for it now, begins in a text. Up to five queries. Raises
    NoSuchPage."""
    row = coding.statement(account_id, study_id, statement)
    (found,) = _carried([row], text)
    return found.start


def _coded(
    account_id: int, page: PageView, alone: RoundView, text: TextView
) -> Sequence[StatementView]:
    """What each coded alone, as it is in this version of the text."""
    coded = next((one for one in alone.texts if one.transcript_id == text.transcript_id), None)
    if coded is None or alone.mode is not RoundMode.INDEPENDENT:
        return ()
    same = coded.version_id == text.version_id
    found = coding.around(account_id, alone.round_id, coded.version_id, page if same else None)
    return _carried(found, text)


def _carried(rows: Iterable[StatementView], text: TextView) -> list[StatementView]:
    """Statements as they are in a version of their text, whichever they are on."""
    on: dict[int, list[StatementView]] = defaultdict(list)
    for row in rows:
        on[row.version_id].append(row)
    found = []
    for version_id, those in on.items():
        spans = [Span(each.start, each.end) for each in those]
        for row, place in zip(those, carry(version_id, text.version_id, spans), strict=True):
            at = min(place.near, text.length - 1)
            start, end = (place.now.start, place.now.end) if place.now else (at, at)
            found.append(replace(row, start=start, end=end, gone=place.now is None))
    return found


def _firsts(consensus_id: int, transcript_id: int) -> Mapping[UUID, UUID]:
    """For each statement of a consensus round, whatever its state, the independent one that it
    stands for; of one that the team added the first. One query."""
    before: dict[UUID, UUID | None] = dict(
        Statement.objects.filter(round=consensus_id, version__transcript=transcript_id).values_list(
            "guid", "supersedes__guid"
        )
    )

    def first(guid: UUID) -> UUID:
        while (earlier := before.get(guid)) is not None:
            guid = earlier
        return guid

    return {guid: first(guid) for guid in before}


def _alike(rows: Iterable[StatementView], differing: set[UUID]) -> list[tuple[UUID, ...]]:
    """Those in which nothing differs, by their words."""
    found: dict[tuple[int, int, str], list[UUID]] = defaultdict(list)
    for row in rows:
        if row.guid not in differing:
            found[row.start, row.end, row.quote].append(row.guid)
    return [tuple(sorted(each)) for each in found.values()]


def _begins(place: PlaceView, page: PageView) -> bool:
    """Whether it is listed on this page; the first of the coders' rows says so, while its words
    are there."""
    first = next(iter(place.rows), None)
    return page.starts_here(place.shown if first is None or first.gone else first)


def _at(row: StatementView) -> tuple[int, int]:
    return row.start, row.end
