"""Files as other programs write them: read, and told what became of each thing."""

import io
from unicodedata import normalize
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.refi.checks import problems
from osteopro.research.refi.losses import Loss
from osteopro.research.refi.model import Project, TextSource
from osteopro.research.refi.plain import is_canonical
from osteopro.research.refi.positions import LITERAL, Reading, Rewritten
from osteopro.research.refi.reader import ProjectRead, read_qdc, read_qdpx
from osteopro.research.refi.terms import Became, Why
from tests.unit.research.refi import projects as p
from tests.unit.research.refi.projects import guid

NAMESPACE = "urn:QDA-XML:project:1.0"
USER, CODE, SOURCE = guid("user"), guid("code"), guid("source")


def read(inside: str, *files: tuple[str, bytes], namespace: str = NAMESPACE) -> ProjectRead:
    out = io.BytesIO()
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{namespace}" name="n" origin="o">'
        f"{inside}</Project>"
    )
    with ZipFile(out, "w") as made:
        made.writestr("project.qde", xml)
        for name, held in files:
            made.writestr(name, held)
    return read_qdpx(io.BytesIO(out.getvalue()))


def told(result: ProjectRead) -> set[tuple[str, Became, Why, int]]:
    return {(each.element, each.became, each.why, each.count) for each in result.losses}


def users(text: str = f'<User guid="{USER}" name="甲"/>') -> str:
    return f"<Users>{text}</Users>"


def codes(text: str = f'<Code guid="{CODE}" name="痛" isCodable="true"/>') -> str:
    return f"<CodeBook><Codes>{text}</Codes></CodeBook>"


def source(inside: str, more: str = f'plainTextPath="internal://{SOURCE}.txt"') -> str:
    return f'<Sources><TextSource guid="{SOURCE}" name="a" {more}>{inside}</TextSource></Sources>'


