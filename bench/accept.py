"""Accepting records: the product against the floor and against raw commits, in turn."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import clinic, load, processor, raw
from bench.clinic import Bench, Ready
from bench.load import Load
from bench.serving import started
from bench.terms import Place, Size
from osteopro import clock
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.audit.terms import Actor
from osteopro.followup import actions as followup_actions

# Not those of the crash tests, which may run beside a bench.
PRODUCT_PORT, FLOOR_PORT = 8240, 8241
CLIENTS = 8
WARM_SECONDS = 1.5
TOKEN = "b" * 32
BACKEND = "osteopro.accounts.backends.LinkBackend"
REDIRECT, OK = 302, 200
TRANSACTION_STATEMENTS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


# Looked up anew each time: PostgreSQL starts a process for each connection.
Pids = Mapping[str, Callable[[], list[int]]]


@dataclass(frozen=True)
class Round:
    """One turn of the three, rates per second."""

    raw: float
    floor: float
    records: float
    cpu_ms: float
    floor_cpu_ms: float
    p95_ms: float


def measure(bench: Bench, place: Place, size: Size) -> dict[str, Any]:
    """Rates, ratios, processor time and statements of accepting records."""
    ready = clinic.senders(bench, size.records + size.alone, "forms to send")
    waiting = _requests(ready[size.alone :])
    clinic.settle()
    alone = _alone(ready[: size.alone])
    with _served(place) as pids:
        _round(place, waiting, WARM_SECONDS, pids)  # first requests compile forms and rules
        rounds = [_round(place, waiting, size.seconds, pids) for _ in range(size.rounds)]
    return {
        "rounds": [asdict(each) for each in rounds],
        "records_per_second": median(each.records for each in rounds),
        "raw_commits_per_second": median(each.raw for each in rounds),
        "floor_per_second": median(each.floor for each in rounds),
        "ratio_to_floor": median(each.records / each.floor for each in rounds),
        "ratio_to_raw": median(each.records / each.raw for each in rounds),
        "cpu_ms_per_record": median(each.cpu_ms for each in rounds),
        "floor_cpu_ms": median(each.floor_cpu_ms for each in rounds),
        "p95_ms": median(each.p95_ms for each in rounds),
        "action": alone,
    }


def _alone(ready: Sequence[Ready]) -> dict[str, Any]:
    """The action without any page: time of this process, and what it asks the database."""
    warm, counted, *timed = ready
    _send(warm)
    with CaptureQueriesContext(connection) as captured:
        _send(counted)
    statements = [query["sql"] for query in captured.captured_queries]
    database = _database_processes()
    before = time.process_time(), time.monotonic(), processor.used_ms(database)
    for each in timed:
        _send(each)
    cpu, took = time.process_time() - before[0], time.monotonic() - before[1]
    in_database = processor.used_ms(database) - before[2]
    return {
        "records_per_second": len(timed) / took,
        "cpu_ms_per_record": (1000 * cpu + in_database) / len(timed),
        "statements": sum(not s.startswith(TRANSACTION_STATEMENTS) for s in statements),
        "statements_in_transaction": _in_transaction(statements),
        "commits": sum(s.startswith("COMMIT") for s in statements),
    }


def _send(ready: Ready) -> None:
    by = Actor(ready.account_id, "patient")
    followup_actions.send_form(by=by, patient_id=ready.patient_id, draft_uuid=UUID(ready.draft))


def _in_transaction(statements: Sequence[str]) -> int:
    begin = next(n for n, sql in enumerate(statements) if sql.startswith("BEGIN"))
    inside = statements[begin:]
    return sum(not sql.startswith(TRANSACTION_STATEMENTS) for sql in inside)


def _database_processes() -> list[int]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processor.postgres(cursor.fetchone()[0])


@contextmanager
def _served(place: Place) -> Iterator[Pids]:
    """Product and floor, each with as many workers as the product allows; their processes."""
    words = ["-m", "osteopro", "serve", "--bind", f"127.0.0.1:{PRODUCT_PORT}"]
    workers = str(place.workers)
    least = ["-m", "bench.floor", str(FLOOR_PORT), workers]
    # SQLite has one writer: in one file the two would wait for each other.
    apart = {"DATABASE_URL": f"sqlite:///{place.folder}/floor.db"} if place.on_sqlite else {}
    with (
        started(place, [*words, "--workers", workers], PRODUCT_PORT) as product,
        started(place, least, FLOOR_PORT, apart) as floor,
    ):
        database = _database_processes
        yield {
            "product": lambda: [*processor.group(product), *database()],
            "floor": lambda: [*processor.group(floor), *database()],
        }


def _round(place: Place, waiting: Iterator[bytes], seconds: float, pids: Pids) -> Round:
    commits = _raw(place, seconds)
    floor, floor_cpu = _pressed(
        FLOOR_PORT, pids["floor"], [_floor(n) for n in range(CLIENTS)], seconds
    )
    _all(floor, OK)
    # A list's iterator may be shared by threads: each form is sent by one client, once.
    records, cpu = _pressed(PRODUCT_PORT, pids["product"], [waiting] * CLIENTS, seconds)
    _all(records, REDIRECT)
    return Round(
        raw=commits,
        floor=floor.per_second,
        records=records.per_second,
        cpu_ms=cpu,
        floor_cpu_ms=floor_cpu,
        p95_ms=records.percentile(0.95),
    )


def _pressed(
    port: int, pids: Callable[[], list[int]], requests: Sequence[Iterator[bytes]], seconds: float
) -> tuple[Load, float]:
    """What came back, and the processor time of server and database per request in ms."""
    before = processor.used_ms(pids())
    found = load.press(port, requests, seconds)
    used = processor.used_ms(pids()) - before
    return found, used / max(1, len(found.waits))


def _all(found: Load, status: int) -> None:
    """A rate of anything but the right answer would be worth nothing."""
    if set(found.statuses) != {status}:
        raise RuntimeError(f"expected only {status}, got {dict(found.statuses)}")


def _raw(place: Place, seconds: float) -> float:
    if place.on_sqlite:
        return raw.sqlite_commits(place.folder, seconds)
    return raw.postgres_commits(place.database_url, seconds, CLIENTS)


def _floor(client: int) -> Iterator[bytes]:
    for number in count():
        answers = [(number + n) % 11 for n in range(20)]
        body = orjson.dumps({"person": (client * 1000 + number) % 10_000, "answers": answers})
        yield _post("/take/", body, "application/json")


def _requests(ready: Sequence[Ready]) -> Iterator[bytes]:
    """Sending each form, signed in as its patient; a list's iterator."""
    keys = _signed_in(ready)
    body = urlencode({"csrfmiddlewaretoken": TOKEN}).encode()
    kind = "application/x-www-form-urlencoded"
    return iter(
        [
            _post(
                f"/me/record/{each.draft}/check/",
                body,
                kind,
                f"Cookie: sessionid={key}; csrftoken={TOKEN}\r\n",
            )
            for each, key in zip(ready, keys, strict=True)
        ]
    )


def _post(path: str, body: bytes, kind: str, more: str = "") -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _signed_in(ready: Sequence[Ready]) -> list[str]:
    """A session for each, as signing in would leave it."""
    # Copies share their pattern's mark for "no password", and so the hash made from it.
    mark = clinic.account(ready[0].account_id).get_session_auth_hash()
    keys = [f"{n:032x}" for n in range(len(ready))]
    until = clock.now() + timedelta(days=1)
    rows = [
        Session(session_key=key, session_data=_session(each, mark), expire_date=until)
        for each, key in zip(ready, keys, strict=True)
    ]
    Session.objects.bulk_create(rows, batch_size=500)
    return keys


def _session(ready: Ready, mark: str) -> str:
    found = {
        SESSION_KEY: str(ready.account_id),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: mark,
        SESSION_PATIENT: ready.patient_id,
    }
    return SessionStore().encode(found)
