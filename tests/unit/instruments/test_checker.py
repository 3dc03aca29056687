"""The table "Entry validation and answers" of the FHIR reference (section 7), row by row."""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from osteopro.instruments.checker import Checked, Terms, check, media_type_problems
from osteopro.instruments.library import Instrument
from osteopro.instruments.problems import Severity, http_status, operation_outcome
from osteopro.instruments.terms import State

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TERMS = Terms(now=NOW, zone=ZONE)
NRS = "https://osteopro.example/fhir/CodeSystem/KNEE-NRS"
VALUES = {
    "k1": "3",
    "k2": "5",
    "k3": "8",
    "stick": True,
    "km": Decimal("2.5"),
    "side": ["left", "right"],
    "since": "2026-11-20",
    "falls": 2,
    "note": "老毛病",
}
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
Respond = Callable[..., dict[str, Any]]


def run(knee: Instrument, response: Mapping[str, Any], terms: Terms = TERMS) -> Checked:
    return check(json.dumps(response).encode(), {knee.canonical: knee}, terms)


def item(response: Mapping[str, Any], link_id: str) -> dict[str, Any]:
    for raw in response["item"]:
        if raw["linkId"] == link_id:
            found: dict[str, Any] = raw
            return found
        if link_id in [child["linkId"] for child in raw.get("item", ())]:
            return item(raw, link_id)
    raise KeyError(link_id)


def answered(response: Mapping[str, Any], link_id: str, *answers: Any) -> dict[str, Any]:
    changed = copy.deepcopy(dict(response))
    item(changed, link_id)["answer"] = list(answers)
    return changed


def coding(code: str, **more: str) -> dict[str, Any]:
    return {"valueCoding": {"system": NRS, "code": code, **more}}


@pytest.fixture
def good(knee: Instrument, respond: Respond) -> dict[str, Any]:
    return respond(knee, VALUES)


def test_check_of_a_good_response_gives_answers_and_scores(
    knee: Instrument, good: dict[str, Any]
) -> None:
    checked = run(knee, good)
    assert checked.ok
    assert checked.problems == ()
    assert checked.answers is not None
    assert checked.answers.values == {**VALUES, "total": 16}
    assert [found.value for found in checked.scores] == [16, 21, Decimal("8.75")]


ROOT_ROWS = [
    ({"status": None}, 400, "required"),
    ({"status": "done"}, 400, "code-invalid"),
    ({"colour": "red"}, 400, "structure"),
    ({"item": [{"text": "no linkId"}]}, 400, "required"),
    ({"extension": [{"valueCode": "x"}]}, 400, "required"),
    ({"authored": "yesterday"}, 400, "value"),
    ({"authored": "2026-11-20T10:00"}, 400, "value"),
    ({"questionnaire": None}, 400, "required"),
    ({"questionnaire": "https://hospital.example/fhir/Questionnaire/knee"}, 422, "business-rule"),
    ({"questionnaire": "https://hospital.example/fhir/Questionnaire/knee|9"}, 422, "not-found"),
    ({"questionnaire": "https://other.example/form|1"}, 422, "not-found"),
    ({"authored": "2026-11-20T02:06:00Z"}, 422, "value"),
    ({"authored": "1949-12-31T10:00:00Z"}, 422, "value"),
    ({"modifierExtension": [{"url": "https://x", "valueCode": "x"}]}, 422, "extension"),
]


@pytest.mark.parametrize(("changes", "http", "code"), ROOT_ROWS)
def test_check_of_the_envelope(
    knee: Instrument, good: dict[str, Any], changes: dict[str, Any], http: int, code: str
) -> None:
    response = {key: value for key, value in {**good, **changes}.items() if value is not None}
    checked = run(knee, response, replace(TERMS, birth=date(1950, 1, 1)))
    assert [(p.http, p.code) for p in checked.problems] == [(http, code)]
    assert not checked.ok
    assert checked.answers is None


