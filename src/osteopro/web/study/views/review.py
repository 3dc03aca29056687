"""A second person listens again and reads along; afterwards what changed is seen."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import pages
from osteopro.research.queries import transcripts as queries
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.study import review_done, transcript_form, transcript_words, words
from osteopro.web.study.listening import heard
from osteopro.web.study.page import author_of, render
from osteopro.web.study.transcript_at import At, transcript_at
from osteopro.web.study.transcript_form import Form
from osteopro.web.study.transcript_shown import said


@access(Permission.STUDY)
def review(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET: the text to read along, or what was changed; POST begins, and ends."""
    at = transcript_at(request, study_id, interview_id, Task.TRANSCRIBE)
    if at.of.review is not None and at.of.review.finished_at is not None:
        return review_done.done(request, at, at.of.review)
    version = at.newest(Stage.RAW)
    if request.method != "POST":
        return _page(request, at, _begun(at, version.version_id))
    form, by = transcript_form.typed(request.POST), author_of(request)
    here: dict[str, Any] = {"by": by, "study_id": study_id, "version_id": version.version_id}
    do = request.POST.get("do", "")
    try:
        if do == "begin":
            actions.start_review(**here)
            return at.to("study_review")
        text = _text(request, form)
        if isinstance(text, FieldError):
            return _page(request, at, form, [text])
        if do == "draft":
            actions.save_draft(
                by=by,
                study_id=study_id,
                transcript_id=at.of.transcript_id or 0,
                text=text,
                seen=form.seen,
            )
            return at.to("study_review", "did=draft")
        actions.finish_review(**here, text=text, key=form_key(request.POST))
    except Refused as refused:
        other = refused.code == transcript_form.TYPED_ELSEWHERE
        return _page(request, at, form, [transcript_form.problem(refused)], other=other)
    return at.to("study_review", "did=reviewed")


def _text(request: HttpRequest, form: Form) -> str | FieldError:
    """What stands in the box, or in the file that was put right elsewhere."""
    if request.POST.get("do") != "bring":
        return form.text
    found = transcript_form.brought(request)
    return found if isinstance(found, FieldError) else found.text


def _begun(at: At, version_id: int) -> Form:
    """The reader's own draft, else what was typed."""
    mine = at.of.review is not None and at.of.review.reviewer == at.own.account_id
    if not mine:
        return Form("", None)
    text = queries.draft(at.of.transcript_id or 0)
    return Form(text or pages.words_of(version_id), at.of.draft_at)


def _page(
    request: HttpRequest,
    at: At,
    form: Form,
    errors: Sequence[FieldError] = (),
    *,
    other: bool = False,
) -> HttpResponse:
    of, me = at.of, at.own.account_id
    typed_by_me = me in (of.transcriber, of.typed.by if of.typed else None)
    taken = of.review is not None and of.review.reviewer != me
    barred = "reviewer-is-transcriber" if typed_by_me else "other-reviewer" if taken else ""
    clock_says, tone = transcript_words.clock_says(of)
    seen = of.draft_at if other else form.seen
    return render(
        request,
        "study/review.html",
        current="transcripts",
        own=at.own,
        errors=errors,
        of=of,
        begun=of.review is not None and not taken,
        barred=words.refusal(barred) if barred else "",
        clock=clock_says,
        tone=tone,
        text=form.text if form.fits else "",
        fits=form.fits,
        seen=seen.isoformat() if seen else "",
        kept=words.when(of.draft_at) if of.draft_at else "",
        theirs=queries.draft(of.transcript_id or 0) if other else "",
        heard=heard(request, at),
        longest=transcript_form.LONGEST,
        key=form_key(request.POST),
        did=said(request),
    )
