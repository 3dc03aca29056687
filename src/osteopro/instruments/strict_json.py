"""JSON at the door: what ordinary parsers let through is refused here.

Refused are NaN, lone surrogates, a byte order mark, duplicate keys, control characters, days
that do not exist, empty values and nesting deeper than 64 levels (FHIR reference section 7).
"""

import json
import re
from datetime import date
from typing import Any

import orjson

from osteopro.instruments.problems import MOST_PROBLEMS, Problem, problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_ITEMS = 2_000

_ESCAPED_CONTROL = re.compile(rb"\\u00[01][0-9a-fA-F]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_INTEGER_KEYS = frozenset({"valueInteger", "valuePositiveInt", "valueUnsignedInt"})


_DAY_KEYS = frozenset(
    {"authored", "end", "lastUpdated", "start", "valueDate", "valueDateTime", "valueInstant"}
)
_FULL_DAY = 10


class _DuplicateKeyError(ValueError):
    pass


def read_strict(
    raw: bytes, *, resource: str = "QuestionnaireResponse", max_bytes: int = MAX_BYTES
) -> tuple[dict[str, Any], list[Problem]]:
    """The JSON object in `raw` and the problems found; with any problem it must not be used."""
    if len(raw) > max_bytes:
        return {}, [problem("too-long", "", limit=max_bytes)]
    if raw.startswith(b"\xef\xbb\xbf"):
        return {}, [problem("bom", "")]
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return {}, [problem("not-json", "", detail=str(error))]
    if not isinstance(document, dict):
        return {}, [problem("not-object", "")]
    walk = _Walk(look_for_control=bool(_ESCAPED_CONTROL.search(raw)))
    walk.node(document, resource, 1)
    if walk.too_deep:
        return {}, [problem("deep", "", limit=MAX_DEPTH)]
    problems = _duplicate_keys(raw) + walk.problems
    if document.get("resourceType") != resource:
        problems.append(problem("resource", "resourceType", name=resource))
    if walk.items > MAX_ITEMS:
        problems.append(problem("items", "item", limit=MAX_ITEMS))
    return document, problems[:MOST_PROBLEMS]


def _duplicate_keys(raw: bytes) -> list[Problem]:
    try:
        json.loads(raw, object_pairs_hook=_unique)
    except _DuplicateKeyError as error:
        return [problem("duplicate-key", "", key=str(error))]
    return []


def _unique(pairs: list[tuple[str, Any]]) -> None:
    keys = {key for key, _ in pairs}
    if len(keys) < len(pairs):
        names = [key for key, _ in pairs]
        raise _DuplicateKeyError(next(key for key in names if names.count(key) > 1))


class _Walk:
    """One pass over a parsed document for what a JSON schema cannot say."""

    def __init__(self, *, look_for_control: bool) -> None:
        self.look_for_control = look_for_control
        self.problems: list[Problem] = []
        self.too_deep = False
        self.items = 0

    def node(self, node: dict[str, Any] | list[Any], path: str, depth: int) -> None:
        if not node:
            self.problems.append(problem("empty", path))
        if depth > MAX_DEPTH:
            self.too_deep = True
        elif isinstance(node, dict):
            self.items += "linkId" in node
            for key, value in node.items():
                self.value(key, value, f"{path}.{key}", depth)
        else:
            for index, value in enumerate(node):
                self.value("", value, f"{path}[{index}]", depth)

    def value(self, key: str, value: Any, path: str, depth: int) -> None:
        kind = type(value)
        if kind is dict or kind is list:
            self.node(value, path, depth + 1)
        elif kind is str:
            if self.look_for_control and _CONTROL.search(value):
                self.problems.append(problem("control", path))
            if key in _DAY_KEYS and len(value) >= _FULL_DAY and not _is_day(value[:_FULL_DAY]):
                self.problems.append(problem("no-such-day", path, value=value[:_FULL_DAY]))
        elif value is None:
            self.problems.append(problem("empty", path))
        elif kind is float and key in _INTEGER_KEYS:
            self.problems.append(problem("shape", path))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
