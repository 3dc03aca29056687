"""Photos and voice notes of patients, for those who care for them and nobody else."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries import diary as queries
from osteopro.media import vault
from osteopro.patients.queries import NotVisible
from osteopro.ui.files import private_file
from osteopro.web.care.page import note_read, viewer_of


@access(Permission.FOLLOW_UP)
def file(request: HttpRequest, name: UUID) -> HttpResponse:
    """One photo or voice note; each opening is noted, whether a page shows it or a kept address."""
    try:
        found = queries.file_of(viewer_of(request), name)
    except NotVisible:
        raise Http404 from None
    data = vault.read(name)
    if data is None:
        raise Http404("the file is gone")
    note_read(request, found.patient_id, "attachment", object_id=name)
    return private_file(request, data, found.media_type)
