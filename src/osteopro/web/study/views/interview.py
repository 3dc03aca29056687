"""One interview: the room before it, the guide and notes beside it, and what it was."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions, interviewing
from osteopro.research.doing import Refused
from osteopro.research.interviewing import Room, State
from osteopro.research.queries import interviews as queries
from osteopro.research.queries.interviews import InterviewView, NoSuchInterview
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import NoteKind
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of, lines_of, one_of, uuids
from osteopro.web.study import (
    interview_facts,
    interview_shown,
    interview_times,
    interview_words,
    words,
)
from osteopro.web.study.page import UNPROCESSABLE, author_of, render, study_of

CONFLICT = 409
LONGEST_NOTE = 2000
LONGEST_WHY = 300
LONGEST_OTHERS = 200
LONGEST_PLACE = 120


class _Mistake(Exception):
    def __init__(self, *errors: FieldError) -> None:
        super().__init__(*(each.text for each in errors))
        self.errors = list(errors)


@access(Permission.STUDY)
def interview(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET shows it; POST does what `do` says. To a script it answers with JSON."""
    own = study_of(request, study_id)
    found = interview_of(study_id, interview_id)
    if request.method != "POST":
        return _page(request, own, found)
    study_of(request, study_id, Task.INTERVIEW)
    do = _DOING.get(request.POST.get("do", ""))
    if do is None or (do in _BY_INTERVIEWER and found.interviewer != own.account_id):
        raise Http404
    scripted = request.headers.get("X-Requested-With") == "fetch"
    try:
        do(request, own, found)
    except _Mistake as mistake:
        if scripted:
            return JsonResponse({"refused": mistake.errors[0].text}, status=UNPROCESSABLE)
        return _page(request, own, found, mistake.errors)
    except Refused as refused:
        if scripted:
            return JsonResponse({"refused": words.refusal(refused.code)}, status=CONFLICT)
        return _page(request, own, found, _refused(refused, request.POST["do"]))
    if scripted:
        return JsonResponse({"kept": True})
    page = reverse("study_interview", args=[study_id, interview_id])
    return HttpResponseRedirect(f"{page}?did={request.POST['do']}")


def interview_of(study_id: int, interview_id: int) -> InterviewView:
    """The interview, or 404."""
    try:
        return queries.interview(study_id, interview_id)
    except NoSuchInterview:
        raise Http404 from None


def _refused(refused: Refused, do: str) -> list[FieldError]:
    if refused.about:
        said = interview_words.problems()
        return [FieldError(name, said[name]) for name in refused.about]
    named = _NAMED.get(do, "do") if refused.code == "names-somebody" else "do"
    return [FieldError(named, words.refusal(refused.code))]


def _begin(request: HttpRequest, own: Own, found: InterviewView) -> None:
    post = request.POST
    others = lines_of(post.get("others", ""))
    if len(others) > LONGEST_OTHERS:
        raise _Mistake(_too_long("others", LONGEST_OTHERS))
    yes_no = {"yes": True, "no": False}
    room = Room(
        quiet="quiet" in post,
        private="private" in post,
        well="well" in post,
        alone=yes_no.get(post.get("alone", "")),
        others=others,
        record=yes_no.get(post.get("record", "")),
    )
    actions.begin_interview(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        room=room,
    )


def _end(request: HttpRequest, own: Own, found: InterviewView) -> None:
    """Now; or at `ended`, a time of that day; or, from a device without the net, `t_ms` from the
    start."""
    post, started = request.POST, found.times.started_at
    at, ended, t_ms = None, post.get("ended", "").strip(), id_of(post.get("t_ms", ""))
    if started is not None and ended:
        at = interview_times.time_on(started.astimezone(HOSPITAL).date(), ended)
        if at is None:
            raise _Mistake(FieldError("ended", gettext("Enter a time, such as 09:40.")))
        # The field has no seconds.
        at = max(at, started) if (started - at).total_seconds() < 60 else at
    elif started is not None and t_ms is not None:
        within = interviewing.moment_in(found.times, t_ms, clock.now())
        at = started + interviewing.MILLISECOND * within
    early = lines_of(post.get("early_why", ""))
    if len(early) > LONGEST_WHY:
        raise _Mistake(_too_long("early_why", LONGEST_WHY))
    actions.end_interview(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        at=at,
        early_why=early,
    )


def _cancel(request: HttpRequest, own: Own, found: InterviewView) -> None:
    actions.cancel_interview(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        why=_why(request, "why"),
    )


def _move(request: HttpRequest, own: Own, found: InterviewView) -> None:
    """The plan: another day or place, for a reason."""
    post = request.POST
    at, place = interview_times.moment(post.get("at", "")), lines_of(post.get("place", ""))
    why, errors = lines_of(post.get("moved_why", "")), []
    if at is None:
        errors.append(FieldError("at", gettext("Enter a day and a time.")))
    if len(place) > LONGEST_PLACE:
        errors.append(_too_long("place", LONGEST_PLACE))
    errors += _unsaid("moved_why", why)
    if errors or at is None:
        raise _Mistake(*errors)
    actions.move_interview(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        at=at,
        place=place,
        why=why,
    )


