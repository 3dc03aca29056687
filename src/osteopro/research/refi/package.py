"""The outside of a package: a ZIP that may be hostile. Nothing is ever unpacked to a disk."""

import zlib
from collections.abc import Callable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from osteopro.research.refi import limits
from osteopro.research.refi.terms import Refusal

_ENCRYPTED = 0x1
_LINK, _KIND_OF_FILE = 0o120000, 0o170000
_PROJECT = "project.qde"
_FOLDER = "sources"


class RefusedFileError(ValueError):
    """The file is not read at all; `code` says why."""

    def __init__(self, code: Refusal, detail: str = "") -> None:
        super().__init__(f"{code}: {detail[:120]}" if detail else code)
        self.code = code


class Package:
    """A package whose entries were looked over. Raises RefusedFileError, also while reading."""

    def __init__(self, file: BinaryIO) -> None:
        size = file.seek(0, 2)
        file.seek(0)
        if size > limits.MOST_PACKAGE:
            raise RefusedFileError(Refusal.TOO_LARGE, f"{size} bytes")
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, OSError, ValueError, NotImplementedError, IndexError) as error:
            raise RefusedFileError(Refusal.NOT_A_PACKAGE, str(error)) from error
        entries = self._zip.infolist()
        _check(entries)
        self.others: tuple[str, ...] = ()
        self._sources: dict[str, ZipInfo] = {}
        self._project: ZipInfo | None = None
        self._texts_read = 0
        for entry in entries:
            self._sort(entry)

    def _sort(self, entry: ZipInfo) -> None:
        folder, _, name = entry.filename.rpartition("/")
        if entry.is_dir() or name.startswith("."):
            return
        if folder.lower() == _FOLDER:
            if self._sources.setdefault(name.lower(), entry) is not entry:
                raise RefusedFileError(Refusal.TWICE, entry.filename)
        elif entry.filename.lower() == _PROJECT:
            self._project = entry
        else:
            self.others += (entry.filename,)

    def project(self) -> bytes:
        """The XML of the project."""
        if self._project is None:
            raise RefusedFileError(Refusal.NO_PROJECT)
        return self._read(self._project, limits.MOST_XML)

    def names(self) -> frozenset[str]:
        """The files in the folder of sources, in lower case."""
        return frozenset(self._sources)

    def text(self, name: str) -> bytes:
        """A text by its name in lower case. Raises KeyError if there is none."""
        held = self._read(self._sources[name], limits.MOST_TEXT)
        self._texts_read += len(held)
        if self._texts_read > limits.MOST_TEXTS:
            raise RefusedFileError(Refusal.TOO_LARGE, "texts")
        return held

    def opener(self, name: str) -> Callable[[], BinaryIO]:
        """Opens a file as a stream, for what is too large for the memory."""
        entry = self._sources[name]
        return lambda: self._zip.open(entry)  # type: ignore[return-value]

    def _read(self, entry: ZipInfo, most: int) -> bytes:
        # The sizes in the file are only what it says of itself: what comes out is counted.
        try:
            with self._zip.open(entry) as stream:
                held = stream.read(most + 1)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise RefusedFileError(Refusal.DAMAGED, entry.filename) from error
        if len(held) > most:
            raise RefusedFileError(Refusal.TOO_LARGE, entry.filename)
        if len(held) > limits.SMALL_ENTRY and len(held) > limits.MOST_RATIO * entry.compress_size:
            raise RefusedFileError(Refusal.RATIO, entry.filename)
        return held


def _check(entries: list[ZipInfo]) -> None:
    if len(entries) > limits.MOST_ENTRIES:
        raise RefusedFileError(Refusal.TOO_MANY_ENTRIES, str(len(entries)))
    names: set[str] = set()
    for entry in entries:
        if (code := _unsafe(entry)) is not None:
            raise RefusedFileError(code, entry.orig_filename)
        if entry.filename in names:
            raise RefusedFileError(Refusal.TWICE, entry.filename)
        names.add(entry.filename)
    if sum(entry.file_size for entry in entries) > limits.MOST_UNPACKED:
        raise RefusedFileError(Refusal.TOO_LARGE, "unpacked")


def _unsafe(entry: ZipInfo) -> Refusal | None:
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    if "\0" in name or "\\" in name or ":" in name or not all(parts) or ".." in parts:
        return Refusal.NAME
    if (entry.external_attr >> 16) & _KIND_OF_FILE == _LINK:
        return Refusal.LINK
    if entry.flag_bits & _ENCRYPTED:
        return Refusal.ENCRYPTED
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Refusal.METHOD
    swollen = entry.file_size > limits.MOST_RATIO * entry.compress_size
    return Refusal.RATIO if swollen and entry.file_size > limits.SMALL_ENTRY else None
