"""Many histories as one: nothing twice, nothing left out, page by page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.strands import Place, newest

START = datetime(2016, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    place: Place


@st.composite
def histories(draw: st.DrawFn) -> list[list[Told]]:
    """Up to four strands, with many things at the same moment."""
    moments = st.lists(st.integers(0, 12), max_size=12)
    return [
        sorted(
            (
                Told(Place(START + timedelta(hours=hour), rank, pk))
                for pk, hour in enumerate(draw(moments))
            ),
            key=lambda each: each.place,
            reverse=True,
        )
        for rank in range(draw(st.integers(1, 4)))
    ]


@given(histories(), st.integers(1, 7))
def test_all_pages_together_are_the_whole_in_order(strands: list[list[Told]], size: int) -> None:
    told, cut = [], None
    for _page in range(60):
        # As the database reads: what is older than the cut, one more than a page.
        parts = [
            [each for each in strand if cut is None or each.place < cut][: size + 1]
            for strand in strands
        ]
        entries, cut = newest(parts, size)
        assert len(entries) <= size
        told += entries
        if cut is None:
            break
    whole = sorted((each.place for strand in strands for each in strand), reverse=True)
    assert [each.place for each in told] == whole


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(0, 30))
def test_a_place_survives_an_address_to_the_microsecond(at: datetime, rank: int) -> None:
    place = Place(at.replace(tzinfo=UTC), rank, 2**40)
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize(
    "typed",
    ["", "1", "1.2", "1.2.3.4", "a.b.c", "-1.2.3", "1.2.", "１.2.3", "9" * 40 + ".1.1", "1..3"],
)
def test_what_is_no_place_is_none(typed: str) -> None:
    assert Place.parse(typed) is None


def test_a_place_beyond_all_calendars_is_none() -> None:
    assert Place.parse("999999999999999999.0.1") is None
