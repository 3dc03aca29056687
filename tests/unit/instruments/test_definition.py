from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from osteopro.instruments.definition import DefinitionError, parse_questionnaire
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType

Change = Callable[[dict[str, Any]], None]


def small() -> dict[str, Any]:
    options = [
        {"valueCoding": {"system": "https://x/yn", "code": code, "display": code}}
        for code in ("yes", "no")
    ]
    return {
        "resourceType": "Questionnaire",
        "url": "https://x/Questionnaire/small",
        "version": "1",
        "language": "en",
        "title": "Small",
        "status": "draft",
        "item": [
            {"linkId": "a", "type": "choice", "text": "A?", "answerOption": options},
            {
                "linkId": "b",
                "type": "integer",
                "text": "B?",
                "enableWhen": [{"question": "a", "operator": "=", "answerCoding": {"code": "yes"}}],
            },
        ],
    }


def test_parse_reads_types_texts_options_and_limits(knee: Instrument) -> None:
    form = knee.questionnaire
    assert form.canonical == "https://hospital.example/fhir/Questionnaire/knee|2.1"
    assert form.title == {"zh-CN": "膝盖", "en": "Knee"}
    assert [item.link_id for item in form.items] == [
        "k1", "k2", "k3", "stick", "km", "side", "since", "falls", "note", "total",
    ]  # fmt: skip
    first = form.item("k1")
    assert first.required
    assert first.text == {"zh-CN": "静时", "en": "At rest"}
    assert first.short == first.text
    assert first.option_set == "KNEE-NRS"
    assert [option.weight for option in first.options] == list(range(11))
    assert first.control == "radio-button"
    km = form.item("km")
    assert (km.minimum, km.maximum, km.max_decimals) == (Decimal(0), Decimal(20), 1)
    assert km.enable_when[0].answer is True
    side = form.item("side")
    assert side.repeats
    assert side.control == "check-box"
    assert side.parent == "more"
    assert [option.exclusive for option in side.options] == [False, False, True]
    assert form.item("since").not_after_today
    assert form.item("note").max_length == 10
    assert form.item("total").hidden
    assert form.nodes["more"].type is ItemType.GROUP


def test_parse_reads_help_intro_short_text_and_recall(library: dict[str, Instrument]) -> None:
    form = library["opros-full"].questionnaire
    rest = form.item("sym-pain-rest")
    assert rest.intro["zh-CN"].startswith("想想最近 7 天")
    assert rest.help["en"]
    assert rest.short["zh-CN"] != rest.text["zh-CN"]
    assert rest.recall == "P7D"
    assert rest.control == "ladder"


def test_parse_gives_an_intro_to_the_next_question_only() -> None:
    document = small()
    intro = {"linkId": "a-intro", "type": "display", "text": "Think of the past week."}
    document["item"].insert(0, intro)
    form = parse_questionnaire(document)
    assert form.item("a").intro == {"en": "Think of the past week."}
    assert form.item("b").intro == {}
    assert [item.link_id for item in form.items] == ["a", "b"]


def test_parse_keeps_dates_as_limits() -> None:
    document = small()
    document["item"][1] = {
        "linkId": "day",
        "type": "date",
        "text": "Day?",
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDate": "2026-01-31"}
        ],
    }
    assert parse_questionnaire(document).item("day").minimum == date(2026, 1, 31)


def _set(path: str, value: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        target: Any = document
        *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in parents:
            target = target[part]
        target[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("resourceType", "Patient"), "resourceType"),
        (_set("url", ""), "url is missing"),
        (_set("language", ""), "language is missing"),
        (_set("item", []), "asks nothing"),
        (_set("item.1.linkId", "a"), "used twice"),
        (_set("item.1.type", "attachment"), "'attachment' cannot be shown"),
        (_set("item.0.text", ""), None),
        (_set("item.0.answerOption", []), "needs its options"),
        (_set("item.0.answerOption.0", {"valueString": "x"}), "not a coding"),
        (_set("item.0.answerOption.1.valueCoding.code", "yes"), "used twice"),
        (_set("item.1.enableWhen.0.question", "c"), "no question of this form"),
        (_set("item.1.enableWhen.0.operator", "~"), "unknown"),
        (_set("item.1.enableWhen.0.operator", ">"), "cannot be used"),
        (_set("item.1.enableWhen.0.answerCoding", {"code": "maybe"}), "compares a with 'maybe'"),
        (_set("item.1.enableWhen.0.question", "b"), "lead back to itself"),
        (_set("item.1.enableBehavior", "some"), "neither all nor any"),
    ],
)
def test_parse_names_the_problem(change: Change, words: str | None) -> None:
    document = small()
    change(document)
    if words is None:
        assert parse_questionnaire(document).item("a").text == {"en": ""}
        return
    with pytest.raises(DefinitionError) as raised:
        parse_questionnaire(document)
    assert any(words in problem for problem in raised.value.problems), raised.value.problems


def test_parse_lists_every_problem_at_once() -> None:
    document = small()
    document["version"] = ""
    document["item"][0]["type"] = "quantity"
    with pytest.raises(DefinitionError) as raised:
        parse_questionnaire(document)
    assert len(raised.value.problems) == 3


def test_library_documents_are_valid_r4(library: dict[str, Instrument]) -> None:
    for found in library.values():
        assert schema_problems(found.document, "Questionnaire") == [], found.code
