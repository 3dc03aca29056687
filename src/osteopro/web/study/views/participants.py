"""Participant 1, 2, 3…: consent, what stands in Table 1, the interviews so far."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import cases, recruitment
from osteopro.research.queries import participants as queries
from osteopro.research.queries.cases import CaseView
from osteopro.research.queries.participants import (
    ConsentView,
    NoSuchParticipant,
    ParticipantView,
)
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import ConsentScope
from osteopro.ui.components import Answer, FieldError, Stat
from osteopro.ui.posted import codes_of, lines_of
from osteopro.web.study import case_form, case_reading, consent_words, recruit_words, words
from osteopro.web.study.page import author_of, language, render, study_of

LONGEST = 300


@access(Permission.STUDY)
def participants(request: HttpRequest, study_id: int) -> HttpResponse:
    """Everybody who ever agreed, by number."""
    own = study_of(request, study_id)
    found = queries.participants(study_id)
    return render(
        request,
        "study/participants.html",
        current="participants",
        own=own,
        stats=[
            Stat(gettext("Participants"), str(len(found))),
            Stat(gettext("Withdrawn"), str(sum(not each.in_force for each in found))),
            Stat(gettext("Interviewed"), str(sum(bool(each.interviews) for each in found))),
        ],
        rows=[_row(study_id, each) for each in found],
    )


@access(Permission.STUDY)
def participant(request: HttpRequest, study_id: int, number: int) -> HttpResponse:
    """GET shows a participant; POST puts Table 1 right, changes the consent or ends it."""
    own = study_of(request, study_id)
    found = _found(study_id, number)
    if request.method != "POST":
        return _page(request, own, found)
    study_of(request, study_id, Task.RECRUIT)
    do = {"case": _put_right, "scopes": _rescope, "withdraw": _withdraw}.get(
        request.POST.get("do", "")
    )
    if do is None:
        raise Http404
    try:
        errors = do(request, own, found)
    except Refused as refused:
        errors = [FieldError("why", words.refusal(refused.code))]
    if errors:
        return _page(request, own, found, errors)
    page = reverse("study_participant", args=[study_id, number])
    return HttpResponseRedirect(f"{page}?did=saved")


def _found(study_id: int, number: int) -> ParticipantView:
    try:
        return queries.participant(study_id, number)
    except NoSuchParticipant:
        raise Http404 from None


def _put_right(request: HttpRequest, own: Own, found: ParticipantView) -> list[FieldError]:
    lines = cases.case(own.study.study_id, found.participant_id)
    changed, errors = case_reading.read(request.POST, lines)
    if errors:
        return errors
    for guid, value in changed.items():
        actions.set_case_value(
            by=author_of(request),
            study_id=own.study.study_id,
            number=found.number,
            variable=guid,
            value=value,
            as_of=clock.today(HOSPITAL),
        )
    return []


def _rescope(request: HttpRequest, own: Own, found: ParticipantView) -> list[FieldError]:
    actions.change_scopes(
        by=author_of(request),
        study_id=own.study.study_id,
        number=found.number,
        scopes=codes_of(ConsentScope, request.POST.getlist("scopes")),
    )
    return []


def _withdraw(request: HttpRequest, own: Own, found: ParticipantView) -> list[FieldError]:
    why = lines_of(request.POST.get("why", ""))
    if len(why) > LONGEST:
        return [FieldError("why", words.at_most(LONGEST))]
    actions.withdraw(
        by=author_of(request), study_id=own.study.study_id, number=found.number, why=why
    )
    return []


def _row(study_id: int, each: ParticipantView) -> dict[str, Any]:
    scopes = [name for code, name in consent_words.SCOPES.items() if code in each.consent.scopes]
    return {
        "name": recruit_words.participant(each.number),
        "href": reverse("study_participant", args=[study_id, each.number]),
        "subject": recruit_words.SUBJECTS[each.subject],
        "since": recruit_words.day(each.consent.signed_at),
        "in_force": each.in_force,
        "scopes": words.listed(scopes) or "–",
        "interviews": each.interviews,
        "planned": each.planned,
    }


def _page(
    request: HttpRequest, own: Own, found: ParticipantView, errors: list[FieldError] | None = None
) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    lines = cases.case(study_id, found.participant_id) if found.in_force else []
    opened = recruitment.openings(study_id, found.screening_guid)
    accounts = {each.by for each in found.consents} | {each.witness or 0 for each in found.consents}
    names = words.names(accounts | {each.by for each in opened} | {each.by or 0 for each in lines})
    return render(
        request,
        "study/participant.html",
        current="participants",
        own=own,
        errors=errors or [],
        participant=found,
        title=recruit_words.participant(found.number),
        subject=recruit_words.SUBJECTS[found.subject],
        consents=[_consent(each, names) for each in reversed(found.consents)],
        scopes=[
            Answer(code, str(name), "", code in found.consent.scopes)
            for code, name in consent_words.SCOPES.items()
        ],
        lines=[_line(each, post, names) for each in lines],
        openings=[
            (
                f"{words.when(each.at)} {names.get(each.by, '')}",
                str(recruit_words.OPENINGS[each.reason]),
            )
            for each in opened
        ],
        case_wrong=any(each.field.startswith("case-") for each in errors or []),
        interviews=gettext("Held: %(held)s. Planned: %(planned)s.")
        % {"held": found.interviews, "planned": found.planned},
        why=post.get("why", ""),
        may_recruit=own.may(Task.RECRUIT),
        may_change=own.may_still(Task.RECRUIT),
        may_open=own.may(Task.OPEN_KEY),
        did={
            "agreed": gettext("Written down. This is their number from now on."),
            "saved": gettext("Saved."),
        }.get(request.GET.get("did", ""), ""),
    )


def _consent(each: ConsentView, names: dict[int, str]) -> list[tuple[str, str]]:
    heard = names.get(each.witness or 0, "")
    scopes = [name for code, name in consent_words.SCOPES.items() if code in each.scopes]
    facts = [
        (gettext("Agreed on"), recruit_words.day(each.signed_at)),
        (gettext("How"), str(consent_words.CONSENTS[each.way])),
        (gettext("Version"), each.version or "–"),
        (gettext("Written down by"), names.get(each.by, "")),
        (gettext("Heard by"), heard),
        (gettext("Agreed to"), words.listed(scopes) or gettext("taking part only")),
    ]
    if each.withdrawn_at is not None:
        facts.append((gettext("Withdrawn"), words.when(each.withdrawn_at)))
        facts.append((gettext("Why"), each.withdrawn_why))
    return [(name, said) for name, said in facts if said]


def _line(each: CaseView, post: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "field": case_form.field(each.variable),
        "label": each.variable.shown(language()),
        "value": case_form.shown(each, language()),
        "typed": post.get(case_form.field(each.variable), case_form.typed(each)),
        "options": case_form.options(each, language(), post),
        "unit": case_form.unit(each.variable),
        "known": f"{words.when(each.at)} {names.get(each.by or 0, '')}" if each.at else "",
    }
