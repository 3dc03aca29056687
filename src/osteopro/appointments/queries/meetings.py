"""In-person sessions as they are worked through: who comes, and what was written down."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.appointments import kept
from osteopro.appointments.meeting import Body, Looks, Plan, Told
from osteopro.appointments.models import Session
from osteopro.appointments.models import SessionPart as Row
from osteopro.appointments.queries.sessions import SessionView, views_of
from osteopro.appointments.terms import SessionPart, SessionState
from osteopro.followup.queries import timeline
from osteopro.followup.queries.told import Entry, Met, Part
from osteopro.followup.strands import Place
from osteopro.patients import queries as patients_queries

LATELY = timedelta(days=7)
SHOWN = 200
OWN = 10


@dataclass(frozen=True, slots=True)
class PartView:
    """The newest of what was written down of a part: by whom and when, and in which guide."""

    part: SessionPart
    at: datetime
    by: int
    guide: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """What was written down at a session, by part."""

    parts: Mapping[SessionPart, PartView]

    def at(self, part: SessionPart) -> PartView | None:
        return self.parts.get(part)

    @property
    def body(self) -> Body | None:
        found = self.at(SessionPart.BODY)
        return kept.body_of(found.content) if found else None

    @property
    def looks(self) -> Looks | None:
        found = self.at(SessionPart.LOOKS)
        return kept.looks_of(found.content) if found else None

    @property
    def told(self) -> Told | None:
        found = self.at(SessionPart.TOLD)
        return kept.told_of(found.content) if found else None

    @property
    def plan(self) -> Plan | None:
        found = self.at(SessionPart.PLAN)
        return kept.plan_of(found.content) if found else None


@dataclass(frozen=True)
class Held:
    """A session that took place, and what was written down at it."""

    session: SessionView
    written: Written


def visible(viewer: Viewer, session_id: int) -> SessionView | None:
    """One session of a patient whom this viewer may know of."""
    return next(iter(views_of(_seen_by(viewer).filter(pk=session_id))), None)


def invited(viewer: Viewer) -> list[SessionView]:
    """Who is invited, was not there yet and still takes part, longest first; three queries."""
    rows = _seen_by(viewer).filter(closed_at__isnull=True, patient__care_state__ended="")
    return views_of(rows.order_by("at", "pk")[:SHOWN])


def ended_lately(viewer: Viewer) -> list[SessionView]:
    """Sessions and invitations that ended within a week, newest first; three queries."""
    rows = _seen_by(viewer).filter(closed_at__gte=clock.now() - LATELY)
    return views_of(rows.order_by("-closed_at", "-pk")[:SHOWN])


def open_of(patient_id: int) -> SessionView | None:
    """The invitation of this patient that stands; one query when there is none."""
    rows = Session.objects.filter(patient_id=patient_id, closed_at__isnull=True)
    return next(iter(views_of(rows)), None)


def written(session_id: int) -> Written:
    """What was written down at this session; one query."""
    return _written([session_id])[session_id]


def first_at(session_id: int, part: SessionPart) -> datetime | None:
    """When this part was first written down at this session: measured, or sat down together."""
    rows = Row.objects.filter(session_id=session_id, part=part).order_by("pk")
    return rows.values_list("at", flat=True).first()


def held(patient_id: int) -> list[Held]:
    """Sessions that took place, newest first; one query when there was none."""
    rows = Session.objects.filter(patient_id=patient_id, state=SessionState.HELD)
    found = views_of(rows.order_by("-closed_at", "-pk")[:OWN])
    parts = _written([each.session_id for each in found]) if found else {}
    return [Held(each, parts[each.session_id]) for each in found]


def strand(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    """Sessions and invitations that ended as entries of a patient's story; two queries."""
    ended = Session.objects.filter(older, patient_id=patient_id, closed_at__isnull=False)
    rows = list(ended.order_by("-closed_at", "-pk")[: timeline.SIZE + 1])
    parts = _written([row.pk for row in rows]) if rows else {}
    for row in rows:
        if row.closed_at is not None:
            place = Place(row.closed_at, rank, row.pk)
            yield Entry(place, _met(row, parts[row.pk]), row.closed_by)


# What `timeline.story` takes besides its own.
STRANDS: tuple[timeline.Row, ...] = (("closed_at", (Part.ALL, Part.DOCTORS), strand),)


def _met(row: Session, found: Written) -> Met:
    plan, looks = found.plan, found.at(SessionPart.LOOKS)
    return Met(
        state=row.state,
        why=row.why,
        guide=looks.guide if looks else "",
        looks=looks.content if looks else {},
        medicines=found.told.medicines if found.told else "",
        worries=found.told.worries if found.told else "",
        agreed=plan.agreed if plan else "",
        next_on=plan.next_on if plan else None,
    )


def _seen_by(viewer: Viewer) -> QuerySet[Session]:
    mine = patients_queries.visible_to(viewer)
    return Session.objects.filter(patient_id__in=mine.values("pk"))


def _written(session_ids: Collection[int]) -> dict[int, Written]:
    found: dict[int, dict[SessionPart, PartView]] = {pk: {} for pk in session_ids}
    for row in Row.objects.filter(session_id__in=list(session_ids)).order_by("pk"):
        part = SessionPart(row.part)
        found[row.session_id][part] = PartView(part, row.at, row.by, row.guide, row.content)
    return {pk: Written(parts) for pk, parts in found.items()}
