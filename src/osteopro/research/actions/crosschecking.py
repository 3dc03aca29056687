"""What a participant said is laid beside their records, and what is concluded is kept.

Only the score, by weeks from the interview, comes over; each look has its reason in the trail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import study_records
from osteopro.followup.study_records import Beside, NotAgreed, Outcome, Reading
from osteopro.patients.study_vault import NoReason, NotInVault
from osteopro.research import beside
from osteopro.research.actions.theming import NoSuchItem
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import CrossCheck, Participant
from osteopro.research.queries import crosschecks
from osteopro.research.queries.crosschecks import Speaker
from osteopro.research.rules import Task
from osteopro.research.terms import AboutKind, Relation
from osteopro.research.unnamed import unnamed

NOT_LINKED = "not-linked"
NOT_KNOWN = "records-not-known"
WHY_LOOK = "why-look"
RECORDS_CHANGED = "records-changed"
WHICH_SCORE = "which-score"


@dataclass(frozen=True, slots=True)
class Of:
    """What is laid beside the records, and whose: Participant `number`."""

    kind: AboutKind
    about: UUID
    number: int


@journal.action
def look_beside(
    *, by: Actor, study_id: int, of: Of, measures: Collection[str], reason: str
) -> Beside:
    """The scores of who said it, by weeks from the interview. Raises NoSuchItem; Refused when
    they did not agree to it (any more), for no reason, and for a reason that names them."""
    acting(by, study_id, Task.ANALYSE)
    return _looked(by, study_id, of, _speaker(study_id, of), measures, reason)


@journal.action
def conclude(
    *,
    by: Actor,
    study_id: int,
    of: Of,
    measure: str,
    relation: Relation,
    words: str,
    seen: str,
    reason: str,
    key: UUID,
) -> None:
    """Keep what is concluded from one score. `seen` is `seen_of` the figures that were shown:
    when they are others by now, they have to be looked at again (Refused)."""
    acting(by, study_id, Task.ANALYSE)
    if CrossCheck.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    who = _speaker(study_id, of)
    found = _looked(by, study_id, of, who, [measure], reason)
    (course,) = found.courses
    if seen_of(course.outcome, course.readings) != seen:
        raise Refused(RECORDS_CHANGED)
    if problem := beside.problem(relation, len(course.readings), words):
        raise Refused(problem)
    unnamed(who.key, words)
    row = CrossCheck.objects.create(
        guid=key,
        study_id=study_id,
        participant_id=who.participant_id,
        about_kind=of.kind,
        about=of.about,
        measure=measure,
        snapshot_sha256=seen,
        relation=relation,
        note=words,
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "crosscheck.kept", row, relation=relation, measure=measure)


def seen_of(outcome: Outcome, readings: Collection[Reading]) -> str:
    """A hash of these figures."""
    figures = ((each.week, str(each.value), each.phone, each.proxy) for each in readings)
    return beside.snapshot(outcome.code, figures)


def _looked(
    by: Actor, study_id: int, of: Of, who: Speaker, measures: Collection[str], reason: str
) -> Beside:
    known = [each.code for each in study_records.outcomes() if each.code in measures]
    if not known:
        raise Refused(WHICH_SCORE)
    unnamed(who.key, reason)
    try:
        found = study_records.courses(
            by=by, guid=who.key, codes=known, interview_on=who.interview_on, reason=reason
        )
    except NoReason:
        raise Refused(WHY_LOOK) from None
    except (NotAgreed, NotInVault):
        raise Refused(NOT_KNOWN) from None
    row = Participant.objects.get(pk=who.participant_id)
    note(
        by,
        study_id,
        "records.looked",
        row,
        reason=reason.strip(),
        measures=known,
        about_kind=of.kind,
        about=str(of.about),
    )
    return found


def _speaker(study_id: int, of: Of) -> Speaker:
    found = crosschecks.about(study_id, of.kind, of.about)
    speakers = found.speakers if found else ()
    who = next((each for each in speakers if each.number == of.number), None)
    if who is None:
        raise NoSuchItem(of.about)
    if who.provider or not who.linked:
        raise Refused(NOT_LINKED)
    return who
