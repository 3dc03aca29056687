from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from osteopro.instruments.answers import (
    Answers,
    answers_from_response,
    response_mode,
    values_from_json,
    values_to_json,
)
from osteopro.instruments.definition import Condition, Item, Option, Questionnaire
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType, State

SYSTEM = "https://x/abc"
ABC = tuple(Option(code, SYSTEM, {"en": code}) for code in "abc")


def form(*items: Item) -> Questionnaire:
    nodes = {item.link_id: item for item in items}
    answerable = tuple(item for item in items if item.answerable)
    return Questionnaire("f", "https://x/f", "1", {"en": "F"}, "en", answerable, nodes)


def item(link_id: str, kind: ItemType, **more: Any) -> Item:
    options = ABC if kind is ItemType.CHOICE else ()
    return Item(link_id, kind, {"en": link_id}, options=options, **more)


def when(question: str, operator: str, answer: Any) -> tuple[Condition, ...]:
    return (Condition(question, operator, answer),)


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "enabled"),
    [
        ("=", 3, 3, True),
        ("=", 3, 4, False),
        ("=", 3, None, False),
        ("!=", 3, 4, True),
        ("!=", 3, 3, False),
        ("!=", 3, None, True),
        ("exists", True, 0, True),
        ("exists", True, None, False),
        ("exists", False, None, True),
        ("exists", False, 0, False),
        (">", 3, 4, True),
        (">", 3, 3, False),
        ("<", 3, 2, True),
        ("<", 3, 3, False),
        (">=", 3, 3, True),
        (">=", 3, 2, False),
        ("<=", 3, 3, True),
        ("<=", 3, 4, False),
        ("<=", 3, None, False),
    ],
)
def test_enabled_follows_every_operator(
    operator: str, wanted: Any, given: Any, enabled: bool
) -> None:
    questionnaire = form(
        item("n", ItemType.INTEGER),
        item("x", ItemType.TEXT, enable_when=when("n", operator, wanted)),
    )
    values = {} if given is None else {"n": given}
    assert Answers(questionnaire, values, complete=True).enabled("x") is enabled


@pytest.mark.parametrize(
    ("kind", "given", "wanted"),
    [
        (ItemType.CHOICE, "a", "a"),
        (ItemType.BOOLEAN, False, False),
        (ItemType.DECIMAL, Decimal("52.50"), Decimal("52.5")),
        (ItemType.DATE, "2026-11-20", date(2026, 11, 20)),
        (ItemType.STRING, "yes", "yes"),
    ],
)
def test_enabled_compares_every_type(kind: ItemType, given: Any, wanted: Any) -> None:
    questionnaire = form(
        item("q", kind), item("x", ItemType.TEXT, enable_when=when("q", "=", wanted))
    )
    assert Answers(questionnaire, {"q": given}, complete=True).enabled("x")


@pytest.mark.parametrize(
    ("behavior", "values", "enabled"),
    [
        ("all", {"p": "a", "q": "a"}, True),
        ("all", {"p": "a", "q": "b"}, False),
        ("any", {"p": "b", "q": "a"}, True),
        ("any", {"p": "b"}, False),
    ],
)
def test_enabled_joins_conditions_by_all_or_any(
    behavior: str, values: dict[str, Any], enabled: bool
) -> None:
    conditions = (*when("p", "=", "a"), *when("q", "=", "a"))
    questionnaire = form(
        item("p", ItemType.CHOICE),
        item("q", ItemType.CHOICE),
        item("x", ItemType.TEXT, enable_when=conditions, enable_behavior=behavior),
    )
    assert Answers(questionnaire, values, complete=True).enabled("x") is enabled


def test_enabled_by_one_of_several_choices() -> None:
    questionnaire = form(
        item("q", ItemType.CHOICE, repeats=True),
        item("x", ItemType.TEXT, enable_when=when("q", "=", "b")),
        item("y", ItemType.TEXT, enable_when=when("q", "!=", "b")),
    )
    answers = Answers(questionnaire, {"q": ["a", "b"]}, complete=True)
    assert answers.enabled("x")
    assert not answers.enabled("y")
    assert answers.codes("q") == ("a", "b")
    assert answers.value("q") == ("a", "b")


