"""Places that were offered to somebody, and how each stands."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from osteopro.access.terms import Viewer
from osteopro.appointments import rules
from osteopro.appointments.models import Offer, OfferEvent
from osteopro.appointments.terms import Answered, OfferAct, OfferState, SlotKind
from osteopro.followup.terms import Possible
from osteopro.patients import queries as patients_queries

SHOWN = 10
AHEAD = 60


@dataclass(frozen=True, slots=True)
class EventView:
    """One act on an offer. `times`: days and parts of days that suit somebody who declined."""

    act: OfferAct
    at: datetime
    by: int | None
    way: Answered
    words: str
    times: tuple[tuple[date, Possible], ...]


@dataclass(frozen=True, slots=True)
class OfferView:
    """A slot that was offered to a patient. `events` are those that stand, oldest first."""

    offer_id: int
    patient_id: int
    request_id: int | None
    session_id: int | None
    slot_id: int
    site_id: int
    kind: SlotKind
    physician: int | None
    starts_at: datetime
    minutes: int
    state: OfferState
    answer_by: datetime
    uid: UUID
    sequence: int
    events: tuple[EventView, ...]

    @property
    def live(self) -> bool:
        """Whether it is offered or booked."""
        return self.state in rules.LIVE

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def changed_at(self) -> datetime:
        return self.events[-1].at

    def may_undo(self, account_id: int | None, now: datetime) -> bool:
        """Whether this person may take the last act back now."""
        last = self.events[-1]
        gave_back = last.act in rules.UNDONE
        return gave_back and last.by == account_id and rules.may_undo(last.at, now)


def offers(patient_id: int, *, limit: int = SHOWN) -> list[OfferView]:
    """What this patient was offered, newest first; two queries."""
    return _views(Offer.objects.filter(patient_id=patient_id).order_by("-pk"), limit)


def offer(patient_id: int, offer_id: int) -> OfferView | None:
    """One offer of this patient."""
    return next(iter(_views(Offer.objects.filter(patient_id=patient_id, pk=offer_id), 1)), None)


def live(patient_id: int) -> list[OfferView]:
    """What is offered or booked now, the earliest first; one query when there is nothing."""
    rows = Offer.objects.filter(patient_id=patient_id, state__in=rules.LIVE)
    return _views(rows.order_by("slot__starts_at", "pk"), SHOWN)


def holds(patient: str) -> Exists:
    """Whether something is offered to or booked by the patient in this column."""
    return Exists(Offer.objects.filter(patient_id=OuterRef(patient), state__in=rules.LIVE))


def visible(viewer: Viewer, offer_id: int) -> OfferView | None:
    """One offer of a patient whom this viewer may know of."""
    mine = patients_queries.visible_to(viewer)
    rows = Offer.objects.filter(pk=offer_id, patient_id__in=mine.values("pk"))
    return next(iter(_views(rows, 1)), None)


def ahead(viewer: Viewer, *, limit: int = AHEAD) -> list[OfferView]:
    """What is offered or booked at the viewer's clinics, and whose day is over without a word of
    what came of it: the earliest first; two queries."""
    rows = Offer.objects.filter(state__in=rules.LIVE, slot__site_id__in=viewer.site_ids)
    return _views(rows.order_by("slot__starts_at", "pk"), limit)


def of_requests(request_ids: Collection[int]) -> Mapping[int, list[OfferView]]:
    """The offers of these requests, oldest first, by request; two queries."""
    found: dict[int, list[OfferView]] = {pk: [] for pk in request_ids}
    for view in views(Offer.objects.filter(request_id__in=list(request_ids)).order_by("pk")):
        if view.request_id is not None:
            found[view.request_id].append(view)
    return found


def views(rows: Iterable[Offer] | QuerySet[Offer]) -> list[OfferView]:
    """The views of these rows; two queries for a query."""
    if isinstance(rows, QuerySet):
        standing = OfferEvent.objects.filter(void__isnull=True).order_by("pk")
        rows = rows.select_related("slot").prefetch_related(
            Prefetch("events", standing, to_attr="standing")
        )
    return [_view(row) for row in rows]


def _views(rows: QuerySet[Offer], limit: int) -> list[OfferView]:
    return views(rows[:limit])


def _view(row: Any) -> OfferView:
    return OfferView(
        offer_id=row.pk,
        patient_id=row.patient_id,
        request_id=row.request_id,
        session_id=row.session_id,
        slot_id=row.slot_id,
        site_id=row.slot.site_id,
        kind=SlotKind(row.slot.kind),
        physician=row.slot.physician,
        starts_at=row.slot.starts_at,
        minutes=row.slot.minutes,
        state=OfferState(row.state),
        answer_by=row.answer_by,
        uid=row.uid,
        sequence=row.sequence,
        events=tuple(_event(each) for each in row.standing),
    )


def _event(row: OfferEvent) -> EventView:
    return EventView(
        act=OfferAct(row.act),
        at=row.at,
        by=row.by,
        way=Answered(row.way),
        words=row.words,
        times=tuple((date.fromisoformat(each["on"]), Possible(each["part"])) for each in row.times),
    )
