"""The text without names is read through once more, and frozen."""

from django.http import Http404, HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import pages
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.study import words
from osteopro.web.study.page import author_of, render
from osteopro.web.study.transcript_at import At, transcript_at
from osteopro.web.study.transcript_shown import said


@access(Permission.STUDY)
def freezing(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET shows a page of the text; POST freezes the whole."""
    at = transcript_at(request, study_id, interview_id, Task.TRANSCRIBE)
    if at.of.stage is Stage.FROZEN:
        return at.to("study_transcript")
    version = at.newest(Stage.DEIDENTIFIED)
    if request.method != "POST":
        return _page(request, at)
    try:
        actions.freeze(
            by=author_of(request),
            study_id=study_id,
            version_id=version.version_id,
            key=form_key(request.POST),
        )
    except Refused as refused:
        return _page(request, at, [FieldError("freeze", words.refusal(refused.code))])
    return at.to("study_transcript", "did=frozen")


def _page(request: HttpRequest, at: At, errors: list[FieldError] | None = None) -> HttpResponse:
    version = at.newest(Stage.DEIDENTIFIED)
    page = id_of(request.GET.get("page", "1"))
    found = pages.read_page(version.version_id, page) if page else None
    if found is None:
        raise Http404
    return render(
        request,
        "study/freezing.html",
        current="transcripts",
        own=at.own,
        errors=errors or [],
        of=at.of,
        page=found,
        before=at.of.of(Stage.FROZEN) is not None,
        may_open=at.own.may(Task.OPEN_KEY),
        key=form_key(request.POST),
        did=said(request),
    )
