"""Files of patients as tables: what is read, and what is refused and why."""

import codecs
import csv
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.importing import csv_out, table
from osteopro.followup.importing.columns import COLUMNS, column_of
from osteopro.followup.importing.problems import said
from osteopro.followup.importing.table import BadFile, read_table
from tests import patient_files


def refused(data: bytes) -> BadFile:
    with pytest.raises(BadFile) as bad:
        read_table(data)
    for language in ("zh-CN", "en"):
        assert "{" not in said(bad.value.code, bad.value.values, "", language)
    return bad.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_shape_of_file_gives_the_same_cells(
    encoding: str, delimiter: str, language: str
) -> None:
    rows = [patient_files.person(1, address_as="王\n阿姨;,"), patient_files.person(2)]
    words = patient_files.table(rows, delimiter=delimiter, language=language)
    read = read_table(words.encode(encoding))
    assert [row.cells for row in read.rows] == rows
    assert [row.number for row in read.rows] == [2, 3]


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    lines = patient_files.table([patient_files.person(1), {}, patient_files.person(2)])
    assert [row.number for row in read_table(lines.encode()).rows] == [2, 4]


def test_excels_mark_for_text_is_no_part_of_the_cell() -> None:
    data = patient_files.file(patient_files.person(phone="'13800006620"))
    assert read_table(data).rows[0].cells["phone"] == "13800006620"


def test_formulas_are_words() -> None:
    data = patient_files.file(patient_files.person(name='=HYPERLINK("http://x")'))
    assert read_table(data).rows[0].cells["name"] == '=HYPERLINK("http://x")'


def test_other_columns_are_named_and_not_read() -> None:
    head, line = patient_files.table([patient_files.person()]).splitlines()
    read = read_table(f"{head},备注\n{line},secret\n".encode())
    assert read.unread == ("备注",)
    assert "secret" not in str(read.rows)


def test_a_longer_line_than_the_heading_is_marked() -> None:
    head, line = patient_files.table([patient_files.person()]).splitlines()
    assert read_table(f"{head}\n{line},more\n".encode()).rows[0].extra


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no-header"),
        (b"a,b\n1,2\n", "no-header"),
        ("姓名,手机号\n王,1\n".encode(), "columns-missing"),
        ("姓名,Name\n王,王\n".encode(), "column-twice"),
        (b"PK\x03\x04rest", "workbook"),
        (codecs.BOM_UTF16_LE + "姓名".encode("utf-16-le"), "workbook"),
        (b"\xff\x80\xff", "not-text"),
        ("姓名\0".encode(), "not-text"),
        ('姓名,"手机号\n王,1\n'.encode(), "broken-quotes"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_limits_of_size_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(patient_files.table([]).encode() or b"\n").code == "no-header"
    head = patient_files.table([patient_files.person()]).splitlines()[0]
    assert refused(head.encode()).code == "no-rows"
    assert refused((head + ",x" * table.MOST_COLUMNS).encode()).code == "too-many-columns"
    assert refused(b" " * (table.MOST_BYTES + 1)).code == "too-long"
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    assert refused(patient_files.file(*patient_files.people(3))).code == "too-many-rows"


@given(st.binary(max_size=400))
def test_nothing_but_a_table_or_a_reason_comes_of_any_bytes(data: bytes) -> None:
    with suppress(BadFile):
        assert read_table(data).rows


@given(st.text(max_size=30))
def test_no_cell_that_goes_out_is_a_formula(text: str) -> None:
    safe = csv_out.safe(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_template_has_every_column(language: str) -> None:
    words = csv_out.template(language).decode("utf-8-sig").strip()
    found = [column_of(each) for each in next(csv.reader([words]))]
    assert found == list(COLUMNS.values())


def test_every_word_of_a_code_means_one_code() -> None:
    for column in COLUMNS.values():
        words = [word for each in column.codes.values() for word in each]
        assert len(words) == len(set(words)), column.code
