"""Rules the manager has looked at stay routine while nothing is worse (resolutions 14, 84, 98)."""

from datetime import timedelta

import pytest


def looked_at(bench, *rules, days=10):
    at = (bench.now - timedelta(days=days)).isoformat()
    return [{"rule": rule, "at": at} for rule in rules]


SEVERE = {"sym-pain-rest": "8", "sym-pain-move": "9"}
TIRED = {"sym-fatigue": "very", "qol-gh1": "g0"}


@pytest.mark.parametrize(("days", "level"), [(28, "routine"), (29, "attention")])
def test_known_for_28_days(bench, days, level):
    history = bench.history(SEVERE)
    result = bench.record(SEVERE, history=history, assessed=looked_at(bench, "T-A01", days=days))
    assert result["level"] == level


def test_looked_at_in_the_future_does_not_count(bench):
    assessed = looked_at(bench, "T-A01", days=-1)
    assert bench.record(SEVERE, history=bench.history(SEVERE), assessed=assessed)["tags"] == []


def test_two_known_rules_hold_together(bench, fired):
    assessed = looked_at(bench, "T-A03", "T-A12")
    result = bench.record(TIRED, history=bench.history(TIRED), assessed=assessed)
    assert (fired(result), result["level"], result["tags"]) == (
        ["T-A03", "T-A12"],
        "routine",
        ["known"],
    )


def test_one_rule_not_looked_at_keeps_all_at_attention(bench):
    result = bench.record(TIRED, history=bench.history(TIRED), assessed=looked_at(bench, "T-A03"))
    assert {rule["level"] for rule in result["rules"]} == {"attention"}
    assert result["tags"] == []


def test_another_rule_keeps_known_ones_at_attention(bench):
    values = {**SEVERE, "fu-note": "怕摔"}
    assessed = looked_at(bench, "T-A01", "T-A16")
    result = bench.record(values, history=bench.history(SEVERE), assessed=assessed)
    assert result["level"] == "attention"


@pytest.mark.parametrize(
    ("now", "base", "rule", "level"),
    [
        ({"sym-pain-rest": "7"}, {"sym-pain-rest": "6"}, "T-A01", "attention"),
        ({"sym-pain-rest": "6"}, {"sym-pain-rest": "7"}, "T-A01", "routine"),
        (
            {"sym-pain-rest": "7", "sym-pain-move": "6"},
            {"sym-pain-rest": "7", "sym-pain-move": "5"},
            "T-A01",
            "attention",
        ),
        (
            {"sym-pain-rest": "7", "sym-pain-move": None},
            {"sym-pain-rest": "7"},
            "T-A01",
            "routine",
        ),
        (
            {"sym-pain-rest": "7"},
            {"sym-pain-rest": "7", "sym-pain-move": None},
            "T-A01",
            "routine",
        ),
        ({"sym-sleep": "very"}, {"sym-sleep": "quite"}, "T-A03", "attention"),
        ({"sym-sleep": "very"}, {"sym-sleep": "very"}, "T-A03", "routine"),
        ({"sym-sleep": "very"}, {"sym-sleep": None}, "T-A03", "attention"),
        (
            {"sym-sleep": "very", "sym-fatigue": "quite"},
            {"sym-sleep": "very", "sym-fatigue": "little"},
            "T-A03",
            "attention",
        ),
        (
            {"sym-sleep": "very", "sym-fatigue": "some"},
            {"sym-sleep": "very", "sym-fatigue": "little"},
            "T-A03",
            "routine",
        ),
        ({"qol-gh1": "g0"}, {"qol-gh1": "g0"}, "T-A12", "routine"),
        ({"qol-gh1": "g0"}, {"qol-gh1": "g1"}, "T-A12", "attention"),
        ({"qol-gh1": "g0"}, {"qol-gh1": None}, "T-A12", "attention"),
    ],
)
def test_known_needs_a_base_and_nothing_worse(bench, now, base, rule, level):
    result = bench.record(now, history=bench.history(base), assessed=looked_at(bench, rule))
    assert result["level"] == level


def test_known_needs_some_base_for_pain(bench):
    result = bench.record({"sym-pain-rest": "7"}, history=[], assessed=looked_at(bench, "T-A01"))
    assert result["level"] == "attention"


def test_nothing_is_known_on_a_proxy_record(bench):
    values = {**SEVERE, "by-whom": "proxy"}
    assessed = looked_at(bench, "T-A01", "T-U08")
    result = bench.record(values, history=bench.history(SEVERE), assessed=assessed)
    assert result["tags"] == []
    assert result["level"] == "urgent"
