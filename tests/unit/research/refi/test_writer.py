"""What we write: by the schema, the same bytes each time, and every rule held."""

import io
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from lxml import etree

from osteopro.research.refi import limits, shape
from osteopro.research.refi.checks import problems
from osteopro.research.refi.model import (
    AudioSource,
    Case,
    Code,
    Codebook,
    Link,
    Note,
    Project,
    Set,
    Transcript,
    VariableValue,
)
from osteopro.research.refi.terms import Rule
from osteopro.research.refi.writer import NotWritableError, qdc, qdpx
from tests.unit.research.refi import projects as p
from tests.unit.research.refi.projects import full, guid, in_first_source, only

SOUND = {f"{guid('file')}.m4a": lambda: io.BytesIO(b"\x00\x01sound")}
XSD = "{http://www.w3.org/2001/XMLSchema}"


def schema(name: str) -> etree.XMLSchema:
    text = files("osteopro.research.refi").joinpath("schema", name).read_bytes()
    return etree.XMLSchema(etree.fromstring(text))


PROJECT, CODEBOOK = schema("Project.xsd"), schema("Codebook.xsd")


def written(project: Project) -> ZipFile:
    return ZipFile(io.BytesIO(qdpx(project, SOUND)))


def test_a_project_with_everything_is_valid_and_holds_its_files() -> None:
    package = written(full())
    xml = package.read("project.qde")
    PROJECT.assertValid(etree.fromstring(xml))
    assert package.read(f"sources/{guid('words')}.txt").decode() == p.TEXT
    assert package.read(f"sources/{guid('file')}.m4a") == b"\x00\x01sound"
    named = set(re.findall(rb'"internal://([^"]+)"', xml))
    assert {f"sources/{name.decode()}" for name in named} == set(package.namelist()) - {
        "project.qde"
    }


@settings(max_examples=40, deadline=None)
@given(p.projects())
def test_any_study_is_valid(project: Project) -> None:
    assert problems(project) == []
    PROJECT.assertValid(etree.fromstring(written(project).read("project.qde")))


def test_utf_8_without_bom_line_feeds_only() -> None:
    package = written(full())
    for name in package.namelist():
        if name.endswith((".qde", ".txt")):
            held = package.read(name)
            assert not held.startswith(b"\xef\xbb\xbf")
            assert b"\r" not in held
            held.decode("utf-8")


def test_the_same_project_is_the_same_bytes_with_fixed_times() -> None:
    assert qdpx(full(), SOUND) == qdpx(full(), SOUND)
    entries = written(full()).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {ZIP_STORED}
    names = [entry.filename for entry in entries]
    assert names == ["project.qde", *sorted(names[1:])]
    packed = qdpx(full(), SOUND, compressed=True)
    assert packed == qdpx(full(), SOUND, compressed=True)
    assert len(packed) < len(qdpx(full(), SOUND))


def test_nothing_empty_is_written() -> None:
    """A list element that is present needs a child."""
    xml = written(Project(name="n", origin="o")).read("project.qde")
    assert [each.tag for each in etree.fromstring(xml)] == []
    PROJECT.assertValid(etree.fromstring(xml))


def test_positions_are_code_points_and_every_source_has_its_own_file() -> None:
    root = etree.fromstring(written(full()).read("project.qde"))
    (source,) = root.iter("{*}TextSource")
    assert source.get("plainTextPath") == f"internal://{guid('words')}.txt"
    assert source.find("{*}PlainTextContent") is None
    first = source.find("{*}PlainTextSelection")
    assert first is not None
    span = slice(int(first.get("startPosition", "")), int(first.get("endPosition", "")))
    assert p.TEXT[span] == "夜里痛醒，🦴"


def test_a_memo_on_a_stretch_stands_inside_the_xml() -> None:
    root = etree.fromstring(written(full()).read("project.qde"))
    face = next(each for each in root.iter("{*}Note") if each.get("guid") == str(guid("face")))
    assert face.findtext("{*}PlainTextContent") == "说到这里她哭了"
    assert face.get("plainTextPath") is None
    assert face.find("{*}PlainTextSelection") is not None
    (source,) = root.iter("{*}TextSource")
    assert [each.get("targetGUID") for each in source.findall("{*}NoteRef")] == [str(guid("face"))]


def test_line_breaks_and_quotes_in_names_come_back() -> None:
    name = 'a\n\t"b" <c> & d'
    root = etree.fromstring(written(only(full(), name=name)).read("project.qde"))
    assert root.get("name") == name


def with_note(**changes: object) -> Project:
    first, *others = full().notes[2:]
    return only(full(), notes=(*full().notes[:2], replace(first, **changes), *others))