ANSWER_ROWS = [
    ("falls", [{"valueInteger": 3.0}], 400, "structure"),
    ("falls", [{"valueInteger": "3"}], 400, "structure"),
    ("falls", [{"valueInteger": True}], 400, "structure"),
    ("falls", [{"valueInteger": 2**40}], 400, "value"),
    ("falls", [{"valueInteger": 2**70}], 400, "structure"),
    ("falls", [{"valueDecimal": 1.5}], 422, "structure"),
    ("km", [{"valueDecimal": "1.0"}], 400, "structure"),
    ("km", [{"valueDecimal": -0.5}], 422, "value"),
    ("km", [{"valueDecimal": 20.1}], 422, "value"),
    ("km", [{"valueDecimal": 2.55}], 422, "value"),
    ("stick", [{"valueBoolean": "true"}], 400, "structure"),
    ("stick", [{"valueInteger": 1}], 422, "structure"),
    ("since", [{"valueDate": "2025-02-30"}], 400, "value"),
    ("since", [{"valueDate": "20250220"}], 400, "value"),
    ("since", [{"valueDate": "2026-11"}], 422, "value"),
    ("since", [{"valueDate": "2026-11-21"}], 422, "value"),
    ("note", [{"valueString": ""}], 400, "value"),
    ("note", [{"valueString": "十一个字十一个字十一个"}], 422, "value"),
    ("note", [{"valueString": "a", "valueInteger": 1}], 422, "structure"),
    ("note", [{"extension": [{"url": "https://x", "valueCode": "x"}]}], 422, "structure"),
    ("note", [{"valueString": "a"}, {"valueString": "b"}], 422, "structure"),
    ("k1", [{}], 400, "structure"),
    ("k1", [{"valueString": "3"}], 422, "structure"),
    ("k1", [coding("11")], 422, "code-invalid"),
    ("k1", [{"valueCoding": {"system": "https://x", "code": "3"}}], 422, "code-invalid"),
    ("k1", [{"valueCoding": {"code": "11"}}], 422, "code-invalid"),
    ("k1", [{"valueCoding": {"system": NRS}}], 422, "code-invalid"),
    ("k1", [{"valueCoding": {"system": NRS, "code": " 3"}}], 400, "value"),
    ("k1", [coding("3"), coding("4")], 422, "structure"),
]


@pytest.mark.parametrize(("link_id", "answers", "http", "code"), ANSWER_ROWS)
def test_check_of_one_answer(
    knee: Instrument,
    good: dict[str, Any],
    link_id: str,
    answers: list[Any],
    http: int,
    code: str,
) -> None:
    checked = run(knee, answered(good, link_id, *answers))
    assert [(p.http, p.code) for p in checked.problems] == [(http, code)]
    assert http_status(checked.problems) == http
    assert ".item[" in checked.problems[0].path


def test_check_refuses_unknown_misplaced_and_repeated_items(
    knee: Instrument, good: dict[str, Any]
) -> None:
    response = copy.deepcopy(good)
    response["item"] += [
        {"linkId": "nobody", "answer": [{"valueInteger": 1}]},
        {"linkId": "falls", "answer": [{"valueInteger": 1}]},
        {"linkId": "k1", "answer": [coding("1")]},
    ]
    checked = run(knee, response)
    assert {(p.http, p.code) for p in checked.problems} == {(422, "invalid")}
    names = [p.text["en"] for p in checked.problems]
    assert names == [
        "No such item: nobody",
        "falls appears twice",
        "falls does not belong here",
        "k1 appears twice",
    ]


def test_check_refuses_an_answer_on_a_group(knee: Instrument, good: dict[str, Any]) -> None:
    checked = run(knee, answered(good, "more", {"valueString": "x"}))
    assert [(p.http, p.code) for p in checked.problems] == [(422, "structure")]


def test_check_accepts_another_order_and_sorts_it(knee: Instrument, good: dict[str, Any]) -> None:
    response = {**good, "item": good["item"][::-1]}
    checked = run(knee, response)
    assert checked.problems == ()
    assert checked.answers is not None
    assert list(checked.answers.values) == [*VALUES, "total"]


@pytest.mark.parametrize(
    ("codes", "code"), [(["left", "left"], "invalid"), (["left", "neither"], "business-rule")]
)
def test_check_refuses_impossible_sets_of_choices(
    knee: Instrument, good: dict[str, Any], codes: list[str], code: str
) -> None:
    system = "https://osteopro.example/fhir/CodeSystem/where"
    answers = [{"valueCoding": {"system": system, "code": name}} for name in codes]
    checked = run(knee, answered(good, "side", *answers))
    assert [(p.http, p.code) for p in checked.problems] == [(422, code)]


def test_check_accepts_a_coding_without_system_that_fits_one_option(
    knee: Instrument, good: dict[str, Any]
) -> None:
    checked = run(knee, answered(good, "k1", {"valueCoding": {"code": "3"}}))
    assert checked.ok
    assert [(p.severity, p.code) for p in checked.problems] == [(Severity.WARNING, "code-invalid")]


def test_check_warns_of_another_display_but_takes_the_code(
    knee: Instrument, good: dict[str, Any]
) -> None:
    assert run(knee, answered(good, "k1", coding("3", display="3 分"))).problems == ()
    checked = run(knee, answered(good, "k1", coding("3", display="severe")))
    assert checked.ok
    assert [p.severity for p in checked.problems] == [Severity.WARNING]


