"""What stands at the top of each page of an in-person session."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.terms import Permission
from osteopro.appointments import session_labels
from osteopro.appointments.terms import OfferState
from osteopro.patients.terms import Sex
from osteopro.ui import components as c
from osteopro.ui.formats import shown_phone
from osteopro.web.visit import words
from osteopro.web.visit.session_around import Around


def head(around: Around) -> dict[str, Any]:
    """What stands at the top of each of the pages."""
    standing, session = around.standing, around.session
    short = gettext("F") if standing.sex is Sex.FEMALE else gettext("M")
    follows = around.viewer.can(Permission.FOLLOW_UP)
    return {
        "person": standing.person,
        "who": f"{standing.person.age(around.today)} {short}",
        "phone_href": f"tel:{standing.person.phone}",
        "phone": shown_phone(standing.person.phone) if follows else "",
        "why": str(session_labels.WHY[session.trigger]),
        "note": session.note,
        "place": around.place,
        "when": words.when(around.place.starts_at, standing.clinic.zone) if around.place else "",
        "state": _state(around),
        "story": reverse("care_patient", args=[standing.patient_id]),
        "summary": reverse("visit_summary", args=[standing.patient_id]),
    }


def _state(around: Around) -> c.Tag:
    place, session = around.place, around.session
    if not session.open:
        tone = "ok" if session.state == "held" else ""
        return c.Tag(str(session_labels.STATES[session.state]), tone)
    if place is None:
        return c.Tag(gettext("invited, no time yet"), "warn")
    if place.state is OfferState.OFFERED:
        return c.Tag(gettext("offered, no answer yet"))
    return c.Tag(gettext("booked"), "ok")
