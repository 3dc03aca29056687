"""The vault of the qualitative study: who is behind its rows, and what was taken out of texts.

Sealed like identities, under the same keys. Every opening has a reason and leaves an event; in
the study's own trail stands the row and never the person, in the patient's that somebody looked.
"""

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple, replace
from uuid import UUID

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.audit import actions as audit_actions
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import queries, sealing, search, written_forms
from osteopro.patients.models import StudyDraft, StudyKey, StudyOriginals
from osteopro.patients.search import KeyKind
from osteopro.patients.terms import IdentitySpan, Original, StudySubject
from osteopro.patients.written_forms import Known

# What a patient reads under who looked at their data.
KEY_OPENED = "study-key"
NAMES_SOUGHT = "study-names"
RECORDS_READ = "study-records"
# The category of a text that is kept as a whole.
WHOLE = "whole"


class NotInVault(LookupError):
    """Nothing is kept under this guid."""


class OtherInVault(ValueError):
    """Something else is kept under this guid already; what is kept never changes."""


class NoReason(ValueError):
    """The vault is opened for a reason only."""


@journal.action
def note_study_key(*, by: Actor, guid: UUID, subject: StudySubject) -> None:
    """Keep who is behind a row of the study. The same again changes nothing.

    Raises OtherInVault when the guid is another person's.
    """
    sealed = sealing.seal_text(json.dumps([subject.patient_id, subject.account_id]))
    row = StudyKey(guid=guid, sealed=sealed, digest=_digest(subject), noted_at=clock.now())
    StudyKey.objects.bulk_create([row], ignore_conflicts=True)
    kept = StudyKey.objects.get(guid=guid)
    if kept.sealed != sealed:
        if subject_of(kept) != subject:
            raise OtherInVault(guid)
        journal.nothing_changed()
        return
    journal.record("study-key.noted", by=by, object_type="study-key", object_id=guid)


@journal.action
def open_study_key(*, by: Actor, guid: UUID, reason: str) -> StudySubject:
    """Who is behind a row of the study. Raises NoReason, NotInVault.

    `reason` is kept in the trail and must name nobody.
    """
    return _looked_up(by, guid, reason, "study-key.opened", KEY_OPENED)


@journal.action
def open_records(*, by: Actor, guid: UUID, reason: str) -> StudySubject:
    """Who is behind a row, for `followup.study_records`, which hands on scores and never who it
    is. Raises NoReason, NotInVault.

    `reason` is kept in the trail and must name nobody.
    """
    return _looked_up(by, guid, reason, "study-records.read", RECORDS_READ)


@journal.action
def find_identity_spans(
    *, by: Actor, guid: UUID, text: str, reason: str
) -> tuple[IdentitySpan, ...]:
    """Where the name and numbers of whoever is behind a row stand in a text: places and kinds only.

    `guid` is that of the row in the study; who it is stays here. Raises NoReason, NotInVault.
    """
    return _spans(_looked_up(by, guid, reason, "study-names.sought", NAMES_SOUGHT), text)


@journal.action
def keep_originals(*, by: Actor, version: UUID, originals: Sequence[Original]) -> None:
    """Keep what was taken out of a transcript to make this version of it. Once; the same again
    changes nothing. Raises OtherInVault when something else was kept for it."""
    sealed = sealing.seal_text(json.dumps([astuple(each) for each in originals]))
    row = StudyOriginals(version=version, sealed=sealed, kept_at=clock.now())
    StudyOriginals.objects.bulk_create([row], ignore_conflicts=True)
    kept = StudyOriginals.objects.get(version=version)
    if kept.sealed != sealed:
        if _originals(kept) != tuple(originals):
            raise OtherInVault(version)
        journal.nothing_changed()
        return
    journal.record(
        "originals.kept", by=by, object_type="transcript", object_id=version, n=len(originals)
    )


@journal.action
def open_originals(*, by: Actor, version: UUID, reason: str) -> tuple[Original, ...]:
    """What was taken out to make this version. Raises NoReason, NotInVault.

    `reason` is kept in the trail and must name nobody.
    """
    said = _reason(reason)
    row = StudyOriginals.objects.filter(version=version).first()
    found = _originals(row) if row else ()
    if row is None or any(each.category == WHOLE for each in found):
        raise NotInVault(version)
    journal.record(
        "originals.opened", by=by, object_type="transcript", object_id=version, reason=said
    )
    return found


@journal.action
def keep_words(*, by: Actor, version: UUID, words: str) -> None:
    """Keep a whole version of a transcript in which people may still be named. Raises OtherInVault
    when something else was kept for it."""
    keep_originals(by=by, version=version, originals=[Original(0, len(words), WHOLE, words, "")])


def words_of(version: UUID) -> str:
    """The whole version, for who types it, reads it again or takes the names out.

    Raises NotInVault.
    """
    row = StudyOriginals.objects.filter(version=version).first()
    kept = _originals(row) if row else ()
    if [each.category for each in kept] != [WHOLE]:
        raise NotInVault(version)
    return kept[0].original


def finder(
    versions: Collection[UUID], categories: Collection[str] = ()
) -> Callable[[str], list[tuple[int, int]]]:
    """Finds in a text what was taken out to make these versions: places in order, never the words,
    so it is no opening. `categories` narrows to what is of these. One query."""
    names = {
        each.original
        for row in StudyOriginals.objects.filter(version__in=versions)
        for each in _originals(row)
        if each.category != WHOLE and (not categories or each.category in categories)
    }
    if not names:
        return lambda text: []
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    any_of_them = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    return lambda text: [found.span() for found in any_of_them.finditer(text)]