def marked(start: int, end: int, name: str = "", by: object = USER, code: object = CODE) -> str:
    this = guid(f"{start} {end} {name} {by} {code}")
    return (
        f'<PlainTextSelection guid="{this}" name="{name}" startPosition="{start}"'
        f' endPosition="{end}" creatingUser="{by}"><Coding guid="{guid(f"c {this}")}"'
        f' creatingUser="{by}"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def file(text: str | bytes, folder: str = "sources") -> tuple[str, bytes]:
    return f"{folder}/{SOURCE}.txt", text if isinstance(text, bytes) else text.encode()


def first(result: ProjectRead) -> TextSource:
    found = result.project.sources[0]
    assert isinstance(found, TextSource)
    return found


def quotes(result: ProjectRead) -> list[str]:
    held = first(result)
    return [held.text[each.start_position : each.end_position] for each in held.selections]


@pytest.mark.parametrize("version", ["0:4", "0.4", "1:0"])
def test_older_namespaces_are_read_and_told(version: str) -> None:
    result = read(users(), namespace=f"urn:QDA-XML:project:{version}")
    assert result.project.users[0].name == "甲"
    assert told(result) == {("Project", Became.CHANGED, Why.VERSION, 1)}


def test_a_codebook_of_an_older_version_is_read() -> None:
    xml = (
        f'<CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="x"><Codes><Code guid="{{{CODE}}}" '
        'name="a" isCodable="true"/></Codes></CodeBook>'
    )
    result = read_qdc(b"\xef\xbb\xbf" + xml.encode())
    assert [code.guid for code in result.codebook.codes] == [CODE]
    assert result.losses == (Loss("CodeBook", Became.CHANGED, Why.VERSION, 1),)


@pytest.mark.parametrize("folder", ["sources", "Sources"])
def test_either_name_of_the_folder_will_do(folder: str) -> None:
    result = read(users() + codes() + source(marked(0, 2)), file("腰痛", folder))
    assert quotes(result) == ["腰痛"]
    assert result.losses == ()


def test_braces_and_capitals_are_one_guid() -> None:
    braced = f"{{{str(USER).upper()}}}"
    result = read(users(f'<User guid="{braced}"/>') + codes() + source(marked(0, 1)), file("痛"))
    assert result.project.users[0].guid == USER
    assert result.losses == ()


def test_a_byte_order_mark_moves_nothing() -> None:
    result = read(users() + codes() + source(marked(0, 2)), file(b"\xef\xbb\xbf" + "腰痛".encode()))
    assert quotes(result) == ["腰痛"]
    assert told(result) == {("text", Became.CHANGED, Why.ENCODING, 1)}


def test_a_text_in_utf_16_is_read() -> None:
    result = read(users() + codes() + source(marked(0, 2)), file("腰痛".encode("utf-16")))
    assert quotes(result) == ["腰痛"]


CRLF = "第一行很短\r\n第二行说夜里痛醒\r\n第三行说想回去干活"


def test_line_ends_of_two_characters_are_counted_as_two_where_the_words_say_so() -> None:
    start = CRLF.index("第三行")
    result = read(users() + codes() + source(marked(start, start + 6, "第三行说想回")), file(CRLF))
    assert quotes(result) == ["第三行说想回"]
    assert told(result) == {("TextSource", Became.CHANGED, Why.CHARACTERS, 1)}


def test_line_ends_of_two_characters_are_counted_as_one_where_the_words_say_so() -> None:
    start = CRLF.replace("\r\n", "\n").index("第三行")
    result = read(users() + codes() + source(marked(start, start + 6, "第三行说…")), file(CRLF))
    assert quotes(result) == ["第三行说想回"]
    assert told(result) >= {("PlainTextSelection", Became.CHANGED, Why.CRLF, 1)}


def test_without_words_it_is_said_that_positions_are_not_proven() -> None:
    result = read(users() + codes() + source(marked(7, 9, "P1")), file(CRLF))
    assert quotes(result) == ["第二"]
    assert told(result) >= {("PlainTextSelection", Became.ASSUMED, Why.UNSURE, 1)}


def test_positions_in_utf_16_are_seen_by_the_words() -> None:
    text = "🦴🦴骨头像针扎一样"
    start = 4
    result = read(users() + codes() + source(marked(start, start + 4, "骨头像针")), file(text))
    assert quotes(result) == ["骨头像针"]
    assert told(result) == {("PlainTextSelection", Became.CHANGED, Why.UTF_16, 1)}


def test_letters_in_two_parts_become_one_and_positions_follow() -> None:
    text = "cafe\u0301 最痛的地方"
    at = text.index("最痛")
    result = read(users() + codes() + source(marked(at, at + 2) + marked(0, 4)), file(text))
    assert first(result).text == "café 最痛的地方"
    assert quotes(result) == ["最痛", "café"]
    assert told(result) >= {("PlainTextSelection", Became.CHANGED, Why.ON_THE_EDGE, 1)}


# Letters that combine, controls that XML forbids, line ends, marks of order, wide letters.
RAW = st.lists(
    st.sampled_from(
        ["a", "e\u0301", "痛", "🦴", "\r\n", "\r", "\n", "\x0b", "\x00", "\ufeff", "\u0301",
         "ᄀ", "ᅡ", "ᆨ", "\u0b47", "\u0b3e", "\u0344", "𝅗𝅥", "a\x00\u0301", "。", "ﬁ", "\u2126"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(RAW)
def test_any_text_becomes_one_that_we_keep(raw: str) -> None:
    rewritten = Rewritten(raw)
    assert is_canonical(rewritten.text)
    assert Rewritten(rewritten.text).text == rewritten.text
    if is_canonical(raw):
        assert rewritten.text == raw


@given(RAW, st.data())
def test_no_stretch_is_cut_short(raw: str, data: st.DataObject) -> None:
    """What a stretch held before it holds after, in the letters that are kept."""
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    span = Rewritten(raw).span(start, end)
    whole = Rewritten(raw).text
    wanted = Rewritten(raw[start:end]).text.strip("\u0301\n")
    held = "" if span is None else whole[span.start : span.end]
    assert normalize("NFD", wanted).strip("\u0301\ufeff") in normalize("NFD", held)


@given(p.texts, st.data())
def test_every_way_to_count_comes_to_the_same_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    raw = text.replace("\n", "\r\n")

    def units(part: str, reading: Reading) -> int:
        part = part.replace("\r\n", "\n") if reading.crlf_is_one else part
        return len(part.encode("utf-16-le")) // 2 if reading.utf_16 else len(part)

    before, inside = (part.replace("\n", "\r\n") for part in (text[:start], text[start:end]))
    for reading in (Reading(a, b) for a in (False, True) for b in (False, True)):
        begin = units(before, reading)
        span = Rewritten(raw).span(begin, begin + units(inside, reading), reading)
        assert span is not None
        assert (span.start, span.end, span.moved) == (start, end, False)
    assert LITERAL in Rewritten(raw).readings()


def test_coders_that_nobody_listed_are_added() -> None:
    result = read(codes() + source(marked(0, 1)), file("痛"))
    assert [user.guid for user in result.project.users] == [USER]
    assert told(result) == {("User", Became.ASSUMED, Why.UNKNOWN_CODER, 1)}
    assert problems(result.project) == []


def test_a_coding_without_a_coder_gets_the_one_of_its_selection_or_a_stand_in() -> None:
    bare = marked(0, 1).replace(f' creatingUser="{USER}"', "")
    half = marked(1, 2).replace(f' creatingUser="{USER}"', "", 1)
    result = read(users() + codes() + source(bare + half), file("腰痛"))
    stand_in, known = first(result).selections
    assert known.creating_user == USER
    assert stand_in.creating_user == stand_in.codings[0].creating_user
    assert result.project.users[1].name == "no coder named"
    assert problems(result.project) == []


def test_cases_told_as_codes_become_references() -> None:
    case, other = guid("P01"), guid("P02")
    tree = (
        f'<Code guid="{case}" name="P01" isCodable="true">'
        f'<Code guid="{CODE}" name="痛" isCodable="true"/></Code>'
        f'<Code guid="{other}" name="P02" isCodable="true"/>'
    )
    cases = f'<Cases><Case guid="{case}" name="P01"/><Case guid="{other}"/></Cases>'
    marks = marked(0, 4, code=case) + marked(0, 2, code=other) + marked(1, 2)
    result = read(users() + codes(tree) + cases + source(marks), file("腰痛得很"))
    one, two = result.project.cases
    assert [code.guid for code in result.project.codes] == [CODE]
    assert (one.source_refs, one.selection_refs) == ((SOURCE,), ())
    assert (two.source_refs, len(two.selection_refs)) == ((), 1)
    assert quotes(result) == ["腰痛", "痛"]
    assert told(result) == {("Code", Became.CHANGED, Why.CASE_CODE, 2)}
    assert problems(result.project) == []


def test_codes_in_codes_keep_their_place() -> None:
    inner = f'<Code guid="{CODE}" name="b" isCodable="true" color="#abc"/>'
    result = read(codes(f'<Code guid="{guid("outer")}" name="a" isCodable="true">{inner}</Code>'))
    assert [(code.name, code.codes[0].name) for code in result.project.codes] == [("a", "b")]
    assert result.losses == ()


def test_a_guid_twice_is_made_two() -> None:
    again = f'<Code guid="{CODE}" name="b" isCodable="true"/>'
    result = read(codes(f'<Code guid="{CODE}" name="a" isCodable="true"/>{again}'))
    assert len({code.guid for code in result.project.codes}) == 2
    assert told(result) == {("Code", Became.CHANGED, Why.GUID_TWICE, 1)}


def test_sources_of_the_same_name_are_both_kept() -> None:
    other = guid("other")
    both = (
        source("").removesuffix("</Sources>")
        + f'<TextSource guid="{other}" name="a" plainTextPath="internal://{other}.txt"/></Sources>'
    )
    result = read(both, file("甲"), (f"sources/{other}.txt", "乙".encode()))
    assert [(each.name, each.text) for each in result.project.sources] == [("a", "甲"), ("a", "乙")]
    assert result.losses == ()


def test_two_selections_of_one_coder_on_the_same_words_become_one() -> None:
    code = guid("code 2")
    two = codes(
        f'<Code guid="{CODE}" name="a" isCodable="1"/><Code guid="{code}" name="b" isCodable="0"/>'
    )
    result = read(users() + two + source(marked(0, 1) + marked(0, 1, code=code)), file("痛"))
    (only,) = first(result).selections
    assert [each.code for each in only.codings] == [CODE, code]
    assert told(result) == {("PlainTextSelection", Became.CHANGED, Why.SAME_SPAN, 1)}


def test_words_inside_the_xml_are_taken_out() -> None:
    result = read(source("<PlainTextContent>腰\n痛</PlainTextContent>", ""))
    assert first(result).text == "腰\n痛"
    assert told(result) == {("TextSource", Became.CHANGED, Why.INSIDE_XML, 1)}


def test_an_anchored_note_that_no_text_refers_to_is_a_note() -> None:
    note = (
        f'<Notes><Note guid="{guid("n")}"><PlainTextContent>想一想</PlainTextContent>'
        f'<PlainTextSelection guid="{guid("s")}" startPosition="0" endPosition="2"/></Note></Notes>'
    )
    result = read(note)
    (held,) = result.project.notes
    assert (held.anchored, held.text, len(held.selections)) == (False, "想一想", 1)
    assert told(result) >= {("Note", Became.CHANGED, Why.ANCHOR, 1)}


def test_what_is_off_the_text_or_points_to_nothing_is_left_out_and_told() -> None:
    nowhere = guid("nowhere")
    link = f'<Links><Link guid="{guid("l")}" originGUID="{CODE}" targetGUID="{nowhere}"/></Links>'
    result = read(
        users()
        + codes()
        + source(marked(0, 9) + marked(3, 2) + marked(0, 1, code=nowhere) + marked(1, 2))
        + link,
        file("腰痛"),
    )
    assert quotes(result) == ["腰", "痛"]
    assert result.project.links[0].target is None
    assert told(result) == {
        ("PlainTextSelection", Became.LEFT_OUT, Why.OFF_THE_TEXT, 2),
        ("Coding code", Became.LEFT_OUT, Why.UNRESOLVED, 1),
        ("Link target", Became.LEFT_OUT, Why.UNRESOLVED, 1),
    }


def test_what_we_do_not_hold_is_counted_by_kind() -> None:
    pictures = "".join(f'<PictureSource guid="{guid(n)}"/>' for n in "ab")
    result = read(
        f'<Sources>{pictures}<PDFSource guid="{guid("c")}"/></Sources>'
        "<Magic><Spell/><Spell/></Magic>"
    )
    assert told(result) == {
        ("PictureSource", Became.LEFT_OUT, Why.NOT_HELD, 2),
        ("PDFSource", Became.LEFT_OUT, Why.NOT_HELD, 1),
        ("Spell", Became.LEFT_OUT, Why.UNKNOWN, 2),
    }


def test_values_that_are_none_are_left_out_not_guessed() -> None:
    result = read(
        users(f'<User guid="{USER}"/><User guid="not one" name="b"/>')
        + codes(
            f'<Code guid="{CODE}" name="a" color="red"/><Code guid="{guid("d")}" isCodable="yes"/>'
        )
        + source(marked(0, 1).replace('"0"', '"zero"') + marked(0, 1, "b")),
        file("痛"),
    )
    assert [(code.name, code.color, code.is_codable) for code in result.project.codes] == [
        ("a", None, True),
        ("", None, True),
    ]
    assert len(result.project.users) == 2
    assert quotes(result) == ["痛"]
    assert told(result) == {
        ("User@guid", Became.LEFT_OUT, Why.NOT_READ, 1),
        ("User", Became.ASSUMED, Why.NO_GUID, 1),
        ("Code@color", Became.LEFT_OUT, Why.NOT_READ, 1),
        ("Code", Became.ASSUMED, Why.NO_NAME, 1),
        ("Code@isCodable", Became.LEFT_OUT, Why.NOT_READ, 1),
        ("PlainTextSelection@startPosition", Became.LEFT_OUT, Why.NOT_READ, 1),
        ("PlainTextSelection", Became.LEFT_OUT, Why.NOT_READ, 1),
    }


def variable(kind: str, value: str) -> ProjectRead:
    age = guid("age")
    return read(
        f'<Variables><Variable guid="{age}" name="a" typeOfVariable="{kind}"/></Variables>'
        f'<Cases><Case guid="{guid("P01")}"><VariableValue><VariableRef targetGUID="{age}"/>{value}'
        "</VariableValue></Case></Cases>"
    )


@pytest.mark.parametrize(
    ("kind", "value", "came", "became"),
    [
        ("Integer", "<TextValue>71</TextValue>", 71, Became.CHANGED),
        ("Text", "<IntegerValue>71</IntegerValue>", "71", Became.CHANGED),
        ("Integer", "<TextValue>old</TextValue>", None, Became.LEFT_OUT),
        ("Boolean", "<BooleanValue>1</BooleanValue>", True, None),
        ("Float", "<FloatValue>1E5</FloatValue>", None, Became.LEFT_OUT),
        ("Date", "<DateValue>2024-02-30</DateValue>", None, Became.LEFT_OUT),
        ("Integer", "<IntegerValue>１２</IntegerValue>", None, Became.LEFT_OUT),
        ("Integer", f"<IntegerValue>{'9' * 5000}</IntegerValue>", None, Became.LEFT_OUT),
        ("DateTime", "<DateTimeValue>9999-12-31T23:59:59-14:00</DateTimeValue>", None,
         Became.LEFT_OUT),
    ],
)  # fmt: skip
def test_values_come_in_the_type_of_their_variable(
    kind: str, value: str, came: object, became: Became | None
) -> None:
    result = variable(kind, value)
    (held,) = result.project.cases[0].variable_values
    assert held.value == came
    assert type(held.value) is type(came)
    assert {each.became for each in result.losses} == ({became} if became else set())


def test_what_was_read_has_no_problem_but_those_that_profiles_mend() -> None:
    assert problems(read("").project) == []
    assert read("").project == Project(name="n", origin="o")
