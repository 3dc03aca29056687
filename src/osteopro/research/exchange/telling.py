"""Where a file that is about to leave says who somebody is, as far as the vault knows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from osteopro.patients import study_naming, study_vault
from osteopro.research import models as m
from osteopro.research.exchange.forms import Leaving
from osteopro.research.refi.model import Note, TextSource
from osteopro.research.refi.walking import everything
from osteopro.research.text.identify.terms import Category
from osteopro.research.versions import taken_under

# What was taken out somewhere and tells who it is wherever it stands; a town or an age may not.
_TELLING = (Category.NAME, Category.PHONE, Category.ID_NUMBER, Category.EMAIL, Category.ACCOUNT)


class Piece(NamedTuple):
    """Words of a file: of which sort, what they stand in, the line there, and the words."""

    sort: str
    about: str
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file says who somebody is; `taken_out` is a name that was taken out of a transcript,
    else it is of somebody who takes part."""

    sort: str
    about: str
    line: int
    taken_out: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Places that name somebody, in the order of the file, and the numbers of participants whose
    names were not sought: the key knows nobody behind them."""

    places: tuple[Place, ...]
    unknown: tuple[int, ...]


def told(study_id: int, file: Leaving) -> Told:
    """What of the file names somebody. A constant number of queries."""
    pieces = list(_pieces(file))
    people = people_of(study_id)
    named = study_naming.naming(people.values(), [each.words for each in pieces])
    taken = finder(study_id)
    again = {at for at, each in enumerate(pieces) if taken(each.words)} - named.texts
    places = [
        Place(pieces[at].sort, pieces[at].about, pieces[at].line, at in again)
        for at in sorted(named.texts | again)
    ]
    unknown = sorted(number for number, guid in people.items() if guid in named.unknown)
    return Told(tuple(places), tuple(unknown))


def finder(study_id: int) -> Callable[[str], list[tuple[int, int]]]:
    """Finds in a text names and numbers that were taken out of any transcript of the study. Two
    queries."""
    versions = m.TranscriptVersion.objects.filter(
        transcript__interview__participant__study=study_id
    )
    return study_vault.finder([taken_under(row) for row in versions], _TELLING)


def people_of(study_id: int) -> dict[int, UUID]:
    """The row in the key of everybody who takes part or did, by their number."""
    rows = m.Participant.objects.filter(study=study_id)
    return dict(rows.values_list("number", "screening__guid"))


def _pieces(file: Leaving) -> Iterator[Piece]:
    for source in file.project.sources:
        if isinstance(source, TextSource):
            for line, words in enumerate(source.text.split("\n"), start=1):
                yield Piece("text", source.name or "", line, words)
    if file.rows:
        # Our own note has every word that the other parts have.
        for table, rows in file.rows.items():
            for row in rows.values():
                yield Piece(table, "", 0, "\n".join(_strings(row)))
        return
    for part in everything(file.project):
        if said := "\n".join(_strings(_words_of(part))):
            yield Piece(type(part).__name__, getattr(part, "name", None) or "", 0, said)


def _words_of(part: Any) -> list[Any]:
    words = [getattr(part, field, None) for field in ("name", "description")]
    values = [each.value for each in getattr(part, "variable_values", ())]
    return [*words, *values, part.text if isinstance(part, Note) else None]


def _strings(held: Any) -> Iterator[str]:
    match held:
        case str():
            yield held
        case list() | tuple():
            for each in held:
                yield from _strings(each)
        case dict():
            for each in held.values():
                yield from _strings(each)
