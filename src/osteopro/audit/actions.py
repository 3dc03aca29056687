"""Daily sealing of the trail, and noting what was read."""

from datetime import date

from osteopro import clock
from osteopro.audit import chain, journal
from osteopro.audit.models import Head, Seal
from osteopro.audit.terms import READ, SYSTEM_STREAM, Actor


@journal.action
def seal_day(*, by: Actor, day: date) -> bool:
    """Seal all chain heads for `day`; False when that day is sealed already."""
    # Two workers seal at once: the second waits here, then finds the day sealed.
    journal.hold(SYSTEM_STREAM)
    if Seal.objects.filter(day=day).exists():
        journal.nothing_changed()
        return False
    heads = dict(Head.objects.exclude(seq=0).values_list("stream", "hash"))
    previous = Seal.objects.order_by("-day").values_list("hash", flat=True).first()
    digest = chain.seal(heads, previous or chain.GENESIS)
    Seal.objects.create(day=day, at=clock.now(), heads=heads, hash=digest)
    journal.record("audit.sealed", by=by, object_type="seal", object_id=day, streams=len(heads))
    return True


@journal.action
def note_read(*, by: Actor, patient_id: int, object_type: str, object_id: object) -> None:
    """Note that somebody opened a patient's record: reading is audited too (invariant 9)."""
    journal.record(READ, by=by, object_type=object_type, object_id=object_id, patient_id=patient_id)
