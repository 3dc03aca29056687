"""Where each field of the model stands in the XML, in the order of the schema.

One table for both ways: the writer walks it, the reader looks things up in it, and a test holds it
against Project.xsd.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from osteopro.research.refi import model, scalars
from osteopro.research.refi.scalars import Scalar

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"


class Kind(StrEnum):
    """What a child element holds."""

    TEXT = "text"
    PART = "part"
    REF = "ref"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An XML attribute and the field it holds."""

    xml: str
    field: str
    scalar: Scalar = scalars.TEXT
    required: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """Child elements of one kind. `within` are elements around them that hold nothing else;
    `tags` are element names with the class of each; `by` is the attribute of a reference."""

    field: str
    kind: Kind
    tags: Mapping[str, type]
    many: bool = True
    within: tuple[str, ...] = ()
    by: str = "targetGUID"


@dataclass(frozen=True, slots=True)
class Element:
    """The shape of one class: attributes, then children, as the schema orders them."""

    attributes: tuple[Attribute, ...]
    children: tuple[Child, ...] = field(default=())


def _text(xml: str, name: str) -> Child:
    return Child(name, Kind.TEXT, {xml: str}, many=False)


def _refs(xml: str, name: str, by: str = "targetGUID") -> Child:
    return Child(name, Kind.REF, {xml: object}, by=by)


def _parts(xml: str, name: str, of: type, *within: str) -> Child:
    return Child(name, Kind.PART, {xml: of}, within=within)


_GUID = Attribute("guid", "guid", scalars.GUID, required=True)
_NAME = Attribute("name", "name")
_NAMED = Attribute("name", "name", required=True)
_COLOR = Attribute("color", "color", scalars.COLOR_VALUE)
_USER = Attribute("creatingUser", "creating_user", scalars.GUID)
_CREATED = Attribute("creationDateTime", "creation_date_time", scalars.MOMENT)
_AUTHORED = (
    _USER,
    _CREATED,
    Attribute("modifyingUser", "modifying_user", scalars.GUID),
    Attribute("modifiedDateTime", "modified_date_time", scalars.MOMENT),
)
_DESCRIPTION = _text("Description", "description")
_CONTENT = _text("PlainTextContent", "content")
_PATH = Attribute("plainTextPath", "path")
_NOTES = _refs("NoteRef", "note_refs")
_CODINGS = _parts("Coding", "codings", model.Coding)
_VALUES = Child("variable_values", Kind.VALUE, {"VariableValue": model.VariableValue})
_CODES = _parts("Code", "codes", model.Code)
_DIRECTION = Attribute("direction", "direction", scalars.DIRECTION)
_REPRESENTED = Attribute("representedGUID", "represented", scalars.GUID)


def _whole(xml: str, name: str, *, required: bool = True) -> Attribute:
    return Attribute(xml, name, scalars.WHOLE, required)


def _guid(xml: str, name: str, *, required: bool = False) -> Attribute:
    return Attribute(xml, name, scalars.GUID, required)


_TEXT_SOURCE = Element(
    (_GUID, _NAME, _PATH, *_AUTHORED),
    (
        _DESCRIPTION,
        _CONTENT,
        _parts("PlainTextSelection", "selections", model.PlainTextSelection),
        _CODINGS,
        _NOTES,
        _VALUES,
    ),
)

