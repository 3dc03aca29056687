"""Recordings kept as files in the data directory and as rows that say what they are."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from osteopro import clock, disk
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.instruments.audio import MOST_BYTES, Voice, kind_of
from osteopro.instruments.models import Recording

NAME = re.compile(r"[0-9a-f]{64}\.(mp3|ogg|m4a)")
# How long a process may go on with what it knows after another one took a recording.
RECHECK_SECONDS = 60.0

Place = tuple[str, str]  # canonical of a form ("" for pages), linkId or key of the page


class NotARecording(ValueError):
    """Not an mp3, ogg or m4a file, or longer than is taken."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recording in use for one place and voice; `name` is that of its file."""

    name: str
    size: int
    at: datetime


class _Known:
    found: Mapping[Place, Mapping[str, Recorded]] | None = None
    looked_at = 0.0


@journal.action
def add_recording(*, by: Actor, place: Place, voice: Voice, data: bytes) -> str:
    """Keep a recording and use it from now on; returns its file's name.

    Earlier ones stay as they are. Raises NotARecording. The same file again changes nothing.
    """
    kind = kind_of(data) if len(data) <= MOST_BYTES else None
    if kind is None:
        raise NotARecording(place)
    name = f"{hashlib.sha256(data).hexdigest()}.{kind}"
    _write(name, data)
    canonical, slot = place
    rows = Recording.objects.filter(canonical=canonical, slot=slot, dialect=voice)
    latest = rows.order_by("-pk").first()
    if latest is not None and latest.name == name:
        journal.nothing_changed()
        return name
    row = Recording.objects.create(
        canonical=canonical,
        slot=slot,
        language=voice.language,
        dialect=voice,
        name=name,
        size=len(data),
        uploaded_by=by.account_id,
        uploaded_at=clock.now(),
    )
    journal.record(
        "recording.added",
        by=by,
        object_type="recording",
        object_id=row.pk,
        canonical=canonical,
        slot=slot,
        dialect=voice,
        digest=name.split(".")[0],
    )
    forget()
    # Another thread may have looked before this was committed.
    transaction.on_commit(forget)
    return name


def recorded() -> Mapping[Place, Mapping[str, Recorded]]:
    """The recordings in use by place and voice. Asks the database at most once a minute."""
    now = clock.now().timestamp()
    if _Known.found is None or abs(now - _Known.looked_at) > RECHECK_SECONDS:
        found: dict[Place, dict[str, Recorded]] = {}
        for row in Recording.objects.order_by("pk"):
            voices = found.setdefault((row.canonical, row.slot), {})
            voices[row.dialect] = Recorded(row.name, row.size, row.uploaded_at)
        _Known.found, _Known.looked_at = found, now
    return _Known.found


def forget() -> None:
    """Look again next time."""
    _Known.found = None


def file_of(name: str) -> Path | None:
    """The file of a recording; None for a name that is not one or has none."""
    if not NAME.fullmatch(name):
        return None
    path = _folder() / name[:2] / name
    return path if path.is_file() else None


def _folder() -> Path:
    return Path(settings.DATA) / "recordings"


def _write(name: str, data: bytes) -> None:
    """On the disk before the row that names it; a file left over by a failure does no harm."""
    path = _folder() / name[:2] / name
    if not path.is_file():
        disk.write(path, data)
