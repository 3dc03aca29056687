"""Seeing to records that do not come: the day's message, and the call after the last one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import contact, deadlines, reminders, reminding, rules, state
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.reminding import CallReason, Step
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.patients.terms import Channel as Reporting
from osteopro.records import queries as records_queries
from osteopro.signin import actions as signin_actions
from osteopro.triage.terms import Level

OFFER_PHONE = "offer-phone"
PRESSING = (Level.URGENT, Level.EMERGENCY)
# Working days after today until whose closing a call may be made. Three tries on two days
# make an attempt (7.5); a record by phone is on time until two days after its day (7.1).
_WORKING_DAYS = {CallReason.URGENT: 0, CallReason.LATE: 1, CallReason.BY_PHONE: 2}


@journal.action
def tend(*, by: Actor, patient_id: int) -> bool:
    """Do for one patient what today asks for, once; True when something was done.

    Looks again at everything under the patient's lock: a second worker, or a record that
    came meanwhile, finds nothing left to do.
    """
    row = state.locked(patient_id)
    zone = state.clinic(row).zone
    today = clock.today(zone)
    if row.tended_on == today or row.next_due_on > today or reminding.is_quiet(clock.now(), zone):
        journal.nothing_changed()
        return False
    row.tended_on = today
    done = reminders.may_remind(row) and _do(by, row, zone)
    row.save()
    if not done:
        journal.nothing_changed()
    return done


def _do(by: Actor, row: CareState, zone: ZoneInfo) -> bool:
    due, today = state.due_in(row, zone), clock.today(zone)
    by_phone = row.channel == Reporting.PHONE
    wanted = reminding.step(due, today, by_phone=by_phone, urgent=_pressing(row))
    reminded = _remind(by, row, due, zone, wanted)
    called = wanted.call is not None and ask_for_call(by, row, due, wanted.call)
    return reminded or called


def _remind(by: Actor, row: CareState, due: rules.Due, zone: ZoneInfo, wanted: Step) -> bool:
    """Put the day's message in the outbox, with a personal link of its own."""
    channel = contact.way(row)
    if wanted.message is None or channel is None:
        return False
    today = clock.today(zone)
    if reminders.asked_for_call(row.patient_id, due.on, zone):
        return False
    if not reminding.has_room(_reminded_on(row.patient_id, today, zone), today):
        return False
    at = max(clock.now(), reminding.slot(due.on, wanted.message, zone))
    message = reminders.outgoing(row, due, wanted.message, channel, at)
    signin_actions.issue_link(by=by, patient_id=row.patient_id)
    messaging_actions.enqueue([message])
    journal.record(
        "reminder.planned",
        by=by,
        object_type="patient",
        object_id=row.patient_id,
        patient_id=row.patient_id,
        due=due.on.isoformat(),
        number=wanted.message,
        channel=channel,
    )
    return True


def _reminded_on(patient_id: int, today: date, zone: ZoneInfo) -> Sequence[date]:
    """Days with a reminder around today: also after it, if the clock was set back."""
    since = datetime.combine(today - timedelta(days=rules.SHORTEST), time(), zone)
    made = messaging_queries.made_since(patient_id, reminders.KIND, since)
    return [at.astimezone(zone).date() for at in made]


def ask_for_call(by: Actor, row: CareState, due: rules.Due, reason: CallReason) -> bool:
    """Put a call about the record due now before the manager, once in its cycle.

    A call about an earlier cycle that still waits becomes this one. `row` is changed but
    not saved. True when there is something new to see.
    """
    source = reminding.cycle_source(due.on)
    if deadlines.has_item(row.patient_id, ItemKind.CALL, source):
        return False
    _open_calls(row.patient_id).filter(source__startswith="due:").update(source=source)
    offers = reminding.offers_phone(due) and reason != CallReason.BY_PHONE
    want_call(
        by,
        row,
        source,
        reason,
        working_days=_WORKING_DAYS[reason],
        also=[OFFER_PHONE] if offers else [],
    )
    return True


def want_call(
    by: Actor,
    row: CareState,
    source: str,
    reason: CallReason,
    *,
    working_days: int,
    also: Sequence[str] = (),
    known_new: bool = False,
    **detail: str,
) -> None:
    """Put a call before the manager, until closing so many working days after today.

    `also` are remarks beside the reason, `detail` goes into the trail. `row` is changed but
    not saved.
    """
    clinic, now = state.clinic(row), clock.now()
    item = state.open_item(
        row,
        NewItem(
            kind=ItemKind.CALL,
            source=source,
            level=Level.ROUTINE,
            promise=lambda _level: deadlines.closing(clinic, now, working_days),
            reasons=[state.remark(each) for each in (reason, *also)],
        ),
        known_new=known_new,
    )
    journal.record(
        "call.wanted",
        by=by,
        object_type="item",
        object_id=item.pk,
        patient_id=row.patient_id,
        why=reason,
        **detail,
    )


def end_calls(by: Actor, row: CareState) -> None:
    """No call about a record that came, or to somebody who is not asked any more.

    What the patient asked for stays. `row` is changed but not saved.
    """
    about = calls_about_records(row.patient_id).filter(closed_at__isnull=True)
    over = [item.pk for item in about if not reminders.was_asked_for(item)]
    if over:
        OpenItem.objects.filter(pk__in=over).update(closed_at=clock.now(), closed_by=by.person)
        state.rewrite(row)


def calls_about_records(patient_id: int) -> QuerySet[OpenItem]:
    """Calls about records that did not come and about silence, ended or not."""
    named = Q(source__startswith="due:") | Q(source__startswith="silent:")
    return OpenItem.objects.filter(named, patient_id=patient_id, kind=ItemKind.CALL)


def _open_calls(patient_id: int) -> QuerySet[OpenItem]:
    return OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.CALL, closed_at__isnull=True
    )


def _pressing(row: CareState) -> bool:
    """Whether the last record, or anything that waits, is urgent or worse (7.4)."""
    if state.level_of(row.level) in PRESSING:
        return True
    if row.last_record_at is None:
        return False
    return records_queries.assessed_since(row.patient_id, PRESSING, row.last_record_at)
