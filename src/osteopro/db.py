"""The one way to open a writing transaction, and queries that Django words only once."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Expression, Field, Model, QuerySet

Row = TypeVar("Row", bound=Model)

# SQLite has one writer. Threads that queue here are served in turn within
# milliseconds; threads that queue inside SQLite poll, and the slowest waits near a second.
_one_writer = threading.Lock()
_inside: ContextVar[bool] = ContextVar("inside a write", default=False)


@contextmanager
def write() -> Iterator[None]:
    """Everything inside is stored together, durably, or not at all.

    May be nested: the inner one is part of the outer, so an error inside ends all of it.
    """
    if _inside.get():
        yield
        return
    turn = _one_writer if connection.vendor == "sqlite" else nullcontext()
    token = _inside.set(True)
    try:
        with turn, transaction.atomic():
            yield
    finally:
        _inside.reset(token)


class Given(Expression):
    """A place in a prepared query for a value of `field` that each call brings."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]


class Prepared(Generic[Row]):
    """A query whose SQL Django builds once per process; a call only brings the values.

    Building the SQL costs Django 0.2 to 0.5 ms, up to ten times running it. Worth it for
    queries on the way of every record (docs/explanation/performance.md), not elsewhere.
    `build` gives the query with `Given` in the places of values; it is called with the
    first use, because a row can be locked inside a transaction only.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self._build = build
        self._known: _Words[Row] | None = None

    def rows(self, **values: Any) -> list[Row]:
        """The rows for these values, by the names of the places."""
        if self._known is None:
            query = self._build()
            try:
                words, places = query.query.sql_with_params()
            except EmptyResultSet:  # no values could give it a row
                return []
            self._known = _Words(query.model, words, places, query.query.annotation_select)
        return self._known.rows(values)

    def row(self, **values: Any) -> Row | None:
        """The first row for these values, None without one."""
        return next(iter(self.rows(**values)), None)


@dataclass(frozen=True)
class _Words(Generic[Row]):
    """A query in SQL, with its places, and what it selects besides the model's columns."""

    model: type[Row]
    sql: str
    places: Sequence[Any]
    columns: Mapping[str, Any]

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        params = [
            each.output_field.get_db_prep_value(values[each.name], connection)
            if isinstance(each, Given)
            else each
            for each in self.places
        ]
        found = list(self.model._default_manager.raw(self.sql, params))
        for name, column in self.columns.items():
            # Raw queries leave these as the database sends them.
            for convert in (
                *connection.ops.get_db_converters(column),
                *column.get_db_converters(connection),
            ):
                for row in found:
                    setattr(row, name, convert(getattr(row, name), column, connection))
        return found
