"""A break from the records: a holiday, a hospital stay (clinical content 6.5)."""

from datetime import date

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment.terms import State
from osteopro.followup import planning, rules, state
from osteopro.followup.actions.tending import calls_about_records, end_calls
from osteopro.followup.models import CareState, Pause, PauseEnd
from osteopro.followup.terms import PauseReason


class PauseRefused(ValueError):
    """A pause cannot be like this; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@journal.action
def pause(*, by: Actor, patient_id: int, until: date, reason: PauseReason) -> None:
    """Ask nothing from today up to and including the day `until`.

    Ends by itself: the next record is due the day after, with nothing missed. A pause that
    runs is replaced; the same pause again changes nothing. Raises PauseRefused for a day that
    is not ahead or more than 90 days away, and for somebody who no longer takes part.
    """
    row = state.locked(patient_id)
    today = state.today(row)
    if code := rules.pause_problem(today, until, takes_part=row.active or row.paused):
        raise PauseRefused(code)
    resumes_on = until + rules.A_DAY
    if row.paused and row.resumes_on == resumes_on:
        journal.nothing_changed()
        return
    if row.paused:
        end(by, row)
    Pause.objects.create(
        patient_id=patient_id,
        at=clock.now(),
        by=by.account_id,
        starts_on=today,
        resumes_on=resumes_on,
        reason=reason,
    )
    row.active, row.paused, row.resumes_on = False, True, resumes_on
    end_calls(by, row)
    planning.replan(by, row)
    row.save()
    enrolment_actions.change_state(
        by=by, patient_id=patient_id, state=State.PAUSED, reasons=[reason]
    )


@journal.action
def resume(*, by: Actor, patient_id: int) -> None:
    """End a pause today, before its time; without one nothing changes. One that began today
    moves nothing: who was late is as late as before."""
    row = state.locked(patient_id)
    if not row.paused:
        journal.nothing_changed()
        return
    end(by, row)
    _open_again(row)
    _active_again(by, row)


@journal.action
def end_pause(*, by: Actor, patient_id: int) -> bool:
    """Let somebody take part again whose pause is over. True if there was one."""
    row = state.locked(patient_id)
    over = row.paused and row.resumes_on is not None and row.resumes_on <= state.today(row)
    if not over:
        journal.nothing_changed()
        return False
    _active_again(by, row)
    return True


def end(by: Actor, row: CareState) -> None:
    """Note that the pause that runs ends today. Part of an action; `row` is not saved."""
    latest = Pause.objects.filter(patient_id=row.patient_id).latest("pk")
    row.resumes_on = state.today(row)
    PauseEnd.objects.create(
        pause=latest, at=clock.now(), by=by.account_id, resumes_on=row.resumes_on
    )


def _open_again(row: CareState) -> None:
    """A pause without a day moves nothing: unless a record came meanwhile, the calls that
    ended with it wait as they did."""
    today = state.today(row)
    mine = Pause.objects.filter(patient_id=row.patient_id)
    first = mine.filter(starts_on=today).order_by("pk").first()
    # One that ended today and began earlier had days of its own, and forgave what was late.
    had_days = mine.filter(end__resumes_on=today, starts_on__lt=today).exists()
    came = first and row.last_record_at and row.last_record_at >= first.at
    if first is None or had_days or came:
        return
    back = calls_about_records(row.patient_id).filter(closed_at__gte=first.at)
    if back.update(closed_at=None, closed_by=None):
        state.rewrite(row)


def was_away(by: Actor, row: CareState, since: date) -> None:
    """Forgive the days since then: nothing was asked. Part of an action; `row` is not saved."""
    today = state.today(row)
    if since < today:
        Pause.objects.create(
            patient_id=row.patient_id,
            at=clock.now(),
            by=by.account_id,
            starts_on=since,
            resumes_on=today,
            reason=PauseReason.OTHER,
        )
        row.resumes_on = today
    planning.replan(by, row)


def _active_again(by: Actor, row: CareState) -> None:
    row.active, row.paused = True, False
    planning.replan(by, row)
    row.save()
    enrolment_actions.change_state(by=by, patient_id=row.patient_id, state=State.ACTIVE)
