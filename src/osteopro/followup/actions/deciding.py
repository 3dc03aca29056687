"""Asking a physician whether somebody may join, and hearing the answer (clinical content 6.2)."""

from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import admitting, screenings
from osteopro.enrolment.admitting import Candidate
from osteopro.enrolment.screenings import Asked
from osteopro.followup import questions
from osteopro.messaging import actions as messaging_actions


@journal.action
def ask_clinician(*, by: Actor, candidate: Candidate) -> None:
    """Put the question to the clinic's physicians and tell them; the lead when it gets late.

    Raises NotAdmitted when there is nothing to decide.
    """
    admitting.ask_clinician(by=by, candidate=candidate)
    journal.nothing_changed()
    messaging_actions.enqueue(questions.asked(_question(candidate.key)))


@journal.action
def decide_joining(*, by: Actor, screening: UUID, include: bool, reason: str) -> None:
    """Write down a clinician's decision and tell whoever asked.

    Raises NotWaiting when it was decided meanwhile, ValueError without a reason.
    """
    admitting.decide(by=by, screening=screening, include=include, reason=reason)
    journal.nothing_changed()
    messaging_actions.enqueue(questions.decided(_question(screening)))


def _question(key: UUID) -> Asked:
    return screenings.about([key])[key]
