"""Messages shown at once (clinical content 3.3; resolutions 12, 29)."""

import pytest

from osteopro.triage.case import MessageRef

NAMES = {
    "manager": "王护士",
    "hours": "4",
    "date": {"zh-CN": "11月23日", "en": "23 November"},
    "phone": "028-1234",
    "next": {"zh-CN": "12月4日", "en": "4 December"},
}
CODES = ["M-EME", "M-URG", "M-ATT", "M-ROU", "R22"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("in_hours", [True, False])
@pytest.mark.parametrize("on_call", [True, False])
def test_text_is_complete_in_both_languages(ruleset, code, in_hours, on_call):
    text = ruleset.messages.compose(MessageRef(code), in_hours=in_hours, on_call=on_call, **NAMES)
    assert text.keys() == {"zh-CN", "en"}
    assert not any(mark in words for words in text.values() for mark in "{}你")


def test_variables_are_said_in_each_language(ruleset):
    text = ruleset.messages.compose(MessageRef("M-ROU"), in_hours=True, on_call=False, **NAMES)
    assert "下次填写：12月4日" in text["zh-CN"]
    assert "4 December" in text["en"]


def test_a_missing_variable_is_an_error_not_a_brace(ruleset):
    with pytest.raises(KeyError):
        ruleset.messages.compose(MessageRef("M-URG"), in_hours=True, on_call=False, hours="4")


def test_needs_names_the_variables(ruleset):
    needs = ruleset.messages.needs(MessageRef("M-URG"), in_hours=True, on_call=False)
    assert needs == {"manager", "hours"}


def test_out_of_hours_nobody_has_been_told(ruleset):
    closed = ruleset.messages.compose(MessageRef("M-EME"), in_hours=False, on_call=False, **NAMES)
    assert "已经通知" not in closed["zh-CN"]
    assert "have alerted" not in closed["en"]
    on_call = ruleset.messages.compose(MessageRef("M-EME"), in_hours=False, on_call=True, **NAMES)
    assert "已经通知值班" in on_call["zh-CN"]


@pytest.mark.parametrize("code", CODES)
def test_every_form_but_booking_names_the_ambulance_or_is_calm(ruleset, code):
    text = ruleset.messages.compose(MessageRef(code), in_hours=False, on_call=False, **NAMES)
    assert ("120" in text["zh-CN"]) is (code in ("M-EME", "M-URG", "M-ATT"))


def test_the_line_under_every_form(ruleset):
    assert ruleset.messages.always["zh-CN"].endswith("急事请打 120。")


def test_no_patient_text_says_ni(ruleset):
    """Resolution 29."""
    texts = [advice.text["zh-CN"] for advice in ruleset.advice.advice]
    texts += [text["zh-CN"] for text in ruleset.messages.add.values()]
    texts += [ruleset.messages.always["zh-CN"], ruleset.stop.text["zh-CN"]]
    assert not [text for text in texts if "你" in text]
