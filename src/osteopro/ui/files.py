"""Files handed out by a page and not by the static folder: whole, or the part a player asks for."""

import re

from django.http import HttpRequest, HttpResponse

PARTIAL, NOT_THERE = 206, 416
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def whole_or_part(request: HttpRequest, data: bytes, media_type: str) -> HttpResponse:
    """A file as players ask for it."""
    response = _part(data, request.headers.get("Range", ""))
    response.headers["Content-Type"] = media_type
    response.headers["Accept-Ranges"] = "bytes"
    # Packing sound or pictures makes them no smaller, and parts of them unusable.
    response.headers["Content-Encoding"] = "identity"
    return response


def private_file(
    request: HttpRequest, data: bytes, media_type: str, *, save_as: str = ""
) -> HttpResponse:
    """A file of one person: nobody on the way keeps it, and it can do nothing but be shown."""
    response = whole_or_part(request, data, media_type)
    response.headers["Cache-Control"] = "private, no-store"
    # A browser shows no document in a sandbox: what has a name is kept as a file.
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{save_as}"' if save_as else "inline"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox"
    )
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
