"""Which visit a record belongs to, and what a month comes to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from osteopro.appointments import fates

START = datetime(2026, 11, 1, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Visit:
    seen_at: datetime
    used: bool = True


def day(n: int) -> datetime:
    return START + timedelta(days=n)


def test_a_visit_covers_what_came_since_the_one_before_up_to_it() -> None:
    first, second = Visit(day(5)), Visit(day(12), used=False)
    both = [second, first]
    assert fates.covering(day(3), both) == first
    assert fates.covering(day(5), both) == first
    assert fates.covering(day(6), both) == second
    assert fates.covering(day(13), both) is None


def test_a_month_counts_what_was_used_and_nothing_of_its_neighbours() -> None:
    found = fates.month_of(
        date(2026, 11, 1),
        received=[day(-1), day(2), day(9), day(16), day(30)],
        replied=[day(-1), day(3), day(10), day(31)],
        visits=[Visit(day(4)), Visit(day(12), used=False)],
    )
    assert (found.records, found.replies, found.used) == (3, 2, 1)


def test_a_record_of_the_month_may_be_used_in_the_next() -> None:
    found = fates.month_of(
        date(2026, 11, 1), received=[day(28)], replied=[], visits=[Visit(day(31))]
    )
    assert (found.records, found.replies, found.used) == (1, 0, 1)


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1)))
def test_every_month_is_told_for_one_week_after_it(today: date) -> None:
    told = fates.to_tell(today)
    assert (told is not None) == (today.day <= 7)
    if told is not None:
        assert told.day == 1
        assert fates.next_month(told) == today.replace(day=1)


@given(
    st.lists(st.integers(-40, 70), max_size=12),
    st.lists(st.tuples(st.integers(-40, 70), st.booleans()), max_size=5),
)
def test_no_more_is_used_than_came(records: list[int], visits: list[tuple[int, bool]]) -> None:
    found = fates.month_of(
        date(2026, 11, 1),
        received=[day(n) for n in records],
        replied=[],
        visits=[Visit(day(n), used) for n, used in visits],
    )
    assert 0 <= found.used <= found.records <= len(records)
