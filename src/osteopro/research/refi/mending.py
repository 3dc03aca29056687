"""What other programs leave undone, mended: coders, references, cases told as codes, doubles."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID, uuid5

from osteopro.research.refi import model
from osteopro.research.refi.building import MADE
from osteopro.research.refi.case_codes import as_references
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import Codebook, Project, User, VariableValue
from osteopro.research.refi.scalars import VALUE_ELEMENTS, VALUE_TYPES
from osteopro.research.refi.shape import CODEBOOK, PROJECT, Kind, Shapes
from osteopro.research.refi.terms import Why
from osteopro.research.refi.walking import (
    Change,
    Targets,
    everything,
    parts,
    references,
    transformed,
)

NOBODY = User(uuid5(MADE, "no coder"), "no coder named")
_SELECTIONS = (model.PlainTextSelection, model.AudioSelection, model.TranscriptSelection)
Redirect = Callable[[Any, str, UUID], UUID | None]
Root = TypeVar("Root", Project, Codebook)
_CODERS = frozenset({"creating_user", "modifying_user"})


def mended(project: Project, case_codes: set[UUID], losses: Losses) -> Project:
    """A project whose references resolve, whose codings have coders, and whose cases are cases."""
    project = as_references(project, case_codes, losses)
    project = _with_coders(project, losses)
    project = one_per_coder(project, losses)
    project = _typed(project, losses)
    return resolved(project, PROJECT, losses)


def mended_codebook(codebook: Codebook, losses: Losses) -> Codebook:
    """A codebook whose references resolve."""
    return resolved(codebook, CODEBOOK, losses)


def _with_coders(project: Project, losses: Losses) -> Project:
    known = {user.guid for user in project.users}
    default = project.creating_user if project.creating_user in known else NOBODY.guid

    def filled(part: Any) -> Any:
        if isinstance(part, _SELECTIONS):
            first = next((each.creating_user for each in part.codings if each.creating_user), None)
            by = part.creating_user or first or default
            losses.assumed(type(part).__name__, Why.NO_CODER, int(part.creating_user is None))
            return _all_by(replace(part, creating_user=by), by, losses)
        if isinstance(part, model.TextSource | model.AudioSource):
            return _all_by(part, part.creating_user or default, losses)
        return part

    project = transformed(project, filled)
    named = [
        reference.target
        for part in everything(project)
        for reference in references(part, PROJECT[type(part)])
        if reference.field in _CODERS and reference.target not in known
    ]
    unknown = list(dict.fromkeys(named))
    losses.assumed("User", Why.UNKNOWN_CODER, len(unknown))
    users = tuple(
        NOBODY if guid == NOBODY.guid else User(guid, f"coder {guid.hex[:8]}") for guid in unknown
    )
    return replace(project, users=project.users + users) if users else project


def _all_by(part: Any, by: UUID, losses: Losses) -> Any:
    lacking = sum(each.creating_user is None for each in part.codings)
    if not lacking:
        return part
    losses.assumed("Coding", Why.NO_CODER, lacking)
    codings = (replace(each, creating_user=each.creating_user or by) for each in part.codings)
    return replace(part, codings=tuple(codings))


def one_per_coder(project: Project, losses: Losses) -> Project:
    """A project in which a coder has marked a stretch once, with all codes on it."""
    became: dict[UUID, UUID] = {}

    def merged(part: Any) -> Any:
        if not isinstance(part, model.TextSource):
            return part
        held: dict[tuple[int, int, UUID | None], model.PlainTextSelection] = {}
        for each in part.selections:
            span = (each.start_position, each.end_position, each.creating_user)
            if span in held:
                became[each.guid] = held[span].guid
                held[span] = _together(held[span], each)
            else:
                held[span] = each
        if len(held) == len(part.selections):
            return part
        losses.changed("PlainTextSelection", Why.SAME_SPAN, len(part.selections) - len(held))
        return replace(part, selections=tuple(held.values()))

    project = transformed(project, merged)
    return redirected(project, became) if became else project


def _together(
    first: model.PlainTextSelection, second: model.PlainTextSelection
) -> model.PlainTextSelection:
    said = dict.fromkeys(each for each in (first.description, second.description) if each)
    return replace(
        first,
        codings=first.codings + second.codings,
        note_refs=tuple(dict.fromkeys(first.note_refs + second.note_refs)),
        description="\n".join(said) if said else first.description,
    )


def redirected(project: Project, became: Mapping[UUID, UUID]) -> Project:
    """The project with references to some parts pointing to others."""
    return transformed(project, _repointing(PROJECT, _to_another(became)))


def _to_another(became: Mapping[UUID, UUID]) -> Redirect:
    return lambda _part, _field, target: became.get(target, target)


def _typed(project: Project, losses: Losses) -> Project:
    types = {each.guid: VALUE_TYPES[each.type_of_variable] for each in project.variables}

    def fitting(part: Any) -> Any:
        held = getattr(part, "variable_values", ())
        fits = tuple(_fitting(each, types.get(each.variable), losses) for each in held)
        return part if fits == held else replace(part, variable_values=fits)

    return transformed(project, fitting)


def _fitting(held: VariableValue, wanted: type | None, losses: Losses) -> VariableValue:
    if wanted is None or held.value is None or type(held.value) is wanted:
        return held
    text = VALUE_ELEMENTS[type(held.value)][1].write(held.value)
    try:
        value = VALUE_ELEMENTS[wanted][1].read(text)
    except ValueError:
        losses.left_out("VariableValue", Why.VALUE)
        return replace(held, value=None)
    losses.changed("VariableValue", Why.VALUE)
    return replace(held, value=value)


def resolved(root: Root, shapes: Shapes, losses: Losses, why: Why = Why.UNRESOLVED) -> Root:
    """Without references that point to nothing; what is nothing without them goes too."""
    for _ in range(2):  # a link may point to a coding that went in the first pass
        to = _where_there(Targets(list(parts(root, shapes))), losses, why)
        root = transformed(root, _repointing(shapes, to), shapes)
    return root


def _repointing(shapes: Shapes, to: Redirect) -> Change:
    return lambda part: _referring(part, shapes, to)


def _where_there(targets: Targets, losses: Losses, why: Why) -> Redirect:
    def to(part: Any, field: str, target: UUID) -> UUID | None:
        if targets.has(field, target):
            return target
        losses.left_out(f"{type(part).__name__} {field}", why)
        return None

    return to


def _referring(part: Any, shapes: Shapes, to: Redirect) -> Any | None:
    """The part with each reference replaced; None if one that it needs is gone."""
    fields: dict[str, Any] = {}
    shape = shapes[type(part)]
    needed = {each.field for each in shape.attributes if each.required} | {"code"}
    for attribute in shape.attributes:
        held = getattr(part, attribute.field)
        if isinstance(held, UUID) and attribute.field != "guid":
            fields[attribute.field] = to(part, attribute.field, held)
    for child in shape.children:
        held = getattr(part, child.field)
        if child.kind is Kind.REF and child.many:
            after = (to(part, child.field, each) for each in held)
            fields[child.field] = tuple(each for each in after if each is not None)
        elif child.kind is Kind.REF:
            fields[child.field] = to(part, child.field, held)
        elif child.kind is Kind.VALUE:
            fields[child.field] = tuple(_values(part, held, to))
    if any(fields[name] is None for name in needed & fields.keys()):
        return None
    changed = {name: held for name, held in fields.items() if held != getattr(part, name)}
    return replace(part, **changed) if changed else part


def _values(part: Any, held: tuple[VariableValue, ...], to: Redirect) -> Iterator[VariableValue]:
    for each in held:
        variable = to(part, "variable", each.variable)
        if variable is not None:
            yield replace(each, variable=variable)
