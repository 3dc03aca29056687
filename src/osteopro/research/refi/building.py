"""XML → parts of the model, by the table of shapes. What does not fit is counted, not guessed."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid5

from lxml import etree

from osteopro.research.refi import limits, model
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import VariableValue
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.safe_xml import name_of
from osteopro.research.refi.scalars import FLAG, VALUE_READERS, guid
from osteopro.research.refi.shape import Attribute, Child, Fields, Kind, Shapes
from osteopro.research.refi.terms import Refusal, Why

# GUIDs that a file lacks are made from its order, so the same file gives the same ones.
MADE = UUID("5f0a6f5e-0b3c-4d0e-9a52-3c4f1e7b8d21")
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
# Read by hand: the words themselves, or where they lie.
_TEXTED = (model.TextSource, model.Transcript)
Worded = Callable[[type, Fields], Fields | None]


class Builder:
    """Builds parts and remembers which GUIDs there were.

    `worded` takes the fields `path` and `content` of a text or recording and gives the fields of
    the model, or None if it cannot be had.
    """

    def __init__(self, shapes: Shapes, losses: Losses, worded: Worded) -> None:
        self._shapes = shapes
        self._losses = losses
        self._worded = worded
        self._seen: dict[UUID, type] = {}
        self._made = 0
        self.case_codes: set[UUID] = set()

    def build(self, element: etree._Element, of: type, depth: int = 0) -> Any:
        """The part that an element stands for, or None if it lacks what it needs."""
        if depth > limits.DEEPEST_CODE:
            raise RefusedFileError(Refusal.DEPTH)
        tag = name_of(element).local
        fields = self._attributes(element, of, tag)
        for child in self._shapes[of].children:
            if child.many:
                fields[child.field] = []
        for inner in element:
            self._child(inner, tag, of, fields, depth)
        if of in (*_TEXTED, model.Note, model.AudioSource):
            worded = self._worded(of, fields)
            if worded is None:
                return None
            fields = worded
        fields = {
            name: tuple(held) if type(held) is list else held for name, held in fields.items()
        }
        return self._finished(of, fields, tag)

    def _finished(self, of: type, fields: Fields, tag: str) -> Any:
        needed = [each for each in self._shapes[of].attributes if each.required]
        if any(fields.get(each.field) is None for each in needed) or (
            of is model.Coding and "code" not in fields
        ):
            self._losses.left_out(tag, Why.NOT_READ)
            return None
        return of(**fields)

    def _attributes(self, element: etree._Element, of: type, tag: str) -> Fields:
        known = {each.xml: each for each in self._shapes[of].attributes}
        fields: Fields = {}
        for xml, text in element.attrib.items():
            if len(text) > limits.LONGEST_ATTRIBUTE:
                raise RefusedFileError(Refusal.LONG_VALUE, f"{tag} {xml}")
            if str(xml).startswith(_SCHEMA_INSTANCE):
                continue
            attribute = known.get(str(xml))
            if attribute is None:
                if text:
                    self._losses.left_out(f"{tag}@{xml}", Why.NOT_HELD)
                continue
            try:
                fields[attribute.field] = attribute.scalar.read(str(text))
            except ValueError:
                self._losses.left_out(f"{tag}@{xml}", Why.NOT_READ)
        for attribute in known.values():
            if attribute.required and attribute.field not in fields:
                self._supply(attribute, fields, tag)
        if "guid" in known:
            fields["guid"] = self._unique(fields["guid"], of, tag)
        return fields

    def _supply(self, attribute: Attribute, fields: Fields, tag: str) -> None:
        if attribute.field == "guid":
            self._made += 1
            fields["guid"] = uuid5(MADE, f"{tag} {self._made}")
            self._losses.assumed(tag, Why.NO_GUID)
        elif attribute.field == "name":
            fields["name"] = ""
            self._losses.assumed(tag, Why.NO_NAME)
        elif attribute.scalar is FLAG:
            fields[attribute.field] = True

    def _unique(self, held: UUID, of: type, tag: str) -> UUID:
        if held not in self._seen:
            self._seen[held] = of
            return held
        if of is model.Case and self._seen[held] is model.Code and held not in self.case_codes:
            self.case_codes.add(held)
            return held
        self._losses.changed(tag, Why.GUID_TWICE)
        number = 1
        while (other := uuid5(held, str(number))) in self._seen:
            number += 1
        self._seen[other] = of
        return other

    def _child(self, inner: etree._Element, tag: str, of: type, fields: Fields, depth: int) -> None:
        name = name_of(inner).local
        found = next(
            (each for each in self._shapes[of].children if name in (*each.tags, *each.within)), None
        )
        if found is None:
            # What a list of things not held has inside is counted by kind.
            for each in inner if of is model.Project and len(inner) else (inner,):
                self._losses.left_out(name_of(each).local, Why.UNKNOWN)
        elif name in found.within:
            for each in self._through(inner, found, name):
                self._take(each, found, fields, depth)
        else:
            self._take(inner, found, fields, depth)

    def _through(
        self, wrapper: etree._Element, child: Child, name: str
    ) -> Iterator[etree._Element]:
        """What stands in the wrappers of a list."""
        remaining = child.within[child.within.index(name) + 1 :]
        for inner in wrapper:
            if remaining and name_of(inner).local == remaining[0]:
                yield from self._through(inner, child, remaining[0])
            else:
                yield inner

    def _take(self, inner: etree._Element, child: Child, fields: Fields, depth: int) -> None:
        name = name_of(inner).local
        if name not in child.tags:
            self._losses.left_out(name, Why.NOT_HELD)
            return
        held: Any
        match child.kind:
            case Kind.TEXT:
                held = inner.text or ""
                if len(held) > limits.LONGEST_ELEMENT:
                    raise RefusedFileError(Refusal.LONG_VALUE, name)
            case Kind.REF:
                held = self._reference(inner, name, child.by)
            case Kind.VALUE:
                held = self._value(inner)
            case Kind.PART:
                of = child.tags[name]
                held = self.build(inner, of, depth + 1 if of is model.Code else 0)
        if held is None:
            return
        if child.many:
            fields[child.field].append(held)
        elif child.field in fields:
            self._losses.left_out(name, Why.NOT_READ)
        else:
            fields[child.field] = held

    def _reference(self, inner: etree._Element, name: str, by: str) -> UUID | None:
        try:
            return guid(str(inner.get(by, "")))
        except ValueError:
            self._losses.left_out(name, Why.NOT_READ)
            return None

    def _value(self, element: etree._Element) -> VariableValue | None:
        variable, value = None, None
        for inner in element:
            name = name_of(inner).local
            if name == "VariableRef":
                variable = self._reference(inner, name, "targetGUID")
            elif name in VALUE_READERS:
                try:
                    value = VALUE_READERS[name].read(inner.text or "")
                except ValueError:
                    self._losses.left_out(name, Why.NOT_READ)
            else:
                self._losses.left_out(name, Why.UNKNOWN)
        if variable is None:
            self._losses.left_out("VariableValue", Why.NOT_READ)
            return None
        return VariableValue(variable, value)
