"""T-E01 to T-E08 and what the patient reads with them."""

import pytest

STANDING = {"frac-where": "arm", "frac-stand": "yes", "rf-seen": "yes"}
WALKS_AWAY = {"fall-count": "1", "fall-hurt": "ok", "fall-head": "no", "rf-seen": "yes"}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"rf-check": ["bladder"]}, "T-E01"),
        ({"rf-check": ["nerve"], "nerve-what": "weak"}, "T-E02"),
        ({"rf-check": ["nerve"], "nerve-what": "saddle"}, "T-E02"),
        ({"rf-check": ["nerve"], "nerve-what": "both"}, "T-E02"),
        ({"rf-check": ["nerve"]}, "T-E02"),
        ({"rf-check": ["chest"]}, "T-E03"),
        ({"rf-check": ["bleed"]}, "T-E04"),
        ({"rf-check": ["break"], **STANDING, "frac-where": "hip"}, "T-E05"),
        ({"rf-check": ["break"], **STANDING, "frac-stand": "no"}, "T-E05"),
        ({"rf-check": ["break"], **STANDING, "frac-stand": None}, "T-E05"),
        ({"rf-check": ["back"], "rf-back-stand": "no", "rf-seen": "yes"}, "T-E06"),
        ({"rf-check": ["back"], "rf-seen": "yes"}, "T-E06"),
        ({"rf-check": ["fall"], **WALKS_AWAY, "fall-hurt": "nostand"}, "T-E07"),
        ({"rf-check": ["fall"], **WALKS_AWAY, "fall-head": "bad"}, "T-E07"),
        (
            {"rf-check": ["fall"], **WALKS_AWAY, "fall-head": "fine", "fall-thinner": "yes"},
            "T-E07",
        ),
        ({"sym-mood": "quite", "rf-selfharm": "act"}, "T-E08"),
    ],
)
def test_emergency_rule_fires(bench, fired, values, rule):
    result = bench.record(values)
    assert rule in fired(result)
    assert result["level"] == "emergency"
    assert result["message"]["code"] == "M-EME"
    assert result["advice"] == ["R00"]


@pytest.mark.parametrize(
    "values",
    [
        {"rf-check": ["break"], **STANDING},
        {"rf-check": ["break"], **STANDING, "frac-where": None},
        {"rf-check": ["fall"], **WALKS_AWAY},
        {"rf-check": ["fall"], **WALKS_AWAY, "fall-hurt": None},
        {"rf-check": ["fall"], **WALKS_AWAY, "fall-head": "fine", "fall-thinner": "no"},
        {"rf-check": ["fall"], **WALKS_AWAY, "fall-head": "fine", "fall-thinner": "unknown"},
        {"rf-check": ["fall"], **WALKS_AWAY, "fall-head": "fine"},
    ],
)
def test_only_listed_answers_count_as_worst(bench, values):
    """Resolution 13: where the hip is not said, or the blood thinner, it is no emergency."""
    assert bench.record(values)["level"] in ("attention", "urgent")


def test_unknown_blood_thinner_stays_urgent(bench, fired):
    values = {"rf-check": ["fall"], **WALKS_AWAY, "rf-seen": "no", "fall-head": "fine"}
    assert fired(bench.record({**values, "fall-thinner": "unknown"})) == ["T-U03", "T-A07"]
    assert fired(bench.record(values)) == ["T-U03", "T-A07"]


@pytest.mark.parametrize(
    ("kind", "values", "rule"),
    [
        ("break", {**STANDING, "frac-where": "hip"}, "T-E05"),
        ("back", {"rf-back-stand": "no", "rf-seen": "yes"}, "T-E06"),
        ("fall", {**WALKS_AWAY, "fall-hurt": "nostand"}, "T-E07"),
    ],
)
def test_diary_entry_runs_the_same_rules(bench, fired, kind, values, rule):
    result = bench.run(bench.diary({"dia-type": kind, **values}))
    assert rule in fired(result)
    assert result["level"] == "emergency"


def test_fracture_add_on_names_the_rules_that_bring_it(bench):
    values = {"rf-check": ["break", "back"], **STANDING, "frac-where": "hip"}
    message = bench.record(values)["message"]
    assert message["add"] == ["T-E05", "T-E06"]
    assert message["text"]["zh-CN"].count("别硬站硬走") == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"sym-mood": "quite", "rf-selfharm": "act"}, "M-EME"),
        ({"sym-mood": "quite", "rf-selfharm": "some"}, "M-URG"),
        ({"fu-note": "不想活了"}, "M-URG"),
        ({"rf-check": ["chest"], "fu-note": "I want to die"}, "M-EME"),
    ],
)
def test_self_harm_brings_the_helpline_whatever_the_rule(bench, values, code):
    """Resolutions 11 and 92."""
    message = bench.record(values)["message"]
    assert (message["code"], message["add"]) == (code, ["T-E08"])
    assert all("12356" in text for text in message["text"].values())


def test_chest_pain_in_a_note_brings_no_helpline(bench):
    message = bench.record({"fu-note": "胸口痛"})["message"]
    assert (message["code"], message["add"]) == ("M-URG", [])


def test_because_names_the_answer(bench):
    result = bench.record({"rf-check": ["back"], "rf-seen": "no"})
    assert result["rules"][0]["because"] == {
        "zh-CN": "突然背痛，能站起来走几步：没有回答",
        "en": "Sudden back pain, can stand and take a few steps: not answered",
    }
