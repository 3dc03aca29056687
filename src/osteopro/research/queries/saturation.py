"""Saturation as the study stands: what interviews brought, what was judged, who has yet to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.firsts import Brought, brought
from osteopro.research.models import Interview, SaturationEntry
from osteopro.research.queries import steps, studies
from osteopro.research.saturation import Entry, Finding, Saturation, judged, saturation
from osteopro.research.terms import Duty


@dataclass(frozen=True, slots=True)
class JudgedView:
    """The judgement of an interview that stands, with the counts it was made on."""

    new: bool
    on: Brought
    deciders: frozenset[int]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewView:
    """An interview in the order of the study, from 1. `counts` are of today; `missing` are
    accounts of the team that have not judged. `analysed`: it has statements that count."""

    place: int
    guid: UUID
    participant: int
    held_at: datetime
    counts: Brought
    judged: JudgedView | None
    finding: Finding
    missing: frozenset[int]

    @property
    def analysed(self) -> bool:
        return self.counts.statements > 0

    @property
    def changed(self) -> bool:
        """Whether the analysis counts otherwise now than when it was judged."""
        return self.judged is not None and self.judged.on != self.counts


@dataclass(frozen=True, slots=True)
class SaturationView:
    interviews: tuple[InterviewView, ...]
    outcome: Saturation
    team: frozenset[int]


def view(study_id: int) -> SaturationView:
    """Every interview that was held, in order. A constant number of queries.

    Who withdrew keeps their place and what was judged then; their statements count no more.
    """
    rows = _held(study_id)
    counts = brought(steps.chain_of(study_id), [str(row.guid) for row in rows])
    team = coders(study_id)
    standing = _standing(study_id)
    found = [
        _view(place, row, counts[str(row.guid)], standing.get(row.pk), team)
        for place, row in enumerate(rows, start=1)
    ]
    return SaturationView(tuple(each for each, _ in found), saturation(e for _, e in found), team)


def outcome(study_id: int) -> Saturation:
    """Only where the study stands, for one line on another page. Two queries; what the counts
    suggest is said as they were when interviews were judged."""
    places = {row.pk: place for place, row in enumerate(_held(study_id), start=1)}
    standing = _standing(study_id)
    return saturation(
        _entry(places[pk], _judged(row), frozenset(row.team))
        for pk, row in standing.items()
        if pk in places
    )


def coders(study_id: int) -> frozenset[int]:
    """The accounts of the whole analysis team."""
    return frozenset(each.account_id for each in studies.with_duty(study_id, [Duty.CODE]))


def _held(study_id: int) -> Sequence[Interview]:
    rows = Interview.objects.filter(
        participant__study_id=study_id, started_at__isnull=False, cancelled_at__isnull=True
    )
    return list(rows.select_related("participant").order_by("started_at", "pk"))


def _standing(study_id: int) -> Mapping[int, SaturationEntry]:
    """The newest entry of each interview."""
    rows: Iterable[SaturationEntry] = SaturationEntry.objects.filter(
        interview__participant__study_id=study_id
    ).order_by("pk")
    return {row.interview_id: row for row in rows}


def _view(
    place: int,
    row: Interview,
    counts: Brought,
    kept: SaturationEntry | None,
    team: frozenset[int],
) -> tuple[InterviewView, Entry]:
    given = _judged(kept) if kept else None
    entry = (
        _entry(place, given, frozenset(kept.team))
        if kept and given
        else Entry(place, *_numbers(counts), team=team)
    )
    shown = InterviewView(
        place=place,
        guid=row.guid,
        participant=row.participant.number,
        held_at=row.started_at or row.planned_at,
        counts=counts,
        judged=given,
        finding=judged(entry),
        missing=entry.missing,
    )
    return shown, entry


def _entry(place: int, given: JudgedView, team: frozenset[int]) -> Entry:
    return Entry(place, *_numbers(given.on), given.new, given.deciders, team)


def _numbers(of: Brought) -> tuple[int, int, int, int]:
    return of.statements, of.meanings, of.clusters, of.themes


def _judged(row: SaturationEntry) -> JudgedView:
    return JudgedView(
        new=row.judged_new,
        on=Brought(row.new_statements, row.new_meanings, row.new_clusters, row.new_themes),
        deciders=frozenset(row.deciders),
        reason=row.reason,
        at=row.at,
    )
