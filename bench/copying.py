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

CHUNK = 500
Rows = dict[type[models.Model], list[Sequence[Any]]]


class Copier:
    """Writes copies of patterns. `people` gives each copy its staff, by account."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._next = {model: _newest(model) + 1 for model in _ours()}
        self._system = Head.objects.get(stream=SYSTEM_STREAM)
        self._number = 0

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
        pattern = self._patterns[self._number % len(self._patterns)]
        self._number += 1
        copy = Copy(self._number, people)
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
        for event in pattern.events:
            head = self._system if event.stream == SYSTEM_STREAM else own
            entry = _entry(event, head.stream, copy)
            head.seq += 1
            head.hash = chain.link(entry, seq=head.seq, previous=head.hash)
            new = Event(pk=self._take(Event), seq=head.seq, hash=head.hash, **_columns(entry))
            rows.setdefault(Event, []).append(_values(new))
        rows.setdefault(Head, []).append(_values(own))

    def _take(self, model: type[models.Model]) -> int:
        taken = self._next[model]
        self._next[model] += 1
        return taken


def _entry(event: Event, stream: str, copy: Copy) -> chain.Entry:
    return chain.Entry(
        stream=stream,
        kind=event.kind,
        at=event.at,
        actor=None if event.actor is None else copy.person(event.actor),
        capacity=event.capacity,
        request_id=event.request_id,
        object_type=event.object_type,
        object_id=copy.reference(event.object_id, event.object_type),
        detail=event.detail,
        reason=event.reason,
    )


def _columns(entry: chain.Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in chain.Entry.__slots__}


def _values(row: models.Model) -> list[Any]:
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
    ]


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
