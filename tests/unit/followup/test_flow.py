"""Which questions are asked, in which place, and what is still open."""

from datetime import date

import pytest

from osteopro.followup.flow import Flow, day_of, flow, opening
from osteopro.instruments.answers import Values
from osteopro.instruments.library import Instrument, load_instruments


@pytest.fixture
def short_form() -> Instrument:
    return next(i for i in load_instruments().values() if i.code == "opros-fu")


def names(of: Flow) -> list[str]:
    return [item.link_id for item in of.items]


def test_who_answers_and_the_free_text_are_not_counted(short_form: Instrument) -> None:
    asked = names(flow(short_form, {}))
    assert asked[0] == "rf-check"
    assert not {"by-whom", "fu-note"} & set(asked)
    assert not any(name.startswith("ctx-") for name in asked)


@pytest.mark.parametrize(
    ("values", "place"),
    [({"rf-check": ["none"]}, 2), ({"rf-check": ["fall"]}, 7), ({"rf-check": ["back", "fall"]}, 9)],
)
def test_places_move_as_follow_ups_come_in(
    short_form: Instrument, values: Values, place: int
) -> None:
    assert flow(short_form, values).place("sym-pain-rest") == place


def test_before_and_after_pass_over_what_is_not_asked(short_form: Instrument) -> None:
    quiet = flow(short_form, {"rf-check": ["none"]})
    after, before = quiet.after("rf-check"), quiet.before("sym-pain-rest")
    assert after is not None
    assert after.link_id == "sym-pain-rest"
    assert before is not None
    assert before.link_id == "rf-check"
    assert quiet.before("rf-check") is None
    # A question that her last change took away still has a place in the order.
    gone = quiet.after("fall-head")
    assert gone is not None
    assert gone.link_id == "sym-pain-rest"
    assert quiet.after("by-whom") is None


def test_declined_is_not_missing_but_a_required_one_must_be_answered(
    short_form: Instrument,
) -> None:
    values: Values = {"rf-check": {"absent": "skipped"}, "sym-sleep": {"absent": "skipped"}}
    found = flow(short_form, values)
    missing = [item.link_id for item in found.missing]
    assert "sym-sleep" not in missing
    assert "rf-check" not in missing
    assert [item.link_id for item in found.unanswered] == ["rf-check"]


@pytest.fixture
def diary() -> Instrument:
    return next(i for i in load_instruments().values() if i.code == "opros-diary")


def test_an_entry_begins_with_what_is_always_asked(diary: Instrument) -> None:
    assert [item.link_id for item in opening(diary)] == ["dia-type", "dia-date"]


def test_the_day_of_an_entry_is_the_one_it_begins_with(diary: Instrument) -> None:
    values = {"dia-type": "fall", "fall-date": "2026-11-18", "dia-date": "2026-11-20"}
    assert day_of(diary, values) == date(2026, 11, 20)
    assert day_of(diary, {"dia-date": {"absent": "skipped"}}) is None


def test_a_form_without_a_day_has_none(short_form: Instrument) -> None:
    assert day_of(short_form, {"fall-date": "2026-11-20"}) is None
