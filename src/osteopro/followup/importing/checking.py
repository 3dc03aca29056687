"""A whole file checked: what each row is, who is here already, nothing stored."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from osteopro.enrolment import admitting
from osteopro.followup.actions import Newcomer
from osteopro.followup.importing.problems import Problem, problems_json
from osteopro.followup.importing.rows import read_row
from osteopro.followup.importing.setting import Setting, setting_for
from osteopro.followup.importing.table import Row, read_table
from osteopro.patients import matching, search
from osteopro.patients.staging import StagedRow
from osteopro.patients.terms import Person, RowState, SameBy

_ROWS = UUID("6f0c9f0e-2f63-4a43-9a52-9f4e6d0f5b51")


@dataclass(frozen=True, slots=True)
class Same:
    """Somebody this row may be: a patient, or the person of an earlier row."""

    by: SameBy
    patient_id: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Checked:
    """The rows as they can be staged, and the headings that were not read."""

    rows: tuple[StagedRow, ...]
    unread: tuple[str, ...]


def check_file(data: bytes, site_id: int) -> Checked:
    """Check everything in `data` for this clinic. Raises table.BadFile."""
    table = read_table(data)
    digest = hashlib.sha256(data).hexdigest()
    at = setting_for(site_id)
    keys = {row.number: row_key(digest, site_id, row.number) for row in table.rows}
    before = admitting.admitted_among(keys.values())
    read = [_read(row, keys[row.number], at) for row in table.rows]
    people = [(row.number, newcomer.person) for row, newcomer, _ in read if newcomer]
    same = _same(people)
    staged = tuple(
        _added_before(row, keys[row.number], before[keys[row.number]])
        if keys[row.number] in before
        else _judged(row, keys[row.number], newcomer, problems, same.get(row.number, ()))
        for row, newcomer, problems in read
    )
    return Checked(staged, table.unread)


def row_key(digest: str, site_id: int, number: int) -> UUID:
    """The key under which a row lets somebody in: the same file at the same clinic gives the
    same key again, so no row ever adds two."""
    return uuid5(_ROWS, f"{digest}:{site_id}:{number}")


def same_json(same: Iterable[Same]) -> list[list[object]]:
    """As they are stored."""
    return [[each.by, each.patient_id, each.row] for each in same]


def same_from_json(stored: Iterable[Sequence[object]]) -> tuple[Same, ...]:
    """The same again."""
    return tuple(
        Same(
            SameBy(str(by)),
            patient_id if isinstance(patient_id, int) else None,
            row if isinstance(row, int) else None,
        )
        for by, patient_id, row in stored
    )


def _read(row: Row, key: UUID, at: Setting) -> tuple[Row, Newcomer | None, list[Problem]]:
    newcomer, problems = read_row(row.cells, row.number, key, at)
    if row.extra:
        return row, None, [Problem("extra"), *problems]
    return row, newcomer, problems


def _same(people: Sequence[tuple[int, Person]]) -> Mapping[int, Sequence[Same]]:
    """By row: who among the patients and in earlier rows may be this person."""
    here = matching.same_people([person for _, person in people])
    seen: dict[tuple[SameBy, object], int] = {}
    found: dict[int, list[Same]] = {}
    for (number, person), matches in zip(people, here, strict=True):
        listed = [
            Same(by, patient_id=patient_id)
            for patient_id, why in sorted(matches.items())
            for by in sorted(why)
        ]
        for by, value in _marks(person):
            first = seen.setdefault((by, value), number)
            if first != number:
                listed.append(Same(by, row=first))
        if listed:
            found[number] = listed
    return found


def _marks(person: Person) -> Iterable[tuple[SameBy, object]]:
    yield SameBy.PHONE, person.phone
    if person.id_number:
        yield SameBy.ID_NUMBER, person.id_number
    yield SameBy.NAME_AND_BIRTH, (search.normal_name(person.name), person.birth)


def _judged(
    row: Row,
    key: UUID,
    newcomer: Newcomer | None,
    problems: Sequence[Problem],
    same: Sequence[Same],
) -> StagedRow:
    staged = StagedRow(row.number, key, RowState.READY, row.cells)
    if newcomer is None:
        return replace(staged, state=RowState.REFUSED, problems=problems_json(problems))
    number = next((each for each in same if each.by is SameBy.ID_NUMBER), None)
    if number is not None:
        return replace(staged, state=RowState.REFUSED, problems=problems_json([_taken(number)]))
    if same:
        return replace(staged, state=RowState.SAME, same=same_json(same))
    return staged


def _taken(same: Same) -> Problem:
    """An identity number is one person's: nothing is left to decide."""
    if same.row is None:
        return Problem("id-here", "id_number")
    return Problem("id-twice", "id_number", {"row": same.row})


def _added_before(row: Row, key: UUID, patient_id: int) -> StagedRow:
    return StagedRow(
        row.number,
        key,
        RowState.SKIPPED,
        {},
        problems=problems_json([Problem("added-before")]),
        patient_id=patient_id,
    )
