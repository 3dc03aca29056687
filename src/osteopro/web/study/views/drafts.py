"""The draft of a transcript, sent by the page itself with every pause."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.rules import Task
from osteopro.web.study import transcript_form, words
from osteopro.web.study.page import author_of
from osteopro.web.study.transcript_at import transcript_at

CONFLICT = 409


@access(Permission.STUDY)
@require_POST
def draft(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """Keep it. Answers when it was kept; 409 with the time when another window kept another."""
    at = transcript_at(request, study_id, interview_id, Task.TRANSCRIBE)
    if at.of.transcript_id is None:
        raise Http404
    form = transcript_form.typed(request.POST)
    try:
        kept = actions.save_draft(
            by=author_of(request),
            study_id=study_id,
            transcript_id=at.of.transcript_id,
            text=form.text,
            seen=form.seen,
        )
    except Refused as refused:
        seen = refused.about[0] if refused.about else ""
        answer = {"said": transcript_form.problem(refused).text, "seen": seen}
        return JsonResponse(answer, status=CONFLICT)
    said = gettext("Kept %(when)s") % {"when": words.when(kept)}
    return JsonResponse({"seen": kept.isoformat(), "said": said})
