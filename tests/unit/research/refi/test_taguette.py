"""A database as Taguette makes it: its offsets in bytes, its words beside each highlight."""

import re
import sqlite3
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import Code, Project, TextSource
from osteopro.research.refi.profiles import interop
from osteopro.research.refi.taguette import as_html, taguette_database
from tests.unit.research.refi.projects import LI, full, guid, selection

TEXT = st.text('疼<&\n🦴a é"', min_size=1, max_size=40)


def opened(data: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    return database


def rows(data: bytes, question: str) -> list[Any]:
    return opened(data).execute(question).fetchall()


def plain(page: str) -> str:
    """The text of its HTML, as Taguette counts it."""
    return unescape(re.sub(r"<[^>]*>", "", page))


def marked(text: str, start: int, end: int) -> Project:
    mark = selection("s", start, end)
    source = TextSource(guid=guid("t"), name="P01", text=text, selections=(mark,))
    return Project(name="n", users=(LI,), sources=(source,), codes=full().codes)


@given(TEXT, st.data())
def test_offsets_in_bytes_give_the_words_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = taguette_database(marked(text, start, end), Losses())
    ((page, first, last, snippet),) = rows(
        made,
        "SELECT contents, start_offset, end_offset, snippet FROM documents"
        " JOIN highlights ON document_id = documents.id",
    )
    assert plain(page) == text
    assert plain(page).encode()[first:last].decode() == text[start:end] == plain(snippet)


def test_the_tree_becomes_paths_and_highlights_have_their_tags() -> None:
    project, _ = interop(full())
    made = taguette_database(project, Losses())
    paths = [path for (path,) in rows(made, "SELECT path FROM tags ORDER BY id")]
    assert "被疼痛支配.睡眠.夜间疼痛把睡眠夺走" in paths
    used = rows(
        made, "SELECT path, count(*) FROM highlight_tags JOIN tags ON tag_id = tags.id GROUP BY 1"
    )
    assert dict(used)["被疼痛支配.睡眠.夜间疼痛把睡眠夺走"] == 3


def test_the_same_project_gives_the_same_bytes_and_every_reference_holds() -> None:
    project, _ = interop(full())
    made = taguette_database(project, Losses())
    assert taguette_database(project, Losses()) == made
    assert rows(made, "PRAGMA foreign_key_check") == []
    assert rows(made, "PRAGMA application_id") == [(0x54677474,)]
    assert rows(made, "PRAGMA integrity_check") == [("ok",)]


def test_names_are_as_short_as_taguette_takes_them_and_told_apart() -> None:
    long = Code(
        guid("l"),
        "长" * 200,
        is_codable=False,
        codes=(Code(guid("m"), "叶", True), Code(guid("n"), "枝", True)),
    )
    texts = tuple(TextSource(guid=guid(f"t{n}"), name="同" * 60, text="疼") for n in (1, 2))
    losses = Losses()
    made = taguette_database(Project(name="题" * 80, codes=(long,), sources=texts), losses)
    paths = [path for (path,) in rows(made, "SELECT path FROM tags")]
    names = [name for (name,) in rows(made, "SELECT name FROM documents")]
    assert len(set(paths)) == 3
    assert max(map(len, paths)) == 200
    assert len(set(names)) == 2
    assert max(map(len, names)) == 50
    assert {(each.element, each.count) for each in losses.rows()} == {
        ("Code name", 2),
        ("TextSource name", 2),
    }


def test_a_line_is_a_paragraph() -> None:
    assert as_html("") == "<p></p>"
    assert plain(as_html("a\n\n<b>")) == "a\n\n<b>"
