"""Colaizzi's steps: where the work is taken up; step 1, and a new round."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import coding, readings, rounds, studies
from osteopro.research.queries.coding import NoSuchPage
from osteopro.research.queries.rounds import RoundView, TextView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import Duty, RoundMode
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import form_key, id_of, lines_of
from osteopro.web.study import transcript_view, words
from osteopro.web.study.colaizzi_page import READ, render_step
from osteopro.web.study.page import author_of, study_of

LONGEST_READING = 999


@access(Permission.STUDY)
def colaizzi(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows who read what and the rounds; POST opens a round."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _start(request, own)
    study_of(request, study_id, Task.ANALYSE)
    post = request.POST
    try:
        no = actions.open_round(
            by=author_of(request),
            study_id=study_id,
            versions=[found for each in post.getlist("text") if (found := id_of(each))],
            coders=[found for each in post.getlist("coder") if (found := id_of(each))],
            key=form_key(post),
        )
    except Refused as refused:
        return _start(request, own, [FieldError("text", words.refusal(refused.code))])
    return HttpResponseRedirect(reverse("study_round", args=[study_id, no]))


@access(Permission.STUDY)
def reading(request: HttpRequest, study_id: int, version: UUID) -> HttpResponse:
    """GET shows a transcript to be read; POST notes that it was read."""
    own = study_of(request, study_id)
    try:
        version_id = coding.version_of(study_id, version)
    except NoSuchPage:
        raise Http404 from None
    if request.method != "POST":
        return _read(request, own, version_id)
    study_of(request, study_id, Task.ANALYSE)
    typed = request.POST.get("minutes", "").strip()
    minutes = id_of(typed)
    if typed and not (minutes and minutes <= LONGEST_READING):
        errors = [FieldError("minutes", gettext("Enter whole minutes, or leave it empty."))]
        return _read(request, own, version_id, errors)
    try:
        actions.note_reading(
            by=author_of(request),
            study_id=study_id,
            version_id=version_id,
            minutes=minutes,
            impression=lines_of(request.POST.get("impression", "")),
            key=form_key(request.POST),
        )
    except Refused as refused:
        errors = [FieldError("minutes", words.refusal(refused.code))]
        return _read(request, own, version_id, errors)
    return HttpResponseRedirect(f"{reverse('study_colaizzi', args=[study_id])}?did=read")


def _start(request: HttpRequest, own: Own, errors: list[FieldError] | None = None) -> HttpResponse:
    study_id = own.study.study_id
    texts = rounds.frozen(study_id)
    read = readings.readers(study_id)
    all_rounds = rounds.rounds(study_id)
    analysts = studies.with_duty(study_id, [Duty.CODE])
    names = words.names(
        {each.account_id for each in analysts}
        | {each for of in read.values() for each in of}
        | {one.account_id for each in all_rounds for one in each.coders}
    )
    chosen = set(request.POST.getlist("text"))
    coders = set(request.POST.getlist("coder"))
    return render_step(
        request,
        "study/colaizzi.html",
        own,
        READ,
        errors or [],
        texts=[_text(study_id, each, read, names) for each in texts],
        rounds=[_round(each, names) for each in all_rounds],
        choices=[
            Answer(str(each.version_id), f"P{each.name}", "", str(each.version_id) in chosen)
            for each in texts
        ],
        analysts=[
            Answer(
                str(each.account_id),
                names.get(each.account_id, ""),
                "",
                str(each.account_id) in coders,
            )
            for each in analysts
        ],
        may=own.may(Task.ANALYSE),
        key=form_key(request.POST),
        did={"read": gettext("Noted that you read it.")}.get(request.GET.get("did", ""), ""),
    )


def _text(
    study_id: int,
    text: TextView,
    read: Mapping[int, tuple[int, ...]],
    names: dict[int, str],
) -> dict[str, Any]:
    of = read.get(text.transcript_id, ())
    return {
        "name": f"P{text.name}",
        "href": reverse("study_reading", args=[study_id, text.guid]),
        "frozen": words.when(text.frozen_at),
        "read": words.listed(names.get(each, "") for each in of),
    }


def _round(each: RoundView, names: dict[int, str]) -> dict[str, Any]:
    independent = each.mode is RoundMode.INDEPENDENT
    waiting = words.listed(names.get(one, "") for one in each.waiting)
    return {
        "no": each.no,
        "name": gettext("Round %(no)s: each alone") % {"no": each.no}
        if independent
        else gettext("Round %(no)s: together, from round %(of)s")
        % {"no": each.no, "of": each.of_no},
        "coders": words.listed(names.get(one.account_id, "") for one in each.coders),
        "texts": words.listed(f"P{one.name}" for one in each.texts),
        "waiting": gettext("Waits for %(names)s") % {"names": waiting} if waiting else "",
        "open": each.open_to_all,
    }


def _read(
    request: HttpRequest,
    own: Own,
    version_id: int,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    study_id = own.study.study_id
    text = next((t for t in rounds.frozen(study_id) if t.version_id == version_id), None)
    try:
        page = coding.page_of(
            own.account_id, [], version_id, id_of(request.GET.get("page", "1")) or 1
        )
    except NoSuchPage:
        raise Http404 from None
    if text is None:
        raise Http404
    mine = [
        each
        for each in readings.readings(study_id, own.account_id)
        if each.transcript_id == text.transcript_id
    ]
    names = words.names({each.coder for each in mine})
    return render_step(
        request,
        "study/colaizzi_read.html",
        own,
        READ,
        errors or [],
        text=text,
        page=page,
        turns=transcript_view.turns(page, text, {}, {}, None),
        readings=[
            (names.get(each.coder, ""), words.when(each.at), each.minutes, each.impression)
            for each in mine
        ],
        may=own.may(Task.ANALYSE),
        typed={
            "minutes": request.POST.get("minutes", ""),
            "impression": request.POST.get("impression", ""),
        },
        key=form_key(request.POST),
    )
