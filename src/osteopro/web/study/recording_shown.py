"""What a page shows of a recording."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research.queries.interviews import InterviewView, SoundView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import RecordingState
from osteopro.web.study import interview_words, words
from osteopro.web.study.hearing_key import opened


def shown(
    request: HttpRequest, each: SoundView, own: Own, found: InterviewView, names: dict[int, str]
) -> dict[str, Any]:
    """What the page shows of one recording."""
    state, tone = interview_words.SOUNDS[each.state]
    came = each.state is RecordingState.ARRIVING
    return {
        "guid": each.guid,
        "state": state,
        "tone": tone,
        "arriving": came,
        "whole": each.state is RecordingState.WHOLE,
        "there": each.there,
        "parts": each.parts,
        "facts": [
            (gettext("Kind"), interview_words.KINDS.get(each.file_type, each.file_type)),
            (gettext("Size"), interview_words.size(each.bytes)),
            (gettext("Playing time"), interview_words.mark(each.ms) or "–"),
            (gettext("Brought"), f"{words.when(each.at)} · {names.get(each.by, '')}"),
            (gettext("Hash"), each.sha256[:16]),
        ],
        "may_wipe": each.state is not RecordingState.WIPED
        and own.may_still(Task.INTERVIEW if came else Task.SET_UP),
        "player": _player(request, each, own, found),
    }


def _player(request: HttpRequest, each: SoundView, own: Own, found: InterviewView) -> str:
    """Where the sound is for who has just opened it."""
    if each.state is not RecordingState.WHOLE or not opened(request, own, each.guid):
        return ""
    place = reverse("study_sound", args=[own.study.study_id, found.interview_id, each.guid])
    return f"{place}?key={request.GET['key']}"
