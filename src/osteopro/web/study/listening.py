"""The sound beside a transcript, for who has opened it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from osteopro.research.queries import interviews as queries
from osteopro.research.terms import RecordingState
from osteopro.web.study.hearing_key import opened_with
from osteopro.web.study.transcript_at import At

# The keys of recordings that were opened, in the address of the page.
NAME = "sound"


@dataclass(frozen=True, slots=True)
class Heard:
    """Addresses of players; `closed` recordings are there and not opened yet."""

    players: tuple[str, ...]
    closed: int


def whole(at: At) -> Sequence[UUID]:
    """Recordings of the interview that arrived whole."""
    found = queries.interview(at.study_id, at.of.interview_id).sounds
    return [each.guid for each in found if each.state is RecordingState.WHOLE]


def heard(request: HttpRequest, at: At) -> Heard:
    """What of the interview can be heard on this page."""
    keys = request.GET.getlist(NAME)
    there = whole(at)
    players = [
        f"{reverse('study_sound', args=[at.study_id, at.of.interview_id, guid])}?key={key}"
        for guid in there
        for key in keys
        if opened_with(key, at.own, guid)
    ]
    return Heard(tuple(players), len(there) - len(players))
