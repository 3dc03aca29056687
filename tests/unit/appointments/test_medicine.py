"""What an outcome may take back of the medicine: what it set itself, and nobody touched since."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.appointments.medicine import Stated, before
from osteopro.patients.terms import MedicineClass as M

WRITTEN = datetime(2026, 11, 23, 2, tzinfo=UTC)
MINE, THEIRS = 1, 2


def stated(*said: tuple[int, int, M]) -> list[Stated]:
    """(minutes after it was written, by whom, what)."""
    return [Stated(WRITTEN + timedelta(minutes=at), by, medicine) for at, by, medicine in said]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([(-9, THEIRS, M.NONE), (0, MINE, M.OTHER)], M.NONE),
        ([(-9, THEIRS, M.NONE), (0, MINE, M.OTHER), (1, THEIRS, M.OTHER)], M.NONE),
        ([(-9, THEIRS, M.NONE), (0, MINE, M.OTHER), (1, THEIRS, M.ZOLEDRONATE)], None),
        (
            [
                (-9, THEIRS, M.NONE),
                (0, MINE, M.OTHER),
                (1, THEIRS, M.ZOLEDRONATE),
                (2, THEIRS, M.OTHER),
            ],
            None,
        ),
        ([(-9, THEIRS, M.NONE), (0, THEIRS, M.OTHER)], None),
        ([(-9, THEIRS, M.NONE), (-1, MINE, M.OTHER)], None),
        ([(-9, THEIRS, M.OTHER), (0, MINE, M.OTHER)], None),
    ],
)
def test_only_what_it_set_and_nobody_touched(
    said: list[tuple[int, int, M]], found: M | None
) -> None:
    assert before(stated(*said), written=WRITTEN, by=MINE, medicine=M.OTHER) == found


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.just(THEIRS), st.sampled_from(M)), max_size=6),
    st.sampled_from(M),
)
def test_what_another_set_last_is_never_taken_back(
    said: list[tuple[int, int, M]], medicine: M
) -> None:
    known = sorted(stated(*said, (0, MINE, medicine)), key=lambda each: each.at)
    if before(known, written=WRITTEN, by=MINE, medicine=medicine) is not None:
        assert known[-1].medicine is medicine
        mine = next(n for n, each in enumerate(known) if each.by == MINE)
        assert all(each.medicine is medicine for each in known[mine:])
