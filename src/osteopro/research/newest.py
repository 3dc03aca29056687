"""The transcript and the version that an action goes on from."""

from uuid import UUID

from osteopro.audit import journal
from osteopro.patients import study_drafts
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import Refused
from osteopro.research.models import Transcript, TranscriptVersion
from osteopro.research.terms import Stage

NOT_NEWEST = "not-newest"
WRONG_STAGE = "wrong-stage"


def present_version(key: UUID) -> int | None:
    """A version that this form made before."""
    found = TranscriptVersion.objects.filter(guid=key).values_list("pk", flat=True).first()
    if found is not None:
        journal.nothing_changed()
    return found


def locked_transcript(study_id: int, transcript_id: int) -> Transcript:
    """The transcript, for one writer at a time. Raises Refused once its participant withdrew."""
    row = (
        Transcript.objects.select_for_update(of=("self",))
        .select_related("interview__participant")
        .get(pk=transcript_id, interview__participant__study_id=study_id)
    )
    must_take_part(row.interview.participant)
    return row


def newest(study_id: int, version_id: int, *stages: Stage) -> TranscriptVersion:
    """The version, while it is the newest of its transcript and at one of these stages."""
    found = TranscriptVersion.objects.get(
        pk=version_id, transcript__interview__participant__study_id=study_id
    )
    transcript = locked_transcript(study_id, found.transcript_id)
    if transcript.versions.order_by("-no").values_list("pk", flat=True)[0] != version_id:
        raise Refused(NOT_NEWEST)
    if found.stage not in stages:
        raise Refused(WRONG_STAGE)
    found.transcript = transcript
    return found


def drop_draft(row: Transcript) -> None:
    """What was typed became a version. `row` is locked."""
    study_drafts.drop(row.guid)
    row.draft_at = None
    row.save(update_fields=["draft_at"])
