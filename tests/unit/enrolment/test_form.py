"""Bad input to `osteopro eligibility`: every problem in one sentence, exit 2."""

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from osteopro.enrolment.form import BadForm, read_form
from osteopro.enrolment.management.commands.eligibility import judged
from tests.unit.enrolment.test_eligibility import FINE

SYMPTOMS = (
    "enr-symptom: {}: not one of pain, mobility, weight, height, fatigue, unsteady, sleep, "
    "other, none"
)


def problems(**changes: Any) -> list[str]:
    named = {name.replace("__", "-"): value for name, value in changes.items()}
    return refused({**FINE, **named})


def refused(raw: Any) -> list[str]:
    """The problems of a form; none if it can be judged."""
    try:
        read_form(raw)
    except BadForm as error:
        return error.problems
    return []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"enr__birth": "1960-13-01"}, "enr-birth: '1960-13-01' is not a day like 1960-05-01"),
        ({"enr__birth": "19600501"}, "enr-birth: '19600501' is not a day like 1960-05-01"),
        ({"enr__birth": 1960}, "enr-birth: 1960 is not a day like 1960-05-01"),
        ({"enr__birth": "2027-01-01"}, "enr-birth: 2027-01-01 is after enr-date"),
        ({"enr__date": None}, "enr-date: missing"),
        ({"enr__cog": "maybe"}, "enr-cog: 'maybe': not one of yes, help, no"),
        ({"enr__cog": ["yes"]}, "enr-cog: ['yes']: not one of yes, help, no"),
        ({"enr__symptom": "pain"}, "enr-symptom: not a list"),
        ({"enr__symptom": ["none", "pain"]}, "enr-symptom: none together with others"),
        ({"enr__symptom": [{}]}, SYMPTOMS),
        ({"phq2__1": 4}, "phq2-1: 4 is not a whole number from 0 to 3"),
        ({"phq2__1": True}, "phq2-1: True is not a whole number from 0 to 3"),
        ({"consent_complete": "yes"}, "consent_complete: not true or false"),
        ({"enr__other": "no"},
         'enr-other: not an object like {"present": false, "decision": null}'),
        ({"enr__other": {"present": True, "decision": "wait"}},
         "enr-other: decision 'wait' is not include or exclude"),
        ({"enr__other": {"present": False, "decision": "exclude"}},
         "enr-other: has a decision but no condition"),
        ({"enr__other": {"present": True, "why": "?"}},
         "enr-other: has more than present, decision and text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(changes: dict[str, Any], said: str) -> None:
    assert problems(**changes) == [said]


def test_a_misspelled_field_is_refused_and_every_problem_is_named() -> None:
    found = problems(enr__depression="no", enr__cog="maybe", phq2__2=9)
    assert [sentence.split(":")[0] for sentence in found] == ["enr-depression", "enr-cog", "phq2-2"]


def test_other_fields_of_the_enrolment_form_do_no_harm() -> None:
    form = {**FINE, "enr-name": "王秀英", "enr-sex": "female", "enr-edu": "primary"}
    assert read_form(form) == read_form(FINE)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


@given(st.sampled_from(sorted(FINE)), json_values)
def test_any_json_in_a_field_is_read_or_refused(name: str, value: Any) -> None:
    assert all(sentence.startswith(name) for sentence in refused({**FINE, name: value}))


def run(raw: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))
    try:
        call_command("eligibility")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_command_prints_status_and_reasons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(json.dumps({**FINE, "enr-depr": "unknown"}), monkeypatch) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"status": "needs clinician decision", "reasons": ["enr-depr"]}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("{", "not JSON"),
        ("[]", "the form is not an object"),
        (json.dumps({**FINE, "enr-cog": None, "enr-depr": "?"}), "enr-cog: missing"),
    ],
)
def test_the_command_ends_with_2_and_a_sentence_on_bad_input(
    raw: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raw, monkeypatch) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err


def test_judged_is_the_whole_command() -> None:
    assert judged(json.dumps(FINE).encode()) == {"status": "eligible", "reasons": []}
