"""The list of due work, in the order in which it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from osteopro import clock
from osteopro.appointments import jobs as appointments_jobs
from osteopro.audit import actions as audit_actions
from osteopro.audit.terms import SEAL_ZONE, system
from osteopro.followup import actions as followup_actions
from osteopro.followup import jobs as followup_jobs
from osteopro.followup.importing import running
from osteopro.patients import intake_drafts, staging
from osteopro.research.actions import bringing
from osteopro.signin import jobs as signin_jobs

EVERY_ROUND = timedelta(0)


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of due work. `run` returns how much it did; `every` spares needless rounds."""

    name: str
    run: Callable[[], int]
    every: timedelta = EVERY_ROUND


def seal_yesterday() -> int:
    """Seal the audit trail up to yesterday, once."""
    yesterday = clock.today(ZoneInfo(SEAL_ZONE)) - timedelta(days=1)
    return int(audit_actions.seal_day(by=system("seal"), day=yesterday))


def remove_old_intakes() -> int:
    """Take away enrolment forms that nobody finished."""
    return intake_drafts.remove_old_drafts(by=system("intake"))


def remove_old_imports() -> int:
    """Take away what stood in files that were brought more than a day ago."""
    return staging.remove_old(by=system("imports"))


def remove_old_study_files() -> int:
    """Take away files of studies that were brought more than a day ago and not brought in."""
    return bringing.remove_old(by=system("study-files"))


JOBS = (
    Job("left-drafts", followup_jobs.keep_left_drafts, timedelta(seconds=20)),
    Job("on-call", followup_jobs.call_out, timedelta(seconds=20)),
    Job("deadlines", followup_jobs.tell_of_missed_deadlines, timedelta(seconds=20)),
    # Before anybody is reminded and silence is looked for.
    Job("pauses", followup_jobs.end_pauses, timedelta(minutes=1)),
    # Before anybody is asked to phone or to read.
    Job("hand-overs", followup_jobs.carry_out_hand_overs, timedelta(minutes=1)),
    Job("absences", followup_jobs.follow_absences, timedelta(minutes=1)),
    Job("reminders", followup_jobs.see_to_due_records, timedelta(seconds=20)),
    Job("silence", followup_jobs.note_silence, timedelta(minutes=10)),
    Job("long-silence", followup_jobs.see_to_silence, timedelta(hours=1)),
    Job("age", followup_jobs.ask_about_age, timedelta(hours=6)),
    Job("offers", appointments_jobs.lapse_offers, timedelta(minutes=1)),
    Job("places", appointments_jobs.free_places, timedelta(minutes=10)),
    Job("visit-calls", appointments_jobs.phone_before_visits, timedelta(minutes=5)),
    Job("imports", running.bring_in),
    Job("old-imports", remove_old_imports, timedelta(minutes=10)),
    Job("study-files", remove_old_study_files, timedelta(minutes=10)),
    Job("intake", remove_old_intakes, timedelta(hours=1)),
    Job("seal", seal_yesterday, timedelta(hours=1)),
    Job("taken-back", followup_actions.remove_taken_back, timedelta(hours=1)),
    Job("gates", signin_jobs.remove_old_gates, timedelta(hours=1)),
    # Last, so that what the others put into the outbox leaves in the same round.
    Job("messages", followup_jobs.send_messages),
)
