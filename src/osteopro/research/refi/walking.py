"""Every part of a project, with the table that says what its fields are."""

from collections.abc import Iterator
from typing import Any, NamedTuple
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
