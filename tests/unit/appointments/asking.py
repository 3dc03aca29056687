"""Requests as the command takes them, and any of them."""

from typing import Any

from hypothesis import strategies as st

from osteopro.appointments.priority import Ranked, Request, rank
from osteopro.appointments.reading import read_requests
from osteopro.appointments.terms import Event
from osteopro.triage.terms import Level

QUEUES = [level for level in Level if level is not Level.EMERGENCY]
LOUD = [level for level in Level if level is not Level.ROUTINE]
# Nothing is known of this patient that would bring them forward.
PLAIN: dict[str, Any] = {
    "id": "x",
    "days_waiting": 0,
    "reported": None,
    "verified": None,
    "event": "none",
    "days_since_visit": 30,
    "lives_alone": False,
    "age": 68,
    "phone_only": False,
    "deadline_missed": False,
}

ANY = st.builds(
    Request,
    id=st.uuids().map(str),
    days_waiting=st.integers(0, 60),
    reported=st.none() | st.sampled_from(Level),
    verified=st.none() | st.sampled_from(QUEUES),
    event=st.sampled_from(Event),
    days_since_visit=st.none() | st.integers(0, 400),
    lives_alone=st.booleans(),
    age=st.integers(50, 95),
    phone_only=st.booleans(),
    deadline_missed=st.booleans(),
)


def asked(**changes: Any) -> Request:
    return read_requests([{**PLAIN, **changes}])[0]


def ranked(**changes: Any) -> Ranked:
    return rank(asked(**changes))
