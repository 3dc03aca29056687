"""What must hold before a project is written, whoever reads it (the table of writer rules)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from osteopro.research.refi import limits, model
from osteopro.research.refi.media_names import is_media_name
from osteopro.research.refi.model import Codebook, Project
from osteopro.research.refi.plain import is_canonical, is_clean
from osteopro.research.refi.scalars import COLOR, VALUE_ELEMENTS, VALUE_TYPES
from osteopro.research.refi.shape import CODEBOOK, PROJECT, Kind, Shapes
from osteopro.research.refi.terms import Rule
from osteopro.research.refi.walking import (
    Targets,
    called,
    everything,
    everything_in_codebook,
    references,
)

_SELECTIONS = (model.PlainTextSelection, model.AudioSelection, model.TranscriptSelection)


class Problem(NamedTuple):
    """A rule that is broken and the part that breaks it."""

    rule: Rule
    where: str


Found = Iterator[Problem]


def problems(project: Project, media: Collection[str] = ()) -> list[Problem]:
    """Every broken rule of a project; `media` are the names of the recordings at hand."""
    parts = everything(project)
    found = [
        *_origin(project.origin),
        *_values(parts, PROJECT),
        *_guids(parts),
        *_references(parts, PROJECT),
        *_code_names(parts),
        *_code_depth(project.codes),
        *(each for part in parts for each in _of_part(part)),
        *_variable_values(project, parts),
        *_anchors(project),
        *_media(project, media),
    ]
    return found


def codebook_problems(codebook: Codebook) -> list[Problem]:
    """Every broken rule of a codebook; it has at least one code."""
    parts = everything_in_codebook(codebook)
    return [
        *([] if codebook.codes else [Problem(Rule.NO_CODES, "Codebook")]),
        *_origin(codebook.origin),
        *_values(parts, CODEBOOK),
        *_guids(parts),
        *_references(parts, CODEBOOK),
        *_code_names(parts),
        *_code_depth(codebook.codes),
    ]


def _origin(origin: str | None) -> Found:
    if not (origin or "").strip():
        yield Problem(Rule.ORIGIN, "Project")


def _values(parts: list[Any], shapes: Shapes) -> Found:
    for part in parts:
        for attribute in shapes[type(part)].attributes:
            held = getattr(part, attribute.field)
            if rule := _wrong(attribute.field, held, limits.LONGEST_ATTRIBUTE):
                yield Problem(rule, f"{called(part)} {attribute.field}")
        for child in shapes[type(part)].children:
            if child.kind is Kind.TEXT and (held := getattr(part, child.field)) is not None:
                if rule := _wrong(child.field, held, limits.LONGEST_ELEMENT):
                    yield Problem(rule, f"{called(part)} {child.field}")


def _wrong(field: str, held: object, longest: int) -> Rule | None:
    match held:
        case str() if not is_clean(held):
            return Rule.CHARACTERS
        case str() if len(held) > longest:
            return Rule.TOO_LONG
        case str() if field == "color" and not COLOR.fullmatch(held):
            return Rule.VALUE
        case datetime() if held.tzinfo is None:
            return Rule.VALUE
        case int() if abs(held) >= 10**18:
            return Rule.VALUE
    return None


def _guids(parts: list[Any]) -> Found:
    # A code may have the GUID of a case: so NVivo says that the code stands for the case.
    kinds = Counter(
        (part.guid, "case" if isinstance(part, model.Case) else "")
        for part in parts
        if hasattr(part, "guid")
    )
    codes = {part.guid for part in parts if isinstance(part, model.Code)}
    for (guid, kind), times in kinds.items():
        if times > 1 or (kind and guid not in codes and (guid, "") in kinds):
            yield Problem(Rule.GUID_TWICE, str(guid))


def _references(parts: list[Any], shapes: Shapes) -> Found:
    targets = Targets(parts)
    for part in parts:
        for reference in references(part, shapes[type(part)]):
            if not targets.has(reference.field, reference.target):
                yield Problem(Rule.UNRESOLVED, f"{called(part)} {reference.field}")


def _code_names(parts: list[Any]) -> Found:
    names = Counter(part.name for part in parts if isinstance(part, model.Code))
    for name, times in names.items():
        if times > 1 or not name.strip() or len(name) > limits.LONGEST_CODE_NAME:
            yield Problem(Rule.CODE_NAME, f"Code {name[:60]!r}")


def _code_depth(codes: tuple[model.Code, ...]) -> Found:
    depth, level = 0, codes
    while level:
        depth += 1
        level = tuple(inner for code in level for inner in code.codes)
    if depth > limits.DEEPEST_CODE:
        yield Problem(Rule.CODE_DEPTH, f"{depth} levels")


def _of_part(part: Any) -> Found:
    for check in _CHECKS:
        for rule in check(part):
            yield Problem(rule, called(part))


def _text(part: Any) -> Iterator[Rule]:
    if isinstance(part, model.TextSource | model.Transcript):
        if not is_canonical(part.text):
            yield Rule.TEXT
        if len(part.text.encode(errors="replace")) > limits.MOST_TEXT:
            yield Rule.TOO_LONG


def _coder(part: Any) -> Iterator[Rule]:
    if isinstance(part, (*_SELECTIONS, model.Coding)) and part.creating_user is None:
        yield Rule.CODER


def _selection(part: Any) -> Iterator[Rule]:
    if isinstance(part, _SELECTIONS) and (part.name or "").startswith("line:"):
        yield Rule.SELECTION_NAME
    if isinstance(part, model.AudioSelection) and not 0 <= part.begin < part.end:
        yield Rule.POSITIONS


def _spans(part: Any) -> Iterator[Rule]:
    if not isinstance(part, model.TextSource):
        return
    anchored = isinstance(part, model.Note) and part.anchored
    spans = Counter(
        (each.start_position, each.end_position, each.creating_user) for each in part.selections
    )
    if any(times > 1 for times in spans.values()):
        yield Rule.ONE_PER_CODER
    longest = limits.MOST_TEXT if anchored else len(part.text)
    if any(not 0 <= start < end <= longest for start, end, _ in spans):
        yield Rule.POSITIONS


def _sync_points(part: Any) -> Iterator[Rule]:
    if isinstance(part, model.Transcript) and any(
        not 0 <= (point.position or 0) <= len(part.text) or (point.time_stamp or 0) < 0
        for point in part.sync_points
    ):
        yield Rule.POSITIONS


def _note(part: Any) -> Iterator[Rule]:
    if isinstance(part, model.Note) and not (
        (part.name or "").strip() and part.creating_user and part.creation_date_time
    ):
        yield Rule.NOTE_INCOMPLETE


_CHECKS: tuple[Callable[[Any], Iterator[Rule]], ...] = (
    _text,
    _coder,
    _selection,
    _spans,
    _sync_points,
    _note,
)


def _variable_values(project: Project, parts: list[Any]) -> Found:
    types = {each.guid: VALUE_TYPES[each.type_of_variable] for each in project.variables}
    for part in parts:
        for each in getattr(part, "variable_values", ()):
            of = types.get(each.variable)  # an unknown variable is said by _references
            if (
                of
                and each.value is not None
                and not (type(each.value) is of and _writable(each.value))
            ):
                yield Problem(Rule.VALUE, f"{called(part)} {each.variable}")


def _writable(value: Any) -> bool:
    match value:
        case str():
            return is_clean(value) and len(value) <= limits.LONGEST_ELEMENT
        case datetime():
            return value.tzinfo is not None
        case Decimal():
            return value.is_finite() and len(VALUE_ELEMENTS[Decimal][1].write(value)) <= 40
        case bool():
            return True
        case int():
            return abs(value) < 10**18
    return True


def _anchors(project: Project) -> Found:
    holders: dict[UUID, list[model.TextSource]] = {}
    for source in project.sources:
        if isinstance(source, model.TextSource):
            for guid in source.note_refs:
                holders.setdefault(guid, []).append(source)
    for note in project.notes:
        if note.anchored:
            on = holders.get(note.guid, [])
            inside = len(on) == 1 and all(
                each.end_position <= len(on[0].text) for each in note.selections
            )
            if not (inside and note.selections):
                yield Problem(Rule.NOTE_ANCHOR, called(note))


def _media(project: Project, media: Collection[str]) -> Found:
    sounds = [each for each in project.sources if isinstance(each, model.AudioSource)]
    used = Counter(each.media for each in sounds if each.media is not None)
    for name, times in used.items():
        if times > 1 or not is_media_name(name) or name not in media:
            yield Problem(Rule.MEDIA, name)
