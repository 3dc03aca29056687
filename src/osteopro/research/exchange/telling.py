"""Where a file that is about to leave says who somebody is, as far as the vault knows them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from osteopro.patients import study_vault
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
class Told:
    """A piece that says who somebody is: participants by number; nobody's for a name that was
    taken out of a transcript."""

    sort: str
    about: str
    line: int
    participants: tuple[int, ...]


def told(study_id: int, file: Leaving) -> list[Told]:
    """Every piece of the file that names somebody, in the order of the file."""
    pieces = list(_pieces(file))
    text = "\n".join(each.words for each in pieces)
    starts, at = [], 0
    for each in pieces:
        starts.append(at)
        at += len(each.words) + 1
    found: dict[int, set[int]] = {}
    people = m.Participant.objects.filter(study=study_id).order_by("number")
    for number, guid in people.values_list("number", "screening__guid"):
        for span in study_vault.where_named(guid, text):
            found.setdefault(bisect_right(starts, span.start) - 1, set()).add(number)
    versions = m.TranscriptVersion.objects.filter(
        transcript__interview__participant__study=study_id
    )
    taken = study_vault.finder([taken_under(row) for row in versions], _TELLING)
    for start, _ in taken(text):
        found.setdefault(bisect_right(starts, start) - 1, set())
    return [
        Told(pieces[at].sort, pieces[at].about, pieces[at].line, tuple(sorted(who)))
        for at, who in sorted(found.items())
    ]


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
