"""What was handed to physicians: taken on or not, answered or not, told or not (ux 2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import StaffName
from osteopro.followup import actions
from osteopro.followup.queries import escalations as queries
from osteopro.followup.queries.escalations import Progress, Question
from osteopro.followup.queries.scope import Whose
from osteopro.triage.terms import Level
from osteopro.ui.components import Key, Tag
from osteopro.web.care import labels, words
from osteopro.web.care.frame import language
from osteopro.web.care.keys import groups
from osteopro.web.care.page import address, author_of, filter_of, render, viewer_of
from osteopro.web.care.words import when


@dataclass(frozen=True)
class Line:
    """One question, in words."""

    href: str
    name: str
    person: str
    level: Level
    level_word: str
    question: str
    answer: str
    doctor: str
    instead: str
    since: str
    told: str
    state: Tag
    due: str


@access(Permission.FOLLOW_UP)
def escalations(request: HttpRequest) -> HttpResponse:
    """One's own questions, or those of one's clinics (`?who=clinics`)."""
    viewer = viewer_of(request)
    chosen = filter_of(request.GET, viewer)
    found = queries.handed_over(viewer, chosen)
    actions.note_list_read(by=author_of(request), what="escalations")
    keys = [
        Key(("j", "k"), gettext("up and down")),
        Key(("Enter",), gettext("open")),
        Key(("?",), gettext("all keys")),
    ]
    ways = ((Whose.MINE, gettext("Mine")), (Whose.CLINICS, gettext("The clinic")))
    return render(
        request,
        "care/escalations.html",
        current="escalations",
        waiting=[_line(each, found.names) for each in found.waiting],
        done=[_line(each, found.names) for each in found.done],
        whose=[
            (
                f"{reverse('care_escalations')}?who={each.value}",
                label,
                each is chosen.whose,
            )
            for each, label in ways
        ],
        back=address("care_worklist", chosen=chosen),
        keys=keys,
        shortcut_groups=groups(gettext("To doctors"), keys),
    )


def _line(question: Question, names: Mapping[int, StaffName]) -> Line:
    zone, now = question.clinic.zone, clock.now()
    due = question.tell_by or (None if question.answered_at else question.due_at)
    return Line(
        href=reverse("care_patient", args=[question.patient_id]) + "#waits",
        name=question.person.name,
        person=words.age_and_sex(question.person, question.sex, clock.today(zone)),
        level=question.level,
        level_word=str(labels.LEVELS[question.level]),
        question=question.question,
        answer=question.answer,
        doctor=_name(names, question.physician),
        instead=_instead(question, names),
        since=when(question.at, zone, now),
        told=question.told_patient,
        state=_state(question, names),
        due=gettext("by %(time)s") % {"time": when(due, zone, now)} if due else "",
    )


def _instead(question: Question, names: Mapping[int, StaffName]) -> str:
    """Who answers while the physician is away; back to the manager when nobody does."""
    if not question.away or question.answered_at is not None:
        return ""
    if question.stands_in is None:
        return gettext("away, nobody stands in: ask another doctor")
    return gettext("away, %(name)s stands in") % {"name": _name(names, question.stands_in)}


def _state(question: Question, names: Mapping[int, StaffName]) -> Tag:
    who = {"who": _name(names, question.seen_by)}
    return {
        Progress.ASKED: Tag(gettext("not taken on yet"), "warn"),
        Progress.LATE: Tag(gettext("time is over: ask again"), "bad"),
        Progress.TAKEN: Tag(gettext("%(who)s is on it") % who, "ok"),
        Progress.ANSWERED: Tag(gettext("answered, tell the patient"), "warn"),
        Progress.DONE: Tag(gettext("patient told"), "ok"),
    }[question.progress]


def _name(names: Mapping[int, StaffName], account: int | None) -> str:
    found = names.get(account or 0)
    return found.shown(language()) if found else "–"
