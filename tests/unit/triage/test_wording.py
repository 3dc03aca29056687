"""What may be published as the wording of an advice, and what never (clinical content 3.5, 4)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.triage.editions import Fault, Wording, laid_over, problems, wording_of
from osteopro.triage.never import never_list
from osteopro.triage.ruleset import load_ruleset

RULESET = load_ruleset()
WARMTH = wording_of(RULESET.advice.of("R13"))


def faults(wording: Wording) -> list[tuple[str, str, Fault]]:
    found = problems(wording, WARMTH, RULESET.stop, never_list())
    return [(each.name, each.language, each.fault) for each in found]


def worded(zh: str, en: str = "Warm pack for 10 minutes.") -> Wording:
    return replace(WARMTH, text={"zh-CN": zh, "en": en})


def test_a_plain_change_may_be_published() -> None:
    assert faults(worded("毛巾包着热水袋敷 10 分钟。皮肤麻的地方不敷。")) == []


def test_every_text_of_the_library_passes_the_never_list() -> None:
    for advice in RULESET.advice.advice:
        for words in (*advice.text.values(), *advice.title.values()):
            assert never_list().found(words) == [], advice.code


@pytest.mark.parametrize(
    "text",
    [
        "每天做 20 个仰卧起坐。", "练习弯腰摸脚。", "可以试试针灸和拔罐。", "戴上护腰再出门。",
        "这不是骨折，慢慢会好。", "不用担心，歇歇就好。", "先别去医院，过几天再看。",
        "每天补钙片。", "别忘了做仰卧起坐。", "跳绳对骨头好。", "搬重物能练力气。", "做牵引。",
    ],
)  # fmt: skip
def test_what_is_never_advised_is_refused_in_chinese(text: str) -> None:
    assert ("text", "zh-CN", Fault.NEVER) in faults(worded(text))


@pytest.mark.parametrize(
    "text",
    [
        "Do ten sit-ups.", "Touch your toes daily.", "Try acupuncture.", "Wear a brace.",
        "This is not a fracture.", "Nothing to worry about.", "Put off the visit.",
        "Take calcium daily.", "Do not forget your sit-ups.", "Jump ten times.",
        "Lift heavy weights.",
    ],
)  # fmt: skip
def test_what_is_never_advised_is_refused_in_english(text: str) -> None:
    assert ("text", "en", Fault.NEVER) in faults(worded("敷 10 分钟。", text))


@pytest.mark.parametrize("text", ["不做弯腰摸脚、大转身的动作。", "别跳绳。", "不要做仰卧起坐。"])
def test_a_warning_against_it_is_no_advice_to_do_it(text: str) -> None:
    assert faults(worded(text)) == []


@pytest.mark.parametrize("text", ["药减半。", "每天吃 2 片钙。", "把针停了。"])
def test_medicine_is_refused(text: str) -> None:
    assert ("text", "zh-CN", Fault.MEDICINE) in faults(worded(text))


def test_both_languages_are_needed_and_none_too_long() -> None:
    assert ("text", "en", Fault.MISSING) in faults(worded("敷。", " "))
    assert ("text", "zh-CN", Fault.TOO_LONG) in faults(worded("敷" * 161))
    assert ("text", "zh-CN", Fault.BLANKS) in faults(worded("痛 {pain_move} 时敷。"))
    assert faults(WARMTH) == [("text", "zh-CN", Fault.SAME)]


def test_what_stays_as_it_was_approved_is_not_read_again() -> None:
    told = wording_of(RULESET.advice.of("R21"))
    other = replace(told, title={**told.title, "en": "Medicine as told"})
    assert problems(other, told, RULESET.stop, never_list()) == []


@given(st.sampled_from([each.code for each in RULESET.advice.advice]), st.text(max_size=20))
def test_a_wording_changes_only_words_of_one_advice(code: str, words: str) -> None:
    wording = Wording({"zh-CN": words, "en": words}, {"zh-CN": words, "en": words})
    laid = laid_over(RULESET.advice, {code: (7, wording)})
    for before, after in zip(RULESET.advice.advice, laid.advice, strict=True):
        assert after.flags == before.flags
        assert after.block is before.block
        assert after.reasons is before.reasons
        changed = (after.text, after.title, after.edition) != (
            before.text,
            before.title,
            before.edition,
        )
        assert changed == (before.code == code)
