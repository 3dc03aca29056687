"""The sound of an interview arrives in parts, each sealed in a file of its own, and is wiped.

A part is kept first and its row written after: a row always has its file. What was sent twice, by
a second window or after a break, is there once. Nothing here ever holds more than one part.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.media import vault
from osteopro.media.vault import NoRoom
from osteopro.research import interviewing, sounds
from osteopro.research.actions.interviewing import NOT_BEGUN, locked_interview
from osteopro.research.agreed import agreed
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import Interview, Recording, RecordingPart
from osteopro.research.rules import Task
from osteopro.research.terms import RecordingState

NO_SOUND = "no-sound"
TOO_LARGE = "too-large"
WRONG_PART = "wrong-part"
WRONG_HASH = "wrong-hash"
WRONG_WHOLE = "wrong-whole"
GONE = "recording-gone"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is to be sent: its size in bytes, the hash of the whole (`sounds.whole_of`),
    its first bytes, and how long it plays in ms where the sender could tell."""

    size: int
    sha256: str
    head: bytes
    ms: int | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Arriving:
    """What is there of a recording: the numbers of its parts (from 0), and whether it is whole."""

    guid: UUID
    parts: int
    there: tuple[int, ...]
    whole: bool


@journal.action
def begin_recording(
    *, by: Actor, study_id: int, interview_id: int, sent: Sent, key: UUID
) -> Arriving:
    """Say that a file will come, or go on with one that began to: the same file of an interview is
    one recording, whichever window sends it. Raises Refused, and vault.NoRoom when the disk cannot
    hold it."""
    acting(by, study_id, Task.INTERVIEW)
    interview = locked_interview(study_id, interview_id)
    _may_keep(interview)
    if not 0 < sent.size <= sounds.MOST:
        raise Refused(TOO_LARGE)
    kind = sounds.kind_of(sent.head)
    if kind is None:
        raise Refused(NO_SOUND)
    same = Recording.objects.filter(interview=interview, sha256=sent.sha256, bytes=sent.size)
    row = same.exclude(state=RecordingState.WIPED).first()
    if row is not None:
        journal.nothing_changed()
        return _arriving(row)
    if vault.free() < sent.size:
        raise NoRoom("less room than the file takes")
    row = Recording.objects.create(
        guid=key,
        interview=interview,
        state=RecordingState.ARRIVING,
        file_type=kind,
        bytes=sent.size,
        part_bytes=sounds.PART,
        sha256=sent.sha256,
        ms=sent.ms,
        device=sent.device,
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "recording.begun", row, bytes=sent.size, sha256=sent.sha256)
    return _arriving(row)


def keep_part(
    *, by: Actor, study_id: int, recording: UUID, no: int, data: bytes, sha256: str
) -> Arriving:
    """Keep a part of a recording; the last one makes it whole. `sha256` is what the sender counted.

    Raises Refused for what is not the part it should be, and vault.NoRoom: what had come stays.
    """
    if sounds.hash_of(data) != sha256:
        raise Refused(WRONG_HASH)
    name, kept = uuid4(), False
    _check_part(by, study_id, recording, no, data)
    vault.keep(name, data)
    try:
        there, kept = _add_part(
            by=by, study_id=study_id, recording=recording, no=no, data=data, name=name
        )
    finally:
        if not kept:
            vault.remove(name)
    return there


def keep_file(*, by: Actor, study_id: int, interview_id: int, data: bytes, key: UUID) -> Arriving:
    """Keep a small file that came in one piece. Raises Refused and vault.NoRoom."""
    pieces = [data[at : at + sounds.PART] for at in range(0, len(data), sounds.PART)]
    hashes = [sounds.hash_of(each) for each in pieces]
    sent = Sent(len(data), sounds.whole_of(hashes), data[: sounds.HEAD])
    there = begin_recording(by=by, study_id=study_id, interview_id=interview_id, sent=sent, key=key)
    for no, piece in enumerate(pieces):
        if no not in there.there:
            there = keep_part(
                by=by,
                study_id=study_id,
                recording=there.guid,
                no=no,
                data=piece,
                sha256=hashes[no],
            )
    return there


@journal.action
def _add_part(
    *, by: Actor, study_id: int, recording: UUID, no: int, data: bytes, name: UUID
) -> tuple[Arriving, bool]:
    """The row of a part whose file is kept; with it whether the file is wanted."""
    row = _check_part(by, study_id, recording, no, data)
    there = row.parts.filter(no=no).first()
    if there is not None or row.state == RecordingState.WHOLE:
        journal.nothing_changed()
        return _arriving(row), False
    RecordingPart.objects.create(
        recording=row, no=no, bytes=len(data), sha256=sounds.hash_of(data), file=name
    )
    note(by, study_id, "recording.part", row, no=no)
    _make_whole(by, study_id, row)
    return _arriving(row), True


def _make_whole(by: Actor, study_id: int, row: Recording) -> None:
    hashes = list(row.parts.order_by("no").values_list("sha256", flat=True))
    if len(hashes) < len(sounds.parts_of(row.bytes, row.part_bytes)):
        return
    if sounds.whole_of(hashes) != row.sha256:
        raise Refused(WRONG_WHOLE)
    row.state, row.whole_at = RecordingState.WHOLE, clock.now()
    row.save(update_fields=["state", "whole_at"])
    note(by, study_id, "recording.whole", row, sha256=row.sha256)


def _check_part(by: Actor, study_id: int, recording: UUID, no: int, data: bytes) -> Recording:
    """The recording that this may be a part of."""
    acting(by, study_id, Task.INTERVIEW)
    row = recording_of(study_id, recording)
    if row.state == RecordingState.WIPED:
        raise Refused(GONE)
    _may_keep(row.interview)
    sizes = sounds.parts_of(row.bytes, row.part_bytes)
    if no >= len(sizes) or len(data) != sizes[no]:
        raise Refused(WRONG_PART)
    there = row.parts.filter(no=no).values_list("sha256", flat=True).first()
    if there is not None and there != sounds.hash_of(data):
        raise Refused(WRONG_WHOLE)
    if no == 0 and sounds.kind_of(data[: sounds.HEAD]) != row.file_type:
        raise Refused(NO_SOUND)
    return row


def _may_keep(interview: Interview) -> None:
    if interview.started_at is None:
        raise Refused(NOT_BEGUN)
    said_yes = bool((interview.room or {}).get("record"))
    if refusal := interviewing.may_keep_sound(agreed(interview.participant), said_yes=said_yes):
        raise Refused(refusal)


def recording_of(study_id: int, recording: UUID) -> Recording:
    """A recording of this study; for one writer at a time within an action."""
    rows = Recording.objects.select_related("interview__participant")
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update(of=("self",))
    return rows.get(guid=recording, interview__participant__study_id=study_id)


def _arriving(row: Recording) -> Arriving:
    return Arriving(
        guid=row.guid,
        parts=len(sounds.parts_of(row.bytes, row.part_bytes)),
        there=tuple(row.parts.order_by("no").values_list("no", flat=True)),
        whole=row.state == RecordingState.WHOLE,
    )
