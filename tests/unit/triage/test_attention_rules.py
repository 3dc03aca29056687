"""T-A01 to T-A16, branch by branch."""

import pytest

QOL_GOOD = {
    **dict.fromkeys(["qol-pf1", "qol-pf2", "qol-pf3", "qol-pf4"], "d0"),
    **dict.fromkeys(["qol-da1", "qol-da2", "qol-da3"], "d0"),
    **dict.fromkeys(["qol-so1", "qol-so2", "qol-em1", "qol-gh2"], "f4"),
    **dict.fromkeys(["qol-so3", "qol-em2", "qol-em3"], "f0"),
    "qol-gh1": "g4",
}
ON_MEDICINE = {"on_bone_med": True}
FALL = {"fall-count": "1", "fall-hurt": "ok", "fall-head": "no", "rf-seen": "no"}


def full(bench, values, **case):
    return bench.run(bench.response(values, code="opros-full"), **case)


@pytest.mark.parametrize(
    ("values", "fires"),
    [
        ({"sym-pain-rest": "6"}, True),
        ({"sym-pain-move": "8"}, True),
        ({"sym-pain-rest": "5"}, False),
        ({"sym-pain-move": "7"}, False),
    ],
)
def test_high_pain(bench, fired, values, fires):
    assert ("T-A01" in fired(bench.record(values))) is fires


@pytest.mark.parametrize(
    ("now", "base", "fires"), [("4", "2", True), ("3", "1", False), ("4", "3", False)]
)
@pytest.mark.parametrize("item", ["sym-pain-rest", "sym-pain-move"])
def test_pain_two_points_above_usual(bench, fired, item, now, base, fires):
    result = bench.record({item: now}, history=bench.history({item: base}))
    assert ("T-A02" in fired(result)) is fires


@pytest.mark.parametrize(
    ("values", "fires"),
    [
        ({"sym-fear": "very"}, True),
        ({"sym-appetite": "some"}, True),
        ({"sym-appetite": "little"}, False),
        ({"sym-sidefx": "very"}, False),
    ],
)
def test_heaviest_answer_or_two_levels_up(bench, fired, values, fires):
    result = full(bench, values, profile=ON_MEDICINE)
    assert ("T-A03" in fired(result)) is fires


def test_because_of_a_change_names_item_answer_and_levels(bench):
    rules = bench.record({"sym-sleep": "quite"})["rules"]
    assert rules[0]["because"]["en"].endswith("2 levels above usual")
    assert "比较重" in rules[0]["because"]["zh-CN"]


CORE_UP = {"sym-mobility": "quite", "sym-fatigue": "some", "sym-sleep": "some"}


def test_index_ten_points_up_twice_running(bench, fired):
    """Base 32.9; three items one level up is 10.7 more."""
    steady = bench.history()
    once = bench.record(CORE_UP, history=steady)
    assert "T-A04" not in fired(once)
    # The record 7 days ago was up as well, against the two before it.
    worse = [*steady[:2], bench.response(CORE_UP, days_ago=7)]
    assert "T-A04" in fired(bench.record(CORE_UP, history=worse))


def test_slide_passes_over_proxy_and_missing_and_looks_back_35_days(bench, fired):
    """Resolution 81."""
    start = [
        bench.response({}, code="opros-full", days_ago=60),
        bench.response({}, days_ago=40),
    ]
    up = {"sym-mobility": "very", "sym-fatigue": "quite", "sym-sleep": "quite"}
    between = [
        bench.response({"by-whom": "proxy"}, days_ago=9),
        bench.response(dict.fromkeys(["sym-pain-rest", "sym-pain-move"]), days_ago=8),
    ]
    near = [*start, bench.response(CORE_UP, days_ago=35), *between]
    assert "T-A04" in fired(bench.record(up, history=near))
    far = [*start, bench.response(CORE_UP, days_ago=36), *between]
    assert "T-A04" not in fired(bench.record(CORE_UP, history=far))


