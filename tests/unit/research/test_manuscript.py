"""The files of a report hold all that stands in it, whatever was typed, and no time."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.research.manuscript.csv_files import table_csv, tables_zip
from osteopro.research.manuscript.parts import (
    Figure,
    Heading,
    Manuscript,
    Paragraph,
    Part,
    Quoted,
    Row,
    Step,
    Table,
    strings,
    tidied,
)
from osteopro.research.manuscript.word import word

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WORDS = st.text(min_size=1, max_size=12)
PARTS = st.lists(
    st.one_of(
        st.builds(Heading, st.integers(1, 3), WORDS),
        st.builds(Paragraph, WORDS),
        st.builds(Quoted, WORDS, WORDS, WORDS),
        st.builds(
            Table,
            st.just("a"),
            WORDS,
            st.tuples(WORDS, WORDS),
            st.lists(st.builds(Row, st.tuples(WORDS, WORDS), st.booleans()), max_size=3).map(tuple),
            WORDS,
        ),
        st.builds(
            Figure,
            WORDS,
            WORDS,
            WORDS,
            st.lists(st.builds(Step, WORDS, st.integers(0, 99), st.tuples(WORDS)), max_size=3).map(
                tuple
            ),
        ),
    ),
    max_size=5,
)


def report(*parts: Part, language: str = "zh") -> Manuscript:
    return tidied(Manuscript(language, "报告", ("截至今天",), AT, parts))


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=12, deadline=None)
@given(PARTS)
def test_whatever_was_typed_stands_in_the_word_file(parts: list[Part]) -> None:
    of = report(*parts)
    made = docx.Document(io.BytesIO(word(of)))
    told = [*made.element.itertext()]
    # What is said for who does not see the figure stands in attributes.
    told += [str(value) for each in made.element.iter() for value in each.attrib.values()]
    whole = squeezed("".join(told))
    for said in strings(of):
        assert squeezed(said) in whole


@pytest.mark.parametrize("typed", ["a\x00b", "a\x0bb", "a\ufeffb", "\ud800ab", "a\u202eb"])
def test_marks_that_no_file_holds_are_gone(typed: str) -> None:
    of = report(Paragraph(typed))
    assert squeezed(strings(of)[-1]) == "ab"
    assert word(of)


def test_no_time_of_the_clock_is_in_a_file() -> None:
    of = report(Paragraph("a"), Table("t", "T", ("h",), (Row(("x",)),)))
    for data in (word(of), tables_zip(of)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {each.date_time[:3] for each in archive.infolist()} == {(1980, 1, 1)}


def test_no_cell_is_run_as_a_formula() -> None:
    table = Table("t", "T", ("h",), (Row(("=1+1",)), Row(("麻烦",))))
    rows = list(csv.reader(io.StringIO(table_csv(table).decode("utf-8-sig"))))
    assert rows == [["h"], ["'=1+1"], ["麻烦"]]


def test_a_table_that_is_a_file_only_is_not_printed() -> None:
    table = Table("t", "只在文件里", ("h",), (), printed=False)
    of = report(table)
    assert "只在文件里" not in word(of).decode("latin-1")
    assert docx.Document(io.BytesIO(word(of))).tables == []
    assert of.files == (table,)


@pytest.mark.parametrize(("widths", "shares"), [((), (0.5, 0.5)), ((3, 1), (0.75, 0.25))])
def test_columns_share_the_page(widths: tuple[int, ...], shares: tuple[float, ...]) -> None:
    assert Table("", "", ("a", "b"), (), widths=widths).shares == shares
