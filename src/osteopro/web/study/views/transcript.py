"""A transcript: typed here, and read here once it is frozen."""

from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import Typed
from osteopro.research.doing import Refused
from osteopro.research.queries import pages
from osteopro.research.queries import transcripts as queries
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.study import transcript_form
from osteopro.web.study.page import author_of
from osteopro.web.study.transcript_at import At, transcript_at
from osteopro.web.study.transcript_form import Form
from osteopro.web.study.transcript_shown import frozen_page, standing, writing_page


@access(Permission.STUDY)
def transcript(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET: the page of who types it; for others where it stands, and the frozen text. POST takes
    it on, keeps a draft, or makes a version of what was typed or brought."""
    at = transcript_at(request, study_id, interview_id)
    if request.method != "POST":
        return _shown(request, at)
    transcript_at(request, study_id, interview_id, Task.TRANSCRIBE)
    by, form = author_of(request), transcript_form.typed(request.POST)
    what = {"draft": _draft, "finish": _finish, "bring": _bring}.get(request.POST.get("do", ""))
    try:
        if what is None or at.of.transcript_id is None:
            actions.begin_transcript(by=by, study_id=study_id, interview_id=interview_id)
            return at.to("study_transcript")
        return what(request, at, at.of.transcript_id, form)
    except Refused as refused:
        error = transcript_form.problem(refused)
        other = refused.code == transcript_form.TYPED_ELSEWHERE
        return writing_page(request, at, form, [error], other=other)


def _draft(request: HttpRequest, at: At, transcript_id: int, form: Form) -> HttpResponse:
    _keep(request, at, transcript_id, form)
    return at.to("study_transcript", "did=draft")


def _finish(request: HttpRequest, at: At, transcript_id: int, form: Form) -> HttpResponse:
    if not form.text.strip():
        return writing_page(
            request, at, form, [FieldError("text", gettext("Nothing is typed yet."))]
        )
    _keep(request, at, transcript_id, form)
    actions.finish_typing(
        by=author_of(request),
        study_id=at.study_id,
        transcript_id=transcript_id,
        typed=Typed(form.text),
        key=form_key(request.POST),
    )
    return at.to("study_transcript", "did=finished")


def _bring(request: HttpRequest, at: At, transcript_id: int, form: Form) -> HttpResponse:
    """A file becomes a version. What was typed before becomes one too, so that it is not lost."""
    found = transcript_form.brought(request)
    if isinstance(found, FieldError):
        return writing_page(request, at, form, [found])
    by, key = author_of(request), form_key(request.POST)
    each: dict[str, Any] = {"by": by, "study_id": at.study_id, "transcript_id": transcript_id}
    if form.text:
        before = uuid5(NAMESPACE_OID, f"{key}-typed")
        actions.finish_typing(**each, typed=Typed(form.text), key=before)
    actions.finish_typing(**each, typed=transcript_form.as_typed(found), key=key)
    return at.to("study_transcript", "did=brought")


def _keep(request: HttpRequest, at: At, transcript_id: int, form: Form) -> None:
    if at.of.draft_at is None and not form.text:
        return
    actions.save_draft(
        by=author_of(request),
        study_id=at.study_id,
        transcript_id=transcript_id,
        text=form.text,
        seen=form.seen,
    )


def _shown(request: HttpRequest, at: At) -> HttpResponse:
    if at.of.withdrawn:
        return standing(request, at)
    if at.of.of(Stage.FROZEN) is not None:
        return frozen_page(request, at)
    mine = at.of.transcriber == at.own.account_id and at.own.may(Task.TRANSCRIBE)
    open_still = at.of.stage is None or (at.of.stage is Stage.RAW and at.of.review is None)
    again = at.of.stage is None or "again" in request.GET
    if mine and open_still and again and at.of.transcript_id is not None:
        draft = queries.draft(at.of.transcript_id)
        if not draft and at.of.typed is not None:
            draft = pages.words_of(at.of.typed.version_id)
        return writing_page(request, at, Form(draft, at.of.draft_at))
    return standing(request, at, again=mine and open_still)
