"""Which questions of the forms open on which answers (clinical content 1.1-1.5, 6.3)."""

from typing import Any

import pytest

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Questionnaire
from osteopro.instruments.library import load_instruments

RECORD_FORMS = ("opros-fu", "opros-full")
FOLLOW_UPS = (
    "rf-back-act rf-back-stand fall-count fall-date fall-hurt fall-head fall-thinner "
    "frac-where frac-stand nerve-what rf-seen"
)


def form(code: str) -> Questionnaire:
    (found,) = (entry for entry in load_instruments().values() if entry.code == code)
    return found.questionnaire


def enabled(code: str, link_id: str, **values: Any) -> bool:
    given = {name.replace("_", "-"): value for name, value in values.items()}
    return Answers(form(code), given, complete=False).enabled(link_id)


@pytest.mark.parametrize("code", RECORD_FORMS)
@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        ("back", {"rf-back-act", "rf-back-stand", "rf-seen"}),
        ("fall", {"fall-count", "fall-date", "fall-hurt", "fall-head", "rf-seen"}),
        ("break", {"frac-where", "frac-stand", "rf-seen"}),
        ("nerve", {"nerve-what"}),
        ("bladder", set()),
        ("chest", set()),
        ("fever", set()),
        ("bleed", set()),
        ("none", set()),
    ],
)
def test_safety_answers_open_their_follow_ups_only(code, choice, asked):
    follow_ups = set(FOLLOW_UPS.split())
    answers = Answers(form(code), {"rf-check": [choice]}, complete=False)
    assert {link_id for link_id in follow_ups if answers.enabled(link_id)} == asked


@pytest.mark.parametrize(("head", "asked"), [("fine", True), ("no", False), ("bad", False)])
def test_blood_thinner_is_asked_after_a_hit_that_feels_fine(head, asked):
    for code, values in (
        ("opros-fu", {"rf_check": ["fall"]}),
        ("opros-full", {"rf_check": ["fall"]}),
        ("opros-diary", {"dia_type": "fall"}),
    ):
        assert enabled(code, "fall-thinner", **values, fall_head=head) is asked
        assert enabled(code, "fall-thinner", fall_head=head) is False


@pytest.mark.parametrize("code", RECORD_FORMS)
@pytest.mark.parametrize(
    ("mood", "helper", "asked"),
    [
        ("none", False, False),
        ("little", False, False),
        ("some", False, False),
        ("quite", False, True),
        ("very", False, True),
        ("very", True, False),
        ({"absent": "skipped"}, False, False),
        (None, False, False),
    ],
)
def test_selfharm_follows_low_mood_and_never_a_helper(code, mood, helper, asked):
    assert enabled(code, "rf-selfharm", sym_mood=mood, ctx_helper=helper) is asked


def test_selfharm_is_asked_when_nobody_said_whether_a_helper_is_there():
    assert enabled("opros-fu", "rf-selfharm", sym_mood="very")
    assert enabled("phq2", "rf-selfharm", phq2_total=3)


@pytest.mark.parametrize(
    ("total", "helper", "asked"),
    [(2, False, False), (3, False, True), (6, False, True), (6, True, False), (None, False, False)],
)
def test_selfharm_follows_a_phq2_total_from_three(total, helper, asked):
    assert enabled("phq2", "rf-selfharm", phq2_total=total, ctx_helper=helper) is asked


@pytest.mark.parametrize(
    ("on_medicine", "answer", "asked"),
    [
        (True, "none", False),
        (True, "little", True),
        (True, "some", True),
        (True, "quite", True),
        (True, "very", True),
        (False, "very", False),
        (None, "very", False),
        (True, None, False),
    ],
)
def test_side_effects_need_a_medicine_and_feeling_unwell(on_medicine, answer, asked):
    values = {"ctx_on_bone_med": on_medicine, "sym_sidefx": answer}
    assert enabled("opros-full", "sfx-what", **values) is asked
    assert enabled("opros-full", "sym-sidefx", **values) is (on_medicine is True)


@pytest.mark.parametrize("code", RECORD_FORMS)
@pytest.mark.parametrize("taken", ["all", "missed", "stopped", "told-stop"])
def test_reason_is_asked_when_the_patient_left_the_medicine(code, taken):
    wanted = taken in ("missed", "stopped")
    assert enabled(code, "med-why", ctx_on_bone_med=True, med_taken=taken) is wanted
    assert enabled(code, "med-why", ctx_on_bone_med=False, med_taken=taken) is False


@pytest.mark.parametrize("code", RECORD_FORMS)
def test_advice_wish_and_change_follow_their_conditions(code):
    assert enabled(code, "adv-tried", ctx_advice=True)
    assert not enabled(code, "adv-tried", ctx_advice=False)
    assert enabled(code, "wish-why", fu_wish="visit")
    assert not enabled(code, "wish-why", fu_wish="call")


def test_change_over_four_weeks_is_not_asked_in_the_first_report():
    assert enabled("opros-full", "fu-change", ctx_baseline=False)
    assert not enabled("opros-full", "fu-change", ctx_baseline=True)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("fall", "fall-count fall-date fall-hurt fall-head rf-seen dia-pain"),
        ("back", "rf-back-act rf-back-stand rf-seen dia-pain"),
        ("break", "frac-where frac-stand rf-seen dia-pain"),
        ("med", "dia-med-n med-why"),
        ("sidefx", "sfx-what"),
        ("exercise", "dia-ex-kind dia-ex-min dia-ex-after"),
        ("sunfood", "dia-sun dia-food"),
        ("visit", "dia-visit-kind"),
        ("good", ""),
        ("other", ""),
    ],
)
def test_diary_asks_only_what_its_kind_needs(kind, asked):
    found = Answers(form("opros-diary"), {"dia-type": kind}, complete=False).enabled_items()
    always = ["dia-type", "dia-date", "dia-note"]
    assert {item.link_id for item in found} == {*always, *asked.split()}
