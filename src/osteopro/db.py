"""The one way to open a writing transaction, and queries that Django words only once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

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
        self._known: tuple[type[Row], str, tuple[Any, ...]] | None = None

    def rows(self, **values: Any) -> list[Row]:
        """The rows for these values, by the names of the places."""
        if self._known is None:
            query = self._build()
            self._known = (query.model, *query.query.sql_with_params())
        model, sql, places = self._known
        params = [
            each.output_field.get_db_prep_value(values[each.name], connection)
            if isinstance(each, Given)
            else each
            for each in places
        ]
        return list(model._default_manager.raw(sql, params))

    def row(self, **values: Any) -> Row | None:
        """The first row for these values, None without one."""
        return next(iter(self.rows(**values)), None)
