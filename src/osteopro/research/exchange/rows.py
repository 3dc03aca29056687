"""Rows of the database as rows of the note: GUIDs for keys, and no account."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from django.db.models import BigIntegerField, ForeignKey, Model

from osteopro.research import models as m
from osteopro.research.exchange.coders import Coders
from osteopro.research.exchange.gathering import Gathered
from osteopro.research.exchange.tables import LISTS_OF_ACCOUNTS, NOT_TOLD, TABLES, AnyField, name_of

ORDER, VERSIONS = "order_kept", "versions"
Rows = dict[str, dict[UUID, dict[str, Any]]]


class Keys:
    """The GUID of each row. Tables without one get theirs from the place of the row."""

    def __init__(self, gathered: Gathered, study: UUID) -> None:
        self._of: dict[type[Model], dict[int, UUID]] = {}
        for table in TABLES:
            self._of[table] = {
                row.pk: getattr(row, "guid", None) or uuid5(study, f"{name_of(table)} {number}")
                for number, row in enumerate(gathered.of(table))
            }

    def of(self, table: type[Model], key: int) -> UUID:
        """The GUID of a row by its key in the database."""
        return self._of[table][key]


def fields_of(table: type[Model]) -> Iterator[AnyField]:
    """The fields of a table that a row tells, without its keys."""
    for field in table._meta.concrete_fields:
        if not field.primary_key and field.name != "guid":
            yield field


def is_account(field: AnyField) -> bool:
    """Whether a field holds an account: in these tables whole numbers of that size are nothing
    else."""
    return type(field) is BigIntegerField


def told(gathered: Gathered, keys: Keys, coders: Coders) -> Rows:
    """Every row, by table and GUID, with its place among the rows of its table."""
    rows: Rows = {}
    there = {row.pk: row.guid for row in gathered.of(m.TranscriptVersion)}
    for table in TABLES:
        held = rows[name_of(table)] = {}
        for place, row in enumerate(gathered.of(table)):
            values = _values(table, row, keys, coders)
            if table is m.Round:
                values[VERSIONS] = [there[key] for key in versions_of(row) if key in there]
            held[keys.of(table, row.pk)] = values | {ORDER: place}
    return rows


def _values(table: type[Model], row: Any, keys: Keys, coders: Coders) -> dict[str, Any]:
    hidden = NOT_TOLD.get(table, {})
    values = {
        field.name: _value(field, row, keys, coders)
        for field in fields_of(table)
        if field.name not in hidden
    }
    for name in LISTS_OF_ACCOUNTS.get(table, ()):
        values[name] = [coders.guid(account) for account in values[name]]
    return values


def _value(field: AnyField, row: Any, keys: Keys, coders: Coders) -> Any:
    held = getattr(row, field.attname)
    if held is None:
        return None
    if isinstance(field, ForeignKey):
        return keys.of(field.related_model, held)
    return coders.guid(held) if is_account(field) else held


def versions_of(row: m.Round) -> list[int]:
    """The versions of a round by key, in their order; they were read with the rounds."""
    return sorted(each.pk for each in row.versions.all())
