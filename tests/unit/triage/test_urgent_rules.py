"""T-U01 to T-U11, branch by branch."""

import pytest

FALL = {"rf-check": ["fall"], "fall-count": "1", "fall-hurt": "ok", "fall-head": "no"}
LATE = {"med_class": "denosumab"}


@pytest.mark.parametrize("seen", ["no", None])
def test_event_not_seen_by_a_doctor_is_urgent(bench, fired, seen):
    back = {"rf-check": ["back"], "rf-back-stand": "yes", "rf-seen": seen}
    wrist = {
        "rf-check": ["break"],
        "frac-where": "arm",
        "frac-stand": "yes",
        "rf-seen": seen,
    }
    assert fired(bench.record(back)) == ["T-U01"]
    assert fired(bench.record(wrist)) == ["T-U02"]


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ({"fall-hurt": "pain"}, ["T-U03", "T-A07"]),
        ({"fall-hurt": None}, ["T-U03", "T-A07"]),
        ({"fall-head": "fine", "fall-thinner": "no"}, ["T-U03", "T-A07"]),
        ({"fall-head": None}, ["T-U03", "T-A07"]),
        ({}, ["T-A07"]),
        ({"fall-hurt": "mild"}, ["T-A07"]),
    ],
)
def test_fall_not_seen_by_a_doctor(bench, fired, values, rules):
    assert fired(bench.record({**FALL, "rf-seen": "no", **values})) == rules


def test_fever_with_back_pain_and_tingling(bench, fired):
    assert fired(bench.record({"rf-check": ["fever"]})) == ["T-U04"]
    tingling = {"rf-check": ["nerve"], "nerve-what": "tingle1"}
    assert fired(bench.record(tingling)) == ["T-U05"]


@pytest.mark.parametrize("answer", ["some", "pnts", None])
def test_self_harm_answers_other_than_no_need_a_call(bench, fired, answer):
    """Resolution 79: shown but left open counts as prefer not to say."""
    result = bench.record({"sym-mood": "quite", "rf-selfharm": answer})
    assert "T-U06" in fired(result)


def test_self_harm_is_not_asked_of_a_helper(bench, fired):
    values = {"sym-mood": "quite", "by-whom": "proxy"}
    result = bench.record(values)
    assert fired(result) == ["T-A05"]
    assert "私下" in result["rules"][0]["because"]["zh-CN"]


def test_thigh_pain_on_bone_medicine_in_form_and_diary(bench, fired):
    full = bench.response({"sym-sidefx": "little", "sfx-what": ["thigh"]}, code="opros-full")
    assert fired(bench.run(full, profile={"on_bone_med": True})) == ["T-U07"]
    assert fired(bench.run(bench.diary({"dia-type": "sidefx", "sfx-what": ["thigh"]}))) == ["T-U07"]


@pytest.mark.parametrize(
    ("values", "base", "fires"),
    [
        ({"sym-pain-rest": "8"}, {"sym-pain-rest": "6"}, True),
        ({"sym-pain-rest": "8"}, {"sym-pain-rest": "7"}, False),
        ({"sym-pain-rest": "7"}, {"sym-pain-rest": "3"}, False),
        ({"sym-pain-move": "10"}, {"sym-pain-move": "8"}, True),
        ({"sym-pain-move": "10"}, {"sym-pain-move": "9"}, False),
        ({"sym-pain-move": "9"}, {"sym-pain-move": "3"}, False),
        ({"sym-pain-move": "10"}, {"sym-pain-move": None}, True),
    ],
)
def test_new_severe_pain(bench, fired, values, base, fires):
    result = bench.record(values, history=bench.history(base))
    assert ("T-U08" in fired(result)) is fires


def test_severe_pain_at_enrolment_assessed_the_same_day_is_attention(bench, fired):
    baseline = bench.response({"sym-pain-rest": "8"}, code="opros-full")
    seen = bench.run(baseline, history=[], profile={"assessed_today": True})
    assert (fired(seen), seen["level"]) == (["T-U08", "T-A01"], "attention")
    assert bench.run(baseline, history=[])["level"] == "urgent"
    later = bench.run(baseline, profile={"assessed_today": True})
    assert later["level"] == "urgent"


@pytest.mark.parametrize(
    ("now", "base", "fires"), [("5", "2", True), ("4", "1", False), ("5", "3", False)]
)
def test_clear_worsening_needs_three_points_and_five(bench, fired, now, base, fires):
    history = bench.history({"sym-pain-rest": base})
    result = bench.record({"sym-pain-rest": now}, history=history)
    assert ("T-U09" in fired(result)) is fires


@pytest.mark.parametrize(
    ("days", "rules"),
    [(0, []), (1, ["T-A08"]), (28, ["T-A08"]), (29, ["T-U10"]), (400, ["T-U10"])],
)
def test_late_denosumab(bench, fired, days, rules):
    profile = {**LATE, "next_dose_due": bench.day(days)}
    assert fired(bench.record({}, profile=profile)) == rules


def test_late_denosumab_alone_asks_to_book_and_nothing_more(bench):
    """Resolutions 12, 85, 100."""
    profile = {**LATE, "next_dose_due": bench.day(40)}
    alone = bench.record({}, profile=profile)
    assert (alone["message"]["code"], alone["advice"]) == ("R22", ["R22"])
    assert alone["message"]["text"]["zh-CN"] == "打针、复查别拖。现在就帮您约。"
    with_pain = bench.record({"sym-pain-rest": "6"}, profile=profile)
    assert (with_pain["message"]["code"], with_pain["advice"]) == ("M-URG", ["R00"])
    with_attention = bench.record({"sym-pain-move": "8"}, profile=profile)
    assert with_attention["message"]["code"] == "R22"


@pytest.mark.parametrize("code", ["opros-qol", "opros-diary"])
def test_profile_rules_run_on_follow_up_forms_only(bench, fired, code):
    profile = {**LATE, "next_dose_due": bench.day(40), "phq2_total": 5}
    if code == "opros-diary":
        response = bench.diary({"dia-type": "good"})
    else:
        response = bench.response({"qol-gh1": "g2"}, code=code, usual=False)
    assert fired(bench.run(response, profile=profile)) == []


def test_strong_words_win_over_weak_ones(bench, fired):
    result = bench.record({"fu-note": "摔了以后胸痛"})
    assert fired(result) == ["T-U11"]
    assert result["rules"][0]["because"]["zh-CN"] == "留言里有：胸痛"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"dia-type": "other", "dia-note": "今天昏倒"}, "opros-diary"),
        ({"exit-note": "想死"}, "opros-exit"),
    ],
)
def test_every_free_text_is_read(bench, fired, values, code):
    response = (
        bench.diary(values)
        if code == "opros-diary"
        else bench.response(values, code=code, usual=False)
    )
    assert fired(bench.run(response)) == ["T-U11"]
