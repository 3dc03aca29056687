"""Invitations to in-person sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from osteopro.appointments.models import Offer, OfferEvent, Session
from osteopro.appointments.queries.offers import OfferView, views
from osteopro.appointments.terms import SessionState, Trigger


@dataclass(frozen=True, slots=True)
class SessionView:
    """One invitation; `offers` oldest first, the last one is what holds now."""

    session_id: int
    patient_id: int
    trigger: Trigger
    state: SessionState
    at: datetime
    by: int | None
    note: str
    closed_at: datetime | None
    closed_by: int | None
    why: str
    offers: tuple[OfferView, ...]

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def place(self) -> OfferView | None:
        """What is offered or booked for it."""
        return next((each for each in reversed(self.offers) if each.live), None)


def views_of(rows: QuerySet[Session]) -> list[SessionView]:
    """The views of these rows; three queries, one when there are none."""
    standing = OfferEvent.objects.filter(void__isnull=True).order_by("pk")
    offers = (
        Offer.objects.select_related("slot")
        .prefetch_related(Prefetch("events", standing, to_attr="standing"))
        .order_by("pk")
    )
    found = rows.prefetch_related(Prefetch("offers", offers))
    return [_view(row) for row in found]


def _view(row: Session) -> SessionView:
    return SessionView(
        session_id=row.pk,
        patient_id=row.patient_id,
        trigger=Trigger(row.trigger),
        state=SessionState(row.state),
        at=row.at,
        by=row.by,
        note=row.note,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        why=row.why,
        offers=tuple(views(list(row.offers.all()))),
    )
