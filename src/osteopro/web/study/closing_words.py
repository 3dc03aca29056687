"""What is open in a study, in lines that lead to where it is done."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.queries.closing import Sound, Talk, Unfinished
from osteopro.web.study import words


def still_open(study_id: int, found: Unfinished) -> list[tuple[str, str]]:
    """Words and address of each line."""
    lines = [
        (
            gettext("Round %(no)s: not everybody has handed in") % {"no": no},
            reverse("study_round", args=[study_id, no]),
        )
        for no in found.rounds
    ]
    for no, n in found.differences.items():
        said = ngettext(
            "Round %(no)s: %(n)s difference is not settled",
            "Round %(no)s: %(n)s differences are not settled",
            n,
        )
        lines.append((said % {"no": no, "n": n}, reverse("study_round", args=[study_id, no])))
    for talk in found.planned:
        said = gettext("Interview %(name)s is planned or runs") % {"name": talk.name}
        lines.append((said, reverse("study_interview", args=[study_id, talk.interview_id])))
    for talk in found.unfrozen:
        said = gettext("Interview %(name)s: its transcript is not frozen") % {"name": talk.name}
        lines.append((said, reverse("study_transcript", args=[study_id, talk.interview_id])))
    for number in found.unanswered:
        said = gettext("Participant %(no)s was asked about results and has not answered")
        lines.append((said % {"no": number}, reverse("study_check", args=[study_id, number])))
    return lines


def recordings(study_id: int, found: Iterable[Sound]) -> list[tuple[str, str]]:
    """Recordings that are there, each with its page."""
    return [
        (
            gettext("Interview %(name)s, brought %(when)s")
            % {"name": each.of.name, "when": words.when(each.at)},
            _page_of(study_id, each.of),
        )
        for each in found
    ]


def until(day: date | None, there: bool) -> tuple[str, str]:
    """Until when recordings are kept, and its tone; nothing once none is there."""
    if day is None or not there:
        return "", ""
    if day < clock.today(HOSPITAL):
        return gettext("They were to be wiped by %(day)s.") % {"day": words.day(day)}, "bad"
    return gettext("To be wiped by %(day)s.") % {"day": words.day(day)}, "warn"


def _page_of(study_id: int, talk: Talk) -> str:
    return reverse("study_recording", args=[study_id, talk.interview_id])