def test_enabled_is_false_behind_a_disabled_question_whose_answer_does_not_count() -> None:
    questionnaire = form(
        item("a", ItemType.BOOLEAN),
        item("b", ItemType.BOOLEAN, enable_when=when("a", "=", True)),
        item("c", ItemType.TEXT, enable_when=when("b", "=", True)),
        item("d", ItemType.TEXT, enable_when=when("b", "!=", True)),
    )
    answers = Answers(questionnaire, {"a": False, "b": True, "c": "x"}, complete=True)
    assert [answers.enabled(name) for name in "abcd"] == [True, False, False, False]
    assert answers.value("b") is None
    assert answers.state("c") is State.NOT_ASKED
    assert answers.enabled_values() == {"a": False}
    assert [found.link_id for found in answers.enabled_items()] == ["a"]


def test_enabled_follows_the_group_around_an_item() -> None:
    questionnaire = form(
        item("a", ItemType.BOOLEAN),
        item("g", ItemType.GROUP, enable_when=when("a", "=", True)),
        item("x", ItemType.TEXT, parent="g"),
    )
    assert Answers(questionnaire, {"a": True}, complete=True).enabled("x")
    assert not Answers(questionnaire, {}, complete=True).enabled("x")


@pytest.mark.parametrize("complete", [True, False])
def test_state_of_every_kind_of_answer(complete: bool) -> None:
    questionnaire = form(
        *(item(name, ItemType.CHOICE) for name in ("given", "s", "d", "n", "open")),
        item("ctx", ItemType.BOOLEAN, hidden=True, read_only=True),
    )
    values = {
        "given": "a",
        "s": {"absent": "skipped"},
        "d": {"absent": "dont-know"},
        "n": {"absent": "na"},
    }
    answers = Answers(questionnaire, values, complete=complete)
    left_open = State.SKIPPED if complete else State.NOT_ASKED
    names = ("given", "s", "d", "n", "open", "ctx", "unknown")
    assert [answers.state(name) for name in names] == [
        State.GIVEN,
        State.SKIPPED,
        State.DONT_KNOW,
        State.NA,
        left_open,
        State.NOT_ASKED,
        State.NOT_ASKED,
    ]
    assert answers.value("s") is None
    assert answers.codes("open") == ()
    assert "ctx" not in [found.link_id for found in answers.enabled_items()]


@pytest.mark.parametrize("empty", ["", [], None])
def test_state_of_an_empty_value_is_not_given(empty: Any) -> None:
    questionnaire = form(item("t", ItemType.TEXT))
    assert Answers(questionnaire, {"t": empty}, complete=True).state("t") is State.SKIPPED


def test_answers_do_not_change_with_the_mapping_they_came_from() -> None:
    questionnaire = form(item("q", ItemType.CHOICE))
    values = {"q": "a"}
    answers = Answers(questionnaire, values, complete=True)
    values["q"] = "b"
    assert answers.codes("q") == ("a",)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("completed", State.SKIPPED),
        ("amended", State.SKIPPED),
        ("in-progress", State.NOT_ASKED),
        ("stopped", State.NOT_ASKED),
    ],
)
def test_answers_from_response_read_open_items_by_status(
    knee: Instrument, respond: Callable[..., dict[str, Any]], status: str, state: State
) -> None:
    response = respond(knee, {"k1": "3"}, status=status)
    answers = answers_from_response(knee.questionnaire, response)
    assert answers.state("k2") is state
    left = answers_from_response(knee.questionnaire, response, complete=True)
    assert left.state("k2") is State.SKIPPED


def test_response_from_values_leaves_out_disabled_items_and_keeps_groups(
    knee: Instrument, respond: Callable[..., dict[str, Any]]
) -> None:
    values = {"k1": "3", "stick": False, "km": Decimal("2"), "falls": 1, "k2": {"absent": "na"}}
    response = respond(knee, values, mode="phone")
    assert [raw["linkId"] for raw in response["item"]] == ["k1", "k2", "stick", "more"]
    assert response["item"][1] == {
        "linkId": "k2",
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "not-applicable",
            }
        ],
    }
    assert response["item"][3]["item"] == [{"linkId": "falls", "answer": [{"valueInteger": 1}]}]
    assert response["questionnaire"] == knee.canonical
    assert response["identifier"]["value"] == "5b1f7c0e-7d0a-4a55-9b1e-0d8f5c0f3a11"
    assert response["authored"] == "2026-11-20T02:00:00+00:00"
    assert response_mode(response) == "phone"


def test_values_to_json_write_decimals_as_text_and_read_them_back(knee: Instrument) -> None:
    values = {"km": Decimal("2.50"), "falls": 2, "side": ["left"], "k1": {"absent": "skipped"}}
    stored = values_to_json(values)
    assert stored == {**values, "km": "2.50"}
    assert values_from_json(knee.questionnaire, stored) == values
