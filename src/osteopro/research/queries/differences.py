"""Where coders differed, and what became of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import (
    Discrepancy,
    DiscussionNote,
    Resolution,
)
from osteopro.research.queries import coding
from osteopro.research.queries.coding import PageView, StatementView
from osteopro.research.queries.rounds import RoundView
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState

SETTLED = (DiscrepancyState.CONSENSUS, DiscrepancyState.ADJUDICATED)


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One way in which coders differ at a place."""

    guid: UUID
    kind: DiscrepancyKind
    state: DiscrepancyState
    items: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """What coders marked at one place, how they differ, and what the team took it to be."""

    rows: tuple[StatementView, ...]
    differences: tuple[DifferenceView, ...] = ()
    agreed: StatementView | None = None

    @property
    def state(self) -> DiscrepancyState:
        """The least settled of its differences."""
        order = (DiscrepancyState.OPEN, DiscrepancyState.CLARIFY, DiscrepancyState.ADJUDICATED)
        states = {each.state for each in self.differences}
        return next((each for each in order if each in states), DiscrepancyState.CONSENSUS)

    @property
    def settled(self) -> bool:
        return self.state in SETTLED


@dataclass(frozen=True, slots=True)
class SaidView:
    """Something said in the discussion of a difference."""

    text: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class SettledView:
    """How a difference was settled, or what the participant was asked."""

    state: DiscrepancyState
    deciders: tuple[int, ...]
    words: str
    rationale: str
    asked_at: datetime | None
    asked_words: str
    at: datetime
    by: int


def differences(coded: RoundView) -> list[DifferenceView]:
    """Differences of an independent round. One query; none while it is blind."""
    if not coded.open_to_all:
        return []
    rows = Discrepancy.objects.filter(round_id=coded.round_id).order_by("pk")
    return [
        DifferenceView(
            row.guid,
            DiscrepancyKind(row.kind),
            DiscrepancyState(row.state),
            tuple(map(UUID, row.items)),
        )
        for row in rows
    ]


def places(
    account_id: int, page: PageView, known: Sequence[DifferenceView], consensus_id: int
) -> list[PlaceView]:
    """The places that begin on a page, in the order of the text. Two queries more when a place
    lies across two pages."""
    here = {each.guid: each for each in page.statements if each.round_id != consensus_id}
    agreed = {each.of: each for each in page.statements if each.round_id == consensus_id}
    at: dict[tuple[UUID, ...], list[DifferenceView]] = defaultdict(list)
    for difference in known:
        if not here.keys().isdisjoint(difference.items):
            at[difference.items].append(difference)
    missing = {guid for items in at for guid in items} - here.keys()
    if missing:
        here |= {each.guid: each for each in coding.statements(account_id, missing)}
    differing = {guid for items in at for guid in items}
    alike: dict[tuple[int, int], list[UUID]] = defaultdict(list)
    for guid, each in here.items():
        if guid not in differing:
            alike[each.start, each.end].append(guid)
    groups = [*at, *map(tuple, alike.values())]
    found = [_place(group, here, at.get(group, []), agreed) for group in groups]
    return sorted(
        (each for each in found if each.rows and page.starts_here(each.rows[0])),
        key=lambda each: (each.rows[0].start, each.rows[0].end),
    )


def discussion(guids: Sequence[UUID]) -> tuple[list[SaidView], list[SettledView]]:
    """What was said about these differences, first to last, and how they were settled, the newest
    first. Two queries."""
    said = DiscussionNote.objects.filter(discrepancy__guid__in=guids).order_by("pk")
    settled = Resolution.objects.filter(discrepancy__guid=guids[0]).order_by("-pk")
    return (
        [SaidView(row.text, row.at, row.by) for row in said],
        [
            SettledView(
                state=DiscrepancyState(row.state),
                deciders=tuple(row.deciders),
                words=row.decision,
                rationale=row.rationale,
                asked_at=row.asked_at,
                asked_words=row.asked_words,
                at=row.at,
                by=row.by,
            )
            for row in settled
        ],
    )


def _place(
    group: Sequence[UUID],
    here: dict[UUID, StatementView],
    differing: Sequence[DifferenceView],
    agreed: dict[UUID | None, StatementView],
) -> PlaceView:
    rows = sorted((here[guid] for guid in group if guid in here), key=lambda each: each.start)
    stands = next((agreed[guid] for guid in group if guid in agreed), None)
    return PlaceView(tuple(rows), tuple(differing), stands)
