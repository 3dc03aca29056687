"""Handing a question to a physician: taken on, answered, told; or back when nobody does."""

from django.db.models import QuerySet

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, covering, rules, standing, standing_in, state
from osteopro.followup.actions.seeing import mark_seen
from osteopro.followup.models import (
    CareState,
    Escalation,
    EscalationAnswer,
    EscalationSeen,
    OpenItem,
    Review,
)
from osteopro.followup.rules import Ending
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.sites.service_time import DeadlineKind, DeadlineRule, Deadlines
from osteopro.triage.terms import Level

# Until when the physician acknowledges, and after that until when they answer (resolution 75).
ESCALATED_URGENT = DeadlineRule(DeadlineKind.SERVICE_HOURS, 4)
ESCALATED = DeadlineRule(DeadlineKind.WORKING_DAYS, 1)
ESCALATION_WAITS = "escalation-waits"
ESCALATION_TAKEN = "escalation-taken"
ANSWERED = "doctor-answered"


class NoSuchEscalation(LookupError):
    """This patient has no such question, or it was taken back."""


def receiver(row: CareState, physician: int) -> int:
    """Who gets a question to this physician today: they, or who stands in for them.

    Raises OutcomeRefused when they are away and nobody stands in: then it is for the manager
    to ask another one, not for the patient to wait.
    """
    day = state.today(row)
    found = covering.instead_of(physician, standing_in.absent(day))
    if found is None:
        raise rules.OutcomeRefused("physician-away")
    return found


def escalate(row: CareState, review: Review, ending: Ending, physician: int) -> None:
    """Keep the question, tell the physician, and have somebody watch until it is answered.

    Part of the action that ends the record; `row` is changed but not saved. The
    physician hears of it when the outcome can no longer be taken back. Raises OutcomeRefused.
    """
    now, told = review.at, receiver(row, physician)
    level = state.level_of(review.level)
    promised = _time(row, urgent=_urgent(level))
    question = Escalation.objects.create(
        review=review,
        patient_id=row.patient_id,
        occasion=review.occasion,
        at=now,
        by=review.by,
        physician=physician,
        question=ending.question.strip(),
        due_at=promised.due,
        told_patient=ending.body.strip(),
    )
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.ESCALATION,
            source=_source(question.pk),
            # The physician has it; when an urgent one is overdue it stands among the urgent.
            level=_handed(level),
            promise=lambda _level: promised,
            reasons=[state.remark(ESCALATION_WAITS)],
        ),
        known_new=True,
    )
    leaves = rules.undo_until(now)
    messaging_actions.enqueue(alerts.escalation(question.pk, row.patient_id, told, level, leaves))


@journal.action
def acknowledge_escalation(*, by: Actor, patient_id: int, escalation_id: int) -> None:
    """A physician takes the question on: they have read the record and will answer.

    The patient sees who read the record, and when, from this act alone. The same time runs
    again until the answer. Raises NoSuchEscalation; taking on what is taken on or answered
    changes nothing.
    """
    row = state.locked(patient_id)
    asked = _asked(patient_id, escalation_id)
    known = EscalationSeen.objects.filter(escalation=asked).exists()
    if known or EscalationAnswer.objects.filter(escalation=asked).exists():
        journal.nothing_changed()
        return
    _take_on(by, row, asked)
    row.save()


@journal.action
def answer_escalation(*, by: Actor, patient_id: int, escalation_id: int, answer: str) -> bool:
    """The physician's answer, written by themselves or noted by who phoned them.

    The question waits no longer; the answer waits for the manager, who tells the patient. The
    first answer stays: noting it again changes nothing. Returns whether these words are what
    stands: False when another answer came first. Raises NoSuchEscalation, OutcomeRefused for
    an empty answer.
    """
    if not answer.strip():
        raise rules.OutcomeRefused("answer-is-empty")
    row = state.locked(patient_id)
    asked = _asked(patient_id, escalation_id)
    first = EscalationAnswer.objects.filter(escalation=asked).first()
    if first is not None:
        journal.nothing_changed()
        return first.answer == answer.strip()
    if by.capacity == Role.PHYSICIAN and not EscalationSeen.objects.filter(escalation=asked):
        _take_on(by, row, asked)
    EscalationAnswer.objects.create(
        escalation=asked, at=clock.now(), by=by.person, answer=answer.strip()
    )
    _stop_waiting(by, row, escalation_id)
    level = state.level_of(asked.review.level)
    promised = _time(row, urgent=_urgent(level))
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.ANSWER,
            source=_source(escalation_id),
            level=_handed(level),
            promise=lambda _level: promised,
            reasons=[state.remark(ANSWERED)],
        ),
        known_new=True,
    )
    state.rewrite(row)
    row.save()
    journal.record(
        "escalation.answered",
        by=by,
        object_type="escalation",
        object_id=escalation_id,
        patient_id=patient_id,
    )
    return True


