"""A recording is sent by a script: which file, which of its parts are there, the rest of them."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions, sounds
from osteopro.research.actions import Sent
from osteopro.research.rules import Task
from osteopro.ui.posted import form_key, id_of
from osteopro.web.study.arriving import answer
from osteopro.web.study.page import author_of, study_of
from osteopro.web.study.views.interview import interview_of

_HASH = 32
# Of a length in ms: what the column holds, three weeks.
_LONGEST = 2**31


@access(Permission.STUDY)
def begin(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """A script says which file will come, and reads what of it is there already."""
    study_of(request, study_id, Task.INTERVIEW)
    interview_of(study_id, interview_id)
    post, sha256 = request.POST, request.POST.get("sha256", "")
    size = id_of(post.get("size", ""))
    try:
        head = bytes.fromhex(post.get("head", "")[: 2 * sounds.HEAD])
        known = len(bytes.fromhex(sha256)) == _HASH
    except ValueError:
        known = False
    if request.method != "POST" or size is None or not known:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    ms = id_of(post.get("ms", ""))
    sent = Sent(size, sha256.lower(), head, ms if ms and ms < _LONGEST else None)
    return answer(
        lambda: actions.begin_recording(
            by=author_of(request),
            study_id=study_id,
            interview_id=interview_id,
            sent=sent,
            key=form_key(post),
        )
    )


@access(Permission.STUDY)
def part(
    request: HttpRequest, study_id: int, interview_id: int, recording: UUID, no: int
) -> HttpResponse:
    """A script sends one part as the body of a PUT, its hash beside it."""
    study_of(request, study_id, Task.INTERVIEW)
    found = interview_of(study_id, interview_id)
    if recording not in {each.guid for each in found.sounds}:
        raise Http404
    if request.method != "PUT":
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
    data = request.read(sounds.PART + 1)
    return answer(
        lambda: actions.keep_part(
            by=author_of(request),
            study_id=study_id,
            recording=recording,
            no=no,
            data=data,
            sha256=request.headers.get("X-Part-SHA256", ""),
        )
    )
