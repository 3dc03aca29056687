"""What the database alone can do: durable commits of one row of the size of a record."""

import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

BODY = json.dumps({"item": [{"linkId": f"q-{n}", "answer": "x" * 60} for n in range(24)]})
CLIENTS = 8
TABLE = "CREATE TABLE IF NOT EXISTS raw_rows (id {key}, patient bigint, body text)"


def sqlite_commits(folder: Path, seconds: float) -> float:
    """Commits per second of one writer, flushed each time (WAL, synchronous=FULL)."""
    with sqlite3.connect(folder / "raw.db", isolation_level=None) as line:
        line.execute("PRAGMA journal_mode=WAL")
        line.execute("PRAGMA synchronous=FULL")
        line.execute(TABLE.format(key="integer PRIMARY KEY"))
        return _rate(lambda n: _sqlite_one(line, n), seconds)


def postgres_commits(url: str, seconds: float, clients: int) -> float:
    """Commits per second of so many clients together, flushed each time."""
    with psycopg.connect(url, autocommit=True) as line:
        line.execute(TABLE.format(key="bigserial PRIMARY KEY"))
    rates = [0.0] * clients
    threads = [
        threading.Thread(target=_postgres_client, args=(url, seconds, rates, n))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


def _postgres_client(url: str, seconds: float, rates: list[float], number: int) -> None:
    statement = "INSERT INTO raw_rows (patient, body) VALUES (%s, %s)"
    with psycopg.connect(url, autocommit=True) as line:
        rates[number] = _rate(lambda n: line.execute(statement, (n, BODY), prepare=True), seconds)


def _sqlite_one(line: sqlite3.Connection, number: int) -> None:
    line.execute("BEGIN IMMEDIATE")
    line.execute("INSERT INTO raw_rows (patient, body) VALUES (?, ?)", (number, BODY))
    line.execute("COMMIT")


def _rate(write: Any, seconds: float) -> float:
    before = time.monotonic()
    done = 0
    while time.monotonic() < before + seconds:
        write(done)
        done += 1
    return done / (time.monotonic() - before)
