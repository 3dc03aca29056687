"""Which rows of a study stay when it leaves, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from osteopro.research import models as m
from osteopro.research.agreed import holding
from osteopro.research.exchange.putting_right import Gone, current
from osteopro.research.exchange.tables import TABLES
from osteopro.research.queries import crosschecks, rounds
from osteopro.research.refi.terms import Why
from osteopro.research.terms import Profile, Stage

Stays = Callable[[Any], bool]
# What is made in rounds, with the way to the round and its coder.
_IN_ROUNDS: Mapping[type[Model], str] = {
    m.Statement: "",
    m.Meaning: "",
    m.StatementMeaning: "statement__",
}
_BLIND = (m.Reading, *_IN_ROUNDS)


def silent(versions: Sequence[Any], profile: Profile) -> dict[int, Why]:
    """Versions whose words do not go, by key. An earlier frozen one goes with an archive."""
    newest = current(versions)
    found: dict[int, Why] = {}
    for row in versions:
        if row.stage != Stage.FROZEN:
            found[row.pk] = Why.NAMED
        elif row.transcript_id not in newest:
            found[row.pk] = Why.PUT_RIGHT
        elif profile is not Profile.ARCHIVE and newest[row.transcript_id].pk != row.pk:
            found[row.pk] = Why.OLDER
    return found


def reasons(table: type[Model], study_id: int, viewer: int | None, profile: Profile,
            words: Mapping[int, Why], gone: Gone) -> Iterator[tuple[Why, Stays]]:  # fmt: skip
    """Why rows of a table stay, and which. `words` are the versions whose words do not go, `gone`
    knows the statements that stay or whose words went."""
    if table is m.Participant:
        standing = set(
            holding().filter(screening__study=study_id).values_list("screening_id", flat=True)
        )
        yield Why.WITHDRAWN, lambda row: row.screening_id not in standing
    elif table is m.TranscriptVersion and profile is not Profile.ARCHIVE:
        for why in (Why.NAMED, Why.PUT_RIGHT, Why.OLDER):
            yield why, _of(words, why, "pk")
    elif table in (m.Block, m.Statement):
        for why in (Why.NAMED, Why.PUT_RIGHT, Why.OLDER):
            yield why, _of(words, why, "version_id")
    if table in _BLIND and rounds.blind_since(study_id) is not None:
        yield Why.BLIND, _blind(table, study_id, viewer)
    elif table is m.Translation:
        yield Why.TAKEN_OUT, lambda row: row.statement_id in gone.keys
    elif table is m.CrossCheck:
        agreed = crosschecks.linked(study_id)
        yield Why.WITHDRAWN, lambda row: row.participant_id not in agreed
    elif table is m.Discrepancy:
        went = set(map(str, gone.guids))
        yield Why.BELONGS, lambda row: not went.isdisjoint(map(str, row.items))


def felt_apart(study_id: int, viewer: int | None) -> set[int]:
    """Readings of others of which no more goes than that they were."""
    rows = m.Reading.objects.filter(version__transcript__interview__participant__study=study_id)
    return _keys(rounds.readings_apart(_who(viewer), rows))


def _blind(table: type[Model], study_id: int, viewer: int | None) -> Stays:
    """Work of others in a blind round. That somebody read a text is told, how often is not."""
    if table is m.Reading:
        apart = felt_apart(study_id, viewer)
        return lambda row: row.pk in apart and row.pass_no > 1
    rows = table._default_manager.filter(**{TABLES[table]: study_id})
    seen = _keys(rounds.seen_by(_who(viewer), rows, _IN_ROUNDS[table]))
    return lambda row: row.pk not in seen


def _of(words: Mapping[int, Why], why: Why, field: str) -> Stays:
    return lambda row: words.get(getattr(row, field)) is why


def _who(viewer: int | None) -> int:
    return rounds.NOBODY if viewer is None else viewer


def _keys(rows: QuerySet[Any]) -> set[int]:
    return set(rows.values_list("pk", flat=True))
