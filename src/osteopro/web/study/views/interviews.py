"""The interviews of a study: as planned, as held, and planning one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.actions import Deviation
from osteopro.research.doing import Refused
from osteopro.research.queries import interviews as queries
from osteopro.research.queries import studies
from osteopro.research.queries.interviews import Candidate
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import Duty
from osteopro.ui.components import FieldError, Option
from osteopro.ui.posted import form_key, id_of, lines_of
from osteopro.web.study import interview_times, interviews_shown, saturation_words, words
from osteopro.web.study.page import author_of, render, study_of

OWN_MANAGER = "own-manager"
_FIELDS = ("participant", "interviewer", "at", "place", "why", "repeats")
_MOST = {"place": 120, "why": 300}


@access(Permission.STUDY)
def interviews(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET lists the interviews; POST plans one."""
    own = study_of(request, study_id)
    if request.method != "POST":
        repeats = request.GET.get("repeats", "")
        return _page(request, own, dict.fromkeys(_FIELDS, "") | {"repeats": repeats})
    study_of(request, study_id, Task.INTERVIEW)
    typed = {name: lines_of(request.POST.get(name, "")) for name in _FIELDS}
    people = {each.participant_id: each for each in queries.candidates(study_id)}
    team = {each.account_id for each in studies.with_duty(study_id, [Duty.INTERVIEW])}
    who, asks = id_of(typed["participant"]), id_of(typed["interviewer"])
    at = interview_times.moment(typed["at"])
    errors = _mistakes(typed)
    if who not in people:
        errors.append(FieldError("participant", gettext("Choose somebody.")))
    if asks not in team:
        errors.append(FieldError("interviewer", gettext("Choose somebody.")))
    if at is None:
        errors.append(FieldError("at", gettext("Enter a day and a time.")))
    if errors or who is None or asks is None or at is None:
        return _page(request, own, typed, errors)
    try:
        planned = actions.plan_interview(
            by=author_of(request),
            study_id=study_id,
            participant_id=who,
            interviewer=asks,
            at=at,
            place=typed["place"],
            key=form_key(request.POST),
            repeats=id_of(typed["repeats"]),
            deviation=_deviation(people[who], typed["why"]),
        )
    except Refused as refused:
        field = {OWN_MANAGER: "why", "names-somebody": "place"}.get(refused.code, "participant")
        problem = FieldError(field, words.refusal(refused.code))
        return _page(request, own, typed, [problem], warned=field == "why")
    page = reverse("study_interview", args=[study_id, planned])
    return HttpResponseRedirect(f"{page}?did=planned")


def _deviation(who: Candidate, why: str) -> Deviation | None:
    said = gettext("Participant %(no)s is interviewed by their own follow-up manager.")
    return Deviation(said % {"no": who.number}, why) if why else None


def _mistakes(typed: dict[str, str]) -> list[FieldError]:
    return [
        FieldError(name, words.at_most(most))
        for name, most in _MOST.items()
        if len(typed[name]) > most
    ]


def _page(
    request: HttpRequest,
    own: Own,
    typed: dict[str, str],
    errors: list[FieldError] | None = None,
    *,
    warned: bool = False,
) -> HttpResponse:
    study_id = own.study.study_id
    found = queries.interviews(study_id)
    people = queries.candidates(study_id)
    team = studies.with_duty(study_id, [Duty.INTERVIEW])
    names = words.names({each.interviewer for each in found} | {each.account_id for each in team})
    first = next((each for each in found if str(each.interview_id) == typed["repeats"]), None)
    if first is not None and not typed["participant"]:
        typed["participant"] = next(
            (str(each.participant_id) for each in people if each.number == first.number), ""
        )
    may_plan = own.may(Task.INTERVIEW)
    return render(
        request,
        "study/interviews.html",
        current="interviews",
        own=own,
        errors=errors or [],
        saturated=saturation_words.line(study_id),
        rows=[interviews_shown.row(each, own, names) for each in found],
        report=interviews_shown.report(found, own),
        may_plan=may_plan,
        people=[
            Option("", gettext("Choose"), False),
            *[interviews_shown.person(each, typed["participant"]) for each in people],
        ],
        nobody=not people,
        interviewers=words.options(
            {str(each.account_id): names.get(each.account_id, "") for each in team},
            typed["interviewer"] or (str(own.account_id) if may_plan else ""),
        ),
        typed=typed,
        repeats=first,
        warned=warned or bool(typed["why"]),
        key=form_key(request.POST),
        today=clock.today(HOSPITAL).isoformat(),
    )
