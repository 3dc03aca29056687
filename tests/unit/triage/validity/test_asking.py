"""The gentle question (A1): one, kind, never in an emergency; and the random sample."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.instruments.commands import BadInput
from osteopro.triage.cli import cli_triage
from osteopro.triage.terms import Level
from osteopro.triage.validity import asking
from osteopro.triage.validity.asking import drawn, in_sample
from osteopro.triage.validity.checkset import load_checks
from osteopro.triage.validity.cli import cli_validity

FAST = dict.fromkeys(
    ("sym-pain-rest", "sym-pain-move", "sym-mobility", "sym-fatigue", "sym-sleep", "sym-mood",
     "sym-unsteady"), 1.0,
)  # fmt: skip
HARD = (
    "假",
    "骗",
    "撒谎",
    "夸大",
    "可疑",
    "不实",
    "fake",
    "liar",
    "lying",
    "exaggerat",
    "suspicious",
)


def test_the_most_telling_index_is_asked_about(checks: Any, sym: Any) -> None:
    jumped = checks.fu(sym(8, 3, 2, 1, 1, 1, 1))
    result = checks.run(jumped, seconds=FAST)
    assert [flag["id"] for flag in result["flags"]] == ["V2", "V3", "V4"]
    assert result["ask"]["id"] == "V3"
    assert result["ask"]["text"]["zh-CN"] == "这次比上次痛多了。是不是发生了什么？"
    codes = [answer["code"] for answer in result["ask"]["answers"]]
    assert codes == ["event-fall", "event-twist", "event-work", "event-weather", "same", "change"]


def test_an_index_asked_about_is_left_alone_for_28_days(checks: Any, sym: Any) -> None:
    def asked(check: str, days: int) -> dict[str, str]:
        return {"id": check, "at": (checks.bench.now - timedelta(days=days)).isoformat()}

    jumped = checks.fu(sym(8, 3, 2, 1, 1, 1, 1))
    assert checks.run(jumped, asked=[asked("V3", 27)])["ask"]["id"] == "V2"
    assert checks.run(jumped, asked=[asked("V3", 28)])["ask"]["id"] == "V3"
    assert checks.run(jumped, asked=[asked("V3", 1), asked("V2", 27)])["ask"] is None


@pytest.mark.parametrize("mode", ["phone", "in-person"])
def test_nothing_is_asked_on_a_screen_that_is_not_there(checks: Any, sym: Any, mode: str) -> None:
    result = checks.run(checks.fu(sym(8, 5, 2, 1, 1, 1, 1), mode=mode))
    assert [flag["id"] for flag in result["flags"]] == ["V3"]
    assert result["ask"] is None


def test_nothing_is_asked_beside_an_emergency(checks: Any, sym: Any) -> None:
    cruel = sym(8, 4, 2, 1, 1, 1, 1) | {"rf-check": ["chest"]}
    result = checks.run(checks.fu(cruel))
    assert [flag["id"] for flag in result["flags"]] == ["V2"]
    assert result["ask"] is None


def test_the_question_says_her_own_answers(checks: Any, sym: Any) -> None:
    qol = checks.qol([3, 3, 4, 3, 1, 1, 2, 3, 2, 1, 3, 1, 2, 2, 3])
    fu = checks.fu(sym(3, 5, 0, 1, 1, 1, 1))
    asked = checks.run(fu, history=[*checks.bench.history(sym(3, 5, 0, 1, 1, 1, 1)), qol])["ask"]
    assert asked["text"]["zh-CN"] == (
        "您说起身走路的不方便是“没有”，又说走远路、上台阶“做不了”。哪个更像您？两个都对也可以。"
    )
    assert "“Cannot do it”" in asked["text"]["en"]
    rest = checks.fu(sym(9, 3, 0, 1, 1, 1, 1))
    usual = checks.bench.history(sym(9, 3, 0, 1, 1, 1, 1))
    text = checks.run(rest, history=usual)["ask"]["text"]
    assert text["en"] == "You said pain is 9 when not moving and 3 when moving. Is that right?"


def test_no_text_blames_anybody() -> None:
    checks = load_checks()
    texts = [q.text for q in checks.questions.values()] + [*checks.teaching.values()]
    texts += [a.text for q in checks.questions.values() for a in q.answers]
    texts += [part.reason.because for c in checks.checks for part in c.alternatives]
    texts += [checks.script.opening, *(text for _, text in checks.script.questions)]
    for text in texts:
        assert set(text) == {"zh-CN", "en"}
        words = " ".join(text.values()).lower()
        assert not [word for word in HARD if word in words]
        assert "你" not in text["zh-CN"].replace("您", "")


def test_bad_input_is_listed_at_once(checks: Any) -> None:
    case = b"""{"now": "2026-11-20", "response": null, "seconds": {"x": -1, "y": "2", "z": true},
      "asked": [{"id": "V9"}, {"id": "V1", "at": "yesterday"}], "history": 3}"""
    with pytest.raises(BadInput) as refused:
        cli_validity(case)
    problems = refused.value.problems
    for start in ("now", "seconds.x", "seconds.y", "seconds.z", "asked[0].id", "asked[1].at"):
        assert [problem for problem in problems if problem.startswith(start)], start


def test_seconds_are_about_questions_of_the_form(checks: Any) -> None:
    with pytest.raises(BadInput, match="no such item"):
        checks.run(checks.fu({}), seconds={"qol-pf1": 3})


@settings(max_examples=60, deadline=None)
@given(
    raws=st.lists(st.integers(0, 4), min_size=5, max_size=5),
    pains=st.tuples(st.integers(0, 10), st.integers(0, 10)),
    each=st.floats(0.1, 30, allow_nan=False),
    wish=st.sampled_from(["record", "advice", "call"]),
)
def test_no_time_and_no_flag_moves_a_level(
    make_checks: Any, sym: Any, raws: list[int], pains: tuple[int, int], each: float, wish: str
) -> None:
    """The same case, with and without all that validity reads: one assessment."""
    checks = make_checks()
    response = checks.fu(sym(*pains, *raws) | {"fu-wish": wish})
    case = {
        "now": checks.bench.now.isoformat(),
        "response": response,
        "history": checks.bench.history(),
        "diary": [],
        "profile": {},
        "assessed": [],
    }
    told = case | {
        "seconds": dict.fromkeys(FAST, each),
        "asked": [{"id": "V3", "at": checks.bench.now.isoformat()}],
    }
    before = cli_triage(json.dumps(case).encode())
    found = cli_validity(json.dumps(told).encode())
    assert cli_triage(json.dumps(told).encode()) == before
    # No symptoms and no evidence of any: never straight-lining, whatever the pace.
    if not any((*raws, *pains)):
        assert "V1" not in [flag["id"] for flag in found["flags"]]
    # Slow is never a flag.
    assert ("V4" in [flag["id"] for flag in found["flags"]]) is (round(each, 6) < 2)


def test_the_sample_is_five_in_a_hundred_and_the_same_for_ever() -> None:
    secret = b"site"
    records = [UUID(int=n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128) for n in range(20_000)]
    chosen = {record for record in records if drawn(record, secret, 5)}
    assert 850 < len(chosen) < 1150  # 5 % of 20,000, six standard deviations either way
    assert chosen == {record for record in records if drawn(record, secret, 5)}
    elsewhere = {record for record in records if drawn(record, b"other", 5)}
    assert len(chosen & elsewhere) < 110
    assert not any(drawn(uuid4(), secret, 0) for _ in range(100))
    assert all(drawn(uuid4(), secret, 100) for _ in range(100))


def test_only_routine_reports_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = load_checks()
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    assert in_sample(uuid4(), Level.ROUTINE, b"site", checks)
    for level in (Level.ATTENTION, Level.URGENT, Level.EMERGENCY):
        assert not in_sample(uuid4(), level, b"site", checks)
