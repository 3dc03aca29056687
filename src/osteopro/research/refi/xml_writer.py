"""The model as XML: by our own hand, so the same project is the same bytes everywhere."""

import re
from collections.abc import Iterator
from typing import Any

from osteopro.research.refi.model import VariableValue
from osteopro.research.refi.scalars import VALUE_ELEMENTS
from osteopro.research.refi.shape import Child, Element, Kind, Shapes

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
# A parser would make spaces of line breaks in an attribute.
_ATTRIBUTE = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\n": "&#10;",
    "\t": "&#9;",
    "\r": "&#13;",
}
_SPECIAL_IN_ATTRIBUTE = re.compile('[&<>"\n\t\r]')


def document(root: object, tag: str, namespace: str, shapes: Shapes) -> bytes:
    """The whole document: UTF-8 without a byte order mark, line feeds only."""
    attributes = {"xmlns": namespace}
    return (_HEAD + "".join(_element(root, tag, shapes, "", attributes))).encode()


def _attribute(text: str) -> str:
    return _SPECIAL_IN_ATTRIBUTE.sub(lambda found: _ATTRIBUTE[found[0]], text)


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _element(
    part: object, tag: str, shapes: Shapes, indent: str, more: dict[str, str] | None = None
) -> Iterator[str]:
    shape = shapes[type(part)]
    yield f"{indent}<{tag}"
    for name, value in (more or {}).items():
        yield f' {name}="{_attribute(value)}"'
    for attribute in shape.attributes:
        if (held := getattr(part, attribute.field)) is not None:
            yield f' {attribute.xml}="{_attribute(attribute.scalar.write(held))}"'
    inside = "".join(_children(part, shape, shapes, indent + " "))
    yield f">\n{inside}{indent}</{tag}>\n" if inside else "/>\n"


def _children(part: object, shape: Element, shapes: Shapes, indent: str) -> Iterator[str]:
    for child in shape.children:
        held = getattr(part, child.field)
        if held is None or held == ():
            continue
        for depth, wrapper in enumerate(child.within):
            yield f"{indent}{' ' * depth}<{wrapper}>\n"
        deeper = indent + " " * len(child.within)
        for each in held if child.many else (held,):
            yield from _child(each, child, shapes, deeper)
        for depth, wrapper in reversed(tuple(enumerate(child.within))):
            yield f"{indent}{' ' * depth}</{wrapper}>\n"


def _child(each: Any, child: Child, shapes: Shapes, indent: str) -> Iterator[str]:
    match child.kind:
        case Kind.PART:
            tag = next(tag for tag, of in child.tags.items() if type(each) is of)
            yield from _element(each, tag, shapes, indent)
        case Kind.TEXT:
            (tag,) = child.tags
            yield f"{indent}<{tag}>{_text(each)}</{tag}>\n"
        case Kind.REF:
            (tag,) = child.tags
            yield f'{indent}<{tag} {child.by}="{each}"/>\n'
        case Kind.VALUE:
            yield from _variable_value(each, indent)


def _variable_value(each: VariableValue, indent: str) -> Iterator[str]:
    yield f'{indent}<VariableValue>\n{indent} <VariableRef targetGUID="{each.variable}"/>\n'
    if each.value is not None:
        tag, scalar = VALUE_ELEMENTS[type(each.value)]
        yield f"{indent} <{tag}>{_text(scalar.write(each.value))}</{tag}>\n"
    yield f"{indent}</VariableValue>\n"
