"""Where coders differed, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from osteopro.research.agreed import holding
from osteopro.research.models import (
    Confirmation,
    Discrepancy,
    DiscussionNote,
    Resolution,
    Statement,
)
from osteopro.research.queries.rounds import RoundView
from osteopro.research.terms import SETTLED, DiscrepancyKind, DiscrepancyState


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
    """How a difference was settled, or what the participant was asked; of those who are named as
    having decided who confirmed it when, and who has not."""

    state: DiscrepancyState
    deciders: tuple[int, ...]
    words: str
    rationale: str
    asked_at: datetime | None
    asked_words: str
    at: datetime
    by: int
    confirmed: tuple[tuple[int, datetime], ...] = ()

    @property
    def waits_for(self) -> tuple[int, ...]:
        """Deciders who neither wrote it down nor confirmed it."""
        said = {self.by, *(each for each, _ in self.confirmed)}
        return tuple(each for each in self.deciders if each not in said)


def silent(rows: "QuerySet[Statement]") -> set[str]:
    """Those of who has withdrawn, as a difference names them. One query."""
    gone = rows.exclude(version__transcript__interview__participant__screening__in=holding())
    return {str(guid) for guid in gone.values_list("guid", flat=True)}


def differences(coded: RoundView) -> list[DifferenceView]:
    """Differences of an independent round, without those over words of who has withdrawn. Two
    queries; none while it is blind."""
    if not coded.open_to_all:
        return []
    gone = silent(Statement.objects.filter(round_id=coded.round_id))
    rows = [
        row
        for row in Discrepancy.objects.filter(round_id=coded.round_id).order_by("pk")
        if gone.isdisjoint(row.items)
    ]
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
    first. Three queries."""
    said = DiscussionNote.objects.filter(discrepancy__guid__in=guids).order_by("pk")
    settled = (
        Resolution.objects.filter(discrepancy__guid=guids[0])
        .prefetch_related("confirmations")
        .order_by("-pk")
    )
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
                confirmed=tuple((each.by, each.at) for each in row.confirmations.all()),
            )
            for row in settled
        ],
    )


def to_confirm(round_id: int, account_id: int) -> list[tuple[UUID, UUID]]:
    """Places of an independent round about which others wrote down that this person decided, who
    has not confirmed it: a statement of each and its version. Three queries."""
    newest: dict[int, Resolution] = {}
    rows = Resolution.objects.filter(discrepancy__round=round_id, discrepancy__state__in=SETTLED)
    for row in rows.select_related("discrepancy").order_by("pk"):
        newest[row.discrepancy_id] = row
    done = Confirmation.objects.filter(resolution__in=newest.values(), by=account_id)
    confirmed = set(done.values_list("resolution", flat=True))
    waiting = {
        row.discrepancy.items[0]
        for row in newest.values()
        if account_id in row.deciders and account_id != row.by and row.pk not in confirmed
    }
    at = Statement.objects.filter(guid__in=waiting).order_by("version", "start")
    return list(at.values_list("guid", "version__guid"))
