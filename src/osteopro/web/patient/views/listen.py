"""Recordings of questions and pages, served whole or in parts (ux R21)."""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from osteopro.access.decorators import public
from osteopro.instruments import recordings
from osteopro.instruments.audio import CONTENT_TYPES
from osteopro.web.patient.tablet import on_tablet

PARTIAL, NOT_THERE = 206, 416
A_YEAR = 365 * 24 * 3600
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@public
@on_tablet
def recording(request: HttpRequest, name: str) -> HttpResponse:
    """One file, or the part a player asks for. A name stands for one content for ever; it is a
    question read aloud and tells nothing about anybody."""
    path = recordings.file_of(name)
    if path is None:
        raise Http404("no such recording")
    response = _part(path.read_bytes(), request.headers.get("Range", ""))
    response.headers["Content-Type"] = CONTENT_TYPES[Path(name).suffix[1:]]
    response.headers["Accept-Ranges"] = "bytes"
    # Packing sound makes it no smaller, and parts of it unusable.
    response.headers["Content-Encoding"] = "identity"
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _part(data: bytes, wanted: str) -> HttpResponse:
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return HttpResponse(data)
    first, last = found.groups()
    begin = int(first) if first else max(len(data) - int(last), 0)
    end = min(int(last) if first and last else len(data) - 1, len(data) - 1)
    if begin > end:
        response = HttpResponse(status=NOT_THERE)
        response.headers["Content-Range"] = f"bytes */{len(data)}"
        return response
    response = HttpResponse(data[begin : end + 1], status=PARTIAL)
    response.headers["Content-Range"] = f"bytes {begin}-{end}/{len(data)}"
    return response