PROJECT: dict[type, Element] = {
    model.Project: Element(
        (
            _NAMED,
            Attribute("origin", "origin"),
            Attribute("creatingUserGUID", "creating_user", scalars.GUID),
            _CREATED,
            Attribute("modifyingUserGUID", "modifying_user", scalars.GUID),
            Attribute("modifiedDateTime", "modified_date_time", scalars.MOMENT),
        ),
        (
            _parts("User", "users", model.User, "Users"),
            _parts("Code", "codes", model.Code, "CodeBook", "Codes"),
            _parts("Variable", "variables", model.Variable, "Variables"),
            _parts("Case", "cases", model.Case, "Cases"),
            Child(
                "sources",
                Kind.PART,
                {"TextSource": model.TextSource, "AudioSource": model.AudioSource},
                within=("Sources",),
            ),
            _parts("Note", "notes", model.Note, "Notes"),
            _parts("Link", "links", model.Link, "Links"),
            _parts("Set", "sets", model.Set, "Sets"),
            _parts("Graph", "graphs", model.Graph, "Graphs"),
            _DESCRIPTION,
            _NOTES,
        ),
    ),
    model.User: Element((_GUID, _NAME, Attribute("id", "id"))),
    model.Code: Element(
        (_GUID, _NAMED, Attribute("isCodable", "is_codable", scalars.FLAG, required=True), _COLOR),
        (_DESCRIPTION, _NOTES, _CODES),
    ),
    model.Variable: Element(
        (
            _GUID,
            _NAMED,
            Attribute("typeOfVariable", "type_of_variable", scalars.VARIABLE_TYPE, required=True),
        ),
        (_DESCRIPTION,),
    ),
    model.Case: Element(
        (_GUID, _NAME),
        (
            _DESCRIPTION,
            _refs("CodeRef", "code_refs"),
            _VALUES,
            _refs("SourceRef", "source_refs"),
            _refs("SelectionRef", "selection_refs"),
        ),
    ),
    model.TextSource: _TEXT_SOURCE,
    model.Note: _TEXT_SOURCE,
    model.PlainTextSelection: Element(
        (
            _GUID,
            _NAME,
            _whole("startPosition", "start_position"),
            _whole("endPosition", "end_position"),
            *_AUTHORED,
        ),
        (_DESCRIPTION, _CODINGS, _NOTES),
    ),
    model.Coding: Element(
        (_GUID, _USER, _CREATED),
        (Child("code", Kind.REF, {"CodeRef": object}, many=False), _NOTES),
    ),
    model.AudioSource: Element(
        (_GUID, _NAME, Attribute("path", "path"), *_AUTHORED),
        (
            _DESCRIPTION,
            _parts("Transcript", "transcripts", model.Transcript),
            _parts("AudioSelection", "selections", model.AudioSelection),
            _CODINGS,
            _NOTES,
            _VALUES,
        ),
    ),
    model.Transcript: Element(
        (_GUID, _NAME, _PATH, *_AUTHORED),
        (
            _DESCRIPTION,
            _CONTENT,
            _parts("SyncPoint", "sync_points", model.SyncPoint),
            _parts("TranscriptSelection", "selections", model.TranscriptSelection),
            _NOTES,
        ),
    ),
    model.SyncPoint: Element(
        (
            _GUID,
            _whole("timeStamp", "time_stamp", required=False),
            _whole("position", "position", required=False),
        )
    ),
    model.TranscriptSelection: Element(
        (
            _GUID,
            _NAME,
            _guid("fromSyncPoint", "from_sync_point"),
            _guid("toSyncPoint", "to_sync_point"),
            *_AUTHORED,
        ),
        (_DESCRIPTION, _CODINGS, _NOTES),
    ),
    model.AudioSelection: Element(
        (_GUID, _NAME, _whole("begin", "begin"), _whole("end", "end"), *_AUTHORED),
        (_DESCRIPTION, _CODINGS, _NOTES),
    ),
    model.Link: Element(
        (
            _GUID,
            _NAME,
            _DIRECTION,
            _COLOR,
            _guid("originGUID", "origin"),
            _guid("targetGUID", "target"),
        ),
        (_NOTES,),
    ),
    model.Set: Element(
        (_GUID, _NAMED),
        (
            _DESCRIPTION,
            _refs("MemberCode", "member_codes"),
            _refs("MemberSource", "member_sources"),
            _refs("MemberNote", "member_notes"),
        ),
    ),
    model.Graph: Element(
        (_GUID, _NAME),
        (
            _parts("Vertex", "vertices", model.Vertex),
            _parts("Edge", "edges", model.Edge),
        ),
    ),
    model.Vertex: Element(
        (
            _GUID,
            _REPRESENTED,
            _NAME,
            _whole("firstX", "first_x"),
            _whole("firstY", "first_y"),
            _whole("secondX", "second_x", required=False),
            _whole("secondY", "second_y", required=False),
            Attribute("shape", "shape", scalars.SHAPE),
            _COLOR,
        )
    ),
    model.Edge: Element(
        (
            _GUID,
            _REPRESENTED,
            _NAME,
            _guid("sourceVertex", "source_vertex", required=True),
            _guid("targetVertex", "target_vertex", required=True),
            _COLOR,
            _DIRECTION,
            Attribute("lineStyle", "line_style", scalars.LINE_STYLE),
        )
    ),
}

CODEBOOK: dict[type, Element] = {
    model.Codebook: Element(
        (Attribute("origin", "origin"),),
        (
            _parts("Code", "codes", model.Code, "Codes"),
            _parts("Set", "sets", model.Set, "Sets"),
        ),
    ),
    model.Code: Element(PROJECT[model.Code].attributes, (_DESCRIPTION, _CODES)),
    model.Set: Element(
        (_GUID, _NAMED), (_DESCRIPTION, _refs("MemberCode", "member_codes", "guid"))
    ),
}

Shapes = Mapping[type, Element]
Fields = dict[str, Any]
