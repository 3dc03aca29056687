"""Due work of follow-up care. Each function asks what should be and is not, and makes it so.

Running one twice changes nothing the second time; a day missed heals itself.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from osteopro import clock, db
from osteopro.audit import journal
from osteopro.audit.terms import Actor, system
from osteopro.enrolment import screenings
from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.leaving import leave as leave_rules
from osteopro.followup import (
    actions,
    alerts,
    assessing,
    on_duty,
    reminding,
    rules,
    standing_in,
    state,
)
from osteopro.followup.actions import delivering
from osteopro.followup.models import CareState, Move, OpenItem
from osteopro.followup.terms import Doubt, ItemKind, Lane
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import outbox
from osteopro.patients import queries as patients_queries
from osteopro.patients.rules import completed_years
from osteopro.patients.terms import Channel as Reporting
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic
from osteopro.triage.terms import Level

TOLD_BACKUP, TOLD_LEAD = 1, 2
STAGES = {TOLD_BACKUP: "backup", TOLD_LEAD: "lead"}
A_DAY = timedelta(days=1)
# Other due work waits meanwhile; the next round goes on.
TENDED_AT_ONCE = 500
# Days from a record to the next at most: who was not heard of for longer is overdue.
LONGEST = 14


def send_messages() -> int:
    """Send what is due; what cannot be delivered comes to the manager."""
    return outbox.send_due(on_failure=partial(delivering.undelivered, system("messages")))


def keep_left_drafts() -> int:
    """Store forms left half-way that must not wait, and those whose time is over."""
    now = clock.now()
    kept = 0
    for draft in records_queries.drafts_to_look_at(now - records_rules.LEFT_AFTER, now):
        if actions.send_where_asked(by=system("left-drafts"), draft=draft):
            kept += 1
            continue
        expired = draft.expires_at <= now
        kept += actions.keep_left_draft(
            by=system("left-drafts"),
            patient_id=draft.patient_id,
            draft_uuid=draft.uuid,
            expired=expired,
        )
    return kept


def see_to_due_records() -> int:
    """Send the day's reminders and ask for calls where a record is due and has not come.

    One query per round. Who needs nothing today is marked with one statement and not looked
    at again before tomorrow; the others are done one by one, each under their own lock. In
    quiet hours nothing is done; what a day missed is not made up for (reminding.py).
    """
    done = 0
    for clinic in sites_queries.all_clinics():
        if not reminding.is_quiet(clock.now(), clinic.zone):
            done += _see_to(clinic)
    return done


def _see_to(clinic: Clinic) -> int:
    today = clock.today(clinic.zone)
    untended = CareState.objects.filter(
        ~Q(tended_on=today) | Q(tended_on__isnull=True),
        site_id=clinic.site_id,
        active=True,
        next_due_on__lte=today,
    )
    asked = OpenItem.objects.filter(
        patient_id=OuterRef("patient_id"), kind=ItemKind.CALL, source__startswith="due:"
    )
    calls = untended.annotate(called=Subquery(asked.order_by("-pk").values("source")[:1]))
    rows = list(calls.order_by("next_due_on", "patient_id")[:TENDED_AT_ONCE])
    idle = {row.patient_id for row in rows if not _has_step(row, clinic, today)}
    if idle:
        with db.write():
            untended.filter(pk__in=idle).update(tended_on=today)
    return sum(
        actions.tend(by=system("reminders"), patient_id=row.patient_id)
        for row in rows
        if row.patient_id not in idle
    )


def _has_step(row: CareState, clinic: Clinic, today: date) -> bool:
    """Whether a closer look may find something to do; the look decides."""
    due = state.due_in(row, clinic.zone)
    # Urgent or not is looked up under the lock: from the second day on it may mean a call.
    wanted = reminding.step(
        due, today, by_phone=row.channel == Reporting.PHONE, urgent=due.days_late > 0
    )
    called = row.called == reminding.cycle_source(due.on)  # type: ignore[attr-defined]
    return wanted.message is not None or (wanted.call is not None and not called)


def note_silence() -> int:
    """Put people before their manager who missed two records in a row.

    One query when there is nobody new, however many have been silent for long.
    """
    noted = OpenItem.objects.filter(
        patient_id=OuterRef("patient_id"),
        kind=ItemKind.SILENCE,
        source=Cast(OuterRef("next_due_on"), CharField()),
    )
    late = CareState.objects.filter(active=True, next_due_on__lte=_horizon())
    return sum(
        actions.note_silence(by=system("silence"), patient_id=row.patient_id)
        for row in _in_turn(late.exclude(Exists(noted)))
        if rules.silent(assessing.missed_in_row(row))
    )


def see_to_silence() -> int:
    """A call to who was not heard of for long, and at last an end (6.5)."""
    longest = leave_rules().call_after - timedelta(days=LONGEST)
    since = (clock.now() - longest + A_DAY).date()
    late = CareState.objects.filter(active=True, next_due_on__lte=since)
    return sum(
        actions.see_to_silence(by=system("silence"), patient_id=patient_id)
        for patient_id in sorted(late.values_list("patient_id", flat=True))
    )


def ask_about_age() -> int:
    """A clinician looks at everybody who has grown older than the programme takes (6.2).

    Birth dates are sealed: those are opened who were old enough at enrolment to be so now.
    """
    oldest = criteria().oldest
    asked = OpenItem.objects.filter(
        patient_id=OuterRef("patient_id"), kind=ItemKind.CRITERIA, source=Doubt.AGE
    )
    old = screenings.may_be_older(oldest, clock.now().date() + A_DAY)
    rows = CareState.objects.filter(ended="", patient_id__in=old).exclude(Exists(asked))
    found = {row.patient_id: state.today(row) for row in _in_turn(rows)}
    people = patients_queries.people(found)
    return sum(
        actions.ask_clinician_about(by=system("age"), patient_id=patient_id, doubt=Doubt.AGE)
        for patient_id, today in found.items()
        if completed_years(people[patient_id].birth, today) > oldest
    )


def end_pauses() -> int:
    """Let people take part again on the day their pause is over."""
    tomorrow = (clock.now() + A_DAY).date()
    over = CareState.objects.filter(paused=True, resumes_on__lte=tomorrow)
    return sum(
        actions.end_pause(by=system("pauses"), patient_id=patient_id)
        for patient_id in sorted(over.values_list("patient_id", flat=True))
    )


def follow_absences() -> int:
    """Let who stands in answer from the first day of an absence, and who was away from their
    return."""
    return sum(
        actions.follow_absences(by=system("absences"), site_id=clinic.site_id)
        for clinic in sites_queries.all_clinics()
        if standing_in.out_of_step(clinic.site_id)
    )


def carry_out_hand_overs() -> int:
    """Give patients their new manager or backup on the day that was decided."""
    done = 0
    for clinic in sites_queries.all_clinics():
        ahead = Move.objects.filter(
            done_at__isnull=True,
            hand_over__on__lte=clock.today(clinic.zone),
            patient__site_id=clinic.site_id,
        )
        planned = ahead.order_by("hand_over_id").values_list("hand_over_id", flat=True).distinct()
        for hand_over_id in planned:
            done += actions.carry_out(by=system("hand-overs"), hand_over_id=hand_over_id)
    return done


def _in_turn(rows: Iterable[CareState]) -> list[CareState]:
    """By patient. Sorted here: asked to sort, SQLite reads the whole panel in that order instead
    of the few rows that an index names."""
    return sorted(rows, key=lambda row: row.patient_id)


def _horizon() -> date:
    """Who was first due after this day has not missed two, even at the shortest interval."""
    shortest = rules.SILENT_AFTER_MISSED * timedelta(days=rules.SHORTEST)
    return (clock.now() - shortest + A_DAY).date()


def call_out() -> int:
    """Tell who is on call of emergencies that are open: of those of the day at closing, and of
    all of them when somebody else takes over. Nothing is asked where a clinic is open."""
    called = 0
    for clinic in sites_queries.all_clinics():
        if on_duty.who(clinic, clock.now()) is None:
            continue
        waiting = CareState.objects.filter(
            site_id=clinic.site_id, lane=Lane.NOW.rank, level=Level.EMERGENCY.rank
        )
        called += sum(
            actions.call_out(by=system("on-call"), patient_id=patient_id)
            for patient_id in sorted(waiting.values_list("patient_id", flat=True))
        )
    return called


def tell_of_missed_deadlines() -> int:
    """A deadline that passed goes to the backup, then to the programme lead (3.1)."""
    now = clock.now()
    waiting = OpenItem.objects.filter(closed_at__isnull=True, told__lt=TOLD_LEAD, due_at__lte=now)
    told = 0
    for item in waiting.order_by("due_at", "pk"):
        stage = _stage(item, now)
        if item.told < stage:
            tell_of_missed_deadline(by=system("deadlines"), item_id=item.pk, stage=stage)
            told += 1
    return told


@journal.action
def tell_of_missed_deadline(*, by: Actor, item_id: int, stage: int) -> None:
    """Alert backup and lead about one item, up to `stage`, and note that they were told.

    Whoever was told is not told again; nobody is when it was ended or promised anew since
    it was found. After an outage both are told at once.
    """
    patient_id = OpenItem.objects.values_list("patient_id", flat=True).get(pk=item_id)
    row = state.locked(patient_id)
    item = OpenItem.objects.get(pk=item_id)
    stage = min(stage, _stage(item, clock.now()))
    if item.closed_at is not None or item.told >= stage:
        journal.nothing_changed()
        return
    level = _level_when_overdue(item)
    for each in range(item.told + 1, stage + 1):
        told = _told(item, row, each)
        for account_id in told:
            messaging_actions.enqueue(
                alerts.for_missed_deadline(item, account_id, level, STAGES[each])
            )
        item.passed_to = told[0] if told else item.passed_to
    if item.kind == ItemKind.ESCALATION and row.answers is not None:
        # Back to who asked: it stands in their first lane again.
        messaging_actions.enqueue(alerts.for_missed_deadline(item, row.answers, level, "back"))
        item.passed_to = row.answers
    item.told, item.level = stage, level.rank
    item.save(update_fields=["told", "level", "passed_to"])
    state.rewrite(row)
    row.save()
    journal.record(
        "deadline.missed",
        by=by,
        object_type="item",
        object_id=item_id,
        patient_id=patient_id,
        told=STAGES[stage],
        level=level,
    )


def _stage(item: OpenItem, now: datetime) -> int:
    """Who is to know by now: nobody (0), the backup, the lead as well."""
    if item.due_at > now:
        return 0
    if item.kind == ItemKind.ESCALATION:
        # A physician's limit: the lead hears at once, and once (ux 2.2, resolution 75).
        return TOLD_LEAD
    if item.lead_at <= now or _slept_through(item):
        return TOLD_LEAD
    return TOLD_BACKUP


def _slept_through(item: OpenItem) -> bool:
    """An emergency of the night that who is on call has not even opened in its time: nobody is
    there to be asked again, so the lead hears at once."""
    if item.level != Level.EMERGENCY.rank or item.told:
        return False
    row = CareState.objects.only("site_id").get(patient_id=item.patient_id)
    return on_duty.left_unopened(sites_queries.clinic(row.site_id), item)


def _level_when_overdue(item: OpenItem) -> Level:
    """An urgent question that the physician leaves waiting is an urgent matter again."""
    level = state.level_of(item.level)
    asked_urgently = item.kind == ItemKind.ESCALATION and level == Level.ATTENTION
    return Level.URGENT if asked_urgently else level


def _told(item: OpenItem, row: CareState, stage: int) -> list[int]:
    """The leads, or before them the next after who answers; the leads too where nobody is next.

    Of a question that a physician leaves waiting only the leads: the backup is no physician.
    """
    if item.kind == ItemKind.ESCALATION and stage == TOLD_BACKUP:
        return []
    cover = standing_in.cover(row.site_id)
    following = cover.in_turn(row.manager, row.backup)[1:2]
    return list(following) if stage == TOLD_BACKUP and following else cover.leads_to_tell()
