"""Project → .qdpx, codebook → .qdc: the same project gives the same bytes, always."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from osteopro.research.refi import checks, model, shape
from osteopro.research.refi.checks import Problem
from osteopro.research.refi.model import Codebook, Project
from osteopro.research.refi.xml_writer import document

Media = Mapping[str, Callable[[], BinaryIO]]
PROJECT_FILE = "project.qde"
SOURCES = "sources/"
# ZIP cannot say "no time"; this is the first moment it can say.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16
_UNIX = 3


class NotWritableError(ValueError):
    """The project breaks rules of section 5; `problems` says which and where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{each.rule}: {each.where}" for each in problems[:20]))
        self.problems = problems


def write_qdpx(
    project: Project, out: BinaryIO, media: Media | None = None, *, compressed: bool = False
) -> None:
    """Write a package into `out`, which can seek.

    `media` opens the recordings that audio sources name. Uncompressed, the bytes do not hang on
    the version of the compressor either. Raises NotWritableError, before anything is written.
    """
    media = media or {}
    problems = checks.problems(project, media.keys())
    if problems:
        raise NotWritableError(problems)
    with ZipFile(out, "w", ZIP_DEFLATED if compressed else ZIP_STORED) as package:
        # The project first, then the files by name.
        xml = document(project, "Project", shape.PROJECT_NAMESPACE, shape.PROJECT)
        _put(package, PROJECT_FILE, BytesIO(xml), compressed=compressed)
        files = {name: opened for name, opened in media.items() if name in _media_of(project)}
        texts = {f"{guid}.txt": text for guid, text in _texts(project)}
        for name in sorted(files.keys() | texts.keys()):
            if name in texts:
                stream: BinaryIO = BytesIO(texts[name].encode())
            else:
                stream = files[name]()
            with stream:
                _put(package, SOURCES + name, stream, compressed=compressed)


def qdpx(project: Project, media: Media | None = None, *, compressed: bool = False) -> bytes:
    """The package in memory; see write_qdpx."""
    out = BytesIO()
    write_qdpx(project, out, media, compressed=compressed)
    return out.getvalue()


def qdc(codebook: Codebook) -> bytes:
    """A codebook. Raises NotWritableError."""
    if problems := checks.codebook_problems(codebook):
        raise NotWritableError(problems)
    return document(codebook, "CodeBook", shape.CODEBOOK_NAMESPACE, shape.CODEBOOK)


def _put(package: ZipFile, name: str, stream: BinaryIO, *, compressed: bool) -> None:
    info = ZipInfo(name, _NO_TIME)
    info.compress_type = ZIP_DEFLATED if compressed else ZIP_STORED
    info.external_attr, info.create_system = _READABLE, _UNIX
    with package.open(info, "w") as entry:
        shutil.copyfileobj(stream, entry)


def _texts(project: Project) -> Iterator[tuple[object, str]]:
    for source in (*project.sources, *project.notes):
        if isinstance(source, model.AudioSource):
            yield from ((each.guid, each.text) for each in source.transcripts)
        elif source.content is None:
            yield source.guid, source.text


def _media_of(project: Project) -> set[str]:
    found = (each.media for each in project.sources if isinstance(each, model.AudioSource))
    return {name for name in found if name is not None}
