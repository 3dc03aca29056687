"""What may be written down at an in-person session, and who is invited (clinical content 7.6)."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.appointments import guide as guides
from osteopro.appointments import kept, meeting, session_labels
from osteopro.appointments.guide import GuideError, guide, parse_guide
from osteopro.appointments.meeting import Body, Looks, Plan, Told, Wrong
from osteopro.appointments.terms import SessionState, Trigger
from osteopro.triage.ruleset import load_ruleset

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
BEFORE = {"height_cm": Decimal("158.5"), "weight_kg": Decimal(52)}


def code(found: Wrong | None) -> tuple[str, str] | None:
    return (found.field, found.code) if found else None


@pytest.mark.parametrize(
    ("height", "weight", "confirmed", "expected"),
    [
        ("158", "52.4", False, None),
        (None, "52", False, None),
        (None, None, False, ("height_cm", "body-nothing")),
        ("79.9", None, False, ("height_cm", "body-range")),
        ("80", None, True, None),
        (None, "250.1", True, ("weight_kg", "body-range")),
        ("154.6", None, False, None),
        ("154.5", None, False, ("height_cm", "body-differs")),
        ("154.5", None, True, None),
        ("158", "60", False, ("weight_kg", "body-differs")),
    ],
)
def test_a_measurement_is_plausible_or_was_taken_twice(
    height: str | None, weight: str | None, confirmed: bool, expected: tuple[str, str] | None
) -> None:
    body = Body(Decimal(height) if height else None, Decimal(weight) if weight else None, confirmed)
    assert code(meeting.body_problem(body, BEFORE, guide())) == expected


@given(st.decimals(80, 220, places=1))
def test_who_was_never_measured_is_not_asked_twice(height: Decimal) -> None:
    assert meeting.body_problem(Body(height, None), {}, guide()) is None


def test_what_the_rules_look_at_is_said_at_once() -> None:
    two_less = meeting.change("height_cm", Decimal("156.5"), BEFORE["height_cm"], TODAY, guide())
    assert (two_less.lost, two_less.by) == (True, Decimal("-2.0"))
    less = meeting.change("height_cm", Decimal("156.6"), BEFORE["height_cm"], TODAY, guide())
    assert not less.lost
    assert not meeting.change("weight_kg", Decimal(55), Decimal(52), TODAY, guide()).lost


@pytest.mark.parametrize(
    ("answers", "numbers", "expected"),
    [
        ({"posture": "bent"}, {}, None),
        ({"sit-stand": "hands"}, {"sit-stand": "14.5"}, None),
        ({}, {}, ("posture", "looks-nothing")),
        ({"posture": "proud"}, {}, ("posture", "looks-unknown")),
        ({"jump": "far"}, {}, ("posture", "looks-unknown")),
        ({"posture": "bent"}, {"sit-stand": "14"}, ("sit-stand", "looks-unknown")),
        ({"posture": "bent"}, {"posture": "1"}, ("posture", "looks-unknown")),
        ({"sit-stand": "hands"}, {"sit-stand": "2.9"}, ("seconds", "looks-range")),
    ],
)
def test_what_was_looked_at(
    answers: dict[str, str], numbers: dict[str, str], expected: tuple[str, str] | None
) -> None:
    looks = Looks(answers, {name: Decimal(number) for name, number in numbers.items()})
    assert code(meeting.looks_problem(looks, guide())) == expected


def test_a_plan_has_words_and_a_day_that_lies_ahead() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert meeting.plan_problem(Plan("每天走两回。", tomorrow), TODAY) is None
    assert meeting.plan_problem(Plan("每天走两回。"), TODAY) is None
    assert code(meeting.plan_problem(Plan("", tomorrow), TODAY)) == ("agreed", "plan-nothing")
    for day in (TODAY, TODAY + meeting.FARTHEST + timedelta(days=1)):
        assert code(meeting.plan_problem(Plan("好", day), TODAY)) == ("next_on", "plan-day")
    assert code(meeting.plan_problem(Plan("好" * 201), TODAY)) == ("agreed", "too-long")


def test_what_the_patient_brought_along_has_words() -> None:
    assert meeting.told_problem(Told("阿仑膦酸钠", "")) is None
    assert code(meeting.told_problem(Told())) == ("medicines", "told-nothing")
    assert code(meeting.told_problem(Told("药", "怕" * 501))) == ("worries", "too-long")


def test_an_invitation_ends_with_a_reason_and_is_put_right_for_a_day() -> None:
    assert meeting.end_problem(SessionState.HELD, "") is None
    assert code(meeting.end_problem(SessionState.DECLINED, "")) == ("why", "end-needs-reason")
    assert meeting.end_problem(SessionState.CANCELLED, "停诊") is None
    day = timedelta(hours=24)
    assert meeting.may_write(NOW - day, SessionState.HELD, NOW)
    assert not meeting.may_write(NOW - day - timedelta(seconds=1), SessionState.HELD, NOW)
    assert not meeting.may_write(NOW, SessionState.DECLINED, NOW)


def test_who_is_put_aside_comes_back_on_a_day() -> None:
    assert meeting.aside_problem("no-wish", "", guide()) is None
    assert code(meeting.aside_problem("", "", guide())) == ("reason", "aside-needs-reason")
    assert code(meeting.aside_problem("other", "", guide())) == ("words", "aside-needs-words")
    assert meeting.back_on("no-wish", TODAY, guide()) == TODAY + timedelta(days=84)


@given(st.sets(st.sampled_from(Trigger)))
def test_nobody_reads_that_a_talk_and_a_report_differed(found: set[Trigger]) -> None:
    assert Trigger.UNCLEAR not in meeting.in_order(found)
    assert meeting.first_of(found) is not Trigger.UNCLEAR
    assert session_labels.WHY[Trigger.UNCLEAR] == session_labels.WHY[Trigger.ADVICE]


def test_the_strongest_reason_stands_first() -> None:
    found = {Trigger.TWELVE_WEEKS, Trigger.UNCLEAR, Trigger.MEDICINE, Trigger.ADVICE}
    assert meeting.in_order(found) == (Trigger.MEDICINE, Trigger.ADVICE, Trigger.TWELVE_WEEKS)
    both = meeting.in_order({Trigger.TWELVE_WEEKS, Trigger.LONG_UNSEEN})
    assert both == (Trigger.LONG_UNSEEN,)
    assert meeting.first_of(found) is Trigger.MEDICINE
    assert meeting.first_of(()) is Trigger.WISH


def test_what_was_written_is_read_again_as_it_was() -> None:
    body = Body(Decimal("158.5"), None)
    looks = Looks({"sit-stand": "hands"}, {"sit-stand": Decimal("14.5")})
    told, plan = Told("钙片", "怕摔"), Plan("每天走", TODAY)
    assert kept.body_of(kept.content_of(body)) == body
    assert kept.looks_of(kept.content_of(looks)) == looks
    assert kept.told_of(kept.content_of(told)) == told
    assert kept.plan_of(kept.content_of(plan)) == plan
    assert kept.plan_of(kept.content_of(Plan("好"))) == Plan("好")
    spoken = session_labels.looked(guide().version, kept.content_of(looks), "zh-CN")
    assert spoken == ["起坐：用手撑着能站起来，5 次用了 14.5 秒"]
    assert session_labels.looked("", {}, "en") == []


def test_the_guide_names_advice_and_rules_that_there_are() -> None:
    ruleset = load_ruleset()
    invite = guide().invite
    assert set(invite.advice) <= {each.code for each in ruleset.advice.advice}
    for rule in invite.medicine_rules:
        assert ruleset.rule(rule)


def document() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((guides.LIBRARY / "1.0.0" / "session.json").read_bytes())
    return found


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("body"),
        lambda d: d["looks"][0]["label"].pop("en"),
        lambda d: d["looks"].append(deepcopy(d["looks"][0])),
        lambda d: d["looks"][0].update(answers=[]),
        lambda d: d["looks"][1]["number"].update({"from": "120"}),
        lambda d: d["looks"][1]["number"]["told"].update({"en": "quick"}),
        lambda d: d["body"]["height_cm"].update(lost="9"),
        lambda d: d["aside"][0].update(days="long"),
    ],
)
def test_a_guide_that_cannot_be_used_is_refused(spoil: Any) -> None:
    broken = document()
    spoil(broken)
    with pytest.raises(GuideError):
        parse_guide(broken)


def test_only_a_version_that_is_there_is_read() -> None:
    with pytest.raises(GuideError):
        guide("../priority/1.0.0")
