"""V1 to V7 of clinical content 5.2: every vector, and both sides of every boundary."""

from typing import Any

import pytest

SKIPPED = {"absent": "skipped"}
FAST = [1.1, 1.4, 1.9, 1.2, 3.0, 1.6, 1.8]
SLOW = [2, 6, 3, 9, 4, 5, 7]


def qol_pace(each: float) -> dict[str, float]:
    return {f"qol-pf{n}": each for n in range(1, 5)} | {f"qol-da{n}": each for n in range(1, 4)}


# V1 straight-lining


def test_a_straight_line_that_contradicts_itself_is_asked_about(checks: Any) -> None:
    assert checks.flags(checks.qol([4] * 15)) == ["V1"]


def test_the_middle_throughout_needs_haste_as_well(checks: Any) -> None:
    middle = checks.qol([2] * 15)
    assert checks.flags(middle) == []
    assert set(checks.flags(middle, seconds=qol_pace(1.5))) == {"V1", "V4"}
    assert checks.flags(middle, seconds=qol_pace(2.0)) == []


def test_mixed_answers_are_no_straight_line(checks: Any) -> None:
    assert checks.flags(checks.qol([1, 2, 2, 1, 0, 1, 2, 3, 2, 1, 3, 1, 2, 2, 3])) == []


@pytest.mark.parametrize(("same", "flagged"), [(11, False), (12, True)])
@pytest.mark.parametrize("raw", [0, 1, 3, 4])
def test_twelve_of_fifteen(checks: Any, same: int, flagged: bool, raw: int) -> None:
    others = [2] * (15 - same)
    assert ("V1" in checks.flags(checks.qol([raw] * same + others))) is flagged


@pytest.mark.parametrize(
    ("raws", "flagged"),
    [
        ([2] * 8 + [1], True),
        ([1] + [2] * 8, True),
        ([2] * 7 + [1, 2], False),
        ([2] * 4 + [None] + [2] * 4, False),
        ([1] * 9, False),
        ([0] * 9, False),
        ([4] * 9, True),
    ],
)
def test_a_long_run_in_the_long_form(checks: Any, sym: Any, raws: Any, flagged: bool) -> None:
    usual = checks.bench.history(sym(3, 5, 2, 2, 2, 2, 2))
    found = checks.flags(checks.full(sym(3, 5, *raws)), history=usual)
    assert ("V1" in found) is flagged


def test_the_short_form_needs_haste_as_well(checks: Any, sym: Any, pace: Any) -> None:
    heavy = checks.fu(sym(3, 5, 3, 3, 3, 3, 3))
    usual = checks.bench.history(sym(3, 5, 3, 3, 3, 3, 3))
    assert checks.flags(heavy, history=usual) == []
    assert set(checks.flags(heavy, history=usual, seconds=pace(*FAST))) == {"V1", "V4"}
    some = checks.fu(sym(3, 5, 2, 2, 2, 2, 2))
    assert checks.flags(some, seconds=pace(*FAST)) == ["V4"]
    four = checks.fu(sym(3, 5, 3, 3, 3, 3, 2))
    assert checks.flags(four, history=usual, seconds=pace(*FAST)) == ["V4"]


@pytest.mark.parametrize("code", ["opros-fu", "opros-full"])
def test_no_symptoms_at_all_is_a_possible_answer(checks: Any, sym: Any, code: str) -> None:
    zeros = checks.bench.response(
        sym(0, 0, *[0] * 9 if code == "opros-full" else [0] * 5), code=code
    )
    none = checks.bench.history(sym(0, 0, 0, 0, 0, 0, 0))
    assert checks.flags(zeros, history=none) == []


# V2 paired items


def pair(checks: Any, sym: Any, mobility: int, pf: list[int | None]) -> list[str]:
    qol = checks.qol([*pf, 1, 1, 2, 3, 2, 1, 3, 1, 2, 2, 3])
    fu = checks.fu(sym(3, 5, mobility, 1, 1, 1, 1))
    usual = [*checks.bench.history(sym(3, 5, mobility, 1, 1, 1, 1)), qol]
    return checks.flags(fu, history=usual)


