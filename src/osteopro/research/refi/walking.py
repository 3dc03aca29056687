"""Every part of a project, with the table that says what its fields are."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from osteopro.research.refi import model
from osteopro.research.refi.shape import CODEBOOK, PROJECT, Element, Kind, Shapes

# What a reference of that name may point to; what is not here points to anything.
TARGETS: dict[str, tuple[type, ...]] = {
    "note_refs": (model.Note,),
    "member_notes": (model.Note,),
    "code": (model.Code,),
    "code_refs": (model.Code,),
    "member_codes": (model.Code,),
    "source_refs": (model.TextSource, model.AudioSource),
    "member_sources": (model.TextSource, model.AudioSource),
    "selection_refs": (
        model.PlainTextSelection,
        model.AudioSelection,
        model.TranscriptSelection,
    ),
    "variable": (model.Variable,),
    "creating_user": (model.User,),
    "modifying_user": (model.User,),
    "from_sync_point": (model.SyncPoint,),
    "to_sync_point": (model.SyncPoint,),
    "source_vertex": (model.Vertex,),
    "target_vertex": (model.Vertex,),
}


Part = TypeVar("Part")
# Gets a part whose inner parts are done; gives what stands in its place, or None to drop it.
Change = Callable[[Any], Any]


class Reference(NamedTuple):
    """A field of a part that points to something."""

    field: str
    target: UUID


def parts(root: object, shapes: Shapes) -> Iterator[Any]:
    """The root and every part in it, in the order of the file."""
    yield root
    for child in shapes[type(root)].children:
        if child.kind is Kind.PART:
            for each in getattr(root, child.field):
                yield from parts(each, shapes)


def transformed(part: Part, change: Change, shapes: Shapes = PROJECT) -> Part:
    """A part with everything in it changed, from the inside out; what stays is not made anew."""
    fields: dict[str, Any] = {}
    for child in shapes[type(part)].children:
        if child.kind is Kind.PART:
            held = getattr(part, child.field)
            after = [transformed(each, change, shapes) for each in held]
            kept = tuple(each for each in after if each is not None)
            if len(kept) != len(held) or any(a is not b for a, b in zip(kept, held, strict=True)):
                fields[child.field] = kept
    changed: Part = change(replace(part, **fields) if fields else part)  # type: ignore[type-var]
    return changed


class Targets:
    """What references of a project or codebook may point to."""

    def __init__(self, parts_of_it: list[Any]) -> None:
        of_kind: dict[type, set[UUID]] = {}
        for part in parts_of_it:
            if hasattr(part, "guid"):
                of_kind.setdefault(type(part), set()).add(part.guid)
        self._known: set[UUID] = set().union(*of_kind.values())
        self._allowed = {
            field: set().union(*(of_kind.get(kind, set()) for kind in kinds))
            for field, kinds in TARGETS.items()
        }

    def has(self, field: str, target: UUID) -> bool:
        """Whether a field of that name may point there."""
        return target in self._allowed.get(field, self._known)


def everything(project: model.Project) -> list[Any]:
    """All parts of a project."""
    return list(parts(project, PROJECT))


def everything_in_codebook(codebook: model.Codebook) -> list[Any]:
    """All parts of a codebook."""
    return list(parts(codebook, CODEBOOK))


def references(part: object, shape: Element) -> Iterator[Reference]:
    """What a part points to."""
    for attribute in shape.attributes:
        held = getattr(part, attribute.field)
        if isinstance(held, UUID) and attribute.field != "guid":
            yield Reference(attribute.field, held)
    for child in shape.children:
        held = getattr(part, child.field)
        match child.kind:
            case Kind.REF:
                for each in held if child.many else (held,):
                    yield Reference(child.field, each)
            case Kind.VALUE:
                for each in held:
                    yield Reference("variable", each.variable)


def called(part: Any) -> str:
    """How a problem names a part: its class and guid."""
    guid = getattr(part, "guid", None)
    return type(part).__name__ if guid is None else f"{type(part).__name__} {guid}"
