import copy
import json
import re
from typing import Any

import pytest

from osteopro.instruments import fhir
from osteopro.instruments.definition import parse_questionnaire
from osteopro.instruments.export import UnknownLanguageError, export_document
from osteopro.instruments.expressions import calculated_expression
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.instruments.library import Instrument, load_instruments

INSTRUMENTS = list(load_instruments().values())


def calculated(document: dict[str, Any]) -> dict[str, str]:
    found = {}
    for raw, _ in fhir.walk(document["item"]):
        value = fhir.extension_value(raw, fhir.CALCULATED, "valueExpression")
        if value:
            found[raw["linkId"]] = value["expression"]
    return found


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda found: found.code)
@pytest.mark.parametrize("language", [None, "zh-CN", "en"])
def test_export_is_valid_r4_with_the_same_questions(
    instrument: Instrument, language: str | None
) -> None:
    before = copy.deepcopy(instrument.document)
    document = export_document(instrument, language)
    assert schema_problems(document, "Questionnaire") == []
    assert instrument.document == before
    form = parse_questionnaire(document)
    assert form.canonical == instrument.canonical
    shown = [item for item in form.items if not item.link_id.startswith("score-")]
    assert [item.link_id for item in shown] == [i.link_id for i in instrument.questionnaire.items]
    for item in shown:
        ours = instrument.questionnaire.item(item.link_id)
        assert item.enable_when == ours.enable_when
        assert [(o.code, o.weight) for o in item.options] == [
            (o.code, o.weight) for o in ours.options
        ]
        for theirs, own in ((item.text, ours.text), (item.help, ours.help)):
            expected = own if language is None or not own else {language: own[language]}
            assert theirs == expected


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda found: found.code)
def test_export_in_one_language_has_no_translations_left(instrument: Instrument) -> None:
    document = export_document(instrument, "en")
    text = json.dumps({k: v for k, v in document.items() if k != "copyright"}, ensure_ascii=False)
    assert fhir.TRANSLATION not in text
    assert not re.search("[\u4e00-\u9fff]", text)
    assert document["language"] == "en"


def test_export_refuses_a_language_it_has_no_text_in(library: dict[str, Instrument]) -> None:
    with pytest.raises(UnknownLanguageError, match="only in en, zh-CN"):
        export_document(library["opros-qol"], "fr")


def test_export_carries_a_calculated_item_for_every_scale_the_form_asks(
    library: dict[str, Instrument],
) -> None:
    expected = {
        "opros-fu": {"score-SYM-C", "score-SYM-PAIN"},
        "opros-qol": {f"score-QOL-{name}" for name in ("PF", "DA", "SO", "EM", "GH", "T")},
        "phq2": {"phq2-total"},
        "opros-diary": set(),
    }
    for code, names in expected.items():
        assert set(calculated(export_document(library[code]))) == names


def test_calculated_expression_holds_half_rule_factors_and_reversal(
    library: dict[str, Instrument],
) -> None:
    instrument = library["opros-qol"]
    scale = instrument.spec.scale("QOL-SO")
    expression = calculated_expression(instrument.spec, instrument.questionnaire, scale)
    plain = "%resource.item.where(linkId in ('qol-so1'|'qol-so2')).answer.value.ordinal()"
    turned = "%resource.item.where(linkId in ('qol-so3')).answer.value.ordinal()"
    add = "aggregate($this + $total, 0)"
    count = f"({plain}.count() + {turned}.count())"
    total = f"(25 * {plain}.{add} + 25 * (4 * {turned}.count() - {turned}.{add}))"
    assert expression == f"iif({count} >= 2, ({total}) / ({count}), {{}})"


def test_calculated_expression_leaves_out_options_without_weight(
    library: dict[str, Instrument],
) -> None:
    expression = calculated(export_document(library["opros-qol"]))["score-QOL-PF"]
    assert ".answer.value.where((code in ('na')).not()).ordinal()" in expression


def test_calculated_expression_of_numbers_booleans_and_groups(knee: Instrument) -> None:
    expressions = calculated(export_document(knee))
    assert expressions["score-ALL"].count("select(iif($this, 1, 0))") == 2
    assert "(1 / 2) * (20 * " in expressions["score-REACH"]
    pains = "%resource.item.where(linkId in ('k1'|'k2'|'k3')).answer.value.ordinal()"
    assert expressions["total"].endswith(f"* 3 / ({pains}.count()), {{}})")