@pytest.mark.parametrize(
    ("mobility", "pf", "flagged"),
    [
        (0, [3, 3, 4, 3], True),
        (2, [1, 2, 2, 1], False),
        (0, [3, 3, 3, 3], True),
        (0, [3, 3, 3, 2], False),
        (4, [1, 1, 1, 1], True),
        (4, [1, 1, 1, 2], False),
        (0, [3, 3, None, None], True),
        (0, [4, None, None, None], False),
    ],
)
def test_getting_around_against_physical_function(
    checks: Any, sym: Any, mobility: int, pf: Any, flagged: bool
) -> None:
    assert ("V2" in pair(checks, sym, mobility, pf)) is flagged


def test_the_pair_is_found_whichever_form_of_the_day_came_last(checks: Any, sym: Any) -> None:
    fu = checks.fu(sym(3, 5, 0, 1, 1, 1, 1), days_ago=0.01)
    qol = checks.qol([3, 3, 4, 3, 1, 1, 2, 3, 2, 1, 3, 1, 2, 2, 3])
    assert checks.flags(qol, history=[*checks.bench.history(), fu]) == ["V2"]
    other_day = checks.fu(sym(3, 5, 0, 1, 1, 1, 1), days_ago=1)
    assert checks.flags(qol, history=[*checks.bench.history(), other_day]) == []


@pytest.mark.parametrize(("mood", "em2", "flagged"), [(3, 0, True), (2, 0, False), (0, 3, True)])
def test_low_mood_against_cheerfulness(
    checks: Any, sym: Any, mood: int, em2: int, flagged: bool
) -> None:
    qol = checks.qol([1, 2, 2, 1, 1, 1, 2, 3, 2, 1, 3, em2, 2, 2, 3])
    fu = checks.fu(sym(3, 5, 2, 1, 1, 1, mood))
    usual = [*checks.bench.history(sym(3, 5, 2, 1, 1, 1, mood)), qol]
    assert ("V2" in checks.flags(fu, history=usual)) is flagged


@pytest.mark.parametrize(("rest", "move", "flagged"), [(7, 3, True), (6, 3, False), (3, 7, False)])
def test_rest_pain_far_above_movement_pain(
    checks: Any, sym: Any, rest: int, move: int, flagged: bool
) -> None:
    fu = checks.fu(sym(rest, move, 2, 1, 1, 1, 1))
    usual = checks.bench.history(sym(rest, move, 2, 1, 1, 1, 1))
    result = checks.run(fu, history=usual)
    assert ([flag["id"] for flag in result["flags"]] == ["V2"]) is flagged
    if flagged:
        assert "Rest pain > movement pain by 4" in result["flags"][0]["detail"]["en"]


def test_unsteadiness_and_fear_are_information_only(checks: Any, sym: Any) -> None:
    full = checks.full(sym(3, 5, 2, 1, 1, 4, 1, 0, 0, 0, 0))
    usual = checks.bench.history(sym(3, 5, 2, 1, 1, 4, 1))
    assert checks.flags(full, history=usual) == []


# V3 a jump without an event


@pytest.mark.parametrize(
    ("base", "now", "flagged"),
    [(3, 8, True), (3, 7, True), (3, 6, False), (7, 3, True), (6, 3, False)],
)
def test_a_jump_of_four_points(checks: Any, sym: Any, base: int, now: int, flagged: bool) -> None:
    usual = checks.bench.history(sym(base, base, 2, 1, 1, 1, 1))
    fu = checks.fu(sym(now, base, 2, 1, 1, 1, 1))
    assert ("V3" in checks.flags(fu, history=usual)) is flagged


@pytest.mark.parametrize(
    ("moved", "flagged"), [((3, 6, 3, 3, 3, 3, 3), True), ((3, 5, 2, 3, 3, 2, 2), False)]
)
def test_a_jump_of_the_index(checks: Any, sym: Any, moved: Any, flagged: bool) -> None:
    # Usual 30+50+50+25+25+25+25 = 230; 25 points are 175 more: 405. 30+60+5×75 = 465.
    assert ("V3" in checks.flags(checks.fu(sym(*moved)))) is flagged


