"""What leaves us, in two profiles. Pure: a project in, a project and its losses out.

`archive` is everything, for us and for keeping. `interop` is what other programs import without
crashing, dropping or merging silently; each change was seen to be needed (docs/reference/refi-qda).
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from osteopro.research.refi import extension, limits, model
from osteopro.research.refi.for_peers import case_codes, code_levels, coded_statements, own_coders
from osteopro.research.refi.losses import Loss, Losses
from osteopro.research.refi.mending import NOBODY, one_per_coder, resolved
from osteopro.research.refi.model import Project
from osteopro.research.refi.names import Names
from osteopro.research.refi.shape import PROJECT
from osteopro.research.refi.terms import ORIGIN, Why
from osteopro.research.refi.walking import transformed

Outcome = tuple[Project, tuple[Loss, ...]]
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_LINE = "line:"


def archive(project: Project) -> Outcome:
    """A project that can be written: nothing is left out, only what no rule allows is mended."""
    losses = Losses()
    return _conforming(project, losses), losses.rows()


def interop(project: Project, *, with_case_codes: bool = False) -> Outcome:
    """A project that other programs import as it is meant.

    `with_case_codes` adds a code with the GUID of each case, NVivo's habit: some programs find
    cases only by these, others show them as codes.
    """
    losses = Losses()
    project = _without_private_parts(project, losses)
    project = _without_note_links(project, losses)
    project = resolved(project, PROJECT, losses, Why.PEERS)
    project = _conforming(project, losses)
    project = own_coders(project, losses)
    project = code_levels(project, losses)
    project = coded_statements(project, losses)
    project = _source_names(project, losses)
    if with_case_codes:
        project = case_codes(project, losses)
    return project, losses.rows()


def _conforming(project: Project, losses: Losses) -> Project:
    if not (project.origin or "").strip():
        losses.assumed("Project origin", Why.ORIGIN)
        project = replace(project, origin=ORIGIN)
    project = one_per_coder(project, losses)
    for step in (_code_names, _notes, _selection_names):
        project = step(project, losses)
    return project


def _code_names(project: Project, losses: Losses) -> Project:
    names = Names(limits.LONGEST_CODE_NAME)

    def named(codes: tuple[model.Code, ...]) -> tuple[model.Code, ...]:
        done = []
        for code in codes:
            name = names.free(code.name, "code")
            losses.changed("Code name", Why.NAME_TAKEN, int(name != code.name))
            # From the outside in: who comes first in the tree keeps the name.
            done.append(replace(code, name=name, codes=named(code.codes)))
        return tuple(done)

    return replace(project, codes=named(project.codes))


def _notes(project: Project, losses: Losses) -> Project:
    by = project.creating_user or NOBODY.guid

    def complete(note: model.Note) -> model.Note:
        whole = replace(
            note,
            name=note.name if (note.name or "").strip() else f"note {note.guid.hex[:8]}",
            creating_user=note.creating_user or by,
            creation_date_time=note.creation_date_time
            or note.modified_date_time
            or project.creation_date_time
            or _NO_TIME,
        )
        losses.assumed("Note", Why.NOTE, int(whole != note))
        return whole

    notes = tuple(complete(note) for note in project.notes)
    known = {user.guid for user in project.users}
    nobody = NOBODY.guid not in known and any(n.creating_user == NOBODY.guid for n in notes)
    return replace(project, notes=notes, users=project.users + ((NOBODY,) if nobody else ()))


def _selection_names(project: Project, losses: Losses) -> Project:
    def named(part: Any) -> Any:
        if (getattr(part, "name", None) or "").startswith(_LINE) and hasattr(part, "codings"):
            losses.changed(f"{type(part).__name__} name", Why.NAME)
            return replace(part, name=f"“{part.name}”")
        return part

    return transformed(project, named)


def _without_private_parts(project: Project, losses: Losses) -> Project:
    heard = [each for each in project.sources if isinstance(each, model.AudioSource)]
    losses.left_out("AudioSource", Why.PRIVACY, len(heard))
    ours = [each for each in project.notes if each.name == extension.NAME]
    losses.left_out("Note workbench-extension", Why.PEERS, len(ours))
    return replace(
        project,
        sources=tuple(each for each in project.sources if each not in heard),
        notes=tuple(each for each in project.notes if each.name != extension.NAME),
    )


def _without_note_links(project: Project, losses: Losses) -> Project:
    notes = {each.guid for each in project.notes}
    kept = tuple(
        each for each in project.links if each.origin not in notes or each.target not in notes
    )
    losses.left_out("Link", Why.PEERS, len(project.links) - len(kept))
    return replace(project, links=kept)


def _source_names(project: Project, losses: Losses) -> Project:
    names = Names(limits.LONGEST_CODE_NAME)

    def named(source: model.Source) -> model.Source:
        name = names.free(source.name or "", "source")
        losses.changed("TextSource name", Why.NAME_TAKEN, int(name != source.name))
        return replace(source, name=name)

    return replace(project, sources=tuple(named(each) for each in project.sources))
