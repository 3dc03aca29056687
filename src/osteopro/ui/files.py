"""Files handed out by a page and not by the static folder: whole, or the part a player asks for."""

import re
from collections.abc import Callable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

PARTIAL, NOT_THERE = 206, 416
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


class NothingThere(ValueError):
    """A stretch was asked for that the file does not have."""


def range_of(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a `Range` header asks for; None where it asks for everything.

    Raises NothingThere.

    >>> range_of("bytes=10-", 100)
    (10, 99)
    >>> range_of("bytes=-10", 100)
    (90, 99)
    """
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    begin = int(first) if first else max(size - int(last), 0)
    end = min(int(last) if first and last else size - 1, size - 1)
    if begin > end:
        raise NothingThere(wanted)
    return begin, end


def whole_or_part(request: HttpRequest, data: bytes, media_type: str) -> HttpResponse:
    """A file as players ask for it."""
    response = _part(data, request.headers.get("Range", ""))
    _as_sound(response, media_type)
    return response


def private_file(
    request: HttpRequest, data: bytes, media_type: str, *, save_as: str = ""
) -> HttpResponse:
    """A file of one person: nobody on the way keeps it, and it can do nothing but be shown."""
    response = whole_or_part(request, data, media_type)
    _private(response)
    # A browser shows no document in a sandbox: what has a name is kept as a file.
    if save_as:
        response.headers["Content-Disposition"] = f'attachment; filename="{save_as}"'
    return response


def private_parts(
    request: HttpRequest, sizes: Sequence[int], read: Callable[[int], bytes], media_type: str
) -> HttpResponseBase:
    """As `private_file`, of a file that lies in parts of `sizes`; `read(no)` opens one of them.

    A player is given at most the rest of the part that its stretch begins in, and asks on: so a
    long recording that is paused holds no thread, and one part is opened at a time.
    """
    response = _stretch(sizes, read, request.headers.get("Range", ""))
    _as_sound(response, media_type)
    _private(response)
    return response


def _stretch(sizes: Sequence[int], read: Callable[[int], bytes], wanted: str) -> HttpResponseBase:
    size = sum(sizes)
    try:
        asked = range_of(wanted, size)
    except NothingThere:
        return _nothing(size)
    if asked is None:
        everything: Iterator[bytes] = (read(no) for no in range(len(sizes)))
        response = StreamingHttpResponse(everything)
        response.headers["Content-Length"] = str(size)
        return response
    begin, end = asked
    no, before = 0, 0
    while begin >= before + sizes[no]:
        before += sizes[no]
        no += 1
    end = min(end, before + sizes[no] - 1)
    return _some(read(no)[begin - before : end - before + 1], begin, end, size)


def _part(data: bytes, wanted: str) -> HttpResponse:
    try:
        asked = range_of(wanted, len(data))
    except NothingThere:
        return _nothing(len(data))
    if asked is None:
        return HttpResponse(data)
    begin, end = asked
    return _some(data[begin : end + 1], begin, end, len(data))


def _some(data: bytes, begin: int, end: int, size: int) -> HttpResponse:
    response = HttpResponse(data, status=PARTIAL)
    response.headers["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return response


def _nothing(size: int) -> HttpResponse:
    response = HttpResponse(status=NOT_THERE)
    response.headers["Content-Range"] = f"bytes */{size}"
    return response


def _as_sound(response: HttpResponseBase, media_type: str) -> None:
    response.headers["Content-Type"] = media_type
    response.headers["Accept-Ranges"] = "bytes"
    # Packing sound or pictures makes them no smaller, and parts of them unusable.
    response.headers["Content-Encoding"] = "identity"


def _private(response: HttpResponseBase) -> None:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox"
    )
