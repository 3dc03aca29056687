"""Doing due work once, or for ever."""

import threading
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections

from osteopro import clock
from osteopro.messaging import outbox
from osteopro.schedule.jobs import JOBS, Job
from osteopro.schedule.models import JobRun

POLL_SECONDS = 2.0
KEEP_RUNS = timedelta(days=30)
# A job with nothing to do leaves a row at most this often: enough to show that it is alive.
SIGN_OF_LIFE = timedelta(minutes=5)
log = structlog.get_logger(__name__)


class DueWorkFailed(RuntimeError):
    """Names the jobs that failed; why stands in the log and on the health page."""


def run_due() -> dict[str, int]:
    """Do all due work once; returns how much each job did.

    One job's failure does not keep the others from running: DueWorkFailed comes after the last.
    """
    done: dict[str, int] = {}
    failed: list[str] = []
    for job in JOBS:
        count = run_job(job)
        if count is None:
            failed.append(job.name)
        else:
            done[job.name] = count
    if failed:
        raise DueWorkFailed(f"due work failed: {', '.join(failed)} (the log says why)")
    return done


def run_job(job: Job) -> int | None:
    """Run one job and keep a JobRun; None when it failed, which is logged and kept."""
    started = clock.now()
    try:
        done = job.run()
    except Exception as error:
        log.exception("job.failed", job=job.name)
        _keep_failure(job, started, error)
        return None
    if done or _last_sign(job) < started - SIGN_OF_LIFE:
        _keep(job, started, done, "")
    return done


def loop(stop: threading.Event) -> None:
    """Do due work until `stop`: every two seconds, or at once when something was committed.

    Nothing ends it but `stop`: while the database is away each round fails, is logged,
    and the next one tries again.
    """
    next_run = {job.name: clock.now() for job in JOBS}
    while not stop.is_set():
        try:
            _round(next_run, stop)
        except Exception:
            log.exception("due-work.round-failed")
        finally:
            close_old_connections()
        outbox.wake.wait(POLL_SECONDS)
        outbox.wake.clear()


def _round(next_run: dict[str, datetime], stop: threading.Event) -> None:
    for job in JOBS:
        if not stop.is_set() and clock.now() >= next_run[job.name]:
            next_run[job.name] = clock.now() + job.every
            run_job(job)


def _keep_failure(job: Job, started: datetime, error: Exception) -> None:
    """Note it for the health page; with the database away only the log can say it."""
    try:
        _keep(job, started, 0, type(error).__name__)
    except DatabaseError:
        log.exception("job.failure-not-kept", job=job.name)


def _keep(job: Job, started: datetime, done: int, problem: str) -> None:
    JobRun.objects.create(
        job=job.name, started_at=started, finished_at=clock.now(), done=done, problem=problem
    )
    JobRun.objects.filter(job=job.name, started_at__lt=started - KEEP_RUNS).delete()


def _last_sign(job: Job) -> datetime:
    rows = JobRun.objects.filter(job=job.name).order_by("-started_at")
    never = clock.now() - timedelta(days=3650)
    return rows.values_list("started_at", flat=True).first() or never
