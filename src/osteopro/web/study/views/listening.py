"""The recordings of an interview are opened to be heard beside its transcript."""

from contextlib import suppress
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.rules import Task
from osteopro.web.study.hearing_key import key_of
from osteopro.web.study.listening import NAME, whole
from osteopro.web.study.page import UNPROCESSABLE, author_of
from osteopro.web.study.transcript_at import transcript_at
from osteopro.web.study.views.review import review
from osteopro.web.study.views.transcript import transcript


@access(Permission.STUDY)
@require_POST
def listen(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """Keep what was typed on the page as its own button does, open what arrived whole, each with
    its line in the trail, and go back there."""
    at = transcript_at(request, study_id, interview_id, Task.TRANSCRIBE)
    reading = request.GET.get("page") == "review"
    kept = (review if reading else transcript)(request, study_id, interview_id)
    if kept.status_code == UNPROCESSABLE:
        return kept
    keys = []
    for recording in whole(at):
        # Not one whose consent was taken back.
        with suppress(Refused):
            actions.open_recording(by=author_of(request), study_id=study_id, recording=recording)
            keys.append((NAME, key_of(at.own, str(recording))))
    page = "study_review" if reading else "study_transcript"
    return at.to(page, urlencode([("again", "1"), *keys]))
