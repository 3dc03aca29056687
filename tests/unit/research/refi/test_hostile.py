"""Files made to do harm are refused by name, before they cost anything."""

import io
import struct
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from osteopro.research.refi import limits
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.reader import read_qdc, read_qdpx
from osteopro.research.refi.terms import Became, Refusal, Why
from tests.unit.research.refi.projects import guid

NS = 'xmlns="urn:QDA-XML:project:1.0"'
EMPTY = f'<Project {NS} name="a" origin="b"/>'.encode()


def package(project: bytes = EMPTY, *entries: tuple[str | ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile says so of a name that is twice
        with ZipFile(out, "w", ZIP_DEFLATED) as made:
            made.writestr("project.qde", project)
            for name, held in entries:
                made.writestr(name, held, None if isinstance(name, ZipInfo) else ZIP_DEFLATED)
    return out.getvalue()


def refusal(data: bytes) -> Refusal:
    with pytest.raises(RefusedFileError) as refused:
        read_qdpx(io.BytesIO(data))
    return refused.value.code


def of_xml(xml: bytes) -> Refusal:
    return refusal(package(xml))


def link() -> ZipInfo:
    info = ZipInfo("sources/a.txt")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


def encrypted() -> bytes:
    """The flag of encryption set in both places where a ZIP keeps it."""
    data = bytearray(package())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + flags
        data[at] |= 1
    return bytes(data)


def bzip2() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as made:
        made.writestr("project.qde", EMPTY)
    return out.getvalue()


def damaged() -> bytes:
    data = package(b"x" * 10_000)
    return data.replace(data[45:50], b"\xff" * 5, 1)


def understated() -> bytes:
    """An entry that says in both places that it is one byte long and is 80 MiB of XML."""
    data = bytearray(package(b" " * (limits.MOST_XML + 2)))
    packed = struct.unpack_from("<I", data, data.index(b"PK\x01\x02") + 20)[0]
    for signature, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + size, 1)
    assert packed < limits.MOST_XML
    return bytes(data)


NAMES = (
    "../a.txt",
    "sources/../../a.txt",
    "/etc/passwd",
    "sources//a.txt",
    "C:/a.txt",
    "sources\\a.txt",
    "sources/a.txt:stream",
)
OF_PACKAGES: dict[str, tuple[Refusal, Callable[[], bytes]]] = {
    "no zip": (Refusal.NOT_A_PACKAGE, lambda: b"PK not really"),
    "nothing": (Refusal.NOT_A_PACKAGE, lambda: b""),
    "cut off": (Refusal.NOT_A_PACKAGE, lambda: package()[:-30]),
    "no project": (Refusal.NO_PROJECT, lambda: bare("sources/a.txt")),
    "a project in a folder": (Refusal.NO_PROJECT, lambda: bare("a/project.qde")),
    "a link": (Refusal.LINK, lambda: package(EMPTY, (link(), b"/etc/passwd"))),
    "encrypted": (Refusal.ENCRYPTED, encrypted),
    "another compression": (Refusal.METHOD, bzip2),
    "a name twice": (Refusal.TWICE, lambda: package(EMPTY, ("project.qde", EMPTY))),
    "a name twice but for case": (
        Refusal.TWICE,
        lambda: package(EMPTY, ("sources/a.txt", b""), ("Sources/A.TXT", b"")),
    ),
    "many entries": (
        Refusal.TOO_MANY_ENTRIES,
        lambda: package(EMPTY, *((f"sources/{n}.txt", b"") for n in range(limits.MOST_ENTRIES))),
    ),
    "a bomb": (Refusal.RATIO, lambda: package(EMPTY, ("sources/a.txt", b"\0" * 20_000_000))),
    "a bomb in the project": (Refusal.RATIO, lambda: package(b" " * 20_000_000)),
    "wrong bytes": (Refusal.DAMAGED, damaged),
    "smaller than it says": (Refusal.DAMAGED, understated),
} | {
    f"the name {name}": (Refusal.NAME, lambda name=name: package(EMPTY, (name, b"a")))
    for name in NAMES
}


def bare(name: str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr(name, EMPTY)
    return out.getvalue()


@pytest.mark.parametrize("case", OF_PACKAGES)
def test_a_hostile_package_is_refused(case: str) -> None:
    code, made = OF_PACKAGES[case]
    assert refusal(made()) == code


def test_a_package_beyond_the_limit_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PACKAGE", 10)
    assert refusal(package()) == Refusal.TOO_LARGE


def test_what_comes_out_is_counted_not_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_XML", len(EMPTY) - 1)
    assert refusal(package()) == Refusal.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_UNPACKED", 10)
    assert refusal(package()) == Refusal.TOO_LARGE


def test_texts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [str(guid(str(number))) for number in range(3)]
    sources = "".join(
        f'<TextSource guid="{name}" plainTextPath="internal://{name}.txt"/>' for name in names
    )
    xml = f'<Project {NS} name="a"><Sources>{sources}</Sources></Project>'.encode()
    data = package(xml, *((f"sources/{name}.txt", b"a" * 10) for name in names))
    assert len(read_qdpx(io.BytesIO(data)).project.sources) == 3
    monkeypatch.setattr(limits, "MOST_TEXTS", 25)
    assert refusal(data) == Refusal.TOO_LARGE


LAUGHS = b"""<?xml version="1.0"?><!-- a --> <?b c?>
<!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Project xmlns="urn:QDA-XML:project:1.0" name="&b;"/>"""
STRANGER = b"""<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Project xmlns="urn:QDA-XML:project:1.0" name="n"><Description>&a;</Description></Project>"""
OF_XML: dict[str, tuple[Refusal, bytes]] = {
    "entities in entities": (Refusal.DOCTYPE, LAUGHS),
    "an entity from a file": (Refusal.DOCTYPE, STRANGER),
    "a DTD from elsewhere": (Refusal.DOCTYPE, b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9">' + EMPTY),
    "a BOM before a DTD": (Refusal.DOCTYPE, b"\xef\xbb\xbf" + LAUGHS),
    "an entity nobody declared": (
        Refusal.XML,
        f"<Project {NS} name='a'><Description>&a;</Description></Project>".encode(),
    ),
    "not XML": (Refusal.XML, b"hello"),
    "nothing": (Refusal.XML, b""),
    "not closed": (Refusal.XML, EMPTY[:-2]),
    "a comment not closed": (Refusal.XML, b"<!-- " + EMPTY),
    "an attribute twice": (Refusal.XML, EMPTY.replace(b"origin", b"name")),
    "not UTF-8": (Refusal.ENCODING, EMPTY.replace(b'"a"', b'"\xb9\xc7"')),
    "UTF-16": (Refusal.ENCODING, EMPTY.decode().encode("utf-16")),
    "another namespace": (Refusal.NAMESPACE, EMPTY.replace(b"QDA", b"QDB")),
    "a version to come": (Refusal.NAMESPACE, EMPTY.replace(b"1.0", b"2.0")),
    "another root": (Refusal.NAMESPACE, EMPTY.replace(b"Project ", b"CodeBook ")),
    "an attribute without end": (
        Refusal.LONG_VALUE,
        EMPTY.replace(b'"a"', b'"' + b"a" * (limits.LONGEST_ATTRIBUTE + 1) + b'"'),
    ),
    "a description without end": (
        Refusal.LONG_VALUE,
        EMPTY.replace(b"/>", b"><Description>")
        + b"".join(b"%x" % n for n in range(limits.LONGEST_ELEMENT // 4))
        + b"</Description></Project>",
    ),
    "elements without end": (
        Refusal.ELEMENTS,
        EMPTY.replace(b"/>", b">") + b"<a/>" * (limits.MOST_TAGS + 1) + b"</Project>",
    ),
    "codes in codes": (
        Refusal.DEPTH,
        EMPTY.replace(b"/>", b"><CodeBook><Codes>")
        + b"".join(
            b'<Code guid="%s" name="a" isCodable="true">' % str(guid(str(n))).encode()
            for n in range(limits.DEEPEST_CODE + 2)
        )
        + b"</Code>" * (limits.DEEPEST_CODE + 2)
        + b"</Codes></CodeBook></Project>",
    ),
    "elements in elements": (
        Refusal.DEPTH,
        EMPTY.replace(b"/>", b">") + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</Project>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OF_XML)
def test_hostile_xml_is_refused(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_RATIO", 10**9)  # what is looked at here is the XML
    code, xml = OF_XML[case]
    assert of_xml(xml) == code


OF_ANY_XML = (Refusal.DOCTYPE, Refusal.XML, Refusal.ENCODING, Refusal.ELEMENTS)


@pytest.mark.parametrize("case", [name for name, (code, _) in OF_XML.items() if code in OF_ANY_XML])
def test_a_codebook_is_held_to_the_same(case: str) -> None:
    code, xml = OF_XML[case]
    with pytest.raises(RefusedFileError) as refused:
        read_qdc(xml)
    assert refused.value.code == code


def test_a_codebook_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_XML", 10)
    with pytest.raises(RefusedFileError) as refused:
        read_qdc(EMPTY)
    assert refused.value.code == Refusal.TOO_LARGE


def test_every_refusal_has_a_file_that_meets_it() -> None:
    met = {code for code, _ in (*OF_PACKAGES.values(), *OF_XML.values())}
    assert met | {Refusal.TOO_LARGE, Refusal.EXTENSION} == set(Refusal)


def test_a_bomb_costs_no_memory() -> None:
    data = package(EMPTY, ("sources/a.txt", b"\0" * 100_000_000))
    tracemalloc.start()
    try:
        assert refusal(data) == Refusal.RATIO
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "path",
    [
        "absolute:///{file}",
        "absolute://{file}",
        "relative://../{file}",
        "internal://../{file}",
        "internal:///{file}",
        "internal://..\\{file}",
        "file://{file}",
        "{file}",
    ],
)
def test_a_path_outside_is_never_opened(path: str, tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("secret", encoding="utf-8")
    named = path.format(file=file)
    xml = (
        f'<Project {NS} name="a"><Sources>'
        f'<TextSource guid="{guid("t")}" plainTextPath="{named}"/>'
        f'<AudioSource guid="{guid("s")}" path="{named}"/>'
        "</Sources></Project>"
    ).encode()
    read = read_qdpx(io.BytesIO(package(xml)))
    assert [type(each).__name__ for each in read.project.sources] == ["AudioSource"]
    assert read.media == {}
    assert {(each.element, each.became, each.why) for each in read.losses} >= {
        ("TextSource", Became.LEFT_OUT, Why.NO_FILE),
        ("TextSource path", Became.LEFT_OUT, Why.OUTSIDE),
        ("AudioSource path", Became.LEFT_OUT, Why.OUTSIDE),
    }
