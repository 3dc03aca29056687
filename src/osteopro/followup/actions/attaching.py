"""Photos and voice notes that patients add to an entry (clinical content 1.5)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import Purpose
from osteopro.followup import alerts, deadlines, state
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.media import images, vault, voice
from osteopro.messaging import actions as messaging_actions
from osteopro.records import attachments
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.records.attachments import Kept
from osteopro.records.terms import AttachmentKind
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import listen
from osteopro.triage.terms import Level

# How long a file that was to be gone is looked for.
LOOKED_FOR = timedelta(days=30)


class Refusal(StrEnum):
    """Why nothing can be added to an entry."""

    NO_CONSENT = "no-consent"
    TOO_LATE = "too-late"


class NotAttached(RuntimeError):
    """Nothing was added; `why` says why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


def add_photo(*, by: Actor, patient_id: int, occasion: UUID, data: bytes) -> None:
    """Add a photo to an entry of the last 24 hours; the same one again is kept once.

    What is kept is drawn anew from the file and carries no place or owner. Raises
    images.NotAPhoto, NotAttached, attachments.TooMany, and vault.NoRoom when the disk is full:
    then the entry stays as it was.
    """
    photo = images.clean(data)
    _add(
        by,
        patient_id,
        occasion,
        photo.data,
        lambda name, digest, size: Kept(
            name,
            AttachmentKind.PHOTO,
            images.MEDIA_TYPE,
            digest,
            size,
            photo.width,
            photo.height,
        ),
    )


def add_voice(*, by: Actor, patient_id: int, occasion: UUID, data: bytes) -> None:
    """Add a voice note to an entry of the last 24 hours, as the browser recorded it.

    Raises voice.NotAVoice and else as `add_photo`.
    """
    media_type = voice.check(data)
    _add(
        by,
        patient_id,
        occasion,
        data,
        lambda name, digest, size: Kept(name, AttachmentKind.VOICE, media_type, digest, size),
    )


@journal.action
def take_back_attachment(*, by: Actor, patient_id: int, name: UUID) -> None:
    """Take a photo or voice note out of its entry, and its file away for good."""
    state.locked(patient_id)
    attachments.take_back(by=by, patient_id=patient_id, name=name)
    transaction.on_commit(lambda: vault.remove(name))
    journal.nothing_changed()


@journal.action
def write_down_voice(*, by: Actor, patient_id: int, name: UUID, words: str) -> None:
    """Keep what was heard in a voice note of this patient. Words of the lists are taken as those
    of a message: strong ones are urgent and alert at once, weak ones need attention (3.4)."""
    row = state.locked(patient_id)
    attached = attachments.one(name)
    journal.nothing_changed()
    if attached is None or attached.patient_id != patient_id:
        return
    if not attachments.write_down(by=by, attached=attached, words=words.strip()):
        return
    ruleset = triage_queries.current().ruleset
    heard = listen(ruleset, words)
    if heard.level is Level.ROUTINE:
        return
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.RECORD,
            source=str(attached.occasion),
            level=heard.level,
            promise=deadlines.of_level(state.clinic(row), ruleset, clock.now()),
            reasons=list(heard.reasons),
        ),
        known_new=False,
    )
    messaging_actions.enqueue(alerts.for_record(row, attached.occasion, heard.level))
    row.save()


def remove_taken_back() -> int:
    """Take away files of what was taken back, should that have failed at the time; how many."""
    names = attachments.taken_back_since(clock.now() - LOOKED_FOR)
    return sum(vault.remove(name) for name in names)


def may_attach(patient_id: int) -> bool:
    """Whether this patient lets us keep voice and photos now."""
    return enrolment_queries.may(patient_id, Purpose.MEDIA)


def _add(
    by: Actor,
    patient_id: int,
    occasion: UUID,
    data: bytes,
    kept: Callable[[UUID, str, int], Kept],
) -> None:
    """The file first, then the row that names it: a row always has its file."""
    name = uuid4()
    digest = hashlib.sha256(data).hexdigest()
    vault.keep(name, data)
    attached = False
    try:
        attached = _attach(
            by=by, patient_id=patient_id, occasion=occasion, kept=kept(name, digest, len(data))
        )
    finally:
        if not attached:
            vault.remove(name)


@journal.action
def _attach(*, by: Actor, patient_id: int, occasion: UUID, kept: Kept) -> bool:
    state.locked(patient_id)
    if not may_attach(patient_id):
        raise NotAttached(Refusal.NO_CONSENT)
    versions = records_queries.occasion(occasion)
    now = clock.now()
    if not any(
        each.patient_id == patient_id and records_rules.may_correct(each.received, now)
        for each in versions
    ):
        raise NotAttached(Refusal.TOO_LATE)
    journal.nothing_changed()
    return attachments.attach(by=by, patient_id=patient_id, occasion=occasion, kept=kept)
