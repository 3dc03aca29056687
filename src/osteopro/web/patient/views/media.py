"""Photos and voice notes of an entry: adding one, looking at it again, taking it back."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import NotAttached
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.sent import Sent
from osteopro.media import vault
from osteopro.media.images import NotAPhoto
from osteopro.media.vault import NoRoom
from osteopro.media.voice import NotAVoice
from osteopro.records import attachments
from osteopro.records import queries as records_queries
from osteopro.records.attachments import Attached, TooMany
from osteopro.records.terms import AttachmentKind
from osteopro.ui.components import FieldError
from osteopro.ui.files import private_file
from osteopro.web.patient.page import author, helps, patient_id, render
from osteopro.web.patient.presenters import media as presenter

NO_ROOM = 507
ADD = {
    AttachmentKind.PHOTO: followup_actions.add_photo,
    AttachmentKind.VOICE: followup_actions.add_voice,
}


@access(Permission.ENTER_RECORD)
def media(request: HttpRequest, record: UUID) -> HttpResponse:
    """What is attached to an entry; POST adds a photo or voice note, or takes one back."""
    found = _entry(request, record)
    if found.newer is not None:
        return redirect("patient_media", record=found.newer)
    if request.method != "POST":
        return _page(request, found)
    if "remove" in request.POST:
        return _removed(request, found)
    for kind in ADD:
        if isinstance(sent := request.FILES.get(kind), UploadedFile):
            return _added(request, found, kind, sent.read())
    missing = AttachmentKind.VOICE if "voice" in request.POST else AttachmentKind.PHOTO
    return _page(request, found, FieldError(missing, presenter.nothing_chosen(missing)))


@access(Permission.PATIENT_PAGES)
def attachment(request: HttpRequest, name: UUID) -> HttpResponse:
    """The photo or voice note itself, for the patient, and for a helper of whose entries it is."""
    attached = _own(request, name)
    data = vault.read(name)
    if data is None:
        raise Http404("the file is gone")
    return private_file(request, data, attached.media_type)


def _added(request: HttpRequest, found: Sent, kind: AttachmentKind, data: bytes) -> HttpResponse:
    error, status = "", 200
    try:
        ADD[kind](
            by=author(request),
            patient_id=found.response.patient_id,
            occasion=found.response.occasion,
            data=data,
        )
    except NotAPhoto as refused:
        error = presenter.wrong_photo(refused.why)
    except NotAVoice:
        error = presenter.wrong_voice()
    except TooMany:
        error = presenter.too_many(kind)
    except NotAttached as refused:
        error = presenter.not_attached(refused.why)
    except NoRoom:
        error, status = presenter.no_room(), NO_ROOM
    if error:
        return _page(request, found, FieldError(kind, error), status)
    return redirect("patient_media", record=found.response.uuid)


def _removed(request: HttpRequest, found: Sent) -> HttpResponse:
    try:
        attached = _own(request, UUID(request.POST["remove"]))
    except ValueError as error:
        raise Http404("no such file") from error
    followup_actions.take_back_attachment(
        by=author(request), patient_id=attached.patient_id, name=attached.name
    )
    return redirect("patient_media", record=found.response.uuid)


def _page(
    request: HttpRequest, found: Sent, error: FieldError | None = None, status: int = 200
) -> HttpResponse:
    response = found.response
    attached = attachments.of_occasions([response.occasion]).get(response.occasion, ())
    page = render(
        request,
        "patient/media.html",
        status,
        record=response.uuid,
        agreed=followup_actions.may_attach(response.patient_id),
        own=not helps(request),
        photos=presenter.shown(attached, AttachmentKind.PHOTO),
        voices=presenter.shown(attached, AttachmentKind.VOICE),
        room=presenter.room(response, attached),
        back_href=reverse("patient_done", args=[response.uuid]),
        errors=[error] if error else [],
        wrong={error.field: error.text} if error else {},
    )
    # Here alone the browser may ask for the microphone.
    page.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
    return page


def _entry(request: HttpRequest, record: UUID) -> Sent:
    found = sent_queries.sent(patient_id(request), record)
    if found is None or (helps(request) and not sent_queries.for_helpers(found.response)):
        raise Http404("no such entry")
    return found


def _own(request: HttpRequest, name: UUID) -> Attached:
    """This patient's; for a helper only with an entry that was written with one."""
    attached = attachments.one(name)
    if attached is None or attached.patient_id != patient_id(request):
        raise Http404("no such file")
    if helps(request):
        given = records_queries.occasion(attached.occasion)
        if not any(sent_queries.for_helpers(each) for each in given):
            raise Http404("said by the patient alone")
    return attached
