"""When the welcome comes first, and when the words about the order of visits are due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.learning import REMINDER_DAYS, Learnt, education, reminds
from osteopro.followup.terms import Lesson

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
START = date(2026, 1, 5)


def test_the_welcome_comes_first_once() -> None:
    assert Learnt().comes_first(reports=False)
    assert not Learnt().comes_first(reports=True)
    assert not Learnt(put_off_at=NOW).comes_first(reports=False)
    assert not Learnt({Lesson.LOOK: NOW}).comes_first(reports=False)


@given(st.sets(st.sampled_from(Lesson)))
def test_what_is_left_stands_in_its_order(done: set[Lesson]) -> None:
    learnt = Learnt(dict.fromkeys(done, NOW))
    assert learnt.left == tuple(lesson for lesson in Lesson if lesson not in done)
    assert (learnt.welcomed_at is None) == bool(learnt.left)


@pytest.mark.parametrize(
    ("day", "last", "due"),
    [
        (0, None, False),
        (83, None, False),
        (84, None, True),
        (84, 83, True),
        (90, 84, False),
        (167, 84, False),
        (168, 160, True),
        (170, 168, False),
    ],
)
def test_every_twelve_weeks_until_a_record_has_come(day: int, last: int | None, due: bool) -> None:
    last_on = None if last is None else START + timedelta(days=last)
    assert reminds(START, last_on, START + timedelta(days=day)) is due


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_record_today_always_ends_the_reminder(started: int, later: int) -> None:
    today = START + timedelta(days=started + later)
    assert not reminds(START, today, today)
    assert reminds(START, None, today) is (started + later >= REMINDER_DAYS)


def test_the_cards_hold_one_idea_each_and_call_patients_by_the_polite_word() -> None:
    texts = [*education().cards, education().reminder]
    assert len(texts) == 4
    for text in texts:
        assert set(text) == {"zh-CN", "en"}
        assert "你" not in text["zh-CN"]
