"""The words of a word processor's file (Office Open XML), read as a stream. Pure.

Only the main text is unpacked, never more of it than the limit, whatever the archive claims; a
file that defines entities is refused before they could grow. Nothing is resolved or executed.
"""

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from xml.parsers import expat

from osteopro.research.text.imported import (
    MOST_CHARACTERS,
    MOST_PARTS,
    MOST_UNPACKED,
    NoteCode,
    Refusal,
    Refused,
)

_CHUNK = 64 * 1024
# A directory entry of an archive: counted before the archive is opened.
_ENTRY = b"PK\x01\x02"
_RELATIONS = "_rels/.rels"
_MAIN = "word/document.xml"
_DOCUMENT_TYPE = "/officeDocument"
_WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_LEFT_OUT = {
    "commentReference": NoteCode.COMMENTS_LEFT_OUT,
    "footnoteReference": NoteCode.FOOTNOTES_LEFT_OUT,
    "endnoteReference": NoteCode.FOOTNOTES_LEFT_OUT,
    "drawing": NoteCode.PICTURES_LEFT_OUT,
    "pict": NoteCode.PICTURES_LEFT_OUT,
    "object": NoteCode.PICTURES_LEFT_OUT,
    "sym": NoteCode.SYMBOLS_LEFT_OUT,
    "numPr": NoteCode.NUMBERS_LEFT_OUT,
    "ins": NoteCode.INSERTED_TAKEN,
    "moveTo": NoteCode.INSERTED_TAKEN,
    "del": NoteCode.DELETED_LEFT_OUT,
    "moveFrom": NoteCode.DELETED_LEFT_OUT,
    "tr": NoteCode.TABLE_ROWS,
}
# What stands below these is no text of the document as it reads now.
_SKIPPED = {"del", "moveFrom", "Fallback"}
_PROBLEMS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


def read_docx(data: bytes) -> tuple[str, Mapping[NoteCode, int]]:
    """The text, a line a paragraph and cells of a table between tabs, and what was left out.

    Changes that were tracked are taken as accepted. Raises Refused.
    """
    if data.count(_ENTRY) > MOST_PARTS:
        raise Refused(Refusal.UNPACKS_TOO_LARGE, most=MOST_PARTS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part(archive, _main_part(archive))
            words = _Words()
            _parse(archive, part, words.begin, words.end, words.text)
    except Refused:
        raise
    except _PROBLEMS as problem:
        raise Refused(Refusal.BROKEN) from problem
    return "".join(words.found), words.notes


def _main_part(archive: zipfile.ZipFile) -> str:
    """The name of the main text: as the archive says, else where everybody puts it."""
    targets: list[str] = []

    def begin(_name: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith(_DOCUMENT_TYPE):
            targets.append(attributes.get("Target", "").lstrip("/"))

    if _RELATIONS in archive.namelist():
        _parse(archive, _part(archive, _RELATIONS), begin)
    return targets[0] if targets else _MAIN


def _part(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    try:
        part = archive.getinfo(name)
    except KeyError as problem:
        raise Refused(Refusal.NOT_DOCX) from problem
    if part.flag_bits & 1:
        raise Refused(Refusal.LOCKED)
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(Refusal.BROKEN)
    return part


def _parse(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_definitions
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    unpacked = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > MOST_UNPACKED:
                raise Refused(Refusal.UNPACKS_TOO_LARGE, most=MOST_UNPACKED // 1024 // 1024)
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_definitions(*_: object) -> None:
    raise Refused(Refusal.UNSAFE)


class _Words:
    """Takes the events of the parser and keeps what is text."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.notes: Counter[NoteCode] = Counter()
        self._length = 0
        self._skipped = 0  # how deep below something that is not read
        self._in_text = False
        self._in_properties = 0
        self._hidden = False
        self._cells: list[int] = []  # of each open table row: how many cells began

    def begin(self, full: str, attributes: dict[str, str]) -> None:
        space, _, name = full.rpartition(" ")
        if self._skipped or name in _SKIPPED:
            if not self._skipped and name in _LEFT_OUT and not self._in_properties:
                self.notes[_LEFT_OUT[name]] += 1
            self._skipped += 1
            return
        if space not in _WORDS:
            return
        if name in _LEFT_OUT and not (self._in_properties and name in ("ins", "del")):
            self.notes[_LEFT_OUT[name]] += 1
        match name:
            case "pPr" | "rPr":
                self._in_properties += 1
            case "r":
                self._hidden = False
            case "vanish":
                self._hidden = self._hidden or not _is_off(attributes)
            case "t":
                self._in_text = True
            case "tr":
                self._cells.append(0)
            case "tc" if self._cells:
                if self._cells[-1]:
                    # In place of the blank behind the paragraph before.
                    self._drop(" ")
                    self._add("\t")
                self._cells[-1] += 1
            case _ if name in _BREAKS and not self._in_properties:
                self._add(_BREAKS[name])

    def end(self, full: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        space, _, name = full.rpartition(" ")
        if space not in _WORDS:
            return
        match name:
            case "pPr" | "rPr":
                self._in_properties -= 1
            case "t":
                self._in_text = False
            case "p":
                # Within a row the cells stay on one line.
                self._hidden = False
                self._add(" " if self._cells else "\n")
            case "tr":
                self._cells.pop()
                self._add("\n")

    def text(self, data: str) -> None:
        if self._skipped or not self._in_text:
            return
        if self._hidden:
            self.notes[NoteCode.HIDDEN_LEFT_OUT] += 1
            return
        self._add(data)

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > 2 * MOST_CHARACTERS:
            raise Refused(Refusal.TOO_LONG, most=MOST_CHARACTERS)
        self.found.append(text)

    def _drop(self, text: str) -> None:
        if self.found and self.found[-1] == text:
            self.found.pop()


def _is_off(attributes: Mapping[str, str]) -> bool:
    values = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
    return values.get("val", "true") in ("0", "false", "off")
