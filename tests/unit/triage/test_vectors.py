"""Clinical content 3.6, vectors 1 to 22 and 18b, through the core of the command."""

from datetime import timedelta
from typing import Any

import pytest

SEVERE = {"sym-pain-rest": "8"}
FALL = {"rf-check": ["fall"], "fall-count": "1", "fall-head": "no", "rf-seen": "no"}
BACK = {"rf-check": ["back"], "rf-back-stand": "help", "rf-seen": "no"}


def fired(result: dict[str, Any]) -> list[str]:
    return [rule["id"] for rule in result["rules"]]


@pytest.mark.parametrize(
    ("vector", "values", "rules", "level"),
    [
        ("1", {}, [], "routine"),
        ("2", {"sym-pain-rest": "5"}, ["T-A02"], "attention"),
        ("3", {"sym-pain-rest": "6"}, ["T-U09", "T-A01", "T-A02"], "urgent"),
        ("4", SEVERE, ["T-U08", "T-U09", "T-A01", "T-A02"], "urgent"),
        ("7", {**FALL, "fall-hurt": "ok"}, ["T-A07"], "attention"),
        ("8", {**FALL, "fall-hurt": "pain"}, ["T-U03", "T-A07"], "urgent"),
        (
            "9",
            {**FALL, "fall-hurt": "mild", "fall-head": "fine", "fall-thinner": "yes"},
            ["T-E07", "T-U03", "T-A07"],
            "emergency",
        ),
        ("10", BACK, ["T-U01"], "urgent"),
        ("11", {**BACK, "rf-seen": "yes"}, ["T-A15"], "attention"),
        ("12", {**BACK, "rf-back-stand": None}, ["T-E06"], "emergency"),
        (
            "13",
            {"rf-check": ["break"], "frac-where": "hip", "frac-stand": "yes", "rf-seen": "yes"},
            ["T-E05"],
            "emergency",
        ),
        ("14", {"rf-check": ["nerve"], "nerve-what": "tingle1"}, ["T-U05"], "urgent"),
        ("15", {"sym-mood": "quite", "rf-selfharm": "no"}, ["T-A03", "T-A05"], "attention"),
        (
            "16",
            {"sym-mood": "very", "rf-selfharm": "pnts"},
            ["T-U06", "T-A03", "T-A05"],
            "urgent",
        ),
        ("17", {"fu-wish": "visit"}, [], "routine"),
        ("18", {"fu-note": "昨晚想死"}, ["T-U11"], "urgent"),
        ("18b", {"fu-note": "去年骨折过，今天天气好"}, ["T-A16"], "attention"),
        ("21", {"rf-check": None}, ["T-A13"], "attention"),
    ],
)
def test_vector(bench, vector, values, rules, level):
    result = bench.record(values)
    assert fired(result) == rules
    assert result["level"] == level


def test_vector_5_severe_but_usual_pain_never_assessed(bench):
    result = bench.record(SEVERE, history=bench.history(SEVERE))
    assert (fired(result), result["level"]) == (["T-A01"], "attention")


def test_vector_6_severe_but_usual_pain_assessed_ten_days_ago(bench):
    at = (bench.now - timedelta(days=10)).isoformat()
    assessed = [{"rule": "T-A01", "at": at}]
    result = bench.record(SEVERE, history=bench.history(SEVERE), assessed=assessed)
    assert (fired(result), result["level"]) == (["T-A01"], "routine")
    assert result["rules"][0]["level"] == "routine"
    assert result["tags"] == ["known"]
    assert result["message"]["code"] == "M-ROU"


def test_vector_19_denosumab_thirty_days_late(bench):
    profile = {"med_class": "denosumab", "next_dose_due": bench.day(30)}
    result = bench.record({}, profile=profile)
    assert (fired(result), result["level"]) == (["T-U10"], "urgent")


def test_vector_20_denosumab_ten_days_late(bench):
    profile = {"med_class": "denosumab", "next_dose_due": bench.day(10)}
    result = bench.record({}, profile=profile)
    assert (fired(result), result["level"]) == (["T-A08"], "attention")


def test_vector_22_severe_pain_in_the_first_report(bench):
    result = bench.record(SEVERE, history=[])
    assert (fired(result), result["level"]) == (["T-U08", "T-A01"], "urgent")