def answers_told(by: Actor, patient_id: int, message_id: int) -> None:
    """What physicians answered was told to the patient with this message.

    Part of the action that writes to them. The patient's row is not rewritten here.
    """
    waiting = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.ANSWER, closed_at__isnull=True
    )
    waiting.update(closed_at=clock.now(), closed_by=by.person, reply=message_id)


def answers_untold(patient_id: int, message_id: int) -> None:
    """This message was taken back: what it told waits to be told again. As above."""
    told = OpenItem.objects.filter(patient_id=patient_id, kind=ItemKind.ANSWER, reply=message_id)
    told.update(closed_at=None, closed_by=None, reply=None)


def withdraw(by: Actor, row: CareState, review: Review) -> None:
    """The outcome was taken back, and its question with it. `row` is not changed yet."""
    for escalation_id in Escalation.objects.filter(review=review).values_list("pk", flat=True):
        _stop_waiting(by, row, escalation_id)


def _asked(patient_id: int, escalation_id: int) -> Escalation:
    rows = standing.escalations().select_related("review")
    asked = rows.filter(pk=escalation_id, patient_id=patient_id).first()
    if asked is None:
        raise NoSuchEscalation(escalation_id)
    return asked


def _take_on(by: Actor, row: CareState, asked: Escalation) -> None:
    """`row` is changed but not saved."""
    level = state.level_of(asked.review.level)
    promised = _time(row, urgent=_urgent(level))
    EscalationSeen.objects.create(
        escalation=asked, at=clock.now(), by=by.person, answer_by=promised.due
    )
    if asked.occasion is not None:
        mark_seen(by=by, patient_id=row.patient_id, occasion=asked.occasion)
    waiting = _waiting(row.patient_id, ItemKind.ESCALATION, asked.pk).first()
    if waiting is not None:
        waiting.due_at, waiting.lead_at = promised.due, promised.lead
        waiting.level, waiting.told, waiting.passed_to = _handed(level).rank, 0, None
        waiting.reasons = [state.remark(ESCALATION_TAKEN)]
        waiting.save()
        state.rewrite(row)
    journal.record(
        "escalation.acknowledged",
        by=by,
        object_type="escalation",
        object_id=asked.pk,
        patient_id=row.patient_id,
    )


def _time(row: CareState, *, urgent: bool) -> Deadlines:
    rule = ESCALATED_URGENT if urgent else ESCALATED
    return state.clinic(row).service.deadlines(rule, clock.now())


def _urgent(level: Level) -> bool:
    return level.rank >= Level.URGENT.rank


def _handed(level: Level) -> Level:
    return Level.ATTENTION if _urgent(level) else Level.ROUTINE


def _stop_waiting(by: Actor, row: CareState, escalation_id: int) -> None:
    _close(by, _waiting(row.patient_id, ItemKind.ESCALATION, escalation_id))
    _close(by, _waiting(row.patient_id, ItemKind.ANSWER, escalation_id))


def _waiting(patient_id: int, kind: ItemKind, escalation_id: int) -> QuerySet[OpenItem]:
    return OpenItem.objects.filter(
        patient_id=patient_id, kind=kind, source=_source(escalation_id), closed_at__isnull=True
    )


def _close(by: Actor, rows: QuerySet[OpenItem]) -> None:
    rows.update(closed_at=clock.now(), closed_by=by.person)


def _source(escalation_id: int) -> str:
    return f"escalation:{escalation_id}"