def test_the_index_on_its_boundary(checks: Any, sym: Any) -> None:
    # From 230 to 405: 50 + 80 + 75 + 75 + 50 + 50 + 25.
    exact = checks.fu(sym(5, 8, 3, 3, 2, 2, 1))
    assert checks.flags(exact) == ["V3"]
    below = checks.fu(sym(5, 7, 3, 3, 2, 2, 1))
    assert checks.flags(below) == []


@pytest.mark.parametrize("event", ["fall", "back", "break", "med", "sidefx", "visit"])
def test_an_event_in_the_diary_explains_it(checks: Any, sym: Any, event: str) -> None:
    fu = checks.fu(sym(8, 5, 2, 1, 1, 1, 1))
    more = {"sidefx": {"sfx-what": ["stomach"]}}.get(event, {})
    entry = checks.bench.diary({"dia-type": event, **more}, days_ago=3)
    assert "V3" not in checks.flags(fu, diary=[entry])
    long_ago = checks.bench.diary({"dia-type": event, **more}, days_ago=20)
    assert "V3" in checks.flags(fu, diary=[long_ago])


@pytest.mark.parametrize("entry", ["exercise", "good", "sunfood"])
def test_other_entries_explain_nothing(checks: Any, sym: Any, entry: str) -> None:
    fu = checks.fu(sym(8, 5, 2, 1, 1, 1, 1))
    assert "V3" in checks.flags(fu, diary=[checks.bench.diary({"dia-type": entry}, days_ago=3)])


def test_an_event_in_the_safety_question_explains_it(checks: Any, sym: Any) -> None:
    told = sym(8, 5, 2, 1, 1, 1, 1) | {
        "rf-check": ["back"], "rf-back-stand": "yes", "rf-seen": "no",
    }  # fmt: skip
    assert checks.flags(checks.fu(told)) == []
    silent = sym(8, 5, 2, 1, 1, 1, 1) | {"rf-check": None}
    assert checks.flags(checks.fu(silent)) == []


def test_a_jump_stays_urgent_and_is_asked_about(checks: Any, sym: Any) -> None:
    fu = checks.fu(sym(8, 5, 2, 1, 1, 1, 1))
    assert checks.flags(fu) == ["V3"]
    rules = [rule["id"] for rule in checks.bench.run(fu)["rules"]]
    assert {"T-U08", "T-U09"} <= set(rules)


def test_without_anything_to_compare_with_nothing_jumps(checks: Any, sym: Any) -> None:
    assert checks.flags(checks.fu(sym(8, 5, 2, 1, 1, 1, 1)), history=[]) == []


# V4 haste


@pytest.mark.parametrize(
    ("seconds", "flagged"),
    [
        (FAST, True),
        (SLOW, False),
        ([1.99] * 7, True),
        ([2.0] * 7, False),
        ([1.0] * 6, False),
        ([1, 1, 1, 1.9, 2.0, 9, 9, 9], True),  # the middle two: 1.95
        ([1, 1, 1, 1.9, 2.1, 9, 9, 9], False),  # 2.0
        ([600] * 9, False),
    ],
)
def test_haste_is_a_median_under_two_seconds(
    checks: Any, pace: Any, seconds: list[float], flagged: bool
) -> None:
    assert checks.flags(checks.fu({}), seconds=pace(*seconds)) == (["V4"] if flagged else [])


@pytest.mark.parametrize(
    ("values", "more", "profile"),
    [
        ({}, {"mode": "phone"}, {}),
        ({}, {"mode": "in-person"}, {}),
        ({"by-whom": "self-read"}, {}, {}),
        ({"by-whom": "proxy"}, {}, {}),
        ({"by-whom": "staff-phone"}, {}, {}),
        ({}, {}, {"screen_reader": True}),
    ],
)
def test_haste_is_not_judged_where_time_says_nothing(
    checks: Any, pace: Any, values: Any, more: Any, profile: Any
) -> None:
    found = checks.flags(checks.fu(values, **more), seconds=pace(*FAST), profile=profile)
    assert found == []


# V5 ceiling with a request