def test_index_exactly_twenty_above_a_base_that_is_a_mean(bench, fired):
    """Resolution 42: base is the mean of two sevenths; floats and decimals miss it."""
    zero = dict.fromkeys(
        ["sym-mobility", "sym-fatigue", "sym-sleep", "sym-unsteady", "sym-mood"], "none"
    )
    history = [
        bench.response({**zero, "sym-pain-rest": "1", "sym-pain-move": "0"}, days_ago=14),
        bench.response({**zero, "sym-pain-rest": "2", "sym-pain-move": "0"}, days_ago=7),
    ]
    # base (10/7 + 20/7) / 2 = 15/7; 155/7 is exactly 20 more.
    now = {**zero, "sym-pain-rest": "3", "sym-mobility": "some", "sym-fatigue": "some"}
    at = bench.record({**now, "sym-pain-move": "2", "sym-sleep": "none"}, history=history)
    assert "T-A04" not in fired(at)  # 150/7
    exact = {**zero, "sym-pain-rest": "1", "sym-pain-move": "2", "sym-mobility": "some"}
    exact |= {"sym-fatigue": "some", "sym-sleep": "little"}
    assert "T-A04" in fired(bench.record(exact, history=history))  # 155/7


def test_exact_threshold_with_sevenths_on_both_sides(bench, fired):
    zero = dict.fromkeys(
        ["sym-mobility", "sym-fatigue", "sym-sleep", "sym-unsteady", "sym-mood"], "none"
    )
    history = [
        bench.response({**zero, "sym-pain-rest": "1", "sym-pain-move": "0"}, days_ago=14),
        bench.response({**zero, "sym-pain-rest": "2", "sym-pain-move": "0"}, days_ago=7),
    ]
    just_below = {**zero, "sym-pain-rest": "0", "sym-pain-move": "2", "sym-mobility": "some"}
    just_below |= {"sym-fatigue": "some", "sym-sleep": "little"}
    assert "T-A04" not in fired(bench.record(just_below, history=history))  # 145/7


def test_mood_in_form_screen_and_file(bench, fired):
    assert "T-A05" in fired(bench.record({"sym-mood": "quite", "rf-selfharm": "no"}))
    assert fired(bench.record({}, profile={"phq2_total": 3})) == ["T-A05"]
    assert fired(bench.record({}, profile={"phq2_total": 2})) == []
    screen = {"phq2-1": "2", "phq2-2": "1", "rf-selfharm": "no"}
    assert fired(bench.run(bench.response(screen, code="phq2", usual=False))) == ["T-A05"]


def test_open_self_harm_question_of_the_screen_counts(bench, fired):
    screen = bench.response({"phq2-1": "2", "phq2-2": "1"}, code="phq2", usual=False)
    assert fired(bench.run(screen)) == ["T-U06", "T-A05"]


@pytest.mark.parametrize(
    ("days", "before", "now", "fires"),
    [
        (28, 60.0, 58.0, True),
        (29, 60.0, 58.0, False),
        (28, 60.0, 58.1, False),
        (180, 60.0, 57.0, True),
        (181, 60.0, 57.0, False),
        (180, 60.0, 57.1, False),
    ],
)
def test_weight_loss_against_the_highest_in_the_window(bench, fired, days, before, now, fires):
    profile = {"measured": [{"date": bench.day(days), "weight_kg": before}]}
    result = full(bench, {"wt-kg": now}, profile=profile)
    assert ("T-A06" in fired(result)) is fires


def test_measured_weight_counts_on_a_short_form(bench, fired):
    measured = [
        {"date": bench.day(20), "weight_kg": 60, "height_cm": None},
        {"date": bench.day(0), "weight_kg": 57.5},
    ]
    assert fired(bench.record({}, profile={"measured": measured})) == ["T-A06"]


def test_losing_weight_without_trying(bench, fired):
    assert "T-A06" in fired(full(bench, {"sym-weight": "quite"}))
    assert "T-A06" not in fired(full(bench, {"sym-weight": "some"}))


@pytest.mark.parametrize(
    ("count", "earlier", "tags"),
    [
        ("1", [], []),
        ("2", [], ["falls-review"]),
        ("3+", [], ["falls-review"]),
        ("1", [(180, {})], ["falls-review"]),
        ("1", [(181, {})], []),
    ],
)
def test_falls_in_180_days_need_a_review(bench, fired, count, earlier, tags):
    now = {"rf-check": ["fall"], **FALL, "fall-count": count, "fall-date": bench.day(0)}
    diary = [
        bench.diary({"dia-type": "fall", **FALL, "fall-date": bench.day(days)}, days_ago=days)
        for days, _ in earlier
    ]
    result = bench.record(now, diary=diary)
    assert (fired(result), result["tags"]) == (["T-A07"], tags)


