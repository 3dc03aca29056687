"""Handing a question to a physician, and noting what came back."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, rules, standing, state
from osteopro.followup.models import CareState, Escalation, EscalationAnswer, OpenItem, Review
from osteopro.followup.rules import Ending
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.sites.service_time import DeadlineKind, DeadlineRule
from osteopro.triage.terms import Level

# Until when the physician acknowledges (resolution 75).
ESCALATED_URGENT = DeadlineRule(DeadlineKind.SERVICE_HOURS, 4)
ESCALATED = DeadlineRule(DeadlineKind.WORKING_DAYS, 1)
ESCALATION_WAITS = "escalation-waits"


class NoSuchEscalation(LookupError):
    """This patient has no such question, or it was taken back."""


def escalate(row: CareState, review: Review, ending: Ending, physician: int) -> None:
    """Keep the question, tell the physician, and have somebody watch until it is answered.

    Part of the action that ends the record; `row` is changed but not saved. The
    physician hears of it when the outcome can no longer be taken back.
    """
    now = review.at
    level = state.level_of(review.level)
    urgent = level.rank >= Level.URGENT.rank
    promised = state.clinic(row).service.deadlines(ESCALATED_URGENT if urgent else ESCALATED, now)
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
            level=Level.ATTENTION if urgent else Level.ROUTINE,
            promise=lambda _level: promised,
            reasons=[state.remark(ESCALATION_WAITS)],
        ),
        known_new=True,
    )
    leaves = rules.undo_until(now)
    messaging_actions.enqueue(
        alerts.escalation(question.pk, row.patient_id, physician, level, leaves)
    )


@journal.action
def answer_escalation(*, by: Actor, patient_id: int, escalation_id: int, answer: str) -> None:
    """Note the physician's answer; the question waits no longer.

    The first answer stays: noting it again changes nothing. Raises NoSuchEscalation,
    OutcomeRefused for an empty answer.
    """
    if not answer.strip():
        raise rules.OutcomeRefused("answer-is-empty")
    row = state.locked(patient_id)
    asked = standing.escalations().filter(pk=escalation_id, patient_id=patient_id)
    if not asked.exists():
        raise NoSuchEscalation(escalation_id)
    if EscalationAnswer.objects.filter(escalation_id=escalation_id).exists():
        journal.nothing_changed()
        return
    EscalationAnswer.objects.create(
        escalation_id=escalation_id, at=clock.now(), by=by.person, answer=answer.strip()
    )
    _stop_waiting(by, row, escalation_id)
    state.rewrite(row)
    row.save()
    journal.record(
        "escalation.answered",
        by=by,
        object_type="escalation",
        object_id=escalation_id,
        patient_id=patient_id,
    )


def withdraw(by: Actor, row: CareState, review: Review) -> None:
    """The outcome was taken back, and its question with it. `row` is not changed yet."""
    for escalation_id in Escalation.objects.filter(review=review).values_list("pk", flat=True):
        _stop_waiting(by, row, escalation_id)


def _stop_waiting(by: Actor, row: CareState, escalation_id: int) -> None:
    waiting = OpenItem.objects.filter(
        patient_id=row.patient_id,
        kind=ItemKind.ESCALATION,
        source=_source(escalation_id),
        closed_at__isnull=True,
    )
    waiting.update(closed_at=clock.now(), closed_by=by.person)


def _source(escalation_id: int) -> str:
    return f"escalation:{escalation_id}"
