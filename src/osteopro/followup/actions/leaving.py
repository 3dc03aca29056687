"""Leaving the programme (clinical content 6.5): one transaction for all that ends with it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment import leaving as leaving_rules
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import departed, looking_back, reminders, rules, state
from osteopro.followup.actions import pausing
from osteopro.followup.actions.asking import put_request
from osteopro.followup.actions.receiving import keep_left_draft
from osteopro.followup.actions.returning import come_back
from osteopro.followup.models import CareState, Leaving, OpenItem, Pause
from osteopro.followup.terms import ItemKind
from osteopro.records import queries as records_queries
from osteopro.signin import ending as signin_ending

LEFT = {State.LEFT: "left-by-choice", State.LEFT_SILENT: "left-silent"}


class LeavingRefused(ValueError):
    """Leaving cannot be recorded like this; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLateToReturn(RuntimeError):
    """Leaving is taken back for seven days; after that somebody is enrolled anew."""


@journal.action
def leave(*, by: Actor, patient_id: int, wanted: Wanted) -> int:
    """Let somebody go, at once and with all that ends with it; returns the id of the leaving.

    Nothing is sent to or asked of them from now on. Reminders, calls about records and forms
    that were begun end (answers given so far are kept), and so do personal links. Records,
    questions and everything urgent stay with the manager until somebody ends them. Who left
    already stays as they are. Raises LeavingRefused.
    """
    _put_forms_away(by, patient_id)
    row = state.locked(patient_id)
    present = departed.latest(patient_id) if row.ended else None
    if present is not None:
        journal.nothing_changed()
        return present.pk
    judges = rules.may_judge(by.capacity)
    if code := leaving_rules.problem(wanted, clinician=judges, today=state.today(row)):
        raise LeavingRefused(code)
    left = _write_down(by, row, wanted)
    if row.paused:
        pausing.end(by, row)
    row.active, row.paused, row.ended = False, False, wanted.state.value
    _tell_manager(by, row, left)
    state.rewrite(row)
    row.save()
    enrolment_actions.change_state(
        by=by, patient_id=patient_id, state=wanted.state, reasons=left.reasons
    )
    if wanted.state is not State.LEFT_SILENT:
        signin_ending.end_ways_in(by=by, patient_id=patient_id)
    journal.record(
        "programme.left",
        by=by,
        object_type="leaving",
        object_id=left.pk,
        patient_id=patient_id,
        state=wanted.state,
        decided_by=wanted.decided_by,
        reasons=left.reasons,
    )
    return left.pk


@journal.action
def undo_leaving(*, by: Actor, patient_id: int) -> None:
    """Go on as before: within seven days, and at any time for who only fell silent.

    What was not asked meanwhile was not missed. Raises TooLateToReturn; for somebody who takes
    part nothing changes.
    """
    _put_forms_away(by, patient_id)
    row = state.locked(patient_id)
    left = departed.latest(patient_id) if row.ended else None
    if left is None:
        journal.nothing_changed()
        return
    if not leaving_rules.may_undo(left.at, State(left.state), clock.now()):
        raise TooLateToReturn(patient_id)
    come_back(by, row, left)
    row.save()


def _put_forms_away(by: Actor, patient_id: int) -> None:
    """Close forms that will not be finished: what was answered in them is kept (resolution 2)."""
    for draft in records_queries.open_drafts(patient_id):
        keep_left_draft(by=by, patient_id=patient_id, draft_uuid=draft.uuid, expired=True)


def _write_down(by: Actor, row: CareState, wanted: Wanted) -> Leaving:
    """The row that says how it was, written before anything ends."""
    learned = looking_back.look_back(row)
    now = clock.now()
    return Leaving.objects.create(
        patient_id=row.patient_id,
        site_id=row.site_id,
        at=now,
        by=by.account_id,
        state=wanted.state,
        decided_by=wanted.decided_by,
        reasons=list(leaving_rules.reasons_of(wanted)),
        died_on=wanted.died_on if wanted.state is State.DIED else None,
        note=wanted.note.strip(),
        before=_before(row),
        closed=_end_items(by, row, wanted.state, now),
        **asdict(learned),
    )


def _before(row: CareState) -> dict[str, Any]:
    change = enrolment_queries.latest_change(row.patient_id)
    pause = Pause.objects.filter(patient_id=row.patient_id).order_by("-pk").first()
    return {
        "active": row.active,
        "paused": row.paused,
        "reasons": list(change.reasons) if change else [],
        "resumes_on": row.resumes_on.isoformat() if row.paused and row.resumes_on else None,
        "why": pause.reason if row.paused and pause else None,
    }


def _end_items(by: Actor, row: CareState, ended: State, at: datetime) -> list[int]:
    """End what no longer makes sense, at the moment of leaving, by which taking it back knows
    what ended with it; returns the ids."""
    waiting = OpenItem.objects.filter(patient_id=row.patient_id, closed_at__isnull=True)
    over = [
        item.pk
        for item in waiting.order_by("pk")
        if rules.ends_with_leaving(
            ItemKind(item.kind),
            state.level_of(item.level),
            died=ended is State.DIED,
            asked_for=reminders.was_asked_for(item),
        )
    ]
    OpenItem.objects.filter(pk__in=over).update(
        closed_at=at, closed_by=by.account_id or departed.SYSTEM
    )
    return over


def _tell_manager(by: Actor, row: CareState, left: Leaving) -> None:
    """A person sees who left without a member of staff: usual care goes on, and why they went."""
    by_themselves = by.capacity not in set(Role) - {Role.PATIENT, Role.HELPER}
    remark = LEFT.get(State(left.state))
    if not by_themselves or remark is None or left.decided_by == DecidedBy.CLINICIAN:
        return
    put_request(row, ItemKind.LEAVING, f"leaving:{left.pk}", remark, known_new=True)
