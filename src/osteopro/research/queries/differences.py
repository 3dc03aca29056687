"""Where coders differed, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import (
    Discrepancy,
    DiscussionNote,
    Resolution,
)
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
