"""Handing a question to a physician."""

from uuid import UUID

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, rules, state
from osteopro.followup.models import CareState, Escalation
from osteopro.followup.rules import Ending
from osteopro.messaging import actions as messaging_actions
from osteopro.sites.service_time import DeadlineKind, DeadlineRule
from osteopro.triage.terms import Level

# Until when the physician acknowledges (resolution 75).
ESCALATED_URGENT = DeadlineRule(DeadlineKind.SERVICE_HOURS, 4)
ESCALATED = DeadlineRule(DeadlineKind.WORKING_DAYS, 1)


def escalate(
    by: Actor,
    row: CareState,
    occasion: UUID,
    ending: Ending,
    level: Level,
    physician: int | None,
) -> None:
    """Keep the question and tell the physician; part of the action that ends the record."""
    if physician is None:
        raise rules.OutcomeRefused("escalation-needs-physician")
    now = clock.now()
    rule = ESCALATED_URGENT if level.rank >= Level.URGENT.rank else ESCALATED
    due = state.clinic(row).service.deadlines(rule, now).due
    question = Escalation.objects.create(
        patient_id=row.patient_id,
        occasion=occasion,
        at=now,
        by=by.person,
        physician=physician,
        question=ending.question.strip(),
        due_at=due,
        told_patient=ending.body.strip(),
    )
    messaging_actions.enqueue(alerts.escalation(question.pk, row.patient_id, physician, level))
