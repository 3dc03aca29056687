"""What each kind of file can hold of a project, and its bytes. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from osteopro.research.exchange.rows import Rows
from osteopro.research.refi import profiles
from osteopro.research.refi.losses import Loss, Losses
from osteopro.research.refi.model import Code, Codebook, Coding, Project, TextSource
from osteopro.research.refi.tables import codebook_csv, highlights_csv
from osteopro.research.refi.taguette import taguette_database
from osteopro.research.refi.terms import Why
from osteopro.research.refi.walking import everything
from osteopro.research.refi.writer import qdc, qdpx
from osteopro.research.terms import Profile

Written = tuple[bytes, Project]
QDPX = frozenset({Profile.ARCHIVE, Profile.INTEROP})
# The ending of a file's name, and its type.
ENDINGS: Mapping[Profile, tuple[str, str]] = {
    Profile.ARCHIVE: ("qdpx", "application/zip"),
    Profile.INTEROP: ("qdpx", "application/zip"),
    Profile.QDC: ("qdc", "application/xml"),
    Profile.CODEBOOK: ("csv", "text/csv; charset=utf-8"),
    Profile.HIGHLIGHTS: ("csv", "text/csv; charset=utf-8"),
    Profile.TAGUETTE: ("sqlite3", "application/vnd.sqlite3"),
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file, what of the project stands in it, and what could not go along."""

    data: bytes
    project: Project
    losses: tuple[Loss, ...]
    # What stands in our own note, by table.
    rows: Rows = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        return sha256(self.data).hexdigest()


def for_peers(project: Project, profile: Profile) -> Leaving:
    """A project as a file for other programs; any profile but the archive."""
    project, losses = profiles.interop(project)
    more = Losses()
    data, project = _WAYS[profile](project, more)
    return Leaving(data, project, (*losses, *more.rows()))


def _whole(project: Project, losses: Losses) -> Written:
    return qdpx(project, compressed=True), project


def _codebook(project: Project, losses: Losses) -> Written:
    sets = tuple(
        replace(each, member_sources=(), member_notes=())
        for each in project.sets
        if each.member_codes
    )
    losses.left_out("Set", Why.NOT_HELD, len(project.sets) - len(sets))
    kept = replace(_codes_alone(project, losses), sets=sets)
    return qdc(Codebook(origin=kept.origin, codes=kept.codes, sets=sets)), kept


def _codebook_table(project: Project, losses: Losses) -> Written:
    losses.left_out("Set", Why.NOT_HELD, len(project.sets))
    kept = _codes_alone(project, losses)
    return codebook_csv(kept.codes), kept


def _highlights_table(project: Project, losses: Losses) -> Written:
    kept = _marks_alone(project, losses)
    parts = everything(kept)
    codes = [each for each in parts if isinstance(each, Code)]
    losses.left_out("Code Description", Why.NOT_HELD, sum(bool(c.description) for c in codes))
    used = {each.code for each in parts if isinstance(each, Coding)}
    losses.left_out("Code", Why.NOT_HELD, sum(each.guid not in used for each in codes))
    return highlights_csv(kept), kept


def _taguette(project: Project, losses: Losses) -> Written:
    kept = _marks_alone(project, losses)
    return taguette_database(kept, losses), kept


_WAYS: Mapping[Profile, Callable[[Project, Losses], Written]] = {
    Profile.INTEROP: _whole,
    Profile.QDC: _codebook,
    Profile.CODEBOOK: _codebook_table,
    Profile.HIGHLIGHTS: _highlights_table,
    Profile.TAGUETTE: _taguette,
}


def _bare(project: Project, losses: Losses) -> Project:
    """Title, codes and texts; the rest is counted, but for sets."""
    for name, held in (
        ("User", project.users), ("Variable", project.variables), ("Case", project.cases),
        ("Note", project.notes), ("Link", project.links), ("Graph", project.graphs),
    ):  # fmt: skip
        losses.left_out(name, Why.NOT_HELD, len(held))
    return Project(
        name=project.name,
        origin=project.origin,
        creation_date_time=project.creation_date_time,
        codes=_without_notes(project.codes),
        sources=project.sources,
        description=project.description,
    )


def _codes_alone(project: Project, losses: Losses) -> Project:
    texts = [each for each in project.sources if isinstance(each, TextSource)]
    losses.left_out("TextSource", Why.NOT_HELD, len(texts))
    marks = sum(len(each.selections) for each in texts)
    losses.left_out("PlainTextSelection", Why.NOT_HELD, marks)
    return replace(_bare(project, losses), sources=())


def _marks_alone(project: Project, losses: Losses) -> Project:
    """Texts, codes and selections, without who made them and what was said of them."""
    losses.left_out("Set", Why.NOT_HELD, len(project.sets))
    bare = _bare(project, losses)
    memos = 0
    sources = []
    for each in bare.sources:
        if not isinstance(each, TextSource):
            continue
        memos += sum(bool(mark.description) for mark in each.selections)
        marks = tuple(
            replace(
                mark,
                description=None,
                creating_user=None,
                note_refs=(),
                codings=tuple(Coding(c.guid, c.code) for c in mark.codings),
            )
            for mark in each.selections
        )
        sources.append(TextSource(guid=each.guid, name=each.name, text=each.text, selections=marks))
    losses.left_out("PlainTextSelection Description", Why.NOT_HELD, memos)
    return replace(bare, sources=tuple(sources))


def _without_notes(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    return tuple(replace(c, note_refs=(), codes=_without_notes(c.codes)) for c in codes)
