"""The rows of a study that may leave it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model

from osteopro.research import models as m
from osteopro.research.exchange import putting_right, staying
from osteopro.research.exchange.tables import TABLES, name_of
from osteopro.research.refi.terms import Why
from osteopro.research.terms import Profile


class Gathered:
    """Rows by table, oldest first; how many rows of a table had to stay, how many lost words."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Any]] = {}
        self._keys: dict[type[Model], set[int]] = {}
        self.stayed: Counter[tuple[str, Why]] = Counter()
        self.changed: Counter[tuple[str, Why]] = Counter()

    def of(self, table: type[Model]) -> list[Any]:
        """The rows of a table that go."""
        return self._rows[table]

    def by_id(self, table: type[Model]) -> dict[int, Any]:
        """The same by their key in the database."""
        return {row.pk: row for row in self._rows[table]}

    def put(self, table: type[Model], rows: Iterable[Any]) -> None:
        """Keep the rows that may go and whose required others go too; cut what stays off."""
        kept = []
        for row in rows:
            if self._goes(table, row):
                kept.append(row)
            else:
                self.stayed[name_of(table), Why.BELONGS] += 1
        self._rows[table] = kept
        self._keys[table] = {row.pk for row in kept}
        self._cut(table)

    def _goes(self, table: type[Model], row: Any) -> bool:
        return all(
            field.null or getattr(row, field.attname) in self._keys.get(_of(field), ())
            for field in table._meta.concrete_fields
            if isinstance(field, ForeignKey)
        )

    def _cut(self, table: type[Model]) -> None:
        """Where an optional reference is to a row that stays, there is none."""
        for field in table._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.null:
                for row in self._rows[table]:
                    if getattr(row, field.attname) not in self._keys.get(_of(field), ()):
                        setattr(row, field.attname, None)


def _of(field: Any) -> type[Model]:
    related: type[Model] = field.related_model
    return related


def gathered(study_id: int, viewer: int | None, profile: Profile) -> Gathered:
    """What of a study may leave it.

    Participants who withdrew stay, and with them their interviews and words; so does what was
    concluded from the records of who does not agree to that (any more). So do words in which
    people may be named: of every version that is not frozen, and of a frozen one that is being put
    right. An earlier frozen text goes with an archive alone and says only what the newest says too.
    The work of others in a blind round stays until all have handed in; `viewer` is the account that
    asks, None for nobody of the team.
    """
    found = Gathered()
    hide = putting_right.hider(study_id)
    silent: dict[int, Why] = {}
    gone = putting_right.Gone()
    for table, way in TABLES.items():
        manager = table._default_manager.filter(**{way: study_id}).order_by("pk")
        if table is m.Round:
            manager = manager.prefetch_related("versions")
        rows = list(manager)
        if table is m.TranscriptVersion:
            silent = staying.silent(rows, profile)
        if table is m.Discrepancy:
            gone.guids |= _statements_that_stay(study_id, found)
        for why, stays in staying.reasons(table, study_id, viewer, profile, silent, gone):
            kept = [row for row in rows if not stays(row)]
            found.stayed[name_of(table), why] += len(rows) - len(kept)
            rows = kept
        found.put(table, rows)
        if table is m.Reading:
            _without_feelings(found.of(m.Reading), staying.felt_apart(study_id, viewer))
        _less_said(table, found, silent, gone, hide)
    return found


def _without_feelings(rows: Iterable[Any], apart: set[int]) -> None:
    for row in rows:
        if row.pk in apart:
            row.minutes, row.impression = None, ""


def _less_said(table: type[Model], found: Gathered, silent: dict[int, Why],
               gone: putting_right.Gone, hide: putting_right.Hide) -> None:  # fmt: skip
    """Let the rows of a table say only what may be read; tell how many said more."""
    rows, name = found.of(table), name_of(table)
    if table is m.TranscriptVersion:
        found.changed.update((name, silent[row.pk]) for row in rows if row.pk in silent)
    elif table is m.Block:
        gone.texts = putting_right.only_current(found.of(m.TranscriptVersion), rows)
        found.changed[name_of(m.TranscriptVersion), Why.TAKEN_OUT] += len(gone.texts)
    elif table is m.Statement:
        gone.quotes(rows)
    said = gone.without_words(table, rows) + putting_right.hidden(table, rows, hide)
    found.changed[name, Why.TAKEN_OUT] += said


def _statements_that_stay(study_id: int, found: Gathered) -> set[UUID]:
    """What was said about them may repeat their words."""
    there = {row.guid for row in found.of(m.Statement)}
    every = m.Statement.objects.filter(round__study=study_id).values_list("guid", flat=True)
    return {guid for guid in every if guid not in there}
