"""Somebody of the family is asked to help, agrees, and is stopped (ux 2.1, Helpers)."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from osteopro.access.terms import Scope
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import Purpose
from osteopro.followup import helper_notice, state
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.terms import Channel
from osteopro.patients import helpers
from osteopro.patients.terms import HelperPerson
from osteopro.signin import actions as signin_actions

# Whom one patient asks at most: each is one more who sees the record.
MOST = 5


class WhyNot(StrEnum):
    """Why somebody cannot be asked to help."""

    NO_CONSENT = "no-consent"
    TOO_MANY = "too-many"


class HelpRefused(ValueError):
    """Nobody was asked; `code` says why."""

    def __init__(self, code: WhyNot) -> None:
        super().__init__(code)
        self.code = code


@journal.action
def ask_to_help(
    *,
    by: Actor,
    patient_id: int,
    person: HelperPerson,
    scopes: Collection[Scope],
    until: datetime,
    key: UUID,
) -> int:
    """Ask somebody to help and send them a link of their own; returns the helper's id.

    They see nothing before they have opened it and agreed. The same `key` again does nothing.
    Raises HelpRefused when the patient's consent to help does not hold, or five help already.
    """
    state.locked(patient_id)
    if not enrolment_queries.may(patient_id, Purpose.HELPER):
        raise HelpRefused(WhyNot.NO_CONSENT)
    others = [
        each
        for each in helpers.helpers_of(patient_id)
        if not each.over and each.person.phone != person.phone
    ]
    if len(others) >= MOST:
        raise HelpRefused(WhyNot.TOO_MANY)
    helper_id = helpers.add_helper(
        by=by, patient_id=patient_id, person=person, scopes=scopes, until=until, key=key
    )
    _send_link(patient_id, helper_id, str(key))
    journal.nothing_changed()
    return helper_id


@journal.action
def send_helper_link(*, by: Actor, patient_id: int, helper_id: int, key: UUID) -> None:
    """Send the link once more: the message was lost, or the link is too old. `key` names the
    form it was asked in."""
    found = helpers.helper(helper_id)
    if found is None or found.patient_id != patient_id or found.over:
        journal.nothing_changed()
        return
    signin_actions.issue_link(by=by, patient_id=patient_id, helper_id=helper_id)
    _send_link(patient_id, helper_id, str(key))
    journal.nothing_changed()


@journal.action
def agree_to_help(*, by: Actor, helper_id: int) -> None:
    """The helper's own consent (clinical content 6.1): from now on the pages are open."""
    helpers.agree_to_help(by=by, helper_id=helper_id)
    journal.nothing_changed()


@journal.action
def stop_helper(*, by: Actor, patient_id: int, helper_id: int) -> None:
    """End somebody's help at once: links open nothing, and their next click is outside."""
    if helpers.stop_helper(by=by, patient_id=patient_id, helper_id=helper_id):
        signin_actions.end_helper_links(by=by, helper_id=helper_id)
    journal.nothing_changed()


def stop_everyone(by: Actor, patient_id: int) -> None:
    """Nobody helps this patient any more; part of the action that ends the consent to it."""
    for each in helpers.helpers_of(patient_id):
        if each.stopped_at is None:
            stop_helper(by=by, patient_id=patient_id, helper_id=each.helper_id)


def _send_link(patient_id: int, helper_id: int, key: str) -> None:
    messaging_actions.enqueue(
        [
            Outgoing(
                key=f"helper-link:{helper_id}:{key}",
                kind=helper_notice.KIND,
                channel=Channel.SMS,
                patient_id=patient_id,
                params={"helper": helper_id},
            )
        ]
    )
