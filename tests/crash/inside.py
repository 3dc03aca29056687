"""What runs inside a place, as a process of its own: `python -m tests.crash.inside COMMAND`.

Several commands may be joined by `+`: the JSON of the last is printed. Uses the
product's own actions for everything it changes.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.core.management import call_command

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Models may be read only after the set-up above.
from osteopro import clock  # noqa: E402
from osteopro.access.terms import Role  # noqa: E402
from osteopro.accounts.models import Account  # noqa: E402
from osteopro.audit import actions as audit_actions  # noqa: E402
from osteopro.audit import queries as audit_queries  # noqa: E402
from osteopro.audit.models import Head, Seal  # noqa: E402
from osteopro.audit.terms import Actor, system  # noqa: E402
from osteopro.followup import actions  # noqa: E402
from osteopro.followup.importing import actions as importing  # noqa: E402
from osteopro.followup.importing import running  # noqa: E402
from osteopro.followup.models import CareState, OpenItem  # noqa: E402
from osteopro.messaging.models import OutboundMessage  # noqa: E402
from osteopro.patients import queries as patients_queries  # noqa: E402
from osteopro.patients import staging  # noqa: E402
from osteopro.patients.models import ImportBatch, ImportRow, Patient  # noqa: E402
from osteopro.patients.terms import Person, RowState  # noqa: E402
from osteopro.records.models import Draft, Response  # noqa: E402
from osteopro.records.terms import DraftState  # noqa: E402
from osteopro.schedule import runner  # noqa: E402
from osteopro.schedule.models import JobRun  # noqa: E402
from osteopro.signin import queries as signin_queries  # noqa: E402
from osteopro.sites import queries as sites_queries  # noqa: E402
from tests import builders  # noqa: E402

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMPANY_SECONDS = 120
# An ordinary fall that must be seen soon: urgent, so that alerts leave the house.
URGENT = {"sym-pain-rest": "9", "sym-pain-move": "10"}


def seed(number: str) -> Any:
    """A migrated clinic with so many patients; who they are and how they get in."""
    call_command("migrate", verbosity=0)
    clinic = builders.clinic()
    return [_way_in(builders.patient(clinic, name=f"患者{n}")) for n in range(int(number))]


def _way_in(someone: builders.Someone) -> dict[str, Any]:
    link = signin_queries.link_url(someone.patient_id) or ""
    return {
        "patient_id": someone.patient_id,
        "token": link.rstrip("/").rsplit("/", 1)[-1],
        "birth": someone.person.birth.isoformat(),
    }


def fill(*patients: str) -> Any:
    """Give each of these patients a filled form that is not sent; their uuids."""
    return {number: str(_filled(_someone(int(number)))) for number in patients}


def _filled(someone: builders.Someone) -> Any:
    record = builders.begin(someone)
    builders.save(someone, record, {**builders.STEADY, **URGENT})
    return record


def _someone(patient_id: int) -> builders.Someone:
    account = Patient.objects.values_list("account_id", flat=True).get(pk=patient_id)
    nobody = Person(name="", birth=clock.now().date(), phone="", address_as="")
    return builders.Someone(patient_id, account, nobody)


def facts() -> Any:
    """Everything that must be all there or not there at all, by record."""
    return {
        "trail_breaks": [str(found) for found in audit_queries.verify()],
        "records": {str(row.uuid): _record(row) for row in Response.objects.order_by("pk")},
        "open_drafts": Draft.objects.filter(state=DraftState.OPEN).count(),
        "items": OpenItem.objects.count(),
        "states": {
            row.patient_id: {"open_items": row.open_items, "level": row.level, "lane": row.lane}
            for row in CareState.objects.all()
        },
        "messages": [
            {"key": row.key, "state": row.state, "attempts": row.attempts, "channel": row.channel}
            for row in OutboundMessage.objects.order_by("pk")
        ],
        "seals": list(Seal.objects.order_by("day").values_list("day", flat=True)),
        "job_runs": list(JobRun.objects.order_by("pk").values("job", "problem", "done")),
    }


def _record(row: Response) -> dict[str, Any]:
    occasion = str(row.occasion)
    alerts = OutboundMessage.objects.filter(kind="staff-alert", key__contains=occasion)
    return {
        "patient_id": row.patient_id,
        "status": row.status,
        "scores": row.scores.count(),
        "assessed": hasattr(row, "assessment"),
        "level": row.assessment.level if hasattr(row, "assessment") else None,
        "items": OpenItem.objects.filter(source=occasion).count(),
        "alerts": sorted(alerts.values_list("channel", "account")),
        # The snapshot of an emergency has a name of its own.
        "draft": Draft.objects.values_list("state", flat=True).filter(uuid=row.uuid).first(),
    }


def due(minutes: str) -> Any:
    """Do due work once, as it would be done so many minutes from now."""
    with clock.frozen(clock.now() + timedelta(minutes=int(minutes))):
        return runner.run_due()


def seal_together(workers: str, *days: str) -> Any:
    """Seal each of these days at the moment in which so many workers stand ready for it."""
    Head.objects.count()  # connected, so that nothing but the sealing is left to do
    for day in days:
        Path(settings.DATA, f"ready-{day}-{os.getpid()}").touch()
        last = time.monotonic() + COMPANY_SECONDS
        while len(list(Path(settings.DATA).glob(f"ready-{day}-*"))) < int(workers):
            assert time.monotonic() < last, "the others did not come"
        audit_actions.seal_day(by=system("seal"), day=date.fromisoformat(day))


def morning(days: str) -> Any:
    """Do due work once, as it would be done at ten in the morning so many days from now."""
    today = clock.today(SHANGHAI)
    at = datetime.combine(today + timedelta(days=int(days)), wall_time(10), SHANGHAI)
    with clock.frozen(at):
        return runner.run_due()


def emergencies(*patients: str) -> Any:
    """Each of these patients reports an emergency at four in the afternoon of a working day, and a
    nurse of the clinic is on call that night."""
    at = _evening_of_a_working_day() - timedelta(hours=2)
    with clock.frozen(at):
        nurse, lead = (Account.objects.get(username=f"{name}-main") for name in ("wang", "chen"))
        actions.set_on_call(
            by=Actor(lead.pk, Role.PROGRAMME_LEAD.value),
            key=uuid4(),
            site_id=Patient.objects.values_list("site_id", flat=True).get(pk=patients[0]),
            first=clock.today(SHANGHAI),
            last=clock.today(SHANGHAI),
            account=nurse.pk,
        )
        return [str(builders.send(_someone(int(p)), rf_check=["chest"]).uuid) for p in patients]


def evening(minutes: str) -> Any:
    """Do due work once, as it would be done so many minutes after six that evening."""
    with clock.frozen(_evening_of_a_working_day() + timedelta(minutes=int(minutes))):
        return runner.run_due()


def _evening_of_a_working_day() -> datetime:
    """Six in the evening of the first working day from tomorrow."""
    calendar = sites_queries.all_clinics()[0].service.calendar
    day = calendar.working_day_from(clock.today(SHANGHAI) + timedelta(days=1))
    return datetime.combine(day, wall_time(18), SHANGHAI)


def import_dying(path: str, moment: str, number: str) -> Any:
    """Bring in a file and be killed: when it is `staged`, `between` two rows after so many, or
    `inside` the transaction of a row."""
    rows = count(1)

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def then_die(done: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*given: Any, **more: Any) -> Any:
            result = done(*given, **more)
            if next(rows) == int(number):
                die()
            return result

        return dying

    if moment == "staged":
        importing.start = die
    elif moment == "between":
        running.settle_row = then_die(running.settle_row)
    else:
        staging.settle = then_die(staging.settle)
    call_command("import_patients", path, "--site", "main", "--by", "chen-main")


def imported() -> Any:
    """Who came in by files, by phone, and what is kept of the files."""
    added = ImportRow.objects.filter(state=RowState.ADDED).values_list("patient_id", flat=True)
    return {
        "patients": Patient.objects.count(),
        "phones": sorted(each.phone for each in patients_queries.people(list(added)).values()),
        "batches": list(ImportBatch.objects.order_by("pk").values_list("state", flat=True)),
        "trail_breaks": [str(found) for found in audit_queries.verify()],
    }


def waiting() -> Any:
    """What waits for managers, as kind and source by patient."""
    rows = OpenItem.objects.order_by("pk").values_list("patient_id", "kind", "source")
    return [list(row) for row in rows]


def demo_secrets() -> Any:
    """The secrets that everybody knows."""
    return {
        "OSTEOPRO_SECRET_KEY": settings.DEMO_SECRET,
        "OSTEOPRO_IDENTITY_KEYS": settings.DEMO_IDENTITY_KEY,
    }


COMMANDS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        seed,
        fill,
        facts,
        due,
        seal_together,
        morning,
        emergencies,
        evening,
        import_dying,
        imported,
        waiting,
        demo_secrets,
    )
}


def run(words: list[str]) -> Any:
    """Run the commands one after the other; what the last one found."""
    if "+" not in words:
        return COMMANDS[words[0]](*words[1:])
    first = words.index("+")
    run(words[:first])
    return run(words[first + 1 :])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1:]), default=str))
