"""Photos and voice notes of an entry: rows that only grow, with the sealed file beside them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.records.models import Attachment, AttachmentVoid, Transcript
from osteopro.records.terms import AttachmentKind

# Of each kind in one entry (clinical content 1.5).
MOST = 3
_OWN = (
    "name",
    "patient_id",
    "occasion",
    "kind",
    "media_type",
    "size",
    "width",
    "height",
    "at",
)
_COLUMNS = (*_OWN, "transcripts__words", "transcripts__by", "transcripts__at")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file to be attached: what is in it and where it lies already."""

    name: UUID
    kind: AttachmentKind
    media_type: str
    digest: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo or voice note as pages show it. `words` is what staff wrote down of a voice note,
    "" before that; `heard_by` and `heard_at` say who and when."""

    name: UUID
    patient_id: int
    occasion: UUID
    kind: AttachmentKind
    media_type: str
    size: int
    width: int | None
    height: int | None
    at: datetime
    words: str = ""
    heard_by: int | None = None
    heard_at: datetime | None = None


class TooMany(RuntimeError):
    """This entry has as many photos or voice notes as it may have."""


@journal.action
def attach(*, by: Actor, patient_id: int, occasion: UUID, kept: Kept) -> bool:
    """Attach a file to an entry; False when the same was attached before. Raises TooMany.

    The caller holds the patient's lock.
    """
    there = _standing().filter(patient_id=patient_id, occasion=occasion, kind=kept.kind)
    digests = list(there.values_list("digest", flat=True))
    if kept.digest in digests:
        journal.nothing_changed()
        return False
    if len(digests) >= MOST:
        raise TooMany(occasion)
    Attachment.objects.create(
        name=kept.name,
        patient_id=patient_id,
        occasion=occasion,
        kind=kept.kind,
        media_type=kept.media_type,
        digest=kept.digest,
        size=kept.size,
        width=kept.width,
        height=kept.height,
        at=clock.now(),
        by=by.account_id,
    )
    _note("attachment.added", by, patient_id, kept.name, what=kept.kind, digest=kept.digest)
    return True


@journal.action
def take_back(*, by: Actor, patient_id: int, name: UUID) -> bool:
    """Take a photo or voice note out of its entry; False when it is out already.

    The row stays with its digest and says that it was taken back; the caller removes the file.
    """
    row = _standing().filter(patient_id=patient_id, name=name).first()
    if row is None:
        journal.nothing_changed()
        return False
    AttachmentVoid.objects.create(attachment=row, at=clock.now(), by=by.account_id)
    _note("attachment.taken-back", by, patient_id, name, what=row.kind)
    return True


@journal.action
def write_down(*, by: Actor, attached: Attached, words: str) -> bool:
    """Keep what staff heard in a voice note, as a new row; False when it is written so already."""
    if words == attached.words:
        journal.nothing_changed()
        return False
    row = Attachment.objects.get(name=attached.name)
    Transcript.objects.create(attachment=row, words=words, at=clock.now(), by=by.account_id)
    _note("voice.written-down", by, attached.patient_id, attached.name)
    return True


def of_occasions(occasions: Collection[UUID]) -> Mapping[UUID, tuple[Attached, ...]]:
    """What is attached to these entries, in the order in which it came; one query."""
    found: dict[UUID, list[Attached]] = {}
    for each in _found(occasion__in=list(occasions)):
        found.setdefault(each.occasion, []).append(each)
    return {occasion: tuple(each) for occasion, each in found.items()}


def one(name: UUID) -> Attached | None:
    """A photo or voice note that was not taken back."""
    return next(iter(_found(name=name)), None)


def taken_back_since(since: datetime) -> list[UUID]:
    """Names of photos and voice notes that were taken back since a moment."""
    rows = AttachmentVoid.objects.filter(at__gte=since)
    return list(rows.values_list("attachment__name", flat=True))


def _standing() -> QuerySet[Attachment]:
    return Attachment.objects.filter(void__isnull=True)


def _found(**wanted: Any) -> list[Attached]:
    """In the order in which they came, each with the last words that were written down."""
    rows = _standing().filter(**wanted).order_by("pk", "transcripts__pk").values(*_COLUMNS)
    # One row for each version of the words: the last one stands.
    return list({row["name"]: _attached(row) for row in rows}.values())


def _attached(row: Mapping[str, Any]) -> Attached:
    return Attached(
        **{column: row[column] for column in _OWN if column != "kind"},
        kind=AttachmentKind(row["kind"]),
        words=row["transcripts__words"] or "",
        heard_by=row["transcripts__by"],
        heard_at=row["transcripts__at"],
    )


def _note(event: str, by: Actor, patient_id: int, name: UUID, **detail: str) -> None:
    journal.record(
        event, by=by, object_type="attachment", object_id=name, patient_id=patient_id, **detail
    )
