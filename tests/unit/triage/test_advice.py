"""The recommendation library (clinical content 4; resolutions 74, 85, 101)."""

import pytest

from osteopro.triage.advice import FollowUp, propose
from osteopro.triage.case import Case, Current, Profile
from osteopro.triage.engine import assess

CALM = {
    "sym-pain-rest": "0",
    "sym-pain-move": "0",
    "sym-mobility": "none",
    "sym-fatigue": "none",
    "sym-sleep": "none",
    "sym-unsteady": "none",
    "sym-mood": "none",
}
QOL = {"qol-gh1": "g2"}


@pytest.fixture
def codes(bench, ruleset):
    """Every code proposed, not only the first three."""

    def run(values=None, *, code="opros-fu", profile=None, history=None, diary=(), **follow):
        given = {**CALM, **(values or {})}
        case = case_from(bench, given, code, profile, history or [], diary)
        found = assess(case, ruleset, bench.instruments)
        library = ruleset.advice
        seen: list[str] = []
        sent = frozenset(follow.pop("sent", ()))
        while True:
            now = propose(
                case,
                found,
                ruleset,
                bench.instruments,
                sent=sent | set(seen),
                follow_up=FollowUp(**follow),
            )
            fresh = [proposal.code for proposal in now if proposal.code not in seen]
            seen += fresh
            if not fresh or len(now) < library.most:
                return seen

    return run


def case_from(bench, values, code, profile, history, diary):
    """A case without the file format, so that profiles and days are plain values."""
    form = bench.form(code)

    def record(values, code, days_ago):
        response = bench.response(values, code=code, days_ago=days_ago, usual=False)
        return bench.past(response)

    now = bench.past(bench.response(values, code=code))
    current = Current(
        authored=now.authored,
        canonical=form.canonical,
        answers=now.answers,
        proxy=now.proxy,
        status="completed",
    )
    return Case(
        bench.now,
        current,
        history=tuple(record({**CALM, **v}, c, d) for v, c, d in history),
        diary=tuple(bench.past(entry) for entry in diary),
        profile=Profile(profile or {}),
    )


FULL = "opros-full"


@pytest.mark.parametrize(
    ("code", "yes", "no", "form"),
    [
        ("R01", {"sym-pain-move": "4"}, {"sym-pain-move": "3"}, "opros-fu"),
        ("R01", {"sym-posture": "some"}, {"sym-posture": "little"}, FULL),
        ("R02", {"sym-pain-move": "4"}, {"sym-pain-move": "3"}, "opros-fu"),
        ("R03", {"sym-pain-move": "4"}, {"sym-pain-move": "3"}, "opros-fu"),
        ("R05", {"sym-mobility": "some"}, {"sym-mobility": "little"}, "opros-fu"),
        ("R05", {"sym-fatigue": "some"}, {"sym-fatigue": "little"}, "opros-fu"),
        (
            "R05",
            {"sym-mobility": "some", "sym-unsteady": "some"},
            {"sym-mobility": "some", "sym-unsteady": "quite"},
            "opros-fu",
        ),
        (
            "R05",
            {"sym-mobility": "some"},
            {"sym-mobility": "some", "sym-unsteady": None},
            "opros-fu",
        ),
        ("R06", {"sym-pain-rest": "1"}, {"sym-pain-rest": "0"}, "opros-fu"),
        ("R06", {"sym-posture": "little"}, {}, FULL),
        ("R07", {"sym-unsteady": "little"}, {}, "opros-fu"),
        ("R07", {"sym-fear": "some"}, {"sym-fear": "little"}, FULL),
        ("R08", {"sym-fatigue": "some"}, {"sym-fatigue": "little"}, "opros-fu"),
        ("R09", {"sym-unsteady": "some"}, {"sym-unsteady": "quite"}, "opros-fu"),
        ("R10", {"sym-unsteady": "little"}, {}, "opros-fu"),
        ("R11", {"sym-unsteady": "some"}, {"sym-unsteady": "little"}, "opros-fu"),
        ("R12", {"sym-unsteady": "some"}, {"sym-unsteady": "little"}, "opros-fu"),
        ("R13", {"sym-pain-move": "6"}, {"sym-pain-move": "7"}, "opros-fu"),
        ("R14", {"sym-fatigue": "some"}, {"sym-pain-move": "4"}, "opros-fu"),
        ("R15", {"sym-sleep": "some"}, {"sym-sleep": "little"}, "opros-fu"),
        ("R16", {"sym-appetite": "little"}, {}, FULL),
        ("R16", {"sym-weight": "little"}, {}, FULL),
        ("R18", {"sym-appetite": "some"}, {"sym-appetite": "little"}, FULL),
        ("R18", {"sym-weight": "some"}, {"sym-weight": "little"}, FULL),
        ("R23", {"sym-mood": "some"}, {"sym-mood": "little"}, "opros-fu"),
        ("R24", {"sym-fear": "some"}, {"sym-fear": "little"}, FULL),
        (
            "R21",
            {"med-taken": "missed", "med-why": ["forgot"]},
            {"med-taken": "missed", "med-why": ["cost"]},
            "opros-fu",
        ),
        (
            "R22",
            {"med-taken": "missed", "med-why": ["access"]},
            {"med-taken": "missed", "med-why": ["cost"]},
            "opros-fu",
        ),
        ("R12", {"sym-sidefx": "little", "sfx-what": ["dizzy"]}, {"sym-sidefx": "none"}, FULL),
    ],
)
def test_answer_proposes(codes, code, yes, no, form):
    assert code in codes(yes, code=form)
    assert code not in codes(no, code=form)