def ceiling(
    checks: Any, sym: Any, earlier: list[Any], wish: str = "visit", top: int = 6
) -> list[str]:
    raws = [4] * (top - 2) + [1] * (7 - top)
    now = checks.fu(
        sym(10, 10, *raws) | {"fu-wish": wish, **({"wish-why": "pain"} if wish == "visit" else {})}
    )
    history = [
        checks.bench.response(
            values, code="opros-full" if n == 0 else "opros-fu", days_ago=28 - 7 * n
        )
        for n, values in enumerate(earlier)
    ]
    return checks.flags(now, history=history)


def test_the_ceiling_with_a_request(checks: Any, sym: Any) -> None:
    mild, one_top = sym(3, 5, 2, 1, 1, 1, 1), sym(3, 5, 4, 1, 1, 1, 1)
    assert "V5" in ceiling(checks, sym, [mild, one_top, mild])
    assert "V5" not in ceiling(checks, sym, [mild, one_top, mild], wish="call")
    assert "V5" not in ceiling(checks, sym, [])
    assert "V5" in ceiling(checks, sym, [mild])
    assert "V5" not in ceiling(checks, sym, [mild, one_top, mild], top=5)


def test_the_share_before_is_below_a_fifth(checks: Any, sym: Any) -> None:
    # A short form has 7 such items. One top of 5 answered in one record of one is exactly 0.2.
    fifth = sym(3, 5, 4, 1, 1) | {"sym-unsteady": SKIPPED, "sym-mood": SKIPPED}
    mild = sym(3, 5, 2, 1, 1, 1, 1)
    old = [mild, fifth, fifth, fifth]
    assert "V5" not in ceiling(checks, sym, old)
    assert "V5" in ceiling(checks, sym, [mild, fifth, fifth, mild])


def test_four_fifths_are_enough(checks: Any, sym: Any) -> None:
    mild = sym(3, 5, 2, 1, 1, 1, 1)
    history = [checks.bench.response(mild, code="opros-full", days_ago=7)]
    values = sym(10, 10, 4, 4, 1) | {"sym-unsteady": SKIPPED, "sym-mood": SKIPPED}
    now = checks.fu(values | {"fu-wish": "visit", "wish-why": "pain"})
    assert "V5" in checks.flags(now, history=history)


# V6 possible under-reporting


ZEROS = (0, 0, 0, 0, 0, 0, 0)
EVIDENCE: list[Any] = [
    {"diary": {"dia-type": "fall", "fall-hurt": "pain"}},
    {"diary": {"dia-type": "fall", "fall-hurt": "ok", "dia-pain": "3"}},
    {"diary": {"dia-type": "visit", "dia-visit-kind": "er"}},
    {"diary": {"dia-type": "visit", "dia-visit-kind": "ward"}},
    {"diary": {"dia-type": "sidefx", "sfx-what": ["stomach"]}},
    {"heard": 4},
    {"pf": [3, 3, 3, 3]},
]
NO_EVIDENCE: list[Any] = [
    {},
    {"diary": {"dia-type": "fall", "fall-hurt": "ok"}},
    {"diary": {"dia-type": "visit", "dia-visit-kind": "clinic"}},
    {"diary": {"dia-type": "good"}},
    {"heard": 3},
    {"pf": [3, 3, 3, 2]},
]


def low(checks: Any, sym: Any, told: Any, answers: Any = ZEROS, days_ago: int = 3) -> list[str]:
    usual = checks.bench.history(sym(*answers))
    diary = [checks.bench.diary(told["diary"], days_ago=days_ago)] if "diary" in told else []
    profile = {}
    if "heard" in told:
        at = checks.bench.now.replace(day=checks.bench.now.day - days_ago).isoformat()
        profile = {"verified": [{"at": at, "pain_rest": told["heard"], "pain_move": 1}]}
    if "pf" in told:
        rest = [1, 1, 2, 3, 2, 1, 3, 1, 2, 2, 3]
        usual.append(checks.qol([*told["pf"], *rest], days_ago=20))
    return checks.flags(checks.fu(sym(*answers)), history=usual, diary=diary, profile=profile)


