"""A file from elsewhere, read and counted; nothing is kept of it yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID, uuid5

from osteopro.research import models as m
from osteopro.research.exchange.mapping import SEAL, seal_of, without_note
from osteopro.research.exchange.rows import Rows
from osteopro.research.refi import extension, limits
from osteopro.research.refi.for_peers import NO_MEANING_CODE
from osteopro.research.refi.losses import Loss
from osteopro.research.refi.mending import redirected
from osteopro.research.refi.model import (
    Code,
    Codebook,
    Coding,
    PlainTextSelection,
    Project,
    TextSource,
    User,
)
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.reader import read_qdc, read_qdpx
from osteopro.research.refi.tables import BOM, read_codebook_csv
from osteopro.research.refi.terms import Refusal
from osteopro.research.refi.walking import everything, transformed
from osteopro.research.terms import Sort

_ZIP = b"PK"
_TITLE = "-"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was read. `rows` are those of our own note, if it is an archive of ours."""

    sort: Sort
    project: Project
    losses: tuple[Loss, ...]
    rows: Rows | None


@dataclass(frozen=True, slots=True)
class Found:
    """What would come in: counts by the name of the part, and who coded."""

    sort: Sort
    title: str
    counts: Mapping[str, int]
    coders: tuple[str, ...]
    losses: tuple[Loss, ...]
    # The study itself, or parts of it, are here already.
    here: bool


def kept_as(key: UUID) -> UUID:
    """The name in the vault of a file that was brought with a form of this key. The key comes from
    outside: a name made of it is nobody else's file."""
    return uuid5(key, "incoming")


def read(file: BinaryIO) -> Arrived:
    """Read a project or a codebook (.qdc, or .csv as Taguette writes it). Raises RefusedFileError,
    also for an archive of ours that was changed since it left."""
    begin = file.read(len(_ZIP))
    file.seek(0)
    if begin != _ZIP:
        book, losses = _codebook(file.read(limits.MOST_XML + 1))
        project = Project(name=_TITLE, origin=book.origin, codes=book.codes)
        return Arrived(Sort.CODEBOOK, project, losses, None)
    found = read_qdpx(file)
    held = extension.note_of(found.project)
    if held is None:
        return Arrived(Sort.PROJECT, found.project, found.losses, None)
    rows = extension.unpacked(held.text)
    seals = [row.get("sha256") for row in rows.pop(SEAL, {}).values()]
    if seals != [seal_of(without_note(found.project))]:
        raise RefusedFileError(Refusal.EXTENSION, "changed since it left us")
    return Arrived(Sort.ARCHIVE, found.project, found.losses, rows)


def _codebook(data: bytes) -> tuple[Codebook, tuple[Loss, ...]]:
    """A codebook in XML, or in the columns of Taguette's table."""
    if data.removeprefix(BOM).lstrip().startswith(b"<"):
        of_xml = read_qdc(data)
        return of_xml.codebook, of_xml.losses
    return read_codebook_csv(data)


def found(arrived: Arrived) -> Found:
    """What would come in. Asks the database only whether it is here already."""
    project = arrived.project
    parts = everything(project)
    every = Counter(map(type, parts))
    counts = {
        "Case": len(project.cases),
        "TextSource": sum(isinstance(each, TextSource) for each in project.sources),
        "PlainTextSelection": every[PlainTextSelection],
        "Code": sum(isinstance(each, Code) and each.is_codable for each in parts),
        "Coding": every[Coding],
        "Note": len(project.notes),
    }
    return Found(
        arrived.sort,
        "" if project.name == _TITLE else project.name,
        {name: n for name, n in counts.items() if n},
        tuple(each.name or "" for each in _coders(arrived)),
        arrived.losses,
        is_here(arrived),
    )


def _coders(arrived: Arrived) -> tuple[User, ...]:
    """Who can be somebody here: of an archive of ours its members, who stand first."""
    if arrived.rows is None:
        return arrived.project.users
    return arrived.project.users[: len(arrived.rows.get("member", {}))]


def is_here(arrived: Arrived) -> bool:
    """Whether the study of an archive, or any part of another file, is here already."""
    if arrived.rows is not None:
        return m.Study.objects.filter(guid__in=arrived.rows.get("study", {})).exists()
    guids = list(_guids(arrived.project))
    tables = (m.TranscriptVersion, m.Statement, m.StatementMeaning, m.Meaning, m.Theme, m.Cluster,
              m.CaseVariable, m.LogEntry)  # fmt: skip
    # In parts: no database takes tens of thousands of values in one question.
    parts = [guids[at : at + 500] for at in range(0, len(guids), 500)]
    return any(
        table._default_manager.filter(guid__in=part).exists() for table in tables for part in parts
    )


def renewed(project: Project, base: UUID) -> Project:
    """The project with a new GUID for every part but its coders, made of `base`: a copy beside
    what is here already."""
    became = {guid: uuid5(base, str(guid)) for guid in _guids(project)}
    pointed = redirected(project, became)
    return transformed(
        pointed,
        lambda part: (
            replace(part, guid=became[part.guid])
            if getattr(part, "guid", None) in became and not isinstance(part, User)
            else part
        ),
    )


def _guids(project: Project) -> dict[UUID, None]:
    parts = (each for each in everything(project) if not isinstance(each, User))
    found = dict.fromkeys(each.guid for each in parts if hasattr(each, "guid"))
    found.pop(NO_MEANING_CODE, None)
    return found
