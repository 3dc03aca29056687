"""What the list of interviews shows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research import interviewing
from osteopro.research.interviewing import Lengths
from osteopro.research.queries.interviews import Candidate, InterviewView
from osteopro.research.queries.studies import Own
from osteopro.ui.components import Option
from osteopro.web.study import interview_words, words


def person(each: Candidate, chosen: str) -> Option:
    """A participant to choose, and whether they were interviewed."""
    shown = gettext("Participant %(no)s") % {"no": each.number}
    if each.held:
        shown += gettext(" (interviewed)")
    return Option(str(each.participant_id), shown, str(each.participant_id) == chosen)


def row(each: InterviewView, own: Own, names: dict[int, str]) -> dict[str, Any]:
    """A line of the list."""
    state, tone = interview_words.STATES[each.state]
    study = own.study
    where = (
        0
        if each.minutes is None
        else interviewing.outside(each.minutes, study.minutes_from, study.minutes_to)
    )
    return {
        "interview": each,
        "href": reverse("study_interview", args=[study.study_id, each.interview_id]),
        "when": words.when(each.times.started_at or each.planned_at),
        "who": names.get(each.interviewer, ""),
        "state": state,
        "tone": tone,
        "minutes": interview_words.in_minutes(each.minutes),
        "outside": {-1: gettext("shorter"), 1: gettext("longer")}.get(where, ""),
        "sounds": [interview_words.SOUNDS[sound.state] for sound in each.sounds],
        "transcript": _transcript(each),
    }


def _transcript(each: InterviewView) -> object:
    if each.stage is not None:
        return interview_words.STAGES[each.stage]
    return gettext("being typed") if each.typing else ""


def report(found: list[InterviewView], own: Own) -> dict[str, Any] | None:
    """Planned against actual, in words."""
    study = own.study
    held: Lengths | None = interviewing.lengths(
        [each.minutes for each in found if each.minutes is not None],
        study.minutes_from,
        study.minutes_to,
    )
    if held is None:
        return None
    return {
        "held": held.count,
        "mean": interview_words.in_minutes(held.mean),
        "shortest": interview_words.in_minutes(held.shortest),
        "longest": interview_words.in_minutes(held.longest),
        "below": held.below,
        "above": held.above,
    }
