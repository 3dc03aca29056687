"""A visit as a calendar file for the patient's phone (RFC 5545).

Anybody may look over a shoulder at a calendar: nothing about health stands in it, not even the
name of the clinic.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.rules import A_DAY
from osteopro.appointments.terms import OfferState

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//OsteoPRO//Appointments//EN"


def calendar_file(
    offer: OfferView, zone: ZoneInfo, *, summary: str, description: str, now: datetime
) -> bytes:
    """The file of one visit. While it is booked it puts the visit into the calendar; once it
    was given back the same file, by its UID and a higher SEQUENCE, takes it out again.

    Times are on the clinic's wall with their time zone, DTSTAMP is UTC.
    """
    booked = offer.state is OfferState.ACCEPTED
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH" if booked else "CANCEL")
    event = Event()
    event.add("uid", f"{offer.uid}@osteopro")
    event.add("sequence", offer.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", offer.starts_at.astimezone(zone))
    event.add("dtend", offer.ends_at.astimezone(zone))
    event.add("status", "CONFIRMED" if booked else "CANCELLED")
    event.add("summary", summary)
    event.add("description", description)
    calendar.add_component(event)
    day = offer.starts_at.astimezone(zone).date()
    calendar.add_missing_timezones(day - A_DAY, day + A_DAY)
    return bytes(calendar.to_ical())
