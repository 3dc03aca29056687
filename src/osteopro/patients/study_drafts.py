"""What is being typed of a transcript, sealed until it is a version.

The action of the study that keeps a draft leaves its own event; here is none of every pause.
"""

from uuid import UUID

from osteopro import clock
from osteopro.patients import sealing
from osteopro.patients.models import StudyDraft


def keep(transcript: UUID, words: str) -> None:
    """Keep what was typed so far in place of what was kept before."""
    values = {"sealed": sealing.seal_text(words), "kept_at": clock.now()}
    StudyDraft.objects.update_or_create(transcript=transcript, defaults=values)


def words(transcript: UUID) -> str:
    """What was typed so far; empty without a draft."""
    row = StudyDraft.objects.filter(transcript=transcript).first()
    return sealing.unseal_text(row.sealed) if row else ""


def drop(transcript: UUID) -> None:
    """It became a version."""
    StudyDraft.objects.filter(transcript=transcript).delete()


def reseal() -> None:
    """Under the newest key. Part of changing keys."""
    for row in StudyDraft.objects.select_for_update().order_by("pk"):
        row.sealed = sealing.reseal_text(row.sealed)
        row.save(update_fields=["sealed"])