def test_check_drops_answers_of_disabled_items_of_others_with_a_warning(
    knee: Instrument, good: dict[str, Any]
) -> None:
    checked = run(knee, answered(good, "stick", {"valueBoolean": False}))
    assert checked.ok
    assert [(p.severity, p.code) for p in checked.problems] == [(Severity.WARNING, "business-rule")]
    assert checked.answers is not None
    assert "km" not in checked.answers.values
    assert checked.document is not None
    assert item(checked.document, "km")["answer"] == [{"valueDecimal": 2.5}]


def test_check_refuses_answers_of_disabled_items_of_our_own_pages(
    knee: Instrument, good: dict[str, Any]
) -> None:
    response = answered(good, "stick", {"valueBoolean": False})
    checked = run(knee, response, replace(TERMS, own_client=True))
    assert [(p.http, p.code) for p in checked.problems] == [(422, "business-rule")]


@pytest.mark.parametrize("status", ["completed", "amended"])
def test_check_wants_required_items_of_complete_responses(
    knee: Instrument, respond: Respond, status: str
) -> None:
    values = {key: value for key, value in VALUES.items() if key != "k1"}
    checked = run(knee, respond(knee, values, status=status))
    assert [(p.http, p.code) for p in checked.problems] == [(422, "required")]


@pytest.mark.parametrize("status", ["in-progress", "stopped"])
def test_check_takes_unfinished_responses_without_required_items(
    knee: Instrument, respond: Respond, status: str
) -> None:
    checked = run(knee, respond(knee, {"k2": "4"}, status=status))
    assert checked.ok
    assert checked.answers is not None
    assert checked.answers.state("k1") is State.NOT_ASKED


def test_check_takes_a_refusal_of_a_required_item_on_the_phone_only(
    knee: Instrument, respond: Respond
) -> None:
    values = {**VALUES, "k1": {"absent": "skipped"}}
    assert run(knee, respond(knee, values, mode="phone")).ok
    checked = run(knee, respond(knee, values, mode="online"))
    assert [p.code for p in checked.problems] == ["required"]


def test_check_does_not_want_a_required_item_that_is_disabled(
    library: dict[str, Instrument], respond: Respond
) -> None:
    form = library["opros-fu"]
    response = respond(form, {"rf-check": ["none"], "by-whom": "self"})
    checked = check(orjson.dumps(response), {form.canonical: form}, TERMS)
    assert checked.problems == ()


def test_check_keeps_reasons_for_absence_and_refuses_impossible_ones(
    knee: Instrument, respond: Respond
) -> None:
    response = respond(knee, {**VALUES, "k2": {"absent": "dont-know"}})
    checked = run(knee, response)
    assert checked.answers is not None
    assert checked.answers.state("k2") is State.DONT_KNOW
    item(response, "k2")["answer"] = [coding("2")]
    assert [p.code for p in run(knee, response).problems] == ["structure"]
    item(response, "k2").pop("answer")
    item(response, "k2")["extension"] = [{"url": ABSENT, "valueCode": "mislaid"}]
    assert [p.code for p in run(knee, response).problems] == ["code-invalid"]


@pytest.mark.parametrize("theirs", [15, 15.5, None])
def test_check_stores_our_score_and_warns_of_another(
    knee: Instrument, good: dict[str, Any], theirs: float | None
) -> None:
    sent = {"linkId": "score-ALL", "answer": [{"valueDecimal": theirs}]}
    total = {"linkId": "total", "answer": [{"valueDecimal": 99}]}
    extra = [total] if theirs is None else [sent]
    checked = run(knee, {**good, "item": [*good["item"], *extra]})
    assert checked.ok
    assert [(p.severity, p.code) for p in checked.problems] == [(Severity.WARNING, "informational")]
    assert checked.answers is not None
    assert checked.answers.value("total") == 16


def test_check_is_silent_about_a_score_equal_to_ours(
    knee: Instrument, good: dict[str, Any]
) -> None:
    extra = [
        {"linkId": "total", "answer": [{"valueDecimal": 16}]},
        {"linkId": "score-REACH", "answer": [{"valueDecimal": 8.75}]},
    ]
    assert run(knee, {**good, "item": [*good["item"], *extra]}).problems == ()


