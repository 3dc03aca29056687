"""What was heard in a talk about a report: the verified assessment (clinical content 5.3, 9.4)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import checking, deadlines, state
from osteopro.followup.actions.calling import Circumstances, record_call
from osteopro.followup.actions.ending import open_record
from osteopro.followup.actions.levels import set_level
from osteopro.followup.actions.repeating import AlreadySent
from osteopro.followup.models import CareState, OpenItem, Verification
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.state import NewItem
from osteopro.followup.terms import Agrees, CallKind, CallOutcome, ItemKind
from osteopro.records import queries as records_queries
from osteopro.records import sittings
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level

# Of so many talks the rules may know: V7 and R25 look at pairs, V6 at 14 days.
REMEMBERED = 12
PAIN = range(11)


@dataclass(frozen=True)
class Heard:
    """What the patient said, and the caller's judgement of it; pain 0 to 10, None if not said."""

    pain_rest: int | None
    pain_move: int | None
    event: bool
    level: Level
    agrees: Agrees
    note: str = ""


@journal.action
def record_verification(
    *, by: Actor, patient_id: int, occasion: UUID, key: UUID, heard: Heard, met: bool = False
) -> int:
    """Keep what was heard in a talk about a report, on the phone or, `met`, face to face at a
    session; returns its id.

    The task to phone ends. What the patient answered stays as it was sent; a level that sounds
    higher than the report's own raises it (3.1: up at any time), never lowers it. The same form
    (`key`) again gives the first id, with other content AlreadySent. Raises OutcomeRefused for
    a pain that is no number from 0 to 10, or a raised level without a word about it.
    """
    row = state.locked(patient_id)
    heard = Heard(**asdict(heard) | {"note": heard.note.strip()})
    earlier = Verification.objects.filter(patient_id=patient_id, key=key).first()
    if earlier is not None:
        if _heard(earlier) != heard or earlier.occasion != occasion:
            raise AlreadySent(key)
        journal.nothing_changed()
        return earlier.pk
    _check(heard)
    _raise_level(by, row, occasion, heard)
    call_id = record_call(
        by=by,
        patient_id=patient_id,
        outcome=CallOutcome.REACHED,
        note=heard.note,
        occasion=occasion,
        key=key,
        about=Circumstances(CallKind.MET if met else CallKind.TALK),
    )
    kept = _keep(by, patient_id, occasion, key, heard, call_id)
    row = state.locked(patient_id)
    row.verified = [*row.verified, _remembered(kept)][-REMEMBERED:]
    end_talk(by, row, occasion)
    row.save()
    journal.record(
        "report.talked-about",
        by=by,
        object_type="occasion",
        object_id=occasion,
        patient_id=patient_id,
        level=heard.level,
        agrees=heard.agrees,
    )
    return kept.pk


@journal.action
def give_up_talk(*, by: Actor, patient_id: int, occasion: UUID, key: UUID, refused: bool) -> None:
    """The patient does not want to talk about it, or could not be reached: nothing follows from
    that. The task ends, the attempt is kept; without a task only the attempt is."""
    row = state.locked(patient_id)
    journal.nothing_changed()
    outcome = CallOutcome.REFUSED if refused else CallOutcome.NO_ANSWER
    record_call(by=by, patient_id=patient_id, outcome=outcome, occasion=occasion, key=key)
    end_talk(by, row, occasion)
    row.save()


def end_talk(by: Actor, row: CareState, occasion: UUID) -> None:
    """Nobody needs to phone about this report any more. `row` is changed but not saved."""
    waiting = OpenItem.objects.filter(
        patient_id=row.patient_id,
        kind=ItemKind.VERIFY,
        source=checking.talk_source(str(occasion)),
        closed_at__isnull=True,
    )
    if waiting.update(closed_at=clock.now(), closed_by=by.person):
        state.rewrite(row)


def _check(heard: Heard) -> None:
    for pain in (heard.pain_rest, heard.pain_move):
        if pain is not None and pain not in PAIN:
            raise OutcomeRefused("talk-pain-range")


def _raise_level(by: Actor, row: CareState, occasion: UUID, heard: Heard) -> None:
    item = OpenItem.objects.filter(
        patient_id=row.patient_id, kind=ItemKind.RECORD, source=str(occasion)
    ).first()
    if item is None or heard.level.rank <= item.level:
        return
    if not heard.note:
        raise OutcomeRefused("talk-needs-note")
    if item.closed_at is not None:
        _open_again(row, item)
    set_level(
        by=by,
        patient_id=row.patient_id,
        occasion=UUID(open_record(row.patient_id, occasion).source),
        level=heard.level,
        reason=heard.note,
    )


def _open_again(row: CareState, item: OpenItem) -> None:
    """What was ended before somebody heard that it is worse."""
    ruleset = triage_queries.current().ruleset
    promise = deadlines.of_level(state.clinic(row), ruleset, clock.now())
    again = NewItem(ItemKind.RECORD, item.source, Level.ROUTINE, promise, [state.remark("again")])
    state.open_item(row, again, known_new=False)
    row.save()


def _keep(
    by: Actor, patient_id: int, occasion: UUID, key: UUID, heard: Heard, call_id: int
) -> Verification:
    own = _own(occasion)
    return Verification.objects.create(
        key=key,
        patient_id=patient_id,
        occasion=occasion,
        call=call_id,
        at=clock.now(),
        by=by.person,
        **asdict(heard),
        own_rest=own["pain_rest"],
        own_move=own["pain_move"],
        sampled=not sittings.wants_talk(occasion, triage_queries.checks().calls_for),
    )


def _own(occasion: UUID) -> dict[str, int | None]:
    """What the report itself says about what is asked on the phone."""
    found: dict[str, int | None] = {}
    responses = records_queries.occasion(occasion)
    for name, item in triage_queries.checks().script.own.items():
        codes = [code for each in responses for code in each.answers.codes(item)]
        found[name] = int(codes[0]) if codes and codes[0].isdecimal() else None
    return found


def _heard(kept: Verification) -> Heard:
    return Heard(
        pain_rest=kept.pain_rest,
        pain_move=kept.pain_move,
        event=kept.event,
        level=Level(kept.level),
        agrees=Agrees(kept.agrees),
        note=kept.note,
    )


def _remembered(kept: Verification) -> dict[str, Any]:
    at: datetime = kept.at
    return {
        "at": at.isoformat(),
        "pain_rest": kept.pain_rest,
        "pain_move": kept.pain_move,
        "level": kept.level,
    }
