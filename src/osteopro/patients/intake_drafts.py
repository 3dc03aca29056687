"""Enrolment forms that are not finished: kept sealed, found again from any computer."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import sealing
from osteopro.patients.models import IntakeDraft

# Somebody who was not enrolled in this time begins anew; until then nothing typed is lost.
LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it was left: the fields by name, exactly as typed."""

    key: UUID
    owner: int
    site_id: int
    fields: Mapping[str, Any]
    touched_at: datetime


@journal.action
def save_draft(*, by: Actor, key: UUID, site_id: int, fields: Mapping[str, Any]) -> None:
    """Keep the form as it stands. The first save makes it `by`'s own; `site_id` is the clinic.

    Only its beginning is an event of the trail: later saves change what nobody has relied on.
    """
    now, sealed = clock.now(), sealing.seal_text(json.dumps(dict(fields), ensure_ascii=False))
    changed = IntakeDraft.objects.filter(uuid=key).update(
        sealed=sealed, touched_at=now, site_id=site_id
    )
    if changed:
        journal.nothing_changed()
        return
    IntakeDraft.objects.create(
        uuid=key, owner_id=by.person, site_id=site_id, sealed=sealed, started_at=now, touched_at=now
    )
    journal.record("intake.started", by=by, object_type="intake-draft", object_id=key, site=site_id)


@journal.action
def note_read(*, by: Actor, key: UUID) -> None:
    """Note that somebody else opened this form: it names a person."""
    journal.record("intake.read", by=by, object_type="intake-draft", object_id=key)


@journal.action
def remove_draft(*, by: Actor, key: UUID) -> None:
    """Take the form away: the person joined, or does not take part."""
    gone, _ = IntakeDraft.objects.filter(uuid=key).delete()
    if not gone:
        journal.nothing_changed()
        return
    journal.record("intake.removed", by=by, object_type="intake-draft", object_id=key)


@journal.action
def remove_old_drafts(*, by: Actor) -> int:
    """Take away every form that nobody touched for 30 days; returns how many."""
    keys = list(
        IntakeDraft.objects.filter(touched_at__lt=clock.now() - LIFE).values_list("uuid", flat=True)
    )
    if not keys:
        journal.nothing_changed()
        return 0
    IntakeDraft.objects.filter(uuid__in=keys).delete()
    for key in keys:
        journal.record("intake.expired", by=by, object_type="intake-draft", object_id=key)
    return len(keys)


def locked(key: UUID) -> None:
    """Wait for whoever is finishing this form; part of the action that finishes it."""
    IntakeDraft.objects.select_for_update().filter(uuid=key).first()


def reseal_drafts() -> None:
    """Seal every form under the newest key; part of the rotation of keys."""
    for row in IntakeDraft.objects.select_for_update().iterator(chunk_size=200):
        row.sealed = sealing.reseal_text(row.sealed)
        row.save(update_fields=["sealed"])


def draft(key: UUID) -> Sheet | None:
    """One form. Whether the reader may see it is decided by who asks."""
    return next(iter(_sheets(IntakeDraft.objects.filter(uuid=key))), None)


def drafts_of(owner: int) -> list[Sheet]:
    """Forms this person began, the last touched first."""
    return _sheets(IntakeDraft.objects.filter(owner_id=owner).order_by("-touched_at"))


def drafts(keys: Collection[UUID]) -> Mapping[UUID, Sheet]:
    """These forms by key, in one query; those that are gone are missing."""
    return {each.key: each for each in _sheets(IntakeDraft.objects.filter(uuid__in=set(keys)))}


def _sheets(rows: QuerySet[IntakeDraft]) -> list[Sheet]:
    return [
        Sheet(
            key=row.uuid,
            owner=row.owner_id,
            site_id=row.site_id,
            fields=json.loads(sealing.unseal_text(row.sealed)),
            touched_at=row.touched_at,
        )
        for row in rows
    ]
