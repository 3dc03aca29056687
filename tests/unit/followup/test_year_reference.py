"""What a year is checked against is our own reading: nothing of the product is in it."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.year import hours, reference, rhythm
from tests.year.hours import wall

FRIDAY_BEFORE_FESTIVAL = date(2026, 2, 13)
MONDAY = date(2026, 3, 2)
ROUNDS = (time(8, 35), time(9, 35), time(17, 35))


def rounds(days: int) -> list[datetime]:
    return [wall(MONDAY + timedelta(days=n), hour) for n in range(days) for hour in ROUNDS]


def joins(**more: Any) -> dict[str, Any]:
    at = wall(MONDAY, time(9))
    return {"what": "join", "at": at, "phone": False, "no_texts": False, **more}


def record(day: int, **more: Any) -> dict[str, Any]:
    return {
        "what": "record", "at": wall(MONDAY + timedelta(days=day), time(12)), "occasion": str(day),
        "level": "routine", "symptoms": None, "events": (), "low_mood": None, "proxy": False,
        "filled": [], **more,
    }  # fmt: skip


def test_nothing_of_the_product_is_used() -> None:
    for module in (hours, reference, rhythm):
        assert module.__file__ is not None
        assert "osteopro" not in Path(module.__file__).read_text(encoding="utf-8")


def test_waiting_stands_still_over_the_spring_festival() -> None:
    evening = wall(FRIDAY_BEFORE_FESTIVAL, time(18))
    first, lead = hours.deadlines("attention", evening)
    # Saturday the 14th is worked, the 15th to the 23rd are free.
    assert first == wall(date(2026, 2, 24), hours.CLOSES)
    assert lead == wall(date(2026, 2, 25), hours.CLOSES)
    assert hours.deadlines("emergency", evening)[0] == wall(date(2026, 2, 14), time(8))


def test_who_reports_nothing_gets_three_messages_and_a_call() -> None:
    found = reference.calculate(1, [joins(), record(0)], rounds(12))
    due = MONDAY + timedelta(days=7)
    assert found.reminders == [(1, due, n, due + timedelta(days=n - 1)) for n in (1, 2, 3)]
    assert [call[1] for call in found.calls] == ["call-late"]


def test_nothing_is_sent_once_the_record_came() -> None:
    found = reference.calculate(1, [joins(), record(0), record(7)], rounds(14))
    assert [(number, day) for _, _, number, day in found.reminders] == [
        (1, MONDAY + timedelta(days=7))
    ]
    assert not found.calls


def test_a_missed_deadline_goes_to_the_backup_and_then_to_the_lead() -> None:
    found = reference.calculate(1, [joins(), record(0, level="attention")], rounds(4))
    days = [wall(MONDAY + timedelta(days=n), time(17, 35)) for n in (1, 2)]
    assert found.escalations == [
        (1, "record", "backup", days[0]),
        (1, "record", "lead", days[1]),
    ]
