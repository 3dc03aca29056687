"""A clinician signs for the library of advice: conditions, blocks and texts as they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import SYSTEM_STREAM, Actor
from osteopro.triage import queries
from osteopro.triage.editions import fingerprint
from osteopro.triage.models import LibrarySignature


class LibraryChanged(ValueError):
    """The library is no longer what was read."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed last and when; it `holds` while the library is what was signed."""

    by: int
    at: datetime
    ruleset: str
    holds: bool


@journal.action
def sign_library(*, by: Actor, digest: str) -> None:
    """Sign for the library with this fingerprint, once. Raises LibraryChanged if another is in
    force: a wording was published, or there are new rules."""
    journal.hold(SYSTEM_STREAM)
    queries.forget()
    if digest != in_force():
        raise LibraryChanged(digest)
    if LibrarySignature.objects.filter(digest=digest).exists():
        journal.nothing_changed()
        return
    ruleset = queries.current().ruleset.name
    row = LibrarySignature.objects.create(
        ruleset=ruleset, digest=digest, by=by.person, at=clock.now()
    )
    journal.record(
        "library.signed",
        by=by,
        object_type="library-signature",
        object_id=row.pk,
        ruleset=ruleset,
        digest=digest,
    )


def in_force() -> str:
    """The fingerprint of the library in force."""
    ruleset = queries.current().ruleset
    return fingerprint(ruleset.name, ruleset.advice)


def signature() -> Signature | None:
    """The one that holds, else the last one; None as long as nobody signed. One query."""
    now = in_force()
    rows = LibrarySignature.objects.annotate(holds=Q(digest=now)).order_by("-holds", "-pk")
    found = rows.values_list("by", "at", "ruleset", "holds").first()
    return Signature(*found) if found else None
