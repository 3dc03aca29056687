"""One in-person session with its patient, and what there is to it; each thing is read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.appointments import bodies, meeting
from osteopro.appointments.queries import meetings
from osteopro.appointments.queries.meetings import Written
from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.queries.sessions import SessionView
from osteopro.appointments.rules import EARLY
from osteopro.appointments.terms import OfferState, SessionPart
from osteopro.followup.queries.people import Standing
from osteopro.records import beside as record_beside
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse


@dataclass(frozen=True)
class Around:
    """One session with its patient, and what there is to it; each thing is read once."""

    viewer: Viewer
    session: SessionView
    standing: Standing

    @cached_property
    def written(self) -> Written:
        return meetings.written(self.session.session_id)

    @cached_property
    def measured(self) -> Mapping[str, tuple[Decimal, date]]:
        """The newest values from before this session, with their day."""
        first = meetings.first_at(self.session.session_id, SessionPart.BODY)
        day = first.astimezone(self.standing.clinic.zone).date() if first else self.today
        return bodies.earlier(self.standing.patient_id, day)

    @property
    def before(self) -> Mapping[str, Decimal]:
        return {name: value for name, (value, _on) in self.measured.items()}

    @property
    def today(self) -> date:
        return clock.today(self.standing.clinic.zone)

    @cached_property
    def record(self) -> StoredResponse | None:
        """The last record, about which they talk; it was sent before they sat down."""
        newest = records_queries.latest_records(self.standing.patient_id, 5)
        return next((r for r in newest if r.complete and not r.proxy and r.beside is None), None)

    @property
    def occasion(self) -> UUID | None:
        """The sitting they may still talk about."""
        if self.record is None or self.written.at(SessionPart.HEARD):
            return None
        return self.record.occasion

    @cached_property
    def together(self) -> list[StoredResponse]:
        """What was filled in together at this session."""
        since = meetings.first_at(self.session.session_id, SessionPart.TOGETHER)
        if since is None:
            return []
        until = self.session.closed_at or clock.now()
        return record_beside.together(self.standing.patient_id, since, until)

    @property
    def place(self) -> OfferView | None:
        return self.session.place

    @property
    def writes(self) -> bool:
        """Whether something may be written down now."""
        return meeting.may_write(self.session.closed_at, self.session.state, clock.now())

    def begun(self, now: datetime) -> bool:
        """Whether they are here: something was written down, or their time has come."""
        place = self.place
        booked = place is not None and place.state is OfferState.ACCEPTED
        come = booked and place is not None and now >= place.starts_at - EARLY
        return come or bool(self.written.parts)

    def names(self) -> Mapping[int, StaffName]:
        """Everybody of the staff who stands on the page."""
        accounts = {each.by for each in self.written.parts.values()}
        accounts |= {each.beside for each in self.together if each.beside}
        accounts |= {each for each in (self.session.by, self.session.closed_by) if each}
        acts = [event for offer in self.session.offers for event in offer.events]
        accounts |= {each.by for each in acts if each.by}
        return accounts_queries.staff_names(accounts)
