"""A recording is heard by who opened it, and the opening stands in the trail."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.media import vault
from osteopro.research.queries import interviews as queries
from osteopro.ui.files import private_parts
from osteopro.web.study.hearing_key import opened
from osteopro.web.study.page import study_of


@access(Permission.STUDY)
def sound(
    request: HttpRequest, study_id: int, interview_id: int, recording: UUID
) -> HttpResponseBase:
    """The sound for the player of who opened it, part by part."""
    own = study_of(request, study_id)
    found = queries.sound(study_id, recording)
    if found is None or not opened(request, own, recording):
        raise Http404

    def read(no: int) -> bytes:
        data = vault.read(found.parts[no].file)
        if data is None:
            raise Http404("the file is gone")
        return data

    sizes = [each.bytes for each in found.parts]
    return private_parts(request, sizes, read, found.file_type)
