"""A .qdpx or .qdc from anywhere → the model, with a report of what did not pass unchanged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from lxml import etree

from osteopro.research.refi import limits, model, shape
from osteopro.research.refi.building import Builder
from osteopro.research.refi.losses import Loss, Losses
from osteopro.research.refi.media_names import is_media_name
from osteopro.research.refi.mending import mended, mended_codebook
from osteopro.research.refi.model import Codebook, Project
from osteopro.research.refi.package import Package, RefusedFileError
from osteopro.research.refi.placing import Placing
from osteopro.research.refi.positions import Rewritten
from osteopro.research.refi.safe_xml import Name, name_of, parsed
from osteopro.research.refi.shape import Fields
from osteopro.research.refi.terms import Refusal, Why
from osteopro.research.refi.writer import Media

_INTERNAL = "internal://"
_BOM_8, _BOM_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
# Older programs write the drafts of the namespace, and some a colon for its dot.
_VERSIONS = frozenset({"1.0", "1:0", "0.4", "0:4"})
_CURRENT = "1.0"


@dataclass(frozen=True, slots=True)
class ProjectRead:
    """A project, what did not pass, and its recordings as streams while the file is open."""

    project: Project
    losses: tuple[Loss, ...]
    media: Media


@dataclass(frozen=True, slots=True)
class CodebookRead:
    """A codebook and what did not pass."""

    codebook: Codebook
    losses: tuple[Loss, ...]


def read_qdpx(file: BinaryIO) -> ProjectRead:
    """Read a package. Nothing is unpacked, no path outside is looked at, no name is followed.

    Raises RefusedFileError with its code.
    """
    package = Package(file)
    losses = Losses()
    root = _root(package.project(), "Project", "project", losses)
    words = _Words(package, losses)
    builder = Builder(shape.PROJECT, losses, words.fields)
    project = builder.build(root, model.Project)
    for name in package.others + tuple(sorted(package.names() - words.used)):
        losses.left_out(f"file {name.rpartition('.')[2][:10]}", Why.EXTRA_FILE)
    placed = Placing(words.rewritten, losses).project(project)
    project = mended(placed, builder.case_codes, losses)
    return ProjectRead(project, losses.rows(), words.media)


def read_qdc(data: bytes) -> CodebookRead:
    """Read a codebook. Raises RefusedFileError."""
    if len(data) > limits.MOST_XML:
        raise RefusedFileError(Refusal.TOO_LARGE, f"{len(data)} bytes")
    losses = Losses()
    root = _root(data, "CodeBook", "codebook", losses)
    builder = Builder(shape.CODEBOOK, losses, lambda _, fields: fields)
    codebook = mended_codebook(builder.build(root, model.Codebook), losses)
    return CodebookRead(codebook, losses.rows())


def _root(data: bytes, tag: str, kind: str, losses: Losses) -> etree._Element:
    root = parsed(data)
    name = name_of(root)
    version = _version(name, kind)
    if name.local != tag or version is None:
        raise RefusedFileError(Refusal.NAMESPACE, f"{name.namespace} {name.local}")
    if version != _CURRENT:
        losses.changed(tag, Why.VERSION)
    return root


def _version(name: Name, kind: str) -> str | None:
    version = name.namespace.removeprefix(f"urn:QDA-XML:{kind}:")
    return version if version in _VERSIONS else None


class _Words:
    """Finds the words of texts and the files of recordings."""

    def __init__(self, package: Package, losses: Losses) -> None:
        self._package = package
        self._losses = losses
        self._files = package.names()
        self.used: set[str] = set()
        self.rewritten: dict[UUID, Rewritten] = {}
        self.media: dict[str, Callable[[], BinaryIO]] = {}

    def fields(self, of: type, fields: Fields) -> Fields | None:
        """The fields of the model for those of the file; see Builder."""
        path, content = fields.pop("path", None), fields.pop("content", None)
        name = self._inside(path, of.__name__)
        if of is model.AudioSource:
            return fields | {"media": self._medium(name, fields["guid"], path)}
        raw = self._raw(name) if content is None else content
        if raw is None:
            self._losses.left_out(of.__name__, Why.NO_FILE)
            return None
        rewritten = Rewritten(raw)
        self.rewritten[fields["guid"]] = rewritten
        if rewritten.text != raw:
            self._losses.changed(of.__name__, Why.CHARACTERS)
        fields["text"] = rewritten.text
        if of is model.Note:
            fields["anchored"] = content is not None and bool(fields["selections"])
        elif content is not None:
            self._losses.changed(of.__name__, Why.INSIDE_XML)
        return fields

    def _inside(self, path: str | None, tag: str) -> str | None:
        """The name of a file in the package, in lower case; None for anything else."""
        if path is None:
            return None
        # Some programs leave the scheme away. Whatever has a folder or another scheme is outside.
        name = path.removeprefix(_INTERNAL).lower()
        if any(each in name for each in "/\\:"):
            self._losses.left_out(f"{tag} path", Why.OUTSIDE)
            return None
        self.used.add(name)
        return name if name in self._files else None

    def _raw(self, name: str | None) -> str | None:
        if name is None:
            return None
        held = self._package.text(name)
        if held.startswith(_BOM_8):
            self._losses.changed("text", Why.ENCODING)
        encoding = "utf-16" if held.startswith(_BOM_16) else "utf-8-sig"
        try:
            return held.decode(encoding)
        except UnicodeDecodeError:
            self._losses.changed("text", Why.NOT_READ)
            return held.decode(encoding, errors="replace")

    def _medium(self, name: str | None, guid: UUID, path: str | None) -> str | None:
        if name is None:
            if path is not None:
                self._losses.left_out("AudioSource file", Why.NO_FILE)
            return None
        kept = name if is_media_name(name) else f"{guid}.{name.rpartition('.')[2][:5]}"
        if not is_media_name(kept) or kept in self.media:
            self._losses.left_out("AudioSource file", Why.NOT_READ)
            return None
        self.media[kept] = self._package.opener(name)
        return kept