def test_a_fall_told_twice_counts_once(bench):
    day = bench.day(3)
    now = {"rf-check": ["fall"], **FALL, "fall-date": day}
    diary = [bench.diary({"dia-type": "fall", **FALL, "fall-date": day}, days_ago=3)]
    assert bench.record(now, diary=diary)["tags"] == []


def test_diary_entry_fires_nothing_again_at_the_next_record(bench, fired):
    """Resolution 82."""
    diary = [bench.diary({"dia-type": "fall", **FALL, "fall-date": bench.day(2)}, days_ago=2)]
    assert fired(bench.record({}, diary=diary)) == []


@pytest.mark.parametrize(
    ("now", "before", "fires"),
    [
        ("stopped", "all", True),
        ("missed", "missed", True),
        ("missed", "all", False),
        ("told-stop", "missed", False),
    ],
)
def test_medicine_not_used_as_told(bench, fired, now, before, fires):
    history = bench.history({"med-taken": before})
    result = bench.record({"med-taken": now}, history=history, profile=ON_MEDICINE)
    assert ("T-A08" in fired(result)) is fires


def test_missed_medicine_counts_from_a_proxy_record_too(bench, fired):
    history = [bench.response({"med-taken": "missed", "by-whom": "proxy"}, days_ago=35)]
    now = {"med-taken": "missed"}
    assert "T-A08" in fired(bench.record(now, history=history, profile=ON_MEDICINE))
    old = [bench.response({"med-taken": "missed"}, days_ago=36)]
    assert "T-A08" not in fired(bench.record(now, history=old, profile=ON_MEDICINE))


@pytest.mark.parametrize(
    ("med_class", "days", "fires"),
    [
        ("zoledronate", 1, True),
        ("zoledronate", 400, True),
        ("zoledronate", 0, False),
        ("teriparatide-romosozumab", 5, True),
        ("other", 5, True),
        ("oral-bisphosphonate", 40, False),
        ("none", 40, False),
        ("denosumab", 29, False),
    ],
)
def test_late_injections_by_class(bench, fired, med_class, days, fires):
    """Resolutions 15 and 95."""
    profile = {"med_class": med_class, "next_dose_due": bench.day(days)}
    assert ("T-A08" in fired(bench.record({}, profile=profile))) is fires


def test_side_effects(bench, fired):
    some = {"sym-sidefx": "some", "sfx-what": ["stomach"]}
    assert fired(full(bench, some, profile=ON_MEDICINE)) == ["T-A09"]
    little = {"sym-sidefx": "little", "sfx-what": ["stomach"]}
    assert fired(full(bench, little, profile=ON_MEDICINE)) == []
    assert fired(full(bench, {**little, "sfx-what": ["jaw"]}, profile=ON_MEDICINE)) == ["T-A09"]
    assert fired(bench.run(bench.diary({"dia-type": "sidefx", "sfx-what": ["jaw"]}))) == ["T-A09"]


def test_posture_two_levels_up(bench, fired):
    assert "T-A10" in fired(full(bench, {"sym-posture": "some"}))
    assert "T-A10" not in fired(full(bench, {"sym-posture": "little"}))


@pytest.mark.parametrize(
    ("measured_days_ago", "height", "fires"),
    [(0, 158, True), (3, 158, True), (7, 158, False), (0, 158.5, False)],
)
def test_measured_height_loss_fires_once(bench, fired, measured_days_ago, height, fires):
    """Resolution 96: the record 7 days ago has seen a measurement of that day."""
    measured = [
        {"date": bench.day(measured_days_ago), "height_cm": height},
        {"date": bench.day(100), "height_cm": 160},
    ]
    assert ("T-A10" in fired(bench.record({}, profile={"measured": measured}))) is fires


def qol(bench, changes, days_ago=0.0, **values):
    return bench.response(
        {**QOL_GOOD, **changes, **values}, code="opros-qol", days_ago=days_ago, usual=False
    )


