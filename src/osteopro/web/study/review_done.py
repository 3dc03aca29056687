"""What the second reading changed: shown while names are in the text that is worked with anyway,
afterwards for a reason to who may open the key."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro.patients.study_vault import NoReason
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import pages
from osteopro.research.queries.transcripts import ReviewView
from osteopro.research.reviewed import Change
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError
from osteopro.web.study import transcript_words, words
from osteopro.web.study.page import author_of, render
from osteopro.web.study.transcript_at import At
from osteopro.web.study.transcript_shown import said

LONGEST = 300


def done(request: HttpRequest, at: At, review: ReviewView) -> HttpResponse:
    """GET shows what was changed, or how much; POST with a reason what it was."""
    if request.method != "POST":
        stands = at.of.names_stand and review.became is not None
        changed = pages.changed(review.version_id, review.became or 0) if stands else None
        return _page(request, at, review, changed)
    if request.POST.get("do") != "open":
        return at.to("study_review")
    if not at.own.may(Task.OPEN_KEY):
        raise Http404
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST:
        return _page(request, at, review, error=words.at_most(LONGEST))
    try:
        found = actions.open_changes(
            by=author_of(request),
            study_id=at.study_id,
            version_id=review.version_id,
            reason=reason,
        )
    except NoReason:
        return _page(request, at, review, error=gettext("Say why. Name nobody in it."))
    except Refused as refused:
        return _page(request, at, review, error=words.refusal(refused.code))
    return _page(request, at, review, found)


def _page(
    request: HttpRequest,
    at: At,
    review: ReviewView,
    changed: Sequence[Change] | None = None,
    error: str = "",
) -> HttpResponse:
    of = at.of
    clock_says, tone = transcript_words.clock_says(of)
    action, href = transcript_words.following(at.own, of)
    names = words.names([review.reviewer, of.transcriber or 0])
    return render(
        request,
        "study/review_changes.html",
        current="transcripts",
        own=at.own,
        errors=[FieldError("reason", error)] if error else [],
        of=of,
        changes=changed or (),
        hidden=changed is None,
        may_open=at.own.may(Task.OPEN_KEY),
        reason=request.POST.get("reason", ""),
        typed_by=names.get(of.transcriber or 0, ""),
        read_by=names.get(review.reviewer, ""),
        clock=clock_says,
        tone=tone,
        action=action,
        href=href,
        did=said(request),
    )
