"""The forms say exactly what clinical content 1, 6.3, 6.6 and 6.7 ask for, in both languages.

`clinical_texts.json` holds the texts of section 1 as [zh, en], with 您 for 你 (resolution 29); null
where the section leaves the words open. `dia-photo` is not among them: forms hold no attachments.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from osteopro.followup.flow import flow
from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Item, Questionnaire, Text
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.instruments.library import LIBRARY, Instrument, load_instruments
from osteopro.instruments.terms import ItemType, Kind, State

CLINICAL = json.loads(Path(__file__).with_name("clinical_texts.json").read_text("utf-8"))
RECORD_FORMS = ("opros-fu", "opros-full")
PATIENT_FORMS = (*RECORD_FORMS, "opros-qol", "opros-diary", "phq2", "opros-exit")
FORMS = (*PATIENT_FORMS, "opros-prov")
FOLLOW_UPS = (
    "rf-back-act rf-back-stand fall-count fall-date fall-hurt fall-head fall-thinner "
    "frac-where frac-stand nerve-what rf-seen"
)
CORE = "sym-pain-rest sym-pain-move sym-mobility sym-fatigue sym-sleep sym-unsteady sym-mood"
FURTHER = "sym-appetite sym-weight sym-posture sym-fear sym-sidefx sfx-what wt-kg fu-change"
END = "med-taken med-why qol-gh1 adv-tried fu-wish wish-why fu-note by-whom"
QOL = (
    "qol-pf1 qol-pf2 qol-pf3 qol-pf4 qol-da1 qol-da2 qol-da3 qol-so1 qol-so2 qol-so3 "
    "qol-em1 qol-em2 qol-em3 qol-gh1 qol-gh2"
)
ORDER = {
    "opros-fu": "ctx-on-bone-med ctx-advice ctx-helper rf-check "
    f"{FOLLOW_UPS} {CORE} rf-selfharm {END}",
    "opros-full": "ctx-on-bone-med ctx-baseline ctx-advice ctx-helper rf-check "
    f"{FOLLOW_UPS} {CORE} rf-selfharm {FURTHER} {END}",
    "opros-qol": QOL,
    "opros-diary": f"dia-type dia-date {FOLLOW_UPS.replace('nerve-what ', '')} dia-pain "
    "dia-med-n med-why sfx-what dia-ex-kind dia-ex-min dia-ex-after dia-sun dia-food "
    "dia-visit-kind dia-note",
    "phq2": "ctx-helper phq2-1 phq2-2 phq2-total rf-selfharm",
    "opros-exit": "ctx-leaving exit-easy exit-use exit-reply exit-doctor exit-care exit-honest "
    "exit-best exit-back exit-note",
    "opros-prov": "prov-time prov-see prov-trust prov-alert prov-act prov-change prov-visit "
    "prov-bond prov-load prov-risk prov-overrep prov-underrep prov-best prov-worst prov-role "
    "prov-months prov-panel",
}
EVENTS_REQUIRED = set(FOLLOW_UPS.split()) - {"rf-back-act"}
REQUIRED = {
    "opros-fu": {"rf-check", "rf-selfharm", "by-whom"} | EVENTS_REQUIRED,
    "opros-full": {"rf-check", "rf-selfharm", "by-whom"} | EVENTS_REQUIRED,
    "opros-qol": set(),
    "opros-diary": {"dia-type", "dia-date", "sfx-what"} | (EVENTS_REQUIRED - {"nerve-what"}),
    "phq2": {"rf-selfharm"},
    "opros-exit": set(),
    "opros-prov": set(),
}
ABOUT = {
    "opros-fu": (Kind.RECORD, "symptoms", False, 3),
    "opros-full": (Kind.RECORD, "symptoms", True, 5),
    "opros-qol": (Kind.QUALITY_OF_LIFE, "qol", True, 3),
    "opros-diary": (Kind.DIARY, "diary", False, 2),
    "phq2": (Kind.SCREEN, "mood", False, 1),
    "opros-exit": (Kind.EXIT, "experience", False, 2),
    "opros-prov": (Kind.PROVIDER, "provider", False, 3),
}
RECALL_WORDS = {
    "P7D": ("最近 7 天", "past 7 days"),
    "P14D": ("过去两周", "last 2 weeks"),
    "P28D": ("最近 4 周", "past 4 weeks"),
}
WEIGHTS = {
    "NRS11": {str(n): n for n in range(11)},
    "SYM5": {"none": 0, "little": 1, "some": 2, "quite": 3, "very": 4},
    "DIFF5": {"d0": 0, "d1": 1, "d2": 2, "d3": 3, "d4": 4, "na": None},
    "FREQ5": {f"f{n}": n for n in range(5)},
    "GH5": {f"g{n}": n for n in range(5)},
    "CHG5": {"c+2": None, "c+1": None, "c0": None, "c-1": None, "c-2": None},
    "AGR5": {f"a{n}": n for n in range(5)},
    "phq2-1": {str(n): n for n in range(4)},
    "phq2-2": {str(n): n for n in range(4)},
}
PHQ_OPTIONS = ["完全不会", "好几天", "一半以上的天数", "几乎每天"]
PHQ_NOTICE = (
    "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with "
    "an educational grant from Pfizer Inc. No permission required to reproduce, translate, "
    "display or distribute."
)
AGREEMENT = {
    "opros-exit": [
        ("exit-easy", "填起来容易", "It was easy to fill in"),
        ("exit-use", "对我有帮助", "It helped me"),
        ("exit-reply", "有人看，也有人回", "Someone read it and replied"),
        ("exit-doctor", "看病时医生用到了我的记录", "The doctor used my records"),
        ("exit-care", "觉得有人关心", "I felt cared for"),
        (
            "exit-honest",
            "能照实说，不用往重里说",
            "I could answer honestly without making it sound worse",
        ),
    ],
    "opros-prov": [
        ("prov-time", "时间够", "I have enough time for reviews"),
        ("prov-see", "一眼能看出重点", "I see what matters at a glance"),
        ("prov-trust", "我相信这些报告", "I trust the reports"),
        ("prov-alert", "提醒大多有用", "Most alerts are useful"),
        ("prov-act", "我知道接下来该做什么", "I know what to do next"),
        ("prov-change", "报告改变过我的处理", "Reports changed what I did"),
        ("prov-visit", "门诊时用得上", "I use the summary in clinic"),
        ("prov-bond", "和病人更近了", "I know my patients better"),
        ("prov-load", "心里累", "It wears me out"),
        ("prov-risk", "担心漏看", "I worry about missing something"),
    ],
}


def instrument(code: str) -> Instrument:
    (found,) = (entry for entry in load_instruments().values() if entry.code == code)
    return found


def form(code: str) -> Questionnaire:
    return instrument(code).questionnaire


def item_texts(item: Item) -> Iterator[Text]:
    yield from (item.text, item.short)
    yield from (text for text in (item.help, item.intro) if text)
    yield from (option.display for option in item.options)


def same(found: Text, expected: list[str | None]) -> bool:
    """Words open in the clinical content (null) match any; English may start with a capital."""
    zh, en = expected
    return zh in (None, found["zh-CN"]) and (en is None or en.lower() == found["en"].lower())


def test_library_holds_exactly_the_seven_forms():
    assert {entry.code for entry in load_instruments().values()} == set(FORMS)


@pytest.mark.parametrize("code", FORMS)
def test_form_description_is_as_planned(code):
    found = instrument(code)
    assert (found.kind, found.series, found.baseline, found.minutes) == ABOUT[code]
    assert found.canonical == f"https://osteopro.example/fhir/Questionnaire/{code}|1.0.0"


@pytest.mark.parametrize("code", FORMS)
def test_document_is_valid_fhir_r4(code):
    assert schema_problems(instrument(code).document, "Questionnaire") == []


@pytest.mark.parametrize("code", FORMS)
def test_items_stand_in_the_resolved_order(code):
    assert [item.link_id for item in form(code).items] == ORDER[code].split()


@pytest.mark.parametrize("code", FORMS)
def test_required_items_are_those_of_the_resolutions(code):
    assert {item.link_id for item in form(code).items if item.required} == REQUIRED[code]


@pytest.mark.parametrize("link_id", CLINICAL["items"])
def test_every_text_of_the_clinical_content_is_in_a_form(link_id):
    expected = CLINICAL["items"][link_id]
    options = expected.get("options") or CLINICAL["sets"].get(expected.get("set"), {})
    carriers = [found for code in FORMS if (found := form(code).nodes.get(link_id))]
    assert carriers
    for item in carriers:
        assert same(item.text, expected["text"])
        assert same(item.help, expected["help"]) if "help" in expected else True
        for code, words in options.items():
            option = item.option(code)
            assert option is not None, code
            assert same(option.display, words), code
        if "options" in expected:
            assert [option.code for option in item.options] == list(options)
        assert item.option_set == expected.get("set", link_id if options else "")


@pytest.mark.parametrize("code", FORMS)
def test_every_text_stands_in_both_languages(code):
    questionnaire = form(code)
    texts = [questionnaire.title]
    texts += [text for node in questionnaire.nodes.values() for text in item_texts(node)]
    for text in texts:
        assert set(text) == {"zh-CN", "en"}
        assert all(words.strip() == words and words for words in text.values()), text
        assert not re.search(r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]", text["en"]), text


@pytest.mark.parametrize("code", PATIENT_FORMS)
def test_patients_read_您_and_plain_chinese(code):
    for node in form(code).nodes.values():
        for text in item_texts(node):
            assert not re.search(r"[你?,;:!A-Za-z]", text["zh-CN"]), text


@pytest.mark.parametrize("code", FORMS)
def test_short_labels_fit_a_table_cell(code):
    for item in form(code).items:
        assert 0 < len(item.short["zh-CN"]) <= 10, item.link_id
        assert 0 < len(item.short["en"]) <= 24, item.link_id


@pytest.mark.parametrize("code", FORMS)
def test_short_labels_tell_items_of_one_form_apart(code):
    labels = [item.short["zh-CN"] for item in form(code).items]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("code", PATIENT_FORMS)
def test_each_page_says_the_recall_period_by_itself(code):
    for item in form(code).items:
        if item.recall and not item.hidden:
            zh, en = RECALL_WORDS[item.recall]
            assert zh in item.intro.get("zh-CN", "") + item.text["zh-CN"], item.link_id
            assert en in item.intro.get("en", "") + item.text["en"], item.link_id


@pytest.mark.parametrize("code", ["opros-fu", "opros-full", "opros-diary"])
def test_follow_up_questions_name_the_answer_they_follow(code):
    link_ids = {*FOLLOW_UPS.split(), "med-why", "sfx-what", "wish-why", "dia-med-n"}
    for item in form(code).items:
        if item.link_id in link_ids:
            assert item.intro, item.link_id


@pytest.mark.parametrize("code", PATIENT_FORMS)
def test_ratings_carry_a_recall_period(code):
    ratings = ("sym-", "qol-", "phq2-", "rf-selfharm")
    for item in form(code).items:
        assert bool(item.recall) == item.link_id.startswith(ratings), item.link_id


@pytest.mark.parametrize("code", FORMS)
def test_option_weights_are_the_raw_numbers(code):
    for item in form(code).items:
        weights = {option.code: option.weight for option in item.options}
        assert weights == WEIGHTS.get(item.option_set, dict.fromkeys(weights)), item.link_id


@pytest.mark.parametrize("code", FORMS)
def test_coding_systems_are_the_set_or_the_item(code):
    base = "https://osteopro.example/fhir/CodeSystem/"
    for item in form(code).items:
        systems = {option.system for option in item.options}
        assert systems <= {base + item.link_id} or (
            item.option_set in WEIGHTS and systems == {base + item.option_set}
        )


@pytest.mark.parametrize("code", FORMS)
def test_controls_follow_the_kind_of_answer(code):
    for item in form(code).items:
        if item.type is ItemType.CHOICE:
            plain = "check-box" if item.repeats else "radio-button"
            assert item.control == ("ladder" if item.option_set == "NRS11" else plain)


@pytest.mark.parametrize("code", FORMS)
def test_only_multiple_choices_repeat(code):
    several = {"rf-check", "sfx-what", "med-why", "dia-ex-kind", "dia-food"}
    for item in form(code).items:
        assert item.repeats == (item.link_id in several)


@pytest.mark.parametrize("code", FORMS)
def test_none_of_these_excludes_the_other_answers(code):
    found = {
        (item.link_id, option.code)
        for item in form(code).items
        for option in item.options
        if option.exclusive
    }
    wanted = {("rf-check", "none"), ("dia-food", "none")}
    assert found == {entry for entry in wanted if entry[0] in form(code).nodes}


@pytest.mark.parametrize("code", FORMS)
def test_facts_from_outside_are_hidden_first_and_never_skipped(code):
    hidden = [item for item in form(code).items if item.hidden]
    facts = [item for item in hidden if item.link_id.startswith("ctx-")]
    assert tuple(facts) == form(code).items[: len(facts)]
    assert {item.link_id for item in hidden} - {item.link_id for item in facts} <= {"phq2-total"}
    answers = Answers(form(code), {}, complete=True)
    for item in hidden:
        assert item.read_only
        assert not item.required
        assert answers.state(item.link_id) is State.NOT_ASKED
    assert all(item.type is ItemType.BOOLEAN for item in facts)


@pytest.mark.parametrize("code", FORMS)
def test_intro_is_shown_exactly_when_its_question_is(code):
    nodes = form(code).nodes
    for node in nodes.values():
        if node.type is ItemType.DISPLAY:
            question = nodes[node.link_id.removesuffix("-intro")]
            assert question.intro == node.text
            assert (question.enable_when, question.enable_behavior) == (
                node.enable_when,
                node.enable_behavior,
            )


def test_diary_reuses_the_questions_of_the_safety_check():
    record, diary = form("opros-full"), form("opros-diary")
    shared = {item.link_id for item in diary.items} & {item.link_id for item in record.items}
    assert shared == {*FOLLOW_UPS.split(), "med-why", "sfx-what"} - {"nerve-what"}
    for link_id in shared:
        assert diary.item(link_id).text == record.item(link_id).text
        assert diary.item(link_id).options == record.item(link_id).options


@pytest.mark.parametrize(
    ("code", "link_id"),
    [("opros-fu", "fall-date"), ("opros-full", "fall-date"), ("opros-diary", "dia-date")],
)
def test_event_days_cannot_be_after_today(code, link_id):
    assert form(code).item(link_id).not_after_today


def test_weight_and_words_have_their_limits():
    weight = form("opros-full").item("wt-kg")
    assert (weight.minimum, weight.maximum, weight.max_decimals) == (25, 150, 1)
    assert weight.unit == "kg"
    for code in FORMS:
        for item in form(code).items:
            assert item.max_length == (500 if item.type is ItemType.TEXT else None), item.link_id


def test_last_advice_is_asked_in_the_words_of_the_library():
    item = form("opros-fu").item("adv-tried")
    assert item.text == {"zh-CN": "上次的建议做了吗？", "en": "Did you try the last advice?"}
    displays = [(option.code, option.display["zh-CN"]) for option in item.options]
    assert displays == [("helped", "做了，有用"), ("nohelp", "做了，没用"), ("not", "没做")]


def test_symptom_pages_open_with_the_clinical_intro():
    record = form("opros-full")
    for link_id in CORE.split():
        assert record.item(link_id).intro == {
            "zh-CN": "想想最近 7 天，选最像您的一个。没有对错。",
            "en": "Think about the past 7 days and choose what fits best. "
            "There is no right or wrong.",
        }


@pytest.mark.parametrize(
    ("option_set", "zh", "en"),
    [
        ("DIFF5", "下面的事，您做起来难不难？", "How hard are these for you?"),
        ("FREQ5", "下面的话，像不像您最近 7 天？", "How often was this true for you?"),
    ],
)
def test_quality_of_life_pages_open_with_their_intro(option_set, zh, en):
    items = [item for item in form("opros-qol").items if item.option_set == option_set]
    assert len(items) == 7
    for item in items:
        assert zh in item.intro["zh-CN"]
        assert en in item.intro["en"]


def test_phq2_carries_its_wording_and_notice():
    document = instrument("phq2").document
    assert document["copyright"] == PHQ_NOTICE
    first, second = (form("phq2").item(link_id) for link_id in ("phq2-1", "phq2-2"))
    assert first.text["zh-CN"] == "做事时提不起劲或没有兴趣"
    assert second.text["zh-CN"] == "感到心情低落、沮丧或绝望"
    for item in (first, second):
        assert item.intro["zh-CN"] == "过去两周，下面的问题有多少时候困扰您？"
        assert [option.display["zh-CN"] for option in item.options] == PHQ_OPTIONS


@pytest.mark.parametrize("code", AGREEMENT)
def test_agreement_items_say_what_the_clinical_content_says(code):
    for link_id, zh, en in AGREEMENT[code]:
        item = form(code).item(link_id)
        assert item.text == {"zh-CN": zh, "en": en}
        assert item.option_set == "AGR5"


@pytest.mark.parametrize(
    ("code", "link_id", "codes"),
    [
        ("opros-exit", "exit-best", "shorter phone face faster appt clear other"),
        ("opros-exit", "exit-back", "yes maybe no"),
        ("opros-prov", "prov-overrep", "0-5 6-15 16-30 31+"),
        ("opros-prov", "prov-underrep", "0-5 6-15 16-30 31+"),
        ("opros-prov", "prov-role", "nurse physician physio admin"),
    ],
)
def test_own_option_lists_of_exit_and_provider_forms(code, link_id, codes):
    assert [option.code for option in form(code).item(link_id).options] == codes.split()


@pytest.mark.parametrize("code", [code for code in FORMS if code != "phq2"])
def test_own_wording_says_it_is_not_validated(code):
    document = instrument(code).document
    assert "Not psychometrically validated, not signed off" in document["copyright"]


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ("opros-fu", {"S4", "S5", "S6", "S7", "base"}),
        ("opros-full", {"S1", "S2", "S3", "S8", "S9"}),
        ("opros-qol", {"Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7"}),
        ("phq2", {"0-0", "1-2", "3-3", "3-skipped"}),
    ],
)
def test_worked_examples_hold_the_clinical_vectors(code, ids):
    path = LIBRARY / code / "1.0.0" / "worked_examples.json"
    examples = json.loads(path.read_text("utf-8"))["examples"]
    assert ids <= {example["id"] for example in examples}


@pytest.mark.parametrize(
    "path", sorted(LIBRARY.glob("*/*/*.json")), ids=lambda path: path.parts[-3]
)
def test_files_are_formatted_for_reading(path):
    text = path.read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_only_who_left_is_asked_whether_they_would_come_back():
    asked = {
        left: {item.link_id for item in flow(instrument("opros-exit"), {"ctx-leaving": left}).items}
        for left in (True, False)
    }
    assert asked[True] - asked[False] == {"exit-back"}
    assert len(asked[True] - {"exit-note"}) <= 8
