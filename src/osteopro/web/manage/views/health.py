"""Whether everything runs: due work, calendar, messages, seals, database."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.schedule import queries as schedule_queries
from osteopro.schedule.queries import Health
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.web.manage import words
from osteopro.web.manage.page import language, render


@access(Permission.HEALTH)
def health(request: HttpRequest) -> HttpResponse:
    """One line per thing that can stop, each with a word and a tone."""
    found = schedule_queries.health()
    return render(
        request,
        "manage/health.html",
        current="health",
        jobs_head=[gettext("Job"), gettext("Last run"), gettext("State")],
        jobs=_jobs(found),
        lines=_lines(found),
        updated=formats.staff_moment(clock.now().astimezone(found.zone)),
    )


def _jobs(found: Health) -> list[tuple[str, str, c.Tag]]:
    rows = []
    for job in found.jobs:
        name = str(words.JOBS.get(job.name, job.name))
        if job.last is None:
            rows.append((name, gettext("never"), c.Tag(gettext("not run yet"), "warn")))
            continue
        when = formats.staff_moment(job.last.astimezone(found.zone))
        if job.problem:
            rows.append(
                (name, when, c.Tag(gettext("failed: %(what)s") % {"what": job.problem}, "bad"))
            )
        elif clock.now() - job.last > job.late_after:
            rows.append((name, when, c.Tag(gettext("too long ago"), "bad")))
        else:
            rows.append((name, when, c.Tag(gettext("in order"), "ok")))
    return rows


def _lines(found: Health) -> list[tuple[str, str, c.Tag]]:
    ok, bad, lines = c.Tag(gettext("in order"), "ok"), gettext("look at this"), []
    for site in found.calendars:
        name = site.clinic.shown(language())
        for year, known in site.years:
            guess = c.Tag(gettext("not announced: Monday to Friday assumed"), "warn")
            days = gettext("Working days %(year)s") % {"year": year}
            lines.append((name, days, ok if known else guess))
    failed = found.failed_messages
    lines.append(
        (
            gettext("Messages not delivered"),
            ngettext("%(num)s in the last 30 days", "%(num)s in the last 30 days", failed)
            % {"num": failed},
            ok if not failed else c.Tag(bad, "bad"),
        )
    )
    sealed = found.last_seal
    fresh = sealed is not None and found.today - sealed <= timedelta(days=2)
    lines.append(
        (
            gettext("Audit trail sealed until"),
            sealed.isoformat() if sealed else gettext("never"),
            ok if fresh else c.Tag(bad, "warn"),
        )
    )
    lines.append((gettext("Database"), found.database, ok))
    return lines
