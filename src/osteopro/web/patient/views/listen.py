"""Recordings of questions and pages, served whole or in parts (ux R21)."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from osteopro.access.decorators import public
from osteopro.instruments import recordings
from osteopro.instruments.audio import CONTENT_TYPES
from osteopro.ui.files import whole_or_part
from osteopro.web.patient.tablet import on_tablet

A_YEAR = 365 * 24 * 3600


@public
@on_tablet
def recording(request: HttpRequest, name: str) -> HttpResponse:
    """One file, or the part a player asks for. A name stands for one content for ever; it is a
    question read aloud and tells nothing about anybody."""
    path = recordings.file_of(name)
    if path is None:
        raise Http404("no such recording")
    response = whole_or_part(request, path.read_bytes(), CONTENT_TYPES[Path(name).suffix[1:]])
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