def test_quality_of_life_drop(bench, fired):
    history = [qol(bench, {}, 120), qol(bench, {}, 60)]
    domain = {"qol-gh1": "g2", "qol-gh2": "f3"}  # GH 62.5, 37.5 less; total 7.5 less
    assert fired(bench.run(qol(bench, domain), history=history)) == ["T-A11"]
    small = {"qol-pf1": "d1", "qol-pf2": "d1"}
    assert fired(bench.run(qol(bench, small), history=history)) == []
    everywhere = {
        "qol-pf1": "d2", "qol-da1": "d2", "qol-so1": "f2", "qol-em1": "f2", "qol-gh1": "g3",
    }  # 12.5 and 16.7 in the domains, 13.5 in the total  # fmt: skip
    assert fired(bench.run(qol(bench, everywhere), history=history)) == ["T-A11"]


def test_quality_of_life_base_is_the_median_of_the_last_two_own(bench, fired):
    """Resolution 83; a form filled in a proxy's sitting is the proxy's (97)."""
    low = {"qol-gh1": "g1", "qol-gh2": "f1"}
    proxy_sitting = bench.response({"by-whom": "proxy"}, days_ago=30)
    history = [qol(bench, {}, 300), qol(bench, low, 30), proxy_sitting]
    assert fired(bench.run(qol(bench, low), history=history)) == ["T-A11"]
    own = [qol(bench, low, 30), qol(bench, low, 60), qol(bench, {}, 300)]
    assert fired(bench.run(qol(bench, low), history=own)) == []
    assert fired(bench.run(qol(bench, low), history=[])) == []


def test_very_poor_health(bench, fired):
    assert fired(bench.record({"qol-gh1": "g0"})) == ["T-A12"]
    assert fired(bench.record({"qol-gh1": "g1"})) == []
    assert "T-A12" in fired(bench.run(qol(bench, {"qol-gh1": "g0"})))


@pytest.mark.parametrize("status", ["completed", "stopped"])
def test_safety_question_left_open(bench, fired, status):
    response = bench.response({"rf-check": None}, status=status)
    assert fired(bench.run(response)) == ["T-A13"]


def test_refused_safety_question_on_the_phone(bench, fired):
    refused = bench.response({"rf-check": {"absent": "skipped"}}, mode="phone")
    assert fired(bench.run(refused)) == ["T-A13"]


def test_forms_without_the_safety_question_do_not_miss_it(bench, fired):
    """Resolution 7."""
    assert fired(bench.run(qol(bench, {}))) == []
    assert fired(bench.run(bench.diary({"dia-type": "good"}))) == []


@pytest.mark.parametrize(("missed", "rules"), [(2, ["T-A14"]), (5, ["T-A14"]), (1, [])])
def test_silence(bench, fired, missed, rules):
    """Resolution 96: without a response nothing else runs."""
    profile = {
        "missed_in_row": missed,
        "phq2_total": 6,
        "med_class": "denosumab",
        "next_dose_due": bench.day(99),
    }
    result = bench.run(None, profile=profile)
    assert (fired(result), result["advice"]) == (rules, [])


def test_missed_reports_do_not_count_once_a_record_came(bench, fired):
    assert fired(bench.record({}, profile={"missed_in_row": 3})) == []


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        (
            {"rf-check": ["break"], "frac-where": "arm", "frac-stand": "yes", "rf-seen": "yes"},
            ["T-A15"],
        ),
        ({"rf-check": ["fall"], **FALL, "rf-seen": "yes"}, ["T-A07", "T-A15"]),
        (
            {"rf-check": ["back", "fall"], **FALL, "rf-back-stand": "no", "rf-seen": "yes"},
            ["T-E06", "T-A07", "T-A15"],
        ),
        (
            {"rf-check": ["back"], "rf-back-stand": "no", "rf-seen": "yes"},
            ["T-E06"],
        ),
    ],
)
def test_seen_by_a_doctor_is_judged_per_event(bench, fired, values, rules):
    """Resolution 13."""
    assert fired(bench.record(values)) == rules


def test_weak_words(bench, fired):
    assert fired(bench.record({"fu-note": "怕再摔"})) == ["T-A16"]
    assert fired(bench.record({"fu-note": "I fell asleep"})) == ["T-A16"]


@pytest.mark.parametrize("wish", ["call", "visit", "advice"])
def test_requests_are_not_symptoms(bench, fired, wish):
    assert fired(bench.record({"fu-wish": wish})) == []
