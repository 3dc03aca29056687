"""The whole of a study in the terms of REFI-QDA."""

from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.research import models as m
from osteopro.research.exchange.chain import Chain
from osteopro.research.exchange.coders import Coders
from osteopro.research.exchange.gathering import Gathered
from osteopro.research.exchange.memos import Memos
from osteopro.research.exchange.people import cases, clean, users, variables
from osteopro.research.exchange.rows import Keys, Rows, told
from osteopro.research.exchange.tables import name_of
from osteopro.research.exchange.words import Words
from osteopro.research.refi import extension, shape
from osteopro.research.refi.model import Note, Project
from osteopro.research.refi.terms import ORIGIN
from osteopro.research.refi.xml_writer import document

# The row of the note that says what the rest of the file was when it left.
SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A project without our own note, and the rows that the note would hold."""

    project: Project
    rows: Rows


def mapped(gathered: Gathered, *, sensitive: bool) -> Mapped:
    """The project of a study. Not `sensitive` leaves out the columns marked so."""
    (study,) = gathered.of(m.Study)
    coders = _coders(gathered, study.guid)
    rows = told(gathered, Keys(gathered, study.guid), coders)
    together = uuid5(study.guid, "consensus")
    words, chain = Words(gathered, study.guid, coders, together), Chain(gathered)
    memos = Memos(gathered, study.guid, coders)
    memos.collect(words.newest(), {row.guid for row in chain.themes})
    words.notes_of = memos.on
    columns = variables(gathered, study.guid, all_of_them=sensitive)
    marked: dict[int, list[UUID]] = {}
    for row in words.statements:
        marked.setdefault(words.participants[row.version_id], []).append(row.guid)
    heard: dict[int, list[UUID]] = {}
    for version in words.newest().values():
        heard.setdefault(words.participants[version.pk], []).append(version.guid)
    sources = words.sources()
    project = Project(
        name=clean(study.title),
        origin=ORIGIN,
        creating_user=coders.guid(study.opened_by),
        creation_date_time=study.opened_at,
        users=users(gathered, coders.others, together),
        codes=chain.codes(),
        variables=columns,
        cases=cases(gathered, {each.guid for each in columns}, heard, marked),
        sources=sources,
        notes=tuple(memos.notes),
        links=(*chain.against(gathered, {r.guid for r in words.statements}), *memos.links),
        sets=(*chain.sets(), *words.sets(), *memos.sets()),
        graphs=chain.graph(study.guid),
        description=clean(study.phenomenon) or None,
        note_refs=memos.of_project,
    )
    return Mapped(project, rows)


def _coders(gathered: Gathered, study: UUID) -> Coders:
    members: dict[int, UUID] = {}
    for row in gathered.of(m.Member):
        members.setdefault(row.account, row.guid)
    return Coders(study, members)


def sealed(project: Project, rows: Rows) -> Project:
    """The project with our own note, which knows the rest of the file."""
    (guid,) = rows[name_of(m.Study)]
    held = rows | {SEAL: {guid: {"sha256": seal_of(project)}}}
    note = Note(
        guid=uuid5(guid, extension.NAME),
        name=extension.NAME,
        text=extension.packed(held),
        creating_user=project.creating_user,
        creation_date_time=project.creation_date_time or clock.now(),
    )
    return replace(project, notes=(*project.notes, note))


def without_note(project: Project) -> Project:
    """The project as it was before our note came to it."""
    notes = tuple(each for each in project.notes if each.name != extension.NAME)
    return replace(project, notes=notes)


def seal_of(project: Project) -> str:
    """A hash of everything in the XML but our note."""
    return sha256(document(project, "Project", shape.PROJECT_NAMESPACE, shape.PROJECT)).hexdigest()
