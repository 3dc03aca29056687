"""The clinic that is measured: acted patients, and as many copies as a bench needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tqdm import tqdm

from bench.copying import CHUNK, Copier
from bench.pattern import Pattern, pattern_of
from osteopro import clock
from osteopro.access.terms import Role
from osteopro.accounts.models import Account
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import Receipt
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from osteopro.patients.models import Patient
from osteopro.records.models import Draft
from osteopro.schedule import runner
from tests import builders

PANEL = 200
# Two records fill a row of the worklist; four are what a record is judged against.
WEEKS_WAITING, WEEKS_SENDING = 2, 4
# The last week of each acted patient, so that every lane of the worklist has somebody.
WEEKS_OF: tuple[dict[str, str], ...] = (
    {},
    {"sym_pain_rest": "9", "sym_pain_move": "10"},
    {"sym_pain_rest": "6", "sym_pain_move": "7"},
    {"sym_fatigue": "very", "sym_sleep": "very"},
    {},
)
ANSWERED, SILENT = 0, 4


@dataclass(frozen=True)
class Ready:
    """A patient with a filled form that only needs to be sent."""

    patient_id: int
    account_id: int
    draft: str


@dataclass(frozen=True)
class Bench:
    """A clinic with its patterns: `waiting` for the worklist, `sender` for sending."""

    clinic: builders.Clinic
    waiting: tuple[Pattern, ...]
    sender: Pattern


def prepare() -> Bench:
    """An empty database becomes a clinic with a handful of acted patients."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    clinic = builders.clinic()
    waiting = [_waiting(clinic, n) for n in range(len(WEEKS_OF))]
    sender = _sender(clinic)
    # Copies of messages that wait and deadlines nobody was told of would be a mountain of
    # due work, and the server would do it while it is measured.
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    runner.run_due()
    return Bench(clinic, tuple(pattern_of(pk) for pk in waiting), pattern_of(sender))


def panels(bench: Bench, patients: int, note: str) -> list[builders.Staff]:
    """Copies until there are so many patients, 200 to a manager; returns the managers."""
    first = Patient.objects.count()
    managers = [
        builders.staff(
            bench.clinic.site_id, f"m{first + n}", "李护士", "Nurse Li", Role.FOLLOW_UP_MANAGER
        )
        for n in range(max(1, (patients - first) // PANEL))
    ]
    people = [_team(bench, managers, n) for n in range(patients - first)]
    _write(Copier(bench.waiting), people, note)
    return managers


def senders(bench: Bench, number: int, note: str) -> list[Ready]:
    """So many copies of a patient with four weeks of records and a filled form."""
    made = _write(Copier([bench.sender]), [{}] * number, note)
    drafts = Draft.objects.filter(patient_id__in=made, state="open")
    rows = drafts.values_list("patient_id", "patient__account_id", "uuid")
    return [Ready(patient, account, str(uuid)) for patient, account, uuid in rows]


def settle() -> None:
    """Let PostgreSQL do now what it would do by itself while we measure."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def account(account_id: int) -> Account:
    """The account row, for signing in."""
    return Account.objects.get(pk=account_id)


def _write(copier: Copier, people: Sequence[Mapping[int, int]], note: str) -> list[int]:
    made: list[int] = []
    with tqdm(total=len(people), desc=note, unit=" patients") as bar:
        for start in range(0, len(people), CHUNK):
            made += copier.write(people[start : start + CHUNK])
            bar.update(len(made) - start)
    return made


def _team(bench: Bench, managers: Sequence[builders.Staff], number: int) -> Mapping[int, int]:
    manager = (number // PANEL) % len(managers)
    backup = (manager + 1) % len(managers)
    if manager == backup:
        return {bench.clinic.li.account_id: managers[manager].account_id}
    return {
        bench.clinic.li.account_id: managers[manager].account_id,
        bench.clinic.wang.account_id: managers[backup].account_id,
    }


def _waiting(clinic: builders.Clinic, number: int) -> int:
    """Somebody with two records; what the last one says decides the lane."""
    someone = builders.patient(clinic, name="王秀英")
    now = clock.now()
    silent_for = timedelta(days=21) if number == SILENT else timedelta(0)
    for week in range(WEEKS_WAITING):
        at = now - silent_for - timedelta(days=7 * (WEEKS_WAITING - 1 - week), hours=1)
        last = week == WEEKS_WAITING - 1
        changes = WEEKS_OF[number] if last else {}
        receipt = builders.send(someone, full=week == 0, at=at, **changes)
        if not last or number in (ANSWERED, SILENT):
            _answer(clinic, someone, receipt, at + timedelta(minutes=30))
    return someone.patient_id


def _answer(
    clinic: builders.Clinic, someone: builders.Someone, receipt: Receipt, at: datetime
) -> None:
    with clock.frozen(at):
        followup_actions.record_review(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=receipt.occasion,
            ending=Ending(Outcome.REPLIED, body="谢谢您。我看了您的记录，和上次差不多。"),
            versions=[receipt.uuid],
        )


def _sender(clinic: builders.Clinic) -> int:
    """Somebody with four weekly records behind them and a fifth that only needs sending."""
    someone = builders.patient(clinic, name="陈桂兰")
    now = clock.now()
    for week in range(WEEKS_SENDING):
        at = now - timedelta(days=7 * (WEEKS_SENDING - week))
        builders.send(someone, full=week == 0, at=at)
    builders.save(someone, builders.begin(someone), dict(builders.STEADY))
    return someone.patient_id
