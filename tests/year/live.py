"""A year at one place: `python -m tests.year.live WEEKS PATIENTS SEED`. Prints JSON.

Runs inside a clinic of its own (tests/crash/place.py). Time is simulated; due work runs in
processes of its own that are killed at random.
"""

import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from tqdm import tqdm

settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Processes are killed here, not machines: what was committed survives without a flush.
    settings.DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
django.setup()

from osteopro import clock  # noqa: E402
from osteopro.followup.models import CareState  # noqa: E402
from osteopro.triage.validity import asking  # noqa: E402
from tests import builders  # noqa: E402
from tests.year import found, hours, reference  # noqa: E402
from tests.year.hours import A_DAY  # noqa: E402
from tests.year.lives import Lives, at_wall, join  # noqa: E402
from tests.year.worker import Workers, handed  # noqa: E402

# National Day, the Spring Festival and Labour Day lie in the year; short runs see the first.
BEGINS = date(2025, 9, 15)
ROUNDS = tuple(
    time(*map(int, each.split(":")))
    for each in (
        "6:05 8:05 8:35 9:35 10:35 11:35 12:35 13:35 14:35 15:35 16:35 17:35 18:35 19:55 20:35 "
        "22:05"
    ).split()
)
STAFF_AT = (time(8, 45), time(10, 15), time(11, 20), time(14, 15), time(16, 25))
MORNING = time(8, 10)
KILLED, DOUBLED = 0.12, 0.03
STORIES = 3
Act = Callable[[], object]