def _take_back(request: HttpRequest, own: Own, found: InterviewView) -> None:
    actions.take_back_end(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        why=_why(request, "back_why"),
    )


def _why(request: HttpRequest, field: str) -> str:
    """The reason somebody gave."""
    why = lines_of(request.POST.get(field, ""))
    if errors := _unsaid(field, why):
        raise _Mistake(*errors)
    return why


def _unsaid(field: str, why: str) -> list[FieldError]:
    """What is wrong with a reason."""
    if not why:
        return [FieldError(field, gettext("Say why."))]
    return [_too_long(field, LONGEST_WHY)] if len(why) > LONGEST_WHY else []


def _note(request: HttpRequest, own: Own, found: InterviewView) -> None:
    post = request.POST
    kind, text = one_of(NoteKind, post.get("kind", "")), lines_of(post.get("text", ""))
    errors = []
    if kind is None:
        errors.append(FieldError("kind", gettext("Choose what the note is about.")))
    if not text:
        errors.append(FieldError("text", gettext("Write something.")))
    if len(text) > LONGEST_NOTE:
        errors.append(_too_long("text", LONGEST_NOTE))
    if errors or kind is None:
        raise _Mistake(*errors)
    t_ms = id_of(post.get("t_ms", ""))
    if t_ms is None and found.state is State.RUNNING:
        t_ms = _elapsed(found)
    actions.keep_note(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        kind=kind,
        text=text,
        t_ms=None if "whole" in post else t_ms,
        key=form_key(post),
    )


def _ask(request: HttpRequest, own: Own, found: InterviewView) -> None:
    post = request.POST
    question: UUID | None = next(iter(uuids([post.get("question", "")])), None)
    if question is None:
        raise Http404
    t_ms = id_of(post.get("t_ms", ""))
    actions.tick_question(
        by=author_of(request),
        study_id=own.study.study_id,
        interview_id=found.interview_id,
        question=question,
        t_ms=None if post.get("asked") == "no" else _elapsed(found) if t_ms is None else t_ms,
    )


_DOING = {
    "begin": _begin,
    "end": _end,
    "back": _take_back,
    "cancel": _cancel,
    "move": _move,
    "note": _note,
    "ask": _ask,
}
# The others are done by any interviewer of the team.
_BY_INTERVIEWER = (_begin, _end, _take_back, _ask)
# Where a name was typed that may not stand there.
_NAMED = {
    "begin": "others",
    "end": "early_why",
    "back": "back_why",
    "cancel": "why",
    "move": "moved_why",
    "note": "text",
}


def _too_long(field: str, most: int) -> FieldError:
    return FieldError(field, words.at_most(most))


def _elapsed(found: InterviewView) -> int:
    """Since the start, in ms; until the end once it is over."""
    if found.times.started_at is None:
        return 0
    until = found.times.ended_at or clock.now()
    return (until - found.times.started_at) // interviewing.MILLISECOND


def _page(
    request: HttpRequest,
    own: Own,
    found: InterviewView,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    notes = queries.notes(found.interview_id)
    names = words.names({found.interviewer, *(each.by for each in notes)})
    state, tone = interview_words.STATES[found.state]
    mine = own.may(Task.INTERVIEW) and found.interviewer == own.account_id
    barred = interviewing.may_begin(found.agreed, clock.now())
    audio = found.agreed is not None and found.agreed.audio
    return render(
        request,
        "study/interview.html",
        current="interviews",
        own=own,
        errors=errors or [],
        interview=found,
        here=reverse("study_interview", args=[own.study.study_id, found.interview_id]),
        state=state,
        tone=tone,
        mine=mine,
        may_interview=own.may(Task.INTERVIEW),
        facts=interview_facts.facts(own.study, found, names),
        consent=barred,
        consent_words=words.refusal(barred),
        audio=audio,
        room=interview_shown.room(request.POST),
        typed=request.POST,
        questions=[interview_shown.question(each) for each in queries.questions(found)],
        asked=len(found.asked),
        notes=[interview_shown.noted(each, names) for each in notes],
        kinds=interview_shown.kinds(request.POST),
        elapsed=_elapsed(found),
        planned=found.planned_at.astimezone(HOSPITAL).strftime("%Y-%m-%dT%H:%M"),
        key=form_key(request.POST),
        keys=interview_shown.keys() if found.state is State.RUNNING and mine else [],
        sounds=[interview_words.SOUNDS[each.state] for each in found.sounds],
        did=_did().get(request.GET.get("did", ""), ""),
    )


def _did() -> dict[str, str]:
    return {
        "planned": gettext("Planned."),
        "begin": gettext("It has begun. The clock runs."),
        "end": gettext("Ended. Write down now what you still have in your ear."),
        "cancel": gettext("Cancelled."),
        "move": gettext("Moved. The trail keeps the day it was planned for, and why."),
        "back": gettext("It runs again. End it with its true time."),
        "note": gettext("Kept."),
    }
