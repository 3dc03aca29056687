"""Multiplying patients that were made through actions, for benches only.

A hundred thousand patients through actions would take half an hour before the first
measurement. A copied patient has every row that an acted one has, under new ids; a test
compares the two row by row. Nothing outside the bench may do this.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from bench.pattern import Copy, Pattern
from osteopro.audit import chain
from osteopro.audit.models import Event, Head
from osteopro.audit.terms import SYSTEM_STREAM, patient_stream
from osteopro.patients.models import Patient

CHUNK = 500
_EVENT = [column.name for column in Event._meta.concrete_fields]
ID, STREAM, SEQ, HASH = (_EVENT.index(name) for name in ("id", "stream", "seq", "hash"))
ACTOR, OBJECT_ID = _EVENT.index("actor"), _EVENT.index("object_id")
Rows = dict[type[models.Model], list[Sequence[Any]]]


class Copier:
    """Writes copies of patterns. `people` gives each copy its staff, by account."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._next = {model: _newest(model) + 1 for model in _ours()}
        self._system = Head.objects.get(stream=SYSTEM_STREAM)

    def write(self, people: Sequence[Mapping[int, int]]) -> list[int]:
        """As many copies as there are entries in `people`; returns the new patients' ids."""
        made: list[int] = []
        for start in range(0, len(people), CHUNK):
            rows: Rows = {}
            for each in people[start : start + CHUNK]:
                made.append(self._copy(each, rows))
            with transaction.atomic():
                _insert(rows)
                self._system.save()
        _move_sequences()
        return made

    def _copy(self, people: Mapping[int, int], rows: Rows) -> int:
        # The new patient's id tells this copy from all others, whoever makes them.
        number = self._next[Patient]
        pattern = self._patterns[number % len(self._patterns)]
        copy = Copy(number, people)
        for sheet in pattern.sheets:
            for line in sheet.lines:
                copy.ids[sheet.name, line.old_id] = self._take(sheet.model)
        for sheet in pattern.sheets:
            rows.setdefault(sheet.model, []).extend(line.as_of(copy) for line in sheet.lines)
        new = copy.ids["Patient", pattern.patient_id]
        self._chain(pattern, copy, patient_stream(new), rows)
        return new

    def _chain(self, pattern: Pattern, copy: Copy, stream: str, rows: Rows) -> None:
        own = Head(pk=self._take(Head), stream=stream)
        for event, line in pattern.events:
            head = self._system if event.stream == SYSTEM_STREAM else own
            row = line.as_of(copy)
            head.seq += 1
            entry = _entry(event, head.stream, row[ACTOR], row[OBJECT_ID])
            head.hash = chain.link(entry, seq=head.seq, previous=head.hash)
            row[ID], row[STREAM], row[SEQ] = self._take(Event), head.stream, head.seq
            row[HASH] = head.hash
            rows.setdefault(Event, []).append(row)
        rows.setdefault(Head, []).append([own.pk, own.stream, own.seq, own.hash])

    def _take(self, model: type[models.Model]) -> int:
        taken = self._next[model]
        self._next[model] += 1
        return taken


def _entry(event: Event, stream: str, actor: int | None, object_id: str) -> chain.Entry:
    return chain.Entry(
        stream=stream,
        kind=event.kind,
        at=event.at,
        actor=actor,
        capacity=event.capacity,
        request_id=event.request_id,
        object_type=event.object_type,
        object_id=object_id,
        detail=event.detail,
        reason=event.reason,
    )


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("osteopro.")]


def _newest(model: type[models.Model]) -> int:
    number = model._default_manager.aggregate(newest=models.Max("pk"))["newest"]
    return int(number or 0)


def _insert(rows: Rows) -> None:
    for model, values in rows.items():
        table = connection.ops.quote_name(model._meta.db_table)
        names = [connection.ops.quote_name(f.column) for f in model._meta.concrete_fields]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                marks = ", ".join("?" for _ in names)
                statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
                cursor.cursor.connection.executemany(statement, values)
            else:
                _by_copy(cursor, f"COPY {table} ({', '.join(names)}) FROM STDIN", values)


def _by_copy(cursor: Any, statement: str, values: Iterable[Sequence[Any]]) -> None:
    with cursor.cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)


def _move_sequences() -> None:
    """The next row that the product writes comes after ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _ours()):
            cursor.execute(statement)
