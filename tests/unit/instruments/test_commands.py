import json
from collections.abc import Callable
from typing import Any

import pytest

from osteopro.instruments.commands import BadInput, cli_export, cli_import, cli_score
from osteopro.instruments.library import Instrument
from osteopro.instruments.tiers import tier_report

Respond = Callable[..., dict[str, Any]]
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def encode(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def foreign(expression: str | None = None) -> dict[str, Any]:
    options = [
        {
            "valueCoding": {"system": "https://x/cs", "code": f"c{n}", "display": f"{n}"},
            "extension": [{"url": ORDINAL, "valueDecimal": n}],
        }
        for n in range(3)
    ]
    items: list[dict[str, Any]] = [
        {"linkId": f"q{n}", "type": "choice", "text": f"Q{n}", "answerOption": options}
        for n in range(2)
    ]
    total: dict[str, Any] = {"linkId": "sum", "type": "integer", "text": "Sum", "readOnly": True}
    if expression:
        value = {"language": "text/fhirpath", "expression": expression}
        total["extension"] = [{"url": f"{SDC}calculatedExpression", "valueExpression": value}]
    return {
        "resourceType": "Questionnaire",
        "url": "https://x/Questionnaire/foreign",
        "version": "1",
        "title": "Foreign",
        "language": "en",
        "status": "active",
        "item": [*items, total],
    }


def test_cli_score_lists_every_scale_with_reasons(
    library: dict[str, Instrument], respond: Respond
) -> None:
    codes = "4 7".split()
    names = ["sym-mobility", "sym-fatigue", "sym-sleep", "sym-unsteady", "sym-mood"]
    levels = ["some", "quite", "little", "some", "little"]
    values = dict(zip(names, levels, strict=True))
    values |= {"sym-pain-rest": codes[0], "sym-pain-move": codes[1], "by-whom": "self"}
    report = cli_score(encode(respond(library["opros-fu"], {**values, "rf-check": ["none"]})))
    assert report["questionnaire"] == library["opros-fu"].canonical
    assert [entry["scale"] for entry in report["scores"]] == [
        "SYM-C", "SYM-F", "SYM-PAIN", "SYM-MOVE", "SYM-ENERGY", "SYM-MIND",
    ]  # fmt: skip
    assert report["scores"][0] == {
        "scale": "SYM-C",
        "value": 47.857143,
        "display": 47.9,
        "answered": 7,
        "asked": 7,
        "reason": None,
    }
    assert report["scores"][1]["value"] is None
    assert report["scores"][1]["reason"] == "not-administered"


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b'{"authored": 3}', b"\xff"])
def test_cli_score_refuses_anything_else_with_sentences(raw: bytes) -> None:
    with pytest.raises(BadInput) as raised:
        cli_score(raw)
    assert raised.value.problems
    assert raised.value.outcome is not None
    assert raised.value.outcome["resourceType"] == "OperationOutcome"


def test_cli_score_lists_all_problems_of_a_response(
    library: dict[str, Instrument], respond: Respond
) -> None:
    response = respond(library["opros-qol"], {"qol-pf1": "d1", "qol-gh1": "g2"})
    response["item"][0]["answer"][0]["valueCoding"]["code"] = "d9"
    response["item"][1]["linkId"] = "qol-xx"
    with pytest.raises(BadInput) as raised:
        cli_score(encode(response))
    assert raised.value.problems == [
        "QuestionnaireResponse.item[0].answer[0].valueCoding: There is no option d9",
        "QuestionnaireResponse.item[1]: No such item: qol-xx",
    ]


def test_cli_score_does_not_depend_on_the_clock(
    library: dict[str, Instrument], respond: Respond
) -> None:
    values = {"qol-gh1": "g2", "qol-gh2": "f2"}
    reports = [
        cli_score(encode(respond(library["opros-qol"], values, authored=authored)))
        for authored in ("2021-01-01T00:00:00Z", "2199-01-01T00:00:00Z")
    ]
    assert reports[0] == reports[1]
    assert reports[0]["scores"][4]["display"] == 50.0


def test_cli_export_takes_code_or_canonical_and_refuses_others(
    library: dict[str, Instrument],
) -> None:
    qol = library["opros-qol"]
    assert cli_export("opros-qol") == cli_export(qol.canonical)
    with pytest.raises(BadInput, match="no questionnaire song; there are opros-diary"):
        cli_export("song")
    with pytest.raises(BadInput, match="no text in fr"):
        cli_export("opros-qol", "fr")


@pytest.mark.parametrize(
    "expression",
    [
        "%resource.item.where(linkId!='sum').answer.value.weight().sum()",
        "%resource.repeat(item).answer.value.ordinal().sum()",
    ],
)
def test_import_recognises_the_sum_of_weights_and_it_scores(expression: str) -> None:
    report = cli_import(encode(foreign(expression)))
    assert report["tier"] == "scores"
    assert report["scoring"]["scales"][0]["items"] == ["q0", "q1"]
    assert report["scoring"]["scales"][0]["fills"] == "sum"
    assert report["languages"] == {"en": "10/10"}


@pytest.mark.parametrize(
    "expression", [None, "%a + 1", "%resource.item.where(linkId!='q0').answer.value.weight().sum()"]
)
def test_import_never_guesses_another_scoring(expression: str | None) -> None:
    report = cli_import(encode(foreign(expression)))
    assert report["tier"] == "renders"
    assert report["scoring"] is None
    assert bool(report["not_run"]) is bool(expression)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "attachment"}, "'attachment' cannot be shown"),
        ({"type": "open-choice"}, "'open-choice' cannot be shown"),
        ({"answerValueSet": "https://x/vs"}, "in a value set"),
        ({"modifierExtension": [{"url": "https://x", "valueCode": "x"}]}, "modifierExtension"),
        (
            {
                "extension": [
                    {
                        "url": f"{SDC}enableWhenExpression",
                        "valueExpression": {"language": "text/fhirpath"},
                    }
                ]
            },
            "whether the item is asked is an expression",
        ),
    ],
)
def test_import_says_why_a_form_cannot_be_used(change: dict[str, Any], words: str) -> None:
    document = foreign()
    document["item"][0].update(change)
    report = cli_import(encode(document))
    assert report["tier"] == "cannot"
    assert any(words in problem for problem in report["problems"])


def test_import_refuses_what_is_no_r4_questionnaire() -> None:
    stu3 = foreign()
    stu3["item"][0]["option"] = stu3["item"][0].pop("answerOption")
    with pytest.raises(BadInput) as raised:
        cli_import(encode(stu3))
    assert raised.value.problems == ["Questionnaire.item[0].option: There is no element “option”"]
    with pytest.raises(BadInput, match="A Questionnaire is expected"):
        cli_import(b'{"resourceType": "Patient"}')


def test_tier_report_names_initial_values_as_not_carried_out() -> None:
    document = foreign()
    document["item"][1]["answerOption"] = [
        {**entry, "initialSelected": True} for entry in document["item"][1]["answerOption"]
    ]
    assert tier_report(document)["not_run"] == [{"where": "q1", "what": "initial value"}]
