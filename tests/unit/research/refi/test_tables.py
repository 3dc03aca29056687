"""CSV as Taguette takes and gives it, and safe in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest

from osteopro.research.refi import limits, tables
from osteopro.research.refi.losses import Loss
from osteopro.research.refi.model import Code
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.tables import (
    codebook_csv,
    highlights,
    highlights_csv,
    read_codebook_csv,
)
from osteopro.research.refi.terms import Became, Refusal, Why
from tests.unit.research.refi import projects as p
from tests.unit.research.refi.projects import full, guid, in_first_source


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_codebook_has_a_dot_between_levels_and_none_in_names() -> None:
    dotted = Code(guid("d"), "1.2 睡眠", is_codable=True, description='"a",\n=b')
    assert rows(codebook_csv((p.THEME, dotted))) == [
        ["tag", "description"],
        ["被疼痛支配", ""],
        ["被疼痛支配.睡眠", ""],
        ["被疼痛支配.睡眠.夜间疼痛把睡眠夺走", '醒着<等>天亮 & "痛"'],
        ["1．2 睡眠", '"a",\n=b'],
    ]


def test_highlights_are_in_the_order_of_the_text_with_a_row_for_each_tag() -> None:
    first = full().sources[0]
    bare = replace(p.selection("bare", 0, 3), codings=())
    project = in_first_source(full(), selections=(*first.selections, bare))
    tag = "被疼痛支配.睡眠.夜间疼痛把睡眠夺走"
    assert [tuple(each) for each in highlights(project)] == [
        (1, "P02 访谈 1", "", "研究者"),
        (2, "P02 访谈 1", tag, "夜里痛醒，🦴"),
        (3, "P02 访谈 1", tag, "夜里痛醒，🦴"),
        (4, "P02 访谈 1", tag, "🦴像针扎。I"),
    ]
    written = rows(highlights_csv(project))
    assert written[0] == ["id", "document", "tag", "content"]
    assert written[1:] == [[str(cell) for cell in row] for row in highlights(project)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", "'="])
def test_a_spreadsheet_runs_nothing(start: str) -> None:
    code = Code(guid("x"), f"{start}cmd|' /C calc'!A0", is_codable=True, description=f"{start}1")
    written = rows(codebook_csv((code,)))
    assert all(cell.startswith("'") for cell in written[1])
    read, _ = read_codebook_csv(codebook_csv((code,)))
    assert read.codes[0].name == code.name.strip()


def test_a_codebook_comes_back_as_its_tree() -> None:
    read, losses = read_codebook_csv(codebook_csv((p.THEME,)))
    assert losses == ()
    (theme,) = read.codes
    assert (theme.name, theme.is_codable) == ("被疼痛支配", False)
    assert theme.codes[0].codes[0].description == p.PAIN.description
    assert theme.codes[0].codes[0].is_codable
    assert read_codebook_csv(codebook_csv((p.THEME,)))[0] == read


def test_the_codebook_of_taguette_is_read() -> None:
    data = "tag,description,number of highlights\r\na.b,你好,3\r\n,x,1\r\na.b,again,1\r\nc\r\n"
    read, losses = read_codebook_csv(data.encode())
    assert [(c.name, c.is_codable, [i.name for i in c.codes]) for c in read.codes] == [
        ("a", False, ["b"]),
        ("c", True, []),
    ]
    assert losses == (
        Loss("tag", Became.LEFT_OUT, Why.NAME_TAKEN, 1),
        Loss("tag", Became.LEFT_OUT, Why.NO_NAME, 1),
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Refusal.NO_PROJECT),
        (b"a,b\n", Refusal.NO_PROJECT),
        (b"tag,name\n", Refusal.NO_PROJECT),
        ("tag\n骨质疏松".encode("gb18030"), Refusal.ENCODING),
        (b'tag\n"a', Refusal.DAMAGED),
        (b"tag\n" + b"a." * (limits.DEEPEST_CODE + 1), Refusal.DEPTH),
        (b"tag\n" + b"a\n" * (tables.MOST_ROWS + 1), Refusal.ELEMENTS),
        (b"tag\n" + b"a" * limits.MOST_TEXT, Refusal.TOO_LARGE),
    ],
)
def test_another_table_is_refused(data: bytes, code: Refusal) -> None:
    with pytest.raises(RefusedFileError) as refused:
        read_codebook_csv(data)
    assert refused.value.code == code
