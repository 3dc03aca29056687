"""Whatever arrives, the answer is an acceptance or a list of problems, never a crash."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro.instruments.answers import response_from_values
from osteopro.instruments.checker import Terms, check
from osteopro.instruments.commands import BadInput, cli_import, cli_score
from osteopro.instruments.library import Instrument, load_instruments

MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KNOWN = load_instruments()
BY_CODE = {found.code: found for found in KNOWN.values()}
TERMS = Terms(now=datetime(2026, 11, 20, 2, tzinfo=UTC), birth=date(1950, 1, 1))
URL = "http://hl7.org/fhir/StructureDefinition/"
STRANGE = st.sampled_from(
    [
        None, True, 0, -1, 2**31, 2**70, 1e308, 0.1, "", " ", "x", "1/0", "NaN", "\u0000", "😀",
        "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60Z", "2026", "2025-02-30",
        [], {}, [[]], [None], {"linkId": "x"}, {"extension": []}, {"code": "x"},
        [{"url": f"{URL}data-absent-reason", "valueCoding": {"code": "x"}}],
        [{"url": f"{URL}questionnaire-itemControl", "valueCode": "x"}],
        [{"url": f"{URL}questionnaire-unit", "valueString": "kg"}],
        [{"url": f"{URL}minValue", "valueCoding": {"code": "x"}}],
        [{"url": f"{URL}ordinalValue", "valueString": "x"}],
        [{"url": f"{URL}questionnaireresponse-completionMode", "valueCode": "phone"}],
        [{"valueDecimal": 1e308}], [{"valueInteger": -5}], [{"valueString": "1/0"}],
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    ["extension", "answer", "item", "linkId", "valueCoding", "valueString", "_text", "url", "type"]
)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield node, key
        if isinstance(node[key], dict | list):
            yield from places(node[key])


def mutate(document: dict[str, Any], data: st.DataObject) -> bytes:
    changed = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(changed))
        node, key = found[data.draw(st.integers(0, len(found) - 1))]
        action = data.draw(st.sampled_from(["replace", "delete", "add", "double"]))
        if action == "replace":
            node[key] = copy.deepcopy(data.draw(STRANGE))
        elif action == "delete":
            del node[key]
        elif isinstance(node, list):
            node.append(copy.deepcopy(node[key]))
        else:
            node[data.draw(KEYS)] = copy.deepcopy(data.draw(STRANGE))
        if not changed:
            break
    return json.dumps(changed).encode()


def response_of(instrument: Instrument) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in instrument.questionnaire.items:
        if item.options:
            values[item.link_id] = [item.options[0].code] if item.repeats else item.options[0].code
    return response_from_values(
        instrument.questionnaire,
        {**values, "wt-kg": "52.5", "fu-note": "好"},
        uuid="u",
        status="completed",
        authored=datetime(2026, 11, 20, 2, tzinfo=UTC),
        language="en",
        mode="phone",
    )


@MANY
@given(st.data(), st.sampled_from(["opros-full", "opros-qol", "phq2"]))
def test_check_never_crashes_on_a_mutated_response(data: st.DataObject, code: str) -> None:
    raw = mutate(response_of(BY_CODE[code]), data)
    checked = check(raw, KNOWN, TERMS)
    assert checked.ok is (checked.answers is not None and not _has_errors(checked.problems))
    assert outcome_of(cli_score, raw)


@MANY
@given(st.data(), st.sampled_from(["opros-full", "opros-diary", "phq2"]))
def test_import_never_crashes_on_a_mutated_questionnaire(data: st.DataObject, code: str) -> None:
    raw = mutate(dict(BY_CODE[code].document), data)
    report = outcome_of(cli_import, raw)
    if isinstance(report, dict):
        assert (report["tier"] == "cannot") is bool(report["problems"])


@MANY
@given(st.binary(max_size=200))
def test_check_never_crashes_on_bytes(raw: bytes) -> None:
    assert not check(raw, KNOWN, TERMS).ok


def outcome_of(command: Callable[[bytes], dict[str, Any]], raw: bytes) -> Any:
    """What the command says, or its list of problems."""
    try:
        return command(raw)
    except BadInput as error:
        return error.problems


def _has_errors(problems: tuple[Any, ...]) -> bool:
    return any(found.severity == "error" for found in problems)
