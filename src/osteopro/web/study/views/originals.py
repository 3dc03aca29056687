"""What was taken out of a transcript, opened again for a reason that is kept."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.patients.study_vault import NoReason, NotInVault
from osteopro.patients.terms import Original
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.ui.components import FieldError
from osteopro.web.study import names_words, words
from osteopro.web.study.page import author_of, render
from osteopro.web.study.transcript_at import At, transcript_at

LONGEST = 300


@access(Permission.STUDY)
def originals(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET asks why; POST with a reason shows them once."""
    at = transcript_at(request, study_id, interview_id, Task.OPEN_KEY)
    # A long text is gone through in parts: what went from each lies with its own version.
    passed = [each for each in at.of.versions if each.stage in (Stage.REVIEWED, Stage.DEIDENTIFIED)]
    if all(each.stage is not Stage.DEIDENTIFIED for each in passed):
        raise Http404
    if request.method != "POST":
        return _page(request, at)
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST:
        return _page(request, at, error=words.at_most(LONGEST))
    by = author_of(request)
    found: list[Original] = []
    try:
        for each in passed:
            with suppress(NotInVault):
                found += actions.open_originals(
                    by=by, study_id=study_id, version=each.guid, reason=reason
                )
    except NoReason:
        return _page(request, at, error=gettext("Say why. Name nobody in it."))
    except Refused as refused:
        return _page(request, at, error=words.refusal(refused.code))
    return _page(request, at, found)


def _page(
    request: HttpRequest, at: At, found: list[Original] | None = None, error: str = ""
) -> HttpResponse:
    rows = [
        (each.replacement, each.original, names_words.category(each.category))
        for each in found or ()
    ]
    return render(
        request,
        "study/originals.html",
        current="transcripts",
        own=at.own,
        errors=[FieldError("reason", error)] if error else [],
        of=at.of,
        opened=found is not None,
        rows=rows,
        reason=request.POST.get("reason", ""),
    )
