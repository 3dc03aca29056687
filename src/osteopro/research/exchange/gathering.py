"""The rows of a study that may leave it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey, Model

from osteopro.research import models as m
from osteopro.research.exchange.tables import TABLES, name_of
from osteopro.research.terms import Stage

# Names are taken out before a version gets here. Of those before, it is told when they were made
# and read, and not what they say.
WITHOUT_NAMES = frozenset({Stage.DEIDENTIFIED, Stage.FROZEN})


class Gathered:
    """Rows by table, oldest first, and how many of each table had to stay."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Any]] = {}
        self._keys: dict[type[Model], set[int]] = {}
        self.stayed: Counter[str] = Counter()

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
                self.stayed[name_of(table)] += 1
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


def gathered(study_id: int, viewer: int | None) -> Gathered:
    """What of a study may leave it.

    Participants who withdrew stay, and with them their interviews and words. So does what was typed
    before names were taken out, and the work of others in a blind round until all have handed in;
    `viewer` is the account that asks, None for nobody of the team.
    """
    found = Gathered()
    for table, way in TABLES.items():
        rows = table._default_manager.filter(**{way: study_id}).order_by("pk")
        if table is m.Round:
            rows = rows.prefetch_related("versions")
        found.put(table, _allowed(table, list(rows), study_id, viewer, found))
    return found


def _allowed(
    table: type[Model], rows: list[Any], study_id: int, viewer: int | None, found: Gathered
) -> list[Any]:
    if table is m.Participant:
        standing = set(
            m.StudyConsent.objects.filter(
                screening__study=study_id, withdrawn_at__isnull=True
            ).values_list("screening_id", flat=True)
        )
        kept = [row for row in rows if row.screening_id in standing]
    elif table is m.Block:
        said = _said(found)
        kept = [row for row in rows if row.version_id in said]
    elif table in (m.Statement, m.Meaning):
        closed_eyes = _blind_rounds(study_id)
        kept = [row for row in rows if row.round_id not in closed_eyes or row.coder == viewer]
        if table is m.Statement:
            said = _said(found)
            kept = [row for row in kept if row.version_id in said]
    elif table is m.StatementMeaning:
        links = _others_links(study_id, viewer)
        kept = [row for row in rows if row.pk not in links]
    elif table is m.Discrepancy:
        silent = _statements_that_stay(study_id, found)
        kept = [row for row in rows if silent.isdisjoint(map(str, row.items))]
    else:
        return rows
    found.stayed[name_of(table)] += len(rows) - len(kept)
    return kept


def _said(found: Gathered) -> set[int]:
    """Versions whose words go."""
    return {row.pk for row in found.of(m.TranscriptVersion) if row.stage in WITHOUT_NAMES}


def _statements_that_stay(study_id: int, found: Gathered) -> set[str]:
    """What was said about them may repeat their words."""
    there = {row.guid for row in found.of(m.Statement)}
    every = m.Statement.objects.filter(round__study=study_id).values_list("guid", flat=True)
    return {str(guid) for guid in every if guid not in there}


def _blind_rounds(study_id: int) -> set[int]:
    waiting = m.RoundCoder.objects.filter(round__study=study_id, submitted_at__isnull=True)
    return set(waiting.filter(round__blind=True).values_list("round_id", flat=True))


def _others_links(study_id: int, viewer: int | None) -> set[int]:
    links = m.StatementMeaning.objects.filter(statement__round__in=_blind_rounds(study_id))
    return set(
        (links if viewer is None else links.exclude(coder=viewer)).values_list("pk", flat=True)
    )