def with_selection(**changes: object) -> Project:
    first, *others = full().sources[0].selections
    return in_first_source(full(), selections=(replace(first, **changes), *others))


def nested(levels: int) -> tuple[Code, ...]:
    codes: tuple[Code, ...] = ()
    for level in range(levels):
        codes = (Code(guid(f"level {level}"), f"level {level}", is_codable=False, codes=codes),)
    return (*codes, p.THEME)


def with_sound(**changes: object) -> Project:
    words, sound = full().sources
    return only(full(), sources=(words, replace(sound, **changes)))


def with_age(value: object) -> Project:
    case = replace(full().cases[0], variable_values=(VariableValue(p.AGE.guid, value),))
    return only(full(), cases=(case,))


LONG = "长" * 201
SPOKEN = next(s for s in full().sources if isinstance(s, AudioSource)).transcripts[0]
EARLY, *LATER = SPOKEN.sync_points
UNANCHORED = replace(full().notes[0], selections=())
BROKEN: list[tuple[Rule, Project]] = [
    (Rule.ORIGIN, only(full(), origin=None)),
    (Rule.ORIGIN, only(full(), origin=" ")),
    (Rule.TEXT, in_first_source(full(), text="\ufeff" + p.TEXT)),
    (Rule.TEXT, in_first_source(full(), text=p.TEXT + "\r\n")),
    (Rule.TEXT, in_first_source(full(), text=p.TEXT + "e\u0301")),
    (Rule.TEXT, in_first_source(full(), text=p.TEXT + "\x0b")),
    (Rule.TEXT, with_note(text="a\rb")),
    (Rule.TEXT, with_sound(transcripts=(replace(SPOKEN, text=p.TEXT + "\x00"),))),
    (Rule.TOO_LONG, in_first_source(full(), text="痛" * (limits.MOST_TEXT // 3 + 1))),
    (Rule.TOO_LONG, in_first_source(full(), name="a" * (limits.LONGEST_ATTRIBUTE + 1))),
    (Rule.TOO_LONG, only(full(), description="a" * (limits.LONGEST_ELEMENT + 1))),
    (Rule.CHARACTERS, only(full(), name="a\x00")),
    (Rule.CHARACTERS, only(full(), description="a\ud800")),
    (Rule.CHARACTERS, with_selection(description="a\rb")),
    (Rule.VALUE, only(full(), codes=(replace(p.THEME, color="red"),))),
    (Rule.VALUE, only(full(), creation_date_time=datetime(2026, 1, 1))),
    (Rule.VALUE, with_age("71")),
    (Rule.VALUE, with_age(10**18)),
    (Rule.VALUE, with_age(Decimal(1))),
    (Rule.GUID_TWICE, only(full(), users=(*full().users, p.LI))),
    (Rule.GUID_TWICE, only(full(), cases=(Case(guid("words")),))),
    (Rule.UNRESOLVED, only(full(), note_refs=(guid("nobody"),))),
    (Rule.UNRESOLVED, only(full(), note_refs=(p.PAIN.guid,))),
    (Rule.UNRESOLVED, only(full(), creating_user=p.PAIN.guid)),
    (Rule.UNRESOLVED, only(full(), links=(Link(guid("l"), origin=guid("nobody")),))),
    (Rule.UNRESOLVED, only(full(), sets=(Set(guid("s"), "s", member_codes=(p.LI.guid,)),))),
    (Rule.UNRESOLVED, only(full(), variables=full().variables[:2])),
    (Rule.POSITIONS, with_selection(start_position=-1)),
    (Rule.POSITIONS, with_selection(end_position=18)),
    (Rule.POSITIONS, with_selection(end_position=len(p.TEXT) + 1)),
    (Rule.POSITIONS, with_sound(selections=(replace(full().sources[1].selections[0], begin=900),))),
    (
        Rule.POSITIONS,
        with_sound(
            transcripts=(replace(SPOKEN, sync_points=(replace(EARLY, position=99), *LATER)),)
        ),
    ),
    (Rule.CODER, with_selection(creating_user=None)),
    (Rule.CODER, with_selection(codings=(replace(p.coding("c2"), creating_user=None),))),
    (Rule.ONE_PER_CODER, with_selection(start_position=23, end_position=29)),
    (Rule.SELECTION_NAME, with_selection(name="line:3")),
    (Rule.NOTE_INCOMPLETE, with_note(name=None)),
    (Rule.NOTE_INCOMPLETE, with_note(creation_date_time=None)),
    (Rule.NOTE_INCOMPLETE, with_note(creating_user=None)),
    (Rule.NOTE_ANCHOR, in_first_source(full(), note_refs=())),
    (Rule.NOTE_ANCHOR, only(full(), notes=(UNANCHORED, *full().notes[1:]))),
    (
        Rule.NOTE_ANCHOR,
        only(
            full(),
            notes=(
                replace(full().notes[0], selections=(p.selection("far", 0, len(p.TEXT) + 1),)),
                *full().notes[1:],
            ),
        ),
    ),
    (Rule.CODE_NAME, only(full(), codes=(p.THEME, Code(guid("x"), "睡眠", is_codable=True)))),
    (Rule.CODE_NAME, only(full(), codes=(p.THEME, Code(guid("x"), LONG, is_codable=True)))),
    (Rule.CODE_NAME, only(full(), codes=(p.THEME, Code(guid("x"), " ", is_codable=True)))),
    (Rule.CODE_DEPTH, only(full(), codes=nested(limits.DEEPEST_CODE + 1))),
    (Rule.MEDIA, with_sound(media=f"{guid('elsewhere')}.m4a")),
    (Rule.MEDIA, with_sound(media="../../etc/passwd")),
]


@pytest.mark.parametrize(
    ("rule", "project"), BROKEN, ids=[f"{r}-{n}" for n, (r, _) in enumerate(BROKEN)]
)
def test_a_broken_rule_is_named_and_nothing_is_written(rule: Rule, project: Project) -> None:
    out = io.BytesIO()
    with pytest.raises(NotWritableError) as refused:
        out.write(qdpx(project, SOUND))
    assert {each.rule for each in refused.value.problems} == {rule}
    assert out.getvalue() == b""


def test_every_rule_has_a_project_that_breaks_it() -> None:
    assert {rule for rule, _ in BROKEN} == set(Rule) - {Rule.NO_CODES}


def test_a_code_may_stand_for_a_case() -> None:
    stands = Code(full().cases[0].guid, "Participant 2", is_codable=True)
    assert problems(only(full(), codes=(p.THEME, stands)), SOUND.keys()) == []


def test_a_codebook_is_valid_and_stable() -> None:
    book = Codebook(
        origin="OsteoPRO", codes=(p.THEME,), sets=(Set(guid("s"), "睡眠", "组", (p.PAIN.guid,)),)
    )
    xml = qdc(book)
    CODEBOOK.assertValid(etree.fromstring(xml))
    assert b'xmlns="urn:QDA-XML:codebook:1.0"' in xml
    assert f'<MemberCode guid="{p.PAIN.guid}"/>'.encode() in xml
    assert xml == qdc(book)
    CODEBOOK.assertValid(etree.fromstring(qdc(replace(book, sets=()))))


def test_a_codebook_without_codes_is_refused() -> None:
    with pytest.raises(NotWritableError) as refused:
        qdc(Codebook(origin="OsteoPRO"))
    assert [each.rule for each in refused.value.problems] == [Rule.NO_CODES]


def of_schema(name: str) -> dict[str, tuple[list[str], dict[str, bool]]]:
    """For each type of a schema: its child elements in order, its attributes and whether needed."""
    text = files("osteopro.research.refi").joinpath("schema", name).read_bytes()
    return {
        kind.get("name", ""): (
            [each.get("name", "") for each in kind.iter(f"{XSD}element")],
            {a.get("name", ""): a.get("use") == "required" for a in kind.iter(f"{XSD}attribute")},
        )
        for kind in etree.fromstring(text).iter(f"{XSD}complexType")
    }


# Pictures, PDF files and videos are reported, not held; paths of rich text and of media outside
# the package are never written.
NOT_HELD = {"PictureSource", "PDFSource", "VideoSource", "richTextPath", "currentPath", "basePath"}
TYPE_OF = {Note: "TextSourceType", Codebook: "CodeBookType"}


@pytest.mark.parametrize(
    ("name", "table"), [("Project.xsd", shape.PROJECT), ("Codebook.xsd", shape.CODEBOOK)]
)
def test_the_table_says_what_the_schema_says(name: str, table: shape.Shapes) -> None:
    types = of_schema(name)
    for held, element in table.items():
        children, attributes = types[TYPE_OF.get(held, f"{held.__name__}Type")]
        ours = [(each.within or tuple(each.tags))[0] for each in element.children]
        assert ours == [each for each in children if each not in NOT_HELD], held
        assert {each.xml: each.required for each in element.attributes} == {
            each: needed for each, needed in attributes.items() if each not in NOT_HELD
        }, held


def test_a_transcript_is_never_inside_the_xml() -> None:
    assert Transcript(guid=guid("t"), text="a").content is None
