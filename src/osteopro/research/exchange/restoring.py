"""An archive of ours put back: the rows of its note and the texts of its files."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.db.models import ForeignKey, JSONField, Model

from osteopro.research import models as m
from osteopro.research.exchange.coders import Accounts
from osteopro.research.exchange.rows import ORDER, VERSIONS, Rows, fields_of, is_account
from osteopro.research.exchange.tables import (
    LATER,
    LISTS_OF_ACCOUNTS,
    NOT_TOLD,
    TABLES,
    AnyField,
    name_of,
)
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.terms import Refusal
from osteopro.research.text import normal

_AT_ONCE = 500
# Of a version whose words stayed where it was exported.
_NO_WORDS = (0, "")
Made = dict[type[Model], dict[UUID, Any]]


def restored(rows: Rows, texts: Mapping[UUID, str], accounts: Accounts) -> m.Study:
    """Put every row back, in the order in which they were made. Raises RefusedFileError for rows
    that do not hold together; the caller's transaction takes back what was put."""
    made: Made = {}
    expected = {name_of(table) for table in TABLES}
    missing = expected - {name_of(table) for table in LATER} - rows.keys()
    if missing or not rows.keys() <= expected or len(rows[name_of(m.Study)]) != 1:
        _refuse("tables")
    try:
        for table in TABLES:
            made[table] = _table(table, rows.get(name_of(table), {}), made, texts, accounts)
    except RefusedFileError:
        raise
    except (IntegrityError, DataError, ValueError) as error:
        # What the tables themselves do not take, such as a GUID that is here already.
        raise RefusedFileError(Refusal.EXTENSION, type(error).__name__) from error
    _rounds(rows[name_of(m.Round)], made)
    _check(made, texts)
    study: m.Study
    (study,) = made[m.Study].values()
    return study


def _refuse(what: str) -> Any:
    raise RefusedFileError(Refusal.EXTENSION, what)


def _table(
    table: type[Model],
    rows: Mapping[UUID, Mapping[str, Any]],
    made: Made,
    texts: Mapping[UUID, str],
    accounts: Accounts,
) -> dict[UUID, Any]:
    ordered = sorted(rows.items(), key=lambda item: _place(item[1]))
    objects = {guid: _object(table, guid, row, made, accounts) for guid, row in ordered}
    if table is m.Block:
        for block in objects.values():
            block.text = texts.get(block.version.guid, "")[block.start : block.end]
    own = [field for field in fields_of(table) if _is_of_itself(field, table)]
    later = _put(table, own, ordered, objects)
    for one, field, other in later:
        setattr(one, field.name, other)
        one.save(update_fields=[field.name])
    return objects


def _put(
    table: type[Model],
    own: Sequence[AnyField],
    ordered: Sequence[tuple[UUID, Mapping[str, Any]]],
    objects: Mapping[UUID, Any],
) -> list[tuple[Any, AnyField, Any]]:
    """Insert the rows of a table. References within it are to rows before, which a table that only
    grows could not be told later; what is returned refers to rows behind."""
    waiting: list[Any] = []
    later = []
    for guid, row in ordered:
        for field in own:
            other = _within(table, field, row, objects)
            if other is None:
                continue
            if other.pk is None and any(other is each for each in waiting):
                table._default_manager.bulk_create(waiting, batch_size=_AT_ONCE)
                waiting = []
            if other.pk is None:
                later.append((objects[guid], field, other))
            else:
                setattr(objects[guid], field.name, other)
        waiting.append(objects[guid])
    table._default_manager.bulk_create(waiting, batch_size=_AT_ONCE)
    return later


def _place(row: Mapping[str, Any]) -> int:
    place = row.get(ORDER)
    return place if type(place) is int else _refuse(ORDER)


def _is_of_itself(field: AnyField, table: type[Model]) -> bool:
    return isinstance(field, ForeignKey) and field.related_model is table


def _object(
    table: type[Model], guid: UUID, row: Mapping[str, Any], made: Made, accounts: Accounts
) -> Any:
    values: dict[str, Any] = dict(NOT_TOLD.get(table, {}))
    for field in fields_of(table):
        if field.name in values or _is_of_itself(field, table):
            continue
        if field.name not in row:
            _refuse(f"{name_of(table)}.{field.name}")
        values[field.name] = _value(table, field, row[field.name], made, accounts)
    if any(each.name == "guid" for each in table._meta.concrete_fields):
        values["guid"] = guid
    return table(**values)


def _value(table: type[Model], field: AnyField, held: Any, made: Made, accounts: Accounts) -> Any:
    try:
        if held is None and field.null:
            return None
        if isinstance(field, ForeignKey):
            return made[field.related_model][UUID(held)]
        if is_account(field):
            return accounts.number(UUID(held))
        if field.name in LISTS_OF_ACCOUNTS.get(table, ()):
            return [accounts.number(UUID(each)) for each in held]
        return held if isinstance(field, JSONField) else field.clean(held, None)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        if held == "" and field.empty_strings_allowed:
            return held
        return _refuse(f"{name_of(table)}.{field.name}: {type(error).__name__}")


def _within(
    table: type[Model], field: AnyField, row: Mapping[str, Any], objects: Mapping[UUID, Any]
) -> Any:
    """The row of the same table that a row refers to."""
    held = row.get(field.name)
    try:
        return None if held is None else objects[UUID(held)]
    except (KeyError, ValueError, AttributeError):
        return _refuse(f"{name_of(table)}.{field.name}")


def _rounds(rows: Mapping[UUID, Mapping[str, Any]], made: Made) -> None:
    for guid, row in rows.items():
        try:
            versions = [made[m.TranscriptVersion][UUID(each)] for each in row[VERSIONS]]
        except (KeyError, ValueError, TypeError, AttributeError):
            _refuse(VERSIONS)
        made[m.Round][guid].versions.set(versions)


def _check(made: Made, texts: Mapping[UUID, str]) -> None:
    """A text is the one of that version, and a quote is what stands there (invariant 3)."""
    for version in made[m.TranscriptVersion].values():
        text = texts.get(version.guid)
        held = (len(text), normal.sha256(text)) if text is not None else _NO_WORDS
        if held != (version.length, version.sha256):
            _refuse(f"text of {version.guid}")
    for statement in made[m.Statement].values():
        text = texts.get(statement.version.guid, "")
        if text[statement.start : statement.end] != statement.quote:
            _refuse(f"quote of {statement.guid}")