@pytest.mark.parametrize("place", ["item", "answer"])
def test_check_refuses_unknown_modifier_extensions(
    knee: Instrument, good: dict[str, Any], place: str
) -> None:
    response = copy.deepcopy(good)
    element = item(response, "k2")
    target = element if place == "item" else element["answer"][0]
    target["modifierExtension"] = [{"url": "https://x", "valueBoolean": True}]
    assert [(p.http, p.code) for p in run(knee, response).problems] == [(422, "extension")]


def test_check_ignores_foreign_extensions_and_weights(
    knee: Instrument, good: dict[str, Any]
) -> None:
    ordinal = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    lying = {**coding("3")["valueCoding"], "extension": [{"url": ordinal, "valueDecimal": 99}]}
    checked = run(knee, answered(good, "k1", {"valueCoding": lying}))
    assert checked.problems == ()
    assert checked.scores[0].value == 16


def test_check_refuses_a_retired_version(knee: Instrument, good: dict[str, Any]) -> None:
    checked = run(knee, good, replace(TERMS, retired={knee.canonical}))
    assert [(p.http, p.code) for p in checked.problems] == [(422, "business-rule")]


def test_check_allows_five_minutes_of_clock_difference(
    knee: Instrument, good: dict[str, Any]
) -> None:
    early = replace(TERMS, now=NOW - timedelta(minutes=5))
    assert run(knee, good, early).problems == ()


def test_check_takes_today_from_the_zone(knee: Instrument, good: dict[str, Any]) -> None:
    late = replace(TERMS, now=datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    response = answered(good, "since", {"valueDate": "2026-11-21"})
    assert run(knee, response, late).ok
    assert not run(knee, response, replace(late, zone=UTC)).ok


def test_check_takes_hidden_facts_from_the_server(
    library: dict[str, Instrument], respond: Respond
) -> None:
    form = library["opros-fu"]
    values = {"ctx-on-bone-med": False, "rf-check": ["none"], "by-whom": "self"}
    response = respond(form, {**values, "ctx-on-bone-med": True, "med-taken": "all"})
    known = {form.canonical: form}
    assert check(orjson.dumps(response), known, TERMS).ok
    checked = check(orjson.dumps(response), known, replace(TERMS, context=values))
    assert [p.code for p in checked.problems] == ["business-rule"]
    assert checked.answers is not None
    assert "med-taken" not in checked.answers.values


def test_check_lists_all_problems_of_a_stage_at_once(
    knee: Instrument, good: dict[str, Any]
) -> None:
    response = answered(good, "k1", coding("11"))
    response = answered(response, "km", {"valueDecimal": 99})
    response["authored"] = "2027-01-01T00:00:00Z"
    checked = run(knee, response)
    assert {p.path for p in checked.problems} == {
        "QuestionnaireResponse.authored",
        "QuestionnaireResponse.item[0].answer[0].valueCoding",
        "QuestionnaireResponse.item[4].answer[0].valueDecimal",
    }


def test_check_reports_at_most_fifty_problems(knee: Instrument, good: dict[str, Any]) -> None:
    unknown = [{"linkId": f"x{n}"} for n in range(300)]
    outcome = operation_outcome(run(knee, {**good, "item": unknown}).problems, "en")
    assert len(outcome["issue"]) == 50


def test_operation_outcome_speaks_both_languages(knee: Instrument, good: dict[str, Any]) -> None:
    problems = run(knee, answered(good, "km", {"valueDecimal": 99})).problems
    assert operation_outcome(problems, "zh-hans")["issue"] == [
        {
            "severity": "error",
            "code": "value",
            "details": {"text": "不能大于 20"},
            "expression": ["QuestionnaireResponse.item[4].answer[0].valueDecimal"],
        }
    ]
    english = operation_outcome(problems, "en")["issue"][0]["details"]["text"]
    assert english == "Must not be above 20"


@pytest.mark.parametrize(
    ("media_type", "refused"),
    [
        ("application/fhir+json; charset=utf-8", False),
        ("application/json", False),
        ("text/plain", True),
        ("application/fhir+xml", True),
        ("", True),
    ],
)
def test_media_type_other_than_json_is_refused(media_type: str, refused: bool) -> None:
    problems = media_type_problems(media_type)
    assert [p.http for p in problems] == ([415] if refused else [])


@pytest.mark.parametrize("code", ["opros-fu", "opros-full", "opros-qol", "opros-diary", "phq2"])
def test_check_accepts_an_empty_unfinished_response_of_every_form(
    library: dict[str, Instrument], respond: Respond, code: str
) -> None:
    form = library[code]
    response = respond(form, {}, status="in-progress")
    checked = check(orjson.dumps(response), {form.canonical: form}, TERMS)
    assert checked.problems == ()
    assert all(found.value is None for found in checked.scores)
