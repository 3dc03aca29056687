"""Recordings of an interview: brought in parts, heard by the team, wiped for a reason."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.media.vault import NoRoom
from osteopro.research import actions, interviewing, sounds
from osteopro.research.doing import Refused
from osteopro.research.queries.interviews import InterviewView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import RecordingState
from osteopro.ui.components import FieldError
from osteopro.ui.middleware import CONTENT_SECURITY
from osteopro.ui.posted import form_key, lines_of, uuids
from osteopro.web.study import recording_shown, words
from osteopro.web.study.arriving import full
from osteopro.web.study.hearing_key import key_of
from osteopro.web.study.page import author_of, render, study_of
from osteopro.web.study.views.interview import interview_of

LONGEST_WHY = 300


@access(Permission.STUDY)
def recording(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET shows what is there; POST brings a small file, opens one to be heard, or wipes one."""
    own = study_of(request, study_id)
    found = interview_of(study_id, interview_id)
    if request.method != "POST":
        return _page(request, own, found)
    try:
        if problem := _DOING.get(request.POST.get("do", ""), _bring)(request, own, found):
            return _page(request, own, found, problem)
    except Refused as refused:
        return _page(request, own, found, FieldError("file", words.refusal(refused.code)))
    except NoRoom:
        return _page(request, own, found, FieldError("file", full()))
    page = reverse("study_recording", args=[study_id, interview_id])
    do = request.POST.get("do") or "bring"
    heard = f"&key={key_of(own, request.POST['recording'])}" if do == "open" else ""
    return HttpResponseRedirect(f"{page}?did={do}{heard}")


def _bring(request: HttpRequest, own: Own, found: InterviewView) -> FieldError | None:
    study_id = own.study.study_id
    study_of(request, study_id, Task.INTERVIEW)
    file = request.FILES.get("file")
    data = file.read() if isinstance(file, UploadedFile) else b""
    if not data:
        return FieldError("file", gettext("Choose a file."))
    if len(data) > sounds.AT_ONCE:
        return FieldError("file", gettext("Without scripts, files up to 8 MB can be brought."))
    actions.keep_file(
        by=author_of(request),
        study_id=study_id,
        interview_id=found.interview_id,
        data=data,
        key=form_key(request.POST),
    )
    return None


def _open(request: HttpRequest, own: Own, found: InterviewView) -> FieldError | None:
    actions.open_recording(
        by=author_of(request), study_id=own.study.study_id, recording=_chosen(request, found)
    )
    return None


def _wipe(request: HttpRequest, own: Own, found: InterviewView) -> FieldError | None:
    guid, why = _chosen(request, found), lines_of(request.POST.get("why", ""))
    state = next(each.state for each in found.sounds if each.guid == guid)
    came = state is RecordingState.ARRIVING
    study_of(request, own.study.study_id, Task.INTERVIEW if came else Task.SET_UP)
    if not 0 < len(why) <= LONGEST_WHY:
        return FieldError(f"why-{guid}", gettext("Say why, in up to 300 characters."))
    actions.wipe_recording(
        by=author_of(request), study_id=own.study.study_id, recording=guid, why=why
    )
    return None


_DOING = {"bring": _bring, "open": _open, "wipe": _wipe}


def _chosen(request: HttpRequest, found: InterviewView) -> UUID:
    guid = next(iter(uuids([request.POST.get("recording", "")])), None)
    if guid not in {each.guid for each in found.sounds} or guid is None:
        raise Http404
    return guid


def _page(
    request: HttpRequest, own: Own, found: InterviewView, error: FieldError | None = None
) -> HttpResponse:
    said_yes = bool((found.room or {}).get("record"))
    barred = interviewing.may_keep_sound(found.agreed, said_yes=said_yes)
    if found.times.started_at is None:
        barred = "interview-not-begun"
    names = words.names({each.by for each in found.sounds} | {own.account_id})
    page = render(
        request,
        "study/recording.html",
        current="interviews",
        own=own,
        errors=[error] if error else [],
        interview=found,
        barred=words.refusal(barred) if barred else "",
        may_bring=own.may(Task.INTERVIEW) and not barred,
        part_bytes=sounds.PART,
        most=sounds.MOST,
        sounds=[recording_shown.shown(request, each, own, found, names) for each in found.sounds],
        key=form_key(request.POST),
        did={
            "bring": gettext("The recording is there."),
            "wipe": gettext("The recording is wiped."),
        }.get(request.GET.get("did", ""), ""),
    )
    # The length of a file is read from the file itself before it is sent.
    page.headers["Content-Security-Policy"] = CONTENT_SECURITY.replace(
        "media-src 'self'", "media-src 'self' blob:"
    )
    return page
