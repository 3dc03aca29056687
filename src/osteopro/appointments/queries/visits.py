"""What came of visits: the rows that stand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from osteopro.appointments.models import Visit
from osteopro.appointments.terms import NotTold, VisitOutcome
from osteopro.followup.queries import timeline
from osteopro.followup.queries.told import Entry, Part, Visited
from osteopro.followup.strands import Place

SHOWN = 20


@dataclass(frozen=True, slots=True)
class VisitView:
    """What came of one visit. `line` is what the patient reads; without it `not_told` says why.
    `by` is the physician who wrote it down."""

    visit_id: int
    patient_id: int
    offer_id: int | None
    seen_at: datetime
    at: datetime
    by: int
    outcomes: tuple[VisitOutcome, ...]
    medicine: str
    used: bool
    used_record: UUID | None
    reply: str
    line: str
    not_told: NotTold | None

    @property
    def changed_medicine(self) -> bool:
        """A mark on the charts."""
        return VisitOutcome.MEDICINE in self.outcomes


def standing() -> QuerySet[Visit]:
    """Outcomes that were not taken back or written anew."""
    return Visit.objects.filter(void__isnull=True)


def visits(patient_id: int, since: datetime | None = None) -> list[VisitView]:
    """This patient's visits, newest first, those since then or the latest; one query."""
    rows = standing().filter(patient_id=patient_id).order_by("-seen_at", "-pk")
    if since is not None:
        return [view(row) for row in rows.filter(seen_at__gte=since)]
    return [view(row) for row in rows[:SHOWN]]


def last_visit(patient_id: int) -> VisitView | None:
    """The latest visit with an outcome, None for somebody whom nobody has seen."""
    row = standing().filter(patient_id=patient_id).order_by("-seen_at", "-pk").first()
    return view(row) if row else None


def visit(patient_id: int, visit_id: int) -> VisitView | None:
    """One visit that stands."""
    row = standing().filter(patient_id=patient_id, pk=visit_id).first()
    return view(row) if row else None


def taken_back(patient_id: int, visit_id: int, physician: int) -> VisitView | None:
    """An outcome that its author took back: its words may be written anew."""
    rows = Visit.objects.filter(patient_id=patient_id, pk=visit_id, by=physician)
    row = rows.filter(void__by=physician).first()
    return view(row) if row else None


def of_offers(offer_ids: Collection[int]) -> Mapping[int, VisitView]:
    """The outcome of each of these offers that has one; one query."""
    rows = standing().filter(offer_id__in=list(offer_ids)).order_by("pk")
    return {row.offer_id: view(row) for row in rows if row.offer_id is not None}


def strand(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    """Visits as entries of a patient's story, newest first, one page and one more; one query."""
    rows = standing().filter(older, patient_id=patient_id).order_by("-seen_at", "-pk")
    for row in rows[: timeline.SIZE + 1]:
        about = Visited(tuple(row.outcomes), row.medicine, row.used, row.line, row.not_told)
        yield Entry(Place(row.seen_at, rank, row.pk), about, row.by)


# What `timeline.story` takes besides its own.
STRANDS: tuple[timeline.Row, ...] = (("seen_at", (Part.ALL, Part.DOCTORS), strand),)


def view(row: Visit) -> VisitView:
    """A stored row as pages read it."""
    return VisitView(
        visit_id=row.pk,
        patient_id=row.patient_id,
        offer_id=row.offer_id,
        seen_at=row.seen_at,
        at=row.at,
        by=row.by,
        outcomes=tuple(VisitOutcome(each) for each in row.outcomes),
        medicine=row.medicine,
        used=row.used,
        used_record=row.used_record,
        reply=row.reply,
        line=row.line,
        not_told=NotTold(row.not_told) if row.not_told else None,
    )