class Year:
    """Everything that happens, in the order of time."""

    def __init__(self, weeks: int, patients: int, seed: int) -> None:
        self.days = [BEGINS + n * A_DAY for n in range(7 * weeks)]
        self.source = Random(seed)
        self.workers = Workers(Random(seed + 1), KILLED, DOUBLED)
        self.rounds: list[datetime] = []
        self.plans: set[tuple[Any, ...]] = set()
        with clock.frozen(at_wall(BEGINS, time(7))):
            call_command("migrate", verbosity=0)
            self.clinic = builders.clinic()
        self.lives = Lives(self.clinic, Random(seed + 2))
        # Most join in the first weeks, some later.
        joins = [self.source.choice((0, 1, 2, 3, 7, 9, 14, 30)) for _ in range(patients)]
        self.joins = [BEGINS + min(n, len(self.days) // 3) * A_DAY for n in joins]

    def live(self) -> None:
        for day in tqdm(self.days, desc="simulated days", unit="d", ncols=72, mininterval=2):
            acts = [*self._rounds(day), *self._people(day)]
            for hour, _, act in sorted(acts, key=lambda each: each[:2]):
                with clock.frozen(at_wall(day, hour)):
                    act()

    def _rounds(self, day: date) -> list[tuple[time, int, Act]]:
        work = [(hour, 0, partial(self._work, at_wall(day, hour))) for hour in ROUNDS]
        return [*work, (MORNING, 0, partial(self._morning, day))]

    def _people(self, day: date) -> list[tuple[time, int, Act]]:
        acts: list[tuple[time, int, Act]] = [
            (hour, 1, partial(self.lives.staff_work, day, hour)) for hour in STAFF_AT
        ]
        for number, joins in enumerate(self.joins):
            if joins == day:
                acts.append((time(9, 20), 2, partial(self._join, number)))
        for patient in self.lives.patients:
            for hour, name in self.lives.a_day(patient, day):
                acts.append((hour, 3, partial(self.lives.act, patient, name)))
        return acts

    def _join(self, number: int) -> None:
        one = Random(f"{self.source.random()}:{number}")
        self.lives.patients.append(join(self.clinic, number, one))

    def _work(self, at: datetime) -> None:
        self.rounds.append(at)
        self.workers.work(at)

    def _morning(self, day: date) -> None:
        for patient in self.lives.patients:
            patient.note("morning")
        rows = CareState.objects.filter(active=True)
        self.plans |= {
            (pk, day, first, every)
            for pk, first, every in rows.values_list("patient_id", "next_due_on", "interval_days")
        }

    def moment(self, at: datetime) -> datetime:
        """The round that something was done in, whoever finished it; else the moment itself."""
        before = bisect_right(self.rounds, at) - 1
        near = before >= 0 and at - self.rounds[before] < timedelta(minutes=4)
        return self.rounds[before] if near else at


def compare(year: Year) -> dict[str, Any]:
    """Every kind of thing: how many must be and are, which are missing, too many or twice."""
    wanted = [
        reference.calculate(each.id, each.happened, year.rounds) for each in year.lives.patients
    ]

    def must(name: str) -> Counter[tuple[Any, ...]]:
        return Counter(each for one in wanted for each in getattr(one, name))

    asked = Counter(
        (patient.id, each["occasion"], each["asked"])
        for patient in year.lives.patients
        for each in patient.happened
        if each["what"] == "record"
    )
    told = {"backup": year.clinic.wang.account_id, "lead": year.clinic.lead.account_id}
    pairs = {
        "due days, each morning": (must("due_days"), Counter(year.plans)),
        "forms": (must("forms"), asked),
        "reminders": (must("reminders"), found.reminders()),
        "calls": (must("calls"), found.calls(year.moment)),
        "silences": (must("silences"), found.silences(year.moment)),
        "escalations": (must("escalations"), found.escalations(year.moment, told)),
        "let go after long silence": (must("gone"), found.gone(year.moment)),
    }
    return {name: _told(name, *pair) for name, pair in pairs.items()}


def _told(name: str, must: Counter[Any], are: Counter[Any]) -> dict[str, Any]:
    return {
        "expected": must.total(),
        "found": are.total(),
        "by": dict(sorted(Counter({_part(name, k): 0 for k in must}).items()))
        | dict(sorted(_parts(name, must).items())),
        "missing": [_words(each) for each in sorted((must - are).elements(), key=str)],
        "unexpected": [_words(each) for each in sorted((are - must).elements(), key=str)],
    }


def stories(year: Year, compared: dict[str, Any]) -> list[str]:
    """What happened to the first patients with whom something is not as calculated."""
    lines = [each for one in compared.values() for each in one["missing"] + one["unexpected"]]
    wrong = sorted({int(line.split()[0]) for line in lines})
    told = []
    for patient in year.lives.patients:
        if patient.id in wrong[:STORIES]:
            told.append(f"patient {patient.id}: phone {patient.phone}, no texts {patient.no_texts}")
            for each in patient.happened:
                if each["what"] != "morning":
                    at = each["at"].astimezone(hours.ZONE)
                    rest = {k: str(v) for k, v in each.items() if k not in ("at", "what")}
                    told.append(f"  {at:%m-%d %H:%M} {each['what']} {rest}")
            told += found.waiting(patient.id)
    return told


def _part(name: str, key: tuple[Any, ...]) -> str:
    """The kind of one thing, for the table."""
    if name == "reminders":
        return f"number {key[2]}"
    if name == "calls":
        return str(key[1])
    if name == "escalations":
        return f"to {key[2]}"
    return ""


def _parts(name: str, must: Counter[Any]) -> Counter[str]:
    parts: Counter[str] = Counter()
    for key, count in must.items():
        parts[_part(name, key)] += count
        if name == "forms":
            parts.update(key[2])
    return parts


def _words(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))


def _health(year: Year) -> dict[str, Any]:
    with clock.frozen(at_wall(year.days[-1], time(23))):
        return found.health()


def main() -> None:
    weeks, patients, seed = map(int, sys.argv[1:])
    # Who is drawn for a talk hangs on the random ids of records; the reference knows of none.
    asking.drawn = lambda *_: False
    year = Year(weeks, patients, seed)
    year.live()
    texts = Counter((each["key"], each["to"], each["text"]) for each in handed())
    keys = Counter(key for key, _, _ in texts)
    happened = Counter(e["what"] for p in year.lives.patients for e in p.happened)
    del happened["morning"]
    compared = compare(year)
    result = {
        "days": len(year.days),
        "patients": len(year.lives.patients),
        "happened": happened,
        "rounds": year.workers.rounds,
        "kills": year.workers.kills,
        "doubled": year.workers.doubled,
        "texts": len(keys),
        "repeated": texts.total() - len(texts),
        "different": sum(count - 1 for count in keys.values()),
        "health": _health(year),
        "compared": compared,
        "stories": stories(year, compared),
    }
    sys.stdout.write(json.dumps(result, default=str, ensure_ascii=False))


if __name__ == "__main__":
    main()