BACK_SEEN = {"rf-check": ["back"], "rf-back-stand": "yes", "rf-seen": "yes"}
FALL_SEEN = {
    "rf-check": ["fall"], "fall-count": "1", "fall-hurt": "ok", "fall-head": "no", "rf-seen": "yes",
}  # fmt: skip


def test_what_the_patient_was_doing(codes):
    assert "R01" in codes({**BACK_SEEN, "rf-back-act": "bendlift"})
    assert "R04" in codes({**BACK_SEEN, "rf-back-act": "cough"})
    assert not {"R01", "R04"} & set(codes({**BACK_SEEN, "rf-back-act": "nothing"}))


@pytest.mark.parametrize("code", ["R10", "R11", "R24"])
def test_any_fall_proposes(codes, code):
    assert code in codes(FALL_SEEN)


@pytest.mark.parametrize(
    ("flag", "code"),
    [("vf", "R03"), ("vf", "R04"), ("smoker", "R20"), ("drinker", "R20"), ("lives_alone", "R24")],
)
def test_profile_proposes(codes, flag, code):
    assert code in codes(profile={flag: True})
    assert code not in codes(profile={flag: False})
    assert code not in codes()


ALL = {
    "sym-pain-rest": "3", "sym-pain-move": "5", "sym-mobility": "some", "sym-fatigue": "some",
    "sym-unsteady": "some", "sym-posture": "little", "sym-appetite": "little",
}  # fmt: skip


@pytest.mark.parametrize(
    ("flag", "blocked"),
    [
        ("no_stand", {"R05", "R06", "R07", "R08", "R09"}),
        ("recent_fx", {"R05", "R07", "R08", "R09"}),
        ("heart", {"R05"}),
        ("dizzy", {"R07", "R09"}),
        ("neuropathy", {"R13"}),
        ("ckd", {"R16"}),
        ("stone", {"R16"}),
        ("swallow", {"R16"}),
    ],
)
def test_flag_blocks(codes, flag, blocked):
    """Resolution 101: a recent fracture blocks R05, R07, R08 and R09."""
    without = set(codes(ALL, code=FULL))
    assert without - set(codes(ALL, code=FULL, profile={flag: True})) == blocked


def test_sunlight_only_with_sunless_entries_and_never_on_sensitive_skin(bench, codes):
    none = bench.diary({"dia-type": "sunfood", "dia-sun": "0"}, days_ago=3)
    some = bench.diary({"dia-type": "sunfood", "dia-sun": "10"}, days_ago=5)
    old = bench.diary({"dia-type": "sunfood", "dia-sun": "0"}, days_ago=15)
    assert "R19" in codes(diary=[none])
    assert "R19" not in codes(diary=[none, some])
    assert "R19" not in codes(diary=[old])
    assert "R19" not in codes()
    assert "R19" not in codes(diary=[none], profile={"photosens": True})


def test_food_diary(bench, codes):
    """Resolution 101."""
    greens = bench.diary({"dia-type": "sunfood", "dia-food": ["veg"]}, days_ago=28)
    eggs = bench.diary({"dia-type": "sunfood", "dia-food": ["egg"]}, days_ago=2)
    old = bench.diary({"dia-type": "sunfood", "dia-food": ["veg"]}, days_ago=29)
    assert {"R16", "R17"} <= set(codes(diary=[greens]))
    assert "R16" not in codes(diary=[greens, eggs])
    assert "R17" in codes(diary=[eggs])
    assert not {"R16", "R17"} & set(codes(diary=[old]))


def test_latest_answer_within_56_days_counts(bench, codes):
    """Resolution 74."""
    assert "R06" in codes(history=[({"sym-posture": "little"}, FULL, 56)])
    assert "R06" not in codes(history=[({"sym-posture": "little"}, FULL, 57)])
    newer = [({"sym-posture": "little"}, FULL, 40), ({"sym-posture": "none"}, FULL, 10)]
    assert "R06" not in codes(history=newer)


def test_quality_of_life_answers_count(codes):
    assert "R08" in codes(history=[({"qol-pf1": "d1"}, "opros-qol", 10)])
    assert "R09" in codes(history=[({"qol-so2": "f1"}, "opros-qol", 10)])
    low = {"qol-em1": "f2", "qol-em2": "f2", "qol-em3": "f2"}
    assert "R23" in codes(history=[(low, "opros-qol", 10)])
    chores = [({"qol-da2": "d2"}, "opros-qol", 10)]
    assert "R14" in codes({"sym-pain-move": "4"}, history=chores)
    assert "R14" not in codes(history=chores)


