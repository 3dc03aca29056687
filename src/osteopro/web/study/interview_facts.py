"""What is known of an interview, name by name."""

from django.utils.translation import gettext

from osteopro.research.queries.interviews import InterviewView
from osteopro.research.queries.studies import StudyView
from osteopro.web.study import interview_words, words


def facts(
    study: StudyView, found: InterviewView, names: dict[int, str]
) -> list[tuple[str, object]]:
    """What is known of it, name by name."""
    times = found.times
    shown: list[tuple[str, object]] = [
        (gettext("Interviewer"), names.get(found.interviewer, "")),
        (gettext("Planned for"), words.when(found.planned_at)),
        (gettext("Where"), found.place or "–"),
        (gettext("Guide"), gettext("version %(no)s") % {"no": found.guide_no}),
    ]
    if times.started_at:
        shown.append((gettext("Began"), words.when(times.started_at)))
        there = found.others or gettext("nobody else")
        shown.append((gettext("In the room"), there))
    if found.minutes is not None:
        plan = {
            "n": interview_words.in_minutes(found.minutes),
            "low": study.minutes_from,
            "high": study.minutes_to,
        }
        lasted = gettext("%(n)s minutes (planned %(low)s–%(high)s)")
        shown.append((gettext("Lasted"), lasted % plan))
    for name, why in (
        (gettext("Stopped early"), found.stopped_why),
        (gettext("Cancelled"), found.cancelled_why),
        (gettext("Own manager"), found.own_manager_why),
    ):
        if why:
            shown.append((name, why))
    return shown