@journal.action
def open_words(*, by: Actor, version: UUID, reason: str) -> str:
    """The whole version once names are out of the text that is worked with. Raises NoReason,
    NotInVault. `reason` is kept in the trail and must name nobody."""
    said = _reason(reason)
    found = words_of(version)
    journal.record("words.opened", by=by, object_type="transcript", object_id=version, reason=said)
    return found


def known(guids: Collection[UUID]) -> bool:
    """Whether anything is kept under one of these. Rows that come from elsewhere may bear none of
    them, or who made them would open what is kept."""
    return (
        StudyKey.objects.filter(guid__in=guids).exists()
        or StudyOriginals.objects.filter(version__in=guids).exists()
        or StudyDraft.objects.filter(transcript__in=guids).exists()
    )


def guids_of(subject: StudySubject) -> frozenset[UUID]:
    """Rows of the study behind which this person is; empty when they were never looked at.

    For the team that looks for participants, who know whom they ask about.
    """
    rows = StudyKey.objects.filter(digest=_digest(subject))
    return frozenset(rows.values_list("guid", flat=True))


def is_own_manager(guid: UUID, account_id: int) -> bool:
    """Whether this member of staff is the follow-up manager of whoever is behind a row: yes or no,
    and nothing else of who it is. No for who is not a patient."""
    row = StudyKey.objects.filter(guid=guid).first()
    patient_id = subject_of(row).patient_id if row else None
    return patient_id is not None and queries.care_team(patient_id).manager == account_id


def behind(guid: UUID) -> StudySubject:
    """Who is behind a row, for what the programme itself answers about them without naming them
    (`followup.study_pool`); whoever is to see who it is opens the key. Raises NotInVault."""
    return _kept(guid)


def among(subjects: Collection[StudySubject], guids: Collection[UUID]) -> frozenset[StudySubject]:
    """Those of these people who are behind one of these rows, told by the hash alone. One query."""
    rows = StudyKey.objects.filter(guid__in=guids)
    digests = set(rows.values_list("digest", flat=True))
    return frozenset(each for each in subjects if digests and _digest(each) in digests)


def names_somebody(guid: UUID, text: str) -> bool:
    """Whether a text that is about to be kept beside a row holds a name or number of who is behind
    it; a yes or no and no opening. Raises NotInVault."""
    return bool(text.strip()) and bool(_spans(_kept(guid), text))


def reseal() -> None:
    """Seal the whole vault under the newest key; part of the rotation of keys."""
    for key in StudyKey.objects.select_for_update().iterator(chunk_size=500):
        key.sealed, key.digest = sealing.reseal_text(key.sealed), _digest(subject_of(key))
        key.save(update_fields=["sealed", "digest"])
    for row in StudyOriginals.objects.select_for_update().iterator(chunk_size=100):
        row.sealed = sealing.reseal_text(row.sealed)
        row.save(update_fields=["sealed"])


def _looked_up(by: Actor, guid: UUID, reason: str, event: str, what: str) -> StudySubject:
    """Who is behind a row; `event` stands in the study's trail, `what` in the patient's."""
    said = _reason(reason)
    subject = _kept(guid)
    journal.record(event, by=by, object_type="study-key", object_id=guid, reason=said)
    _tell_patient(by, subject, what)
    return subject


def _spans(subject: StudySubject, text: str) -> tuple[IdentitySpan, ...]:
    if subject.patient_id is not None:
        return queries.find_identity_spans(text, subject.patient_id)
    account = subject.account_id or 0
    name = accounts_queries.staff_names([account]).get(account)
    return written_forms.find(text, known_of_staff(name))


def _kept(guid: UUID) -> StudySubject:
    row = StudyKey.objects.filter(guid=guid).first()
    if row is None:
        raise NotInVault(guid)
    return subject_of(row)


def subject_of(row: StudyKey) -> StudySubject:
    """Who is behind a row of the key, for who seeks names in texts; says it to nobody."""
    return StudySubject(*json.loads(sealing.unseal_text(row.sealed)))


def _originals(row: StudyOriginals) -> tuple[Original, ...]:
    return tuple(Original(*each) for each in json.loads(sealing.unseal_text(row.sealed)))


def _digest(subject: StudySubject) -> str:
    return search.digest(KeyKind.STUDY, f"{subject.patient_id}/{subject.account_id}")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NoReason("no reason was given")
    return reason.strip()


def _tell_patient(by: Actor, subject: StudySubject, what: str) -> None:
    """An event in the patient's own trail, without the row or the request: so the two trails do
    not name each other."""
    if subject.patient_id is not None:
        audit_actions.note_read(
            by=replace(by, request_id=""),
            patient_id=subject.patient_id,
            object_type=what,
            object_id="",
        )


def known_of_staff(found: StaffName | None) -> Known:
    """What may stand in a text about a member of staff."""
    if found is None:
        return Known()
    # 李护士, Nurse Li: as patients know them; some are kept by their name.
    by_name = not written_forms.has_title(found.zh)
    return Known(
        names=(found.zh,) if by_name else (),
        called=(found.en,) if by_name else (found.zh, found.en),
        phones=(found.phone,) if found.phone else (),
        emails=(found.email,) if found.email else (),
    )
