"""Whether everything that runs by itself does."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from osteopro import clock
from osteopro.audit.models import Seal
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.schedule.jobs import JOBS
from osteopro.schedule.models import JobRun
from osteopro.schedule.runner import SIGN_OF_LIFE
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic

HOSPITAL = ZoneInfo("Asia/Shanghai")
MESSAGES_OVER = timedelta(days=30)
# A sign of life may be this much late before it is worth a look.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class JobHealth:
    """The last run of one job; without a sign of life for `late_after` something is wrong."""

    name: str
    last: datetime | None
    problem: str
    late_after: timedelta


@dataclass(frozen=True, slots=True)
class CalendarHealth:
    """For which years the working days of a clinic are known."""

    clinic: Clinic
    years: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Health:
    """What the health page shows. `database` is the kind, e.g. "SQLite"."""

    today: date
    zone: ZoneInfo
    jobs: tuple[JobHealth, ...]
    calendars: tuple[CalendarHealth, ...]
    failed_messages: int
    last_seal: date | None
    database: str


def health() -> Health:
    """Look at everything once."""
    today = clock.today(HOSPITAL)
    since = clock.now() - MESSAGES_OVER
    failed = OutboundMessage.objects.filter(state=DeliveryState.FAILED, created_at__gte=since)
    return Health(
        today=today,
        zone=HOSPITAL,
        jobs=tuple(_jobs()),
        calendars=tuple(
            CalendarHealth(clinic, _years(clinic, today.year))
            for clinic in sites_queries.all_clinics()
        ),
        failed_messages=failed.count(),
        last_seal=Seal.objects.order_by("-day").values_list("day", flat=True).first(),
        database=connection.display_name,
    )


def _jobs() -> list[JobHealth]:
    found = []
    for job in JOBS:
        run = JobRun.objects.filter(job=job.name).order_by("-started_at").first()
        late_after = max(job.every, SIGN_OF_LIFE) + GRACE
        if run is None:
            found.append(JobHealth(job.name, None, "", late_after))
        else:
            found.append(JobHealth(job.name, run.started_at, run.problem, late_after))
    return found


def _years(clinic: Clinic, year: int) -> tuple[tuple[int, bool], ...]:
    calendar = clinic.service.calendar
    return tuple((each, calendar.knows(each)) for each in (year, year + 1))
