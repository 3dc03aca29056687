"""Codes that stand for a case: NVivo gives both one GUID and codes the words of the case."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from osteopro.research.refi import model
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import Case, Code, Project
from osteopro.research.refi.terms import Why
from osteopro.research.refi.walking import transformed


def as_references(project: Project, case_codes: set[UUID], losses: Losses) -> Project:
    """The project with such codes told as references of their cases, and the codes gone."""
    if not case_codes:
        return project
    losses.changed("Code", Why.CASE_CODE, len(case_codes))
    found: dict[UUID, tuple[list[UUID], list[UUID]]] = {guid: ([], []) for guid in case_codes}

    def without(part: Any) -> Any:
        match part:
            case model.TextSource():
                return _of_text(part, found)
            case model.AudioSource():
                return _of_sound(part, found)
        return part

    project = transformed(project, without)
    return replace(
        project,
        codes=tuple(_kept(project.codes, case_codes)),
        cases=tuple(_referring(case, found) for case in project.cases),
        sets=tuple(
            replace(each, member_codes=tuple(g for g in each.member_codes if g not in case_codes))
            for each in project.sets
        ),
    )


def _kept(codes: tuple[Code, ...], gone: set[UUID]) -> Iterator[Code]:
    for code in codes:
        inner = tuple(_kept(code.codes, gone))
        if code.guid in gone:
            yield from inner  # what stood below keeps its place above
        else:
            yield code if inner == code.codes else replace(code, codes=inner)


Found = dict[UUID, tuple[list[UUID], list[UUID]]]


def _of_text(source: model.TextSource, found: Found) -> model.TextSource:
    if not isinstance(source, model.Note):
        for coding in source.codings:
            if coding.code in found:
                found[coding.code][0].append(source.guid)
    selections = []
    for each in source.selections:
        cases = [coding.code for coding in each.codings if coding.code in found]
        whole = (each.start_position, each.end_position) == (0, len(source.text))
        for case in cases:
            found[case][0 if whole else 1].append(source.guid if whole else each.guid)
        rest = tuple(coding for coding in each.codings if coding.code not in found)
        if not cases:
            selections.append(each)
        elif rest or not whole or each.note_refs or each.description:
            selections.append(replace(each, codings=rest))
    codings = tuple(each for each in source.codings if each.code not in found)
    return replace(source, selections=tuple(selections), codings=codings)


def _of_sound(source: model.AudioSource, found: Found) -> model.AudioSource:
    for each in source.codings:
        if each.code in found:
            found[each.code][0].append(source.guid)
    codings = tuple(each for each in source.codings if each.code not in found)
    return replace(source, codings=codings)


def _referring(case: Case, found: Found) -> Case:
    if case.guid not in found:
        return case
    sources, selections = found[case.guid]
    return replace(
        case,
        code_refs=tuple(each for each in case.code_refs if each not in found),
        source_refs=tuple(dict.fromkeys((*case.source_refs, *sources))),
        selection_refs=tuple(dict.fromkeys((*case.selection_refs, *selections))),
    )
