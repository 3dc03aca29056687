"""Rules beyond those of every file: what other programs crash on, drop or merge without a word."""

from collections import Counter
from collections.abc import Iterator

from osteopro.research.refi import extension, model
from osteopro.research.refi.model import Project
from osteopro.research.refi.terms import PeerRule
from osteopro.research.refi.walking import everything


def peer_problems(project: Project) -> list[PeerRule]:
    """Every rule that `profiles.interop` would have to make hold."""
    return sorted(set(_found(project)))


def _found(project: Project) -> Iterator[PeerRule]:
    notes = {each.guid for each in project.notes}
    codes = {part.guid: part for part in everything(project) if isinstance(part, model.Code)}
    if any(each.origin in notes and each.target in notes for each in project.links):
        yield PeerRule.NOTE_LINK
    if any(code.is_codable and code.codes for code in codes.values()):
        yield PeerRule.CODE_LEVEL
    if any(each.name == extension.NAME for each in project.notes):
        yield PeerRule.EXTENSION
    names = Counter(each.name for each in project.sources)
    if None in names or any(times > 1 for times in names.values()):
        yield PeerRule.SOURCE_NAME
    for source in project.sources:
        if isinstance(source, model.AudioSource):
            yield PeerRule.AUDIO
            continue
        for each in source.selections:
            if not each.codings:
                yield PeerRule.NO_CODE
            if any(coding.creating_user != each.creating_user for coding in each.codings):
                yield PeerRule.OTHER_CODER
            if not all(codes[coding.code].is_codable for coding in each.codings):
                yield PeerRule.CODE_LEVEL
