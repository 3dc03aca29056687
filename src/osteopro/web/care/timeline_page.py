"""The whole story of a patient in words: one line of what, who said what, what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts.queries import StaffName
from osteopro.appointments.queries import meetings as meeting_queries
from osteopro.appointments.queries import visits as visit_queries
from osteopro.enrolment.definition import ConsentText
from osteopro.followup.queries import timeline as queries
from osteopro.followup.queries.people import Standing
from osteopro.followup.queries.told import (
    Entry,
    Part,
    Reported,
    Story,
)
from osteopro.followup.strands import Place
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.web.care.authors import authors
from osteopro.web.care.timeline_tellers import TELLS, Teller

STRANDS = (*visit_queries.STRANDS, *meeting_queries.STRANDS)


def asked_for(patient_id: int, asked: Mapping[str, str]) -> Story:
    """One page of the story as the address asks for it."""
    part = next((each for each in Part if each == asked.get("part")), Part.ALL)
    cut = Place.parse(asked.get("before", ""))
    return queries.story(patient_id, part, cut, STRANDS)


def timeline(
    viewer: Viewer,
    standing: Standing,
    found: Story,
    names: Mapping[int, StaffName],
    published: Sequence[ConsentText],
    *,
    opens: bool,
) -> dict[str, Any]:
    """The page in words, with its chips and the way to what is older. `opens`: the viewer may
    open records; `published`: every text of consent."""
    teller = Teller(
        viewer,
        standing.person.spoken,
        standing.clinic.zone,
        clock.now(),
        names,
        _authors(standing, found.entries),
        published,
    )
    entries = [_entry(entry, teller, opens=opens) for entry in found.entries]
    part = found.part
    return {
        "entries": entries,
        "parts": [(_address(standing, each), str(words), each is part) for each, words in _parts()],
        "older": _address(standing, part, found.older) if found.older else "",
        "newest": _address(standing, part) if found.cut else "",
    }


def _authors(standing: Standing, entries: Iterable[Entry]) -> Mapping[int, str]:
    """Who filled in each response of the page, family by name."""
    told = [entry.about.response for entry in entries if isinstance(entry.about, Reported)]
    words = authors(standing.patient_id, told)
    return {response.pk: author for response, author in zip(told, words, strict=True)}


def _parts() -> list[tuple[Part, str]]:
    return [
        (Part.ALL, gettext("All")),
        (Part.RECORDS, gettext("Records")),
        (Part.CALLS, gettext("Calls")),
        (Part.MESSAGES, gettext("Messages")),
        (Part.ADVICE, gettext("Advice")),
        (Part.DOCTORS, gettext("Doctors")),
        (Part.PLAN, gettext("Plan")),
        (Part.TEAM, gettext("Team and family")),
    ]


def _address(standing: Standing, part: Part, before: Place | None = None) -> str:
    query = {} if part is Part.ALL else {"part": part.value}
    if before is not None:
        query["before"] = str(before)
    page = reverse("care_patient", args=[standing.patient_id])
    return f"{page}?{urlencode(query)}#story" if query else f"{page}#story"


def _entry(entry: Entry, teller: Teller, *, opens: bool) -> c.TimelineEntry:
    told = TELLS[type(entry.about)](entry, teller)
    local = entry.at.astimezone(teller.zone)
    today = teller.now.astimezone(teller.zone).date()
    return told._replace(
        # English says "you", also where a sentence begins.
        title=told.title[:1].upper() + told.title[1:],
        when=formats.staff_short(local.date(), today=today),
        time=local.strftime("%H:%M"),
        href=told.href if opens else "",
    )
