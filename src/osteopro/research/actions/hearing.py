"""A recording is opened to be heard, and wiped."""

from uuid import UUID

from django.db import transaction

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.media import vault
from osteopro.research.actions.recording import GONE, recording_of
from osteopro.research.agreed import may_hear
from osteopro.research.doing import Refused, acting, note
from osteopro.research.rules import Task
from osteopro.research.terms import RecordingState

PARTS_WAITING = "parts-waiting"


@journal.action
def open_recording(*, by: Actor, study_id: int, recording: UUID) -> None:
    """Somebody of the team listens, in a closed study too; every opening stands in the trail.
    Raises Refused, also once the consent to it was taken back."""
    acting(by, study_id, Task.DISCUSS, closed_too=True)
    row = recording_of(study_id, recording)
    if row.state != RecordingState.WHOLE:
        raise Refused(PARTS_WAITING if row.state == RecordingState.ARRIVING else GONE)
    if why := may_hear(row.interview.participant):
        raise Refused(why)
    note(by, study_id, "recording.opened", row)


@journal.action
def wipe_recording(*, by: Actor, study_id: int, recording: UUID, why: str) -> None:
    """Take the sound away for good; that it was there stays. What is whole is wiped by who leads,
    what only began to come by any interviewer; closing a study ends no such duty. Wiped again, it
    looks for what may be left."""
    row = recording_of(study_id, recording)
    came = row.state == RecordingState.ARRIVING
    acting(by, study_id, Task.INTERVIEW if came else Task.SET_UP, closed_too=True)
    names = list(row.parts.values_list("file", flat=True))
    transaction.on_commit(lambda: [vault.remove(each) for each in names])
    if row.state == RecordingState.WIPED:
        journal.nothing_changed()
        return
    row.state = RecordingState.WIPED
    row.wiped_at, row.wiped_by = clock.now(), by.person
    row.save(update_fields=["state", "wiped_at", "wiped_by"])
    note(by, study_id, "recording.wiped", row, reason=why, parts=len(names))