def test_new_back_pain_and_injury_block(bench, codes):
    back = {"dia-type": "back", "rf-back-stand": "yes", "rf-seen": "yes"}
    assert "R06" in codes({"sym-pain-rest": "3"}, diary=[bench.diary(back, days_ago=43)])
    assert "R06" not in codes({"sym-pain-rest": "3"}, diary=[bench.diary(back, days_ago=42)])
    assert "R13" in codes({"sym-pain-rest": "3"}, diary=[bench.diary(back, days_ago=4)])
    assert "R13" not in codes({"sym-pain-rest": "3"}, diary=[bench.diary(back, days_ago=3)])
    assert "R13" not in codes({"sym-pain-rest": "3", **FALL_SEEN})
    painful = {**FALL_SEEN, "fall-hurt": "pain", "sym-unsteady": "some"}
    assert not {"R07", "R09"} & set(codes(painful))


def test_self_harm_answer_blocks_r23(codes):
    past = [({"sym-mood": "quite", "rf-selfharm": "some"}, "opros-fu", 10)]
    assert "R23" not in codes({"sym-mood": "some"}, history=past)


def test_urgent_proposes_only_seeing_a_doctor(codes):
    assert codes({"rf-check": ["fever"], "sym-unsteady": "some"}) == ["R00"]
    assert codes({"sym-unsteady": "some"}, open_rules=("T-E06",)) == ["R00"]
    assert codes({"sym-unsteady": "some"}, open_rules=("T-U10",)) == ["R22"]


def test_in_person_session(bench, codes):
    assert "R25" in codes({**FALL_SEEN, "fall-count": "2"})
    assert "R25" not in codes(FALL_SEEN)
    assert "R25" in codes({"sym-unsteady": "some"}, profile={"vf": True})
    assert "R25" not in codes(profile={"vf": True})
    high = {"sym-pain-rest": "6"}
    usual = [(high, FULL, 14)]
    assert "R25" in codes(high, history=usual, attention_before=2)
    assert "R25" not in codes(high, history=usual, attention_before=1)
    assert "R25" not in codes(attention_before=2)
    posture = [({"sym-posture": "none"}, FULL, 20)]
    assert "R25" in codes({"sym-posture": "some"}, code=FULL, history=posture)


def test_at_most_three_and_none_again_within_28_days(bench):
    result = bench.record({"sym-pain-move": "5", "sym-unsteady": "some", "sym-sleep": "some"})
    assert len(result["advice"]) == 3


def test_sent_codes_are_not_proposed_again(codes):
    assert "R15" not in codes({"sym-sleep": "some"}, sent={"R15"})


def test_new_problem_comes_first(bench, codes):
    """Sleep is new; pain and walking are as before."""
    before = {"sym-pain-move": "5", "sym-mobility": "some"}
    now = {**before, "sym-sleep": "some"}
    assert codes(now, history=[(before, "opros-fu", 7)])[0] == "R15"
    assert codes(now, history=[(now, "opros-fu", 7)])[0] == "R01"
    assert codes(now)[0] == "R01"


def test_proposal_says_why_and_what_is_not_recorded(bench, ruleset):
    case = case_from(bench, {**CALM, "sym-mobility": "some"}, "opros-fu", {"heart": False}, [], [])
    found = propose(case, assess(case, ruleset, bench.instruments), ruleset, bench.instruments)
    walk = next(proposal for proposal in found if proposal.code == "R05")
    assert walk.because == {"zh-CN": "起身、走路不方便", "en": "Trouble getting up or walking"}
    assert walk.unrecorded == ("no_stand", "recent_fx")
    assert not walk.needs_check


def test_exercise_after_a_fracture_needs_a_check(bench, ruleset):
    values = {**CALM, "sym-mobility": "some"}
    case = case_from(bench, values, "opros-fu", {"vf": True}, [], [])
    found = propose(
        case,
        assess(case, ruleset, bench.instruments),
        ruleset,
        bench.instruments,
        sent={"R03", "R04"},
    )
    checks = {proposal.code: proposal.needs_check for proposal in found}
    assert checks["R05"]
    assert not checks["R25"]


def test_library_never_says_what_must_not_be_said(ruleset):
    assert len(ruleset.advice.advice) == 26
    banned = ("仰卧起坐", "弯腰摸脚趾", "牵引", "按摩", "针灸")
    texts = [advice.text["zh-CN"] for advice in ruleset.advice.advice]
    assert not [text for text in texts for word in banned if word in text]
    stopped = [
        advice.code
        for advice in ruleset.advice.advice
        if advice.code != "R22" and ruleset.stop.wording(advice.text["zh-CN"])
    ]
    assert stopped == []
