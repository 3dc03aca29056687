"""What is written is read again as it was, and written again as the same bytes."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.research.refi.model import Codebook, Project
from osteopro.research.refi.reader import read_qdc, read_qdpx
from osteopro.research.refi.writer import qdc, qdpx
from tests.unit.research.refi import projects as p
from tests.unit.research.refi.test_writer import SOUND


def test_everything_comes_back() -> None:
    written = qdpx(p.full(), SOUND)
    read = read_qdpx(io.BytesIO(written))
    assert read.project == p.full()
    assert read.losses == ()
    assert qdpx(read.project, read.media) == written


@pytest.mark.invariant(12)
@settings(max_examples=120, deadline=None)
@given(p.projects(), st.booleans())
def test_any_study_comes_back_and_the_bytes_are_equal(project: Project, compressed: bool) -> None:
    written = qdpx(project, compressed=compressed)
    read = read_qdpx(io.BytesIO(written))
    assert read.project == project
    assert read.losses == ()
    assert qdpx(read.project, compressed=compressed) == written


@given(p.projects())
@settings(max_examples=30, deadline=None)
def test_any_codebook_comes_back(project: Project) -> None:
    book = Codebook(origin="OsteoPRO", codes=(p.THEME, *project.codes), sets=project.sets)
    written = qdc(book)
    read = read_qdc(written)
    assert (read.codebook, read.losses) == (book, ())
    assert qdc(read.codebook) == written