@pytest.mark.parametrize("told", EVIDENCE)
def test_no_symptoms_in_spite_of_evidence(checks: Any, sym: Any, told: Any) -> None:
    assert low(checks, sym, told) == ["V6"]
    assert low(checks, sym, told, answers=(1, 0, 0, 0, 0, 0, 0)) == ["V6"]  # SYM-C 1.4
    assert low(checks, sym, told, answers=(1, 0, 1, 0, 0, 0, 0)) == ["V6"]  # SYM-C 5.0
    assert low(checks, sym, told, answers=(2, 0, 1, 0, 0, 0, 0)) == []  # SYM-C 6.4


@pytest.mark.parametrize("told", NO_EVIDENCE)
def test_no_symptoms_are_believed(checks: Any, sym: Any, told: Any) -> None:
    assert low(checks, sym, told) == []


def test_too_few_answers_say_nothing(checks: Any, sym: Any) -> None:
    told = EVIDENCE[0]
    three = {"sym-sleep": SKIPPED, "sym-unsteady": SKIPPED, "sym-mood": SKIPPED}
    diary = [checks.bench.diary(told["diary"], days_ago=3)]
    none = checks.bench.history(sym(*ZEROS))
    four = checks.fu(sym(*ZEROS) | three)
    assert checks.flags(four, history=none, diary=diary) == ["V6"]
    fewer = checks.fu(sym(*ZEROS) | three | {"sym-fatigue": SKIPPED})
    assert checks.flags(fewer, history=none, diary=diary) == []


@pytest.mark.parametrize(("days_ago", "flagged"), [(14, True), (15, False)])
def test_what_was_heard_counts_for_fourteen_days(
    checks: Any, sym: Any, days_ago: int, flagged: bool
) -> None:
    assert (low(checks, sym, {"heard": 6}, days_ago=days_ago) == ["V6"]) is flagged


# V7 self against verified


def pairs(checks: Any, sym: Any, own: list[int], heard: list[int], hours: float = 24) -> list[str]:
    days = [21, 14, 7][: len(own)]
    history = [
        checks.bench.response(
            sym(rest, 5, 2, 1, 1, 1, 1),
            code="opros-full" if day == 21 else "opros-fu",
            days_ago=day,
        )
        for rest, day in zip(own, days, strict=True)
    ]
    verified = [
        {"at": checks.bench.response({}, days_ago=day - hours / 24)["authored"], "pain_rest": rest}
        for rest, day in zip(heard, days, strict=True)
    ]
    now = checks.fu(sym(own[-1], 5, 2, 1, 1, 1, 1))
    return checks.flags(now, history=history, profile={"verified": verified})


@pytest.mark.parametrize(
    ("own", "heard", "flagged"),
    [
        ([6, 6, 6], [4, 4, 4], True),
        ([6, 6, 6], [4, 5, 5], False),
        ([6, 6, 6], [2, 4, 6], True),
        ([3, 3, 3], [5, 5, 5], True),
        ([3, 3, 3], [4, 5, 4], False),
        ([6, 6], [2, 2], False),
    ],
)
def test_own_scores_against_conversation(
    checks: Any, sym: Any, own: Any, heard: Any, flagged: bool
) -> None:
    assert ("V7" in pairs(checks, sym, own, heard)) is flagged


def test_pairs_lie_within_two_days(checks: Any, sym: Any) -> None:
    assert "V7" in pairs(checks, sym, [6, 6, 6], [4, 4, 4], hours=47.5)
    assert "V7" not in pairs(checks, sym, [6, 6, 6], [4, 4, 4], hours=49)


# whoever answered for the patient


def test_a_proxy_is_never_checked(checks: Any, sym: Any, pace: Any) -> None:
    loud = sym(10, 10, 4, 4, 4, 4, 4) | {
        "fu-wish": "visit", "wish-why": "pain", "by-whom": "proxy", "rf-selfharm": None,
    }  # fmt: skip
    assert checks.flags(checks.fu(loud), seconds=pace(*FAST)) == []


def test_silence_is_never_checked(checks: Any) -> None:
    assert checks.run(None) == {"flags": [], "ask": None, "checks": "opros-validity|1.0.0"}
