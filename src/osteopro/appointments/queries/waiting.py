"""Who waits for a visit, first to be offered a slot first, with the reasons in words (5.4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.appointments import facts as facts_of
from osteopro.appointments.explaining import Reason, explained
from osteopro.appointments.facts import Known
from osteopro.appointments.priority import ordered
from osteopro.appointments.queries.offers import OfferView, of_requests
from osteopro.appointments.terms import Place
from osteopro.enrolment.terms import State
from osteopro.followup import standing
from osteopro.followup.models import OpenItem, Request
from osteopro.followup.queries.requests import RequestView
from osteopro.followup.queries.requests import views as request_views
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.followup.request_rules import PLACED
from osteopro.followup.terms import CallOutcome, ItemKind, RequestKind
from osteopro.patients import queries as patients_queries
from osteopro.patients.rules import completed_years
from osteopro.patients.terms import Person
from osteopro.triage.terms import Level

SIZE = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who asked for a visit and has no place yet.

    `reasons` are what the order looks at, in sentences; there is no number of it. `emergency`:
    what was heard in a talk never queues. `report` is the sitting to talk about where `place`
    says so. `before`: what was offered to them already.
    """

    patient_id: int
    person: Person
    age: int
    site_id: int
    request: RequestView
    days: int
    place: Place
    emergency: bool
    reasons: tuple[Reason, ...]
    last_contact: datetime | None
    report: UUID | None
    before: tuple[OfferView, ...]


@dataclass(frozen=True, slots=True)
class WaitingList:
    """One page of who waits; `total` counts all."""

    rows: tuple[Waiting, ...]
    total: int
    page: int
    pages: int


def waiting_list(viewer: Viewer, *, page: int = 1) -> WaitingList:
    """Who waits at the viewer's clinics and in their panel. The number of queries does not grow
    with how many wait."""
    wanted = _open(viewer)
    known = facts_of.facts(wanted)
    # First come, first served where everything else is equal.
    ranked = ordered(_queueing(known[pk]) for pk in sorted(known))
    pages = max(1, -(-len(ranked) // SIZE))
    page = min(max(1, page), pages)
    shown = ranked[(page - 1) * SIZE : page * SIZE]
    places = {int(each.request.id): each.place for each in shown}
    rows = _rows(places, known)
    return WaitingList(tuple(rows), len(ranked), page, pages)


def waiting(viewer: Viewer, request_id: int) -> Waiting | None:
    """One who waits, for whom a slot is looked for; None for who has a place or is not in scope."""
    known = facts_of.facts(_open(viewer).filter(pk=request_id))
    ranked = ordered(_queueing(each) for each in known.values())
    return next(iter(_rows({int(each.request.id): each.place for each in ranked}, known)), None)


def _open(viewer: Viewer) -> QuerySet[Request]:
    scope = Q(patient__care_state__site_id__in=viewer.site_ids) | Q(
        patient__care_state__answers=viewer.account_id
    )
    rows = Request.objects.filter(scope, kind=RequestKind.VISIT, closed_at__isnull=True)
    return rows.exclude(state__in=PLACED).exclude(patient__care_state__ended=State.DIED)


def _queueing(known: Known) -> Known:
    """For the order alone: who must not queue stands before everybody who does."""
    if known.verified is Level.EMERGENCY:
        return replace(known, verified=Level.URGENT)
    return known


def _rows(places: Mapping[int, Place], known: Mapping[int, Known]) -> list[Waiting]:
    """The rows of a page in the order of `places`; nine queries at most."""
    rows = Request.objects.filter(pk__in=places).select_related("patient")
    requests = {row.pk: row for row in rows.prefetch_related("askings")}
    shown = {view.request_id: view for view in request_views(list(requests.values()))}
    patients = {pk: row.patient_id for pk, row in requests.items()}
    people = patients_queries.people(patients.values())
    contacts = _contacts(patients.values())
    reports = _reports({patients[pk] for pk in places if places[pk] is Place.CALL_FIRST})
    offers = of_requests(places)
    today = clock.today(HOSPITAL)
    return [
        _row(
            requests[pk],
            shown[pk],
            replace(known[pk], age=completed_years(people[patients[pk]].birth, today)),
            place,
            people[patients[pk]],
            contacts.get(patients[pk]),
            reports.get(patients[pk]),
            tuple(offers[pk]),
        )
        for pk, place in places.items()
    ]


def _row(
    row: Request,
    view: RequestView,
    known: Known,
    place: Place,
    person: Person,
    contact: datetime | None,
    report: UUID | None,
    before: tuple[OfferView, ...],
) -> Waiting:
    return Waiting(
        patient_id=row.patient_id,
        person=person,
        age=known.age,
        site_id=row.patient.site_id,
        request=view,
        days=known.days_waiting,
        place=place,
        emergency=known.verified is Level.EMERGENCY,
        reasons=explained(_queueing(known), doctor=known.doctor),
        last_contact=contact,
        report=report,
        before=before,
    )


def _contacts(patient_ids: Collection[int]) -> Mapping[int, datetime]:
    """When each was last reached on the phone."""
    calls = standing.calls().filter(patient_id__in=list(patient_ids), outcome=CallOutcome.REACHED)
    return dict(
        calls.values("patient_id").annotate(last=Max("at")).values_list("patient_id", "last")
    )


def _reports(patient_ids: Collection[int]) -> Mapping[int, UUID]:
    """The sitting of each one's latest record."""
    if not patient_ids:
        return {}
    items = OpenItem.objects.filter(patient_id__in=patient_ids, kind=ItemKind.RECORD)
    rows = items.order_by("pk").values_list("patient_id", "source")
    return {patient: UUID(source) for patient, source in rows}
