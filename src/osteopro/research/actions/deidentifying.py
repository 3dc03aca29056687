"""Names and whatever else tells who somebody is are taken out of a transcript, and kept sealed."""

from collections.abc import Sequence
from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import study_vault
from osteopro.patients.study_vault import NotInVault
from osteopro.patients.terms import IdentitySpan, Original
from osteopro.research import versions
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import TranscriptVersion
from osteopro.research.newest import newest, present_version
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.research.text.identify.taking import Taken, Taking, take_out
from osteopro.research.text.identify.terms import Seeking
from osteopro.research.text.rebase_turns import rebase_turns

CLASH = "places-overlap"
# A second pass over what is clean already, and putting right what was frozen, go the same way.
FROM = (Stage.REVIEWED, Stage.DEIDENTIFIED, Stage.FROZEN)


@journal.action
def seek_identity(
    *, by: Actor, study_id: int, version_id: int, reason: Seeking
) -> tuple[IdentitySpan, ...] | None:
    """Where what the clinic knows of the participant stands in a version: places and kinds.
    None when the key knows nobody behind this participant. Raises Refused."""
    acting(by, study_id, Task.TRANSCRIBE)
    version = TranscriptVersion.objects.select_related(
        "transcript__interview__participant__screening"
    ).get(pk=version_id, transcript__interview__participant__study_id=study_id)
    whose = version.transcript.interview.participant
    must_take_part(whose)
    guid, text = whose.screening.guid, versions.whole(version)[0]
    note(by, study_id, "transcript.searched", version, reason=reason)
    try:
        return study_vault.find_identity_spans(by=by, guid=guid, text=text, reason=reason)
    except NotInVault:
        return None


@journal.action
def deidentify(
    *,
    by: Actor,
    study_id: int,
    version_id: int,
    taken: Sequence[Taking],
    key: UUID,
    more: bool = False,
) -> int:
    """The version without what was decided to go; what went is kept sealed.

    With `more` only a part was gone through: the rest still names people, so the whole stays
    sealed and cannot be frozen. Returns its id. Raises Refused when two places overlap or a
    replacement cannot stand there.
    """
    acting(by, study_id, Task.TRANSCRIBE)
    if (present := present_version(key)) is not None:
        return present
    version = newest(study_id, version_id, *FROM)
    text, turns = versions.whole(version)
    try:
        done = take_out(text, taken)
    except ValueError:
        raise Refused(CLASH) from None
    new = versions.keep(
        by,
        version.transcript,
        stage=Stage.REVIEWED if more else Stage.DEIDENTIFIED,
        text=done.text,
        turns=tuple(rebase_turns(done.alignment, turns)),
        parent=version,
        key=key,
    )
    originals = [_original(each) for each in done.taken]
    study_vault.keep_originals(by=by, version=versions.taken_under(new), originals=originals)
    note(by, study_id, "transcript.deidentified", new, no=new.no, taken=len(originals))
    return new.pk


@journal.action
def open_originals(*, by: Actor, study_id: int, version: UUID, reason: str) -> tuple[Original, ...]:
    """What was taken out to make this version, for who may open the key. The reason stands in the
    trail. Raises NoReason, NotInVault."""
    acting(by, study_id, Task.OPEN_KEY)
    row = TranscriptVersion.objects.select_related("transcript__interview__participant").get(
        guid=version, transcript__interview__participant__study_id=study_id
    )
    must_take_part(row.transcript.interview.participant)
    found = study_vault.open_originals(by=by, version=versions.taken_under(row), reason=reason)
    note(by, study_id, "transcript.originals-opened", row, reason=reason.strip())
    return found


def _original(each: Taken) -> Original:
    return Original(
        each.before.start, each.before.end, each.category, each.original, each.replacement
    )
