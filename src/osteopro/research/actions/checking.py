"""Step 7: results are brought back to participants, and what they say is kept (invariant 9)."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.agreed import may_ask_again
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.gates import StepState
from osteopro.research.models import MemberCheck, Narrative, Participant
from osteopro.research.queries import checking as queries
from osteopro.research.queries import steps
from osteopro.research.queries.checking import Standing
from osteopro.research.rules import Task
from osteopro.research.terms import Checked, CheckWay
from osteopro.research.unnamed import unnamed

STEP = 7
NOT_TO_ASK = "not-to-ask"
NOTHING_TO_BRING = "nothing-to-bring"
ASKED_ALREADY = "asked-already"
ANSWERED_ALREADY = "answered-already"
SAY_WHAT = "say-what"
NOT_WANTED = "no-change-wanted"
NOT_AFTER = "not-written-after"


class NoSuchCheck(LookupError):
    """Nothing of this study was brought back under this guid."""


@journal.action
def send_check(*, by: Actor, study_id: int, number: int, way: CheckWay, key: UUID) -> UUID:
    """Bring the approved structure to Participant `number`: this version and no other.

    Raises Refused: an earlier step is not done, they did not agree to be asked again or withdrew,
    they were asked about this version already.
    """
    acting(by, study_id, Task.CHECK)
    locked(study_id)
    if MemberCheck.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return key
    found = queries.view(study_id)
    whose = next((each for each in found.to_ask if each.number == number), None)
    if whose is None or whose.standing is Standing.NOT_TO_ASK:
        raise Refused(NOT_TO_ASK)
    if found.text is None or steps.steps(study_id)[STEP - 1].state is StepState.BLOCKED:
        raise Refused(NOTHING_TO_BRING)
    text = Narrative.objects.get(guid=found.text.guid)
    if any(each.text.guid == text.guid for each in whose.checks):
        raise Refused(ASKED_ALREADY)
    row = MemberCheck.objects.create(
        guid=key,
        narrative=text,
        participant=Participant.objects.get(guid=whose.guid),
        way=way,
        sent_at=clock.now(),
        sent_by=by.person,
    )
    note(by, study_id, "check.sent", row, number=number, way=way, version=text.version)
    return key


@journal.action
def write_answer(*, by: Actor, study_id: int, check: UUID, outcome: Checked, comment: str) -> None:
    """A member writes down what a participant said. Raises NoSuchCheck, Refused."""
    acting(by, study_id, Task.CHECK)
    locked(study_id)
    answered(held(study_id, check), outcome, comment, noted_by=by.person, actor=by)


@journal.action
def say_led_to(*, by: Actor, study_id: int, check: UUID, text: UUID) -> None:
    """Name the version that was written because of an answer. Raises NoSuchCheck, Refused."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    row = held(study_id, check)
    if row.outcome not in (Checked.AMENDED, Checked.DISAGREED):
        raise Refused(NOT_WANTED)
    new = Narrative.objects.filter(study_id=study_id, guid=text).first()
    if new is None or new.pk <= row.narrative_id:
        raise Refused(NOT_AFTER)
    if row.led_to_id == new.pk:
        journal.nothing_changed()
        return
    row.led_to = new
    row.save(update_fields=["led_to"])
    note(by, study_id, "check.led-to", row, text=str(text), version=new.version)


def answered(
    row: MemberCheck, outcome: Checked, comment: str, *, noted_by: int | None, actor: Actor
) -> None:
    """Keep an answer. It stays, but who was not reached may still answer. Raises Refused: no words
    with a wish for change, answered already, they agreed no longer to be asked, or somebody else
    wrote down a name."""
    if outcome in (Checked.AMENDED, Checked.DISAGREED) and not comment:
        raise Refused(SAY_WHAT)
    if (row.outcome, row.comment) == (outcome, comment):
        journal.nothing_changed()
        return
    if not may_ask_again(row.participant):
        raise Refused(NOT_TO_ASK)
    if row.outcome not in ("", Checked.NO_ANSWER):
        raise Refused(ANSWERED_ALREADY)
    if noted_by is not None:
        unnamed(row.participant.screening.guid, comment)
    row.outcome, row.comment = outcome, comment
    row.answered_at, row.noted_by = clock.now(), noted_by
    row.save(update_fields=["outcome", "comment", "answered_at", "noted_by"])
    note(actor, row.narrative.study_id, "check.answered", row, outcome=outcome)


def held(study_id: int, check: UUID) -> MemberCheck:
    """A check of this study. Raises NoSuchCheck."""
    rows = MemberCheck.objects.filter(narrative__study_id=study_id, guid=check)
    row = rows.select_related("narrative", "participant__screening").first()
    if row is None:
        raise NoSuchCheck(check)
    return row
