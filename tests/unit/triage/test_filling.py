"""While a form is being filled only given answers count (resolutions 1, 92, 93)."""

from datetime import timedelta

import pytest

from osteopro.instruments.answers import Answers
from osteopro.triage.case import Case, Current
from osteopro.triage.engine import assess, interrupt


def case_of(bench, values, *, left=False, status="in-progress", code="opros-fu"):
    form = bench.form(code)
    current = Current(
        authored=bench.now - timedelta(minutes=1),
        canonical=form.canonical,
        answers=Answers(form.questionnaire, values, complete=False),
        status=status,
        left=left,
    )
    return Case(bench.now, current)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"rf-check": ["back"]},
        {"rf-check": ["break"], "frac-where": "arm"},
        {"rf-check": ["nerve"]},
        {"rf-check": ["fall"], "fall-hurt": "pain"},
        {"rf-check": ["none"], "sym-mood": "very"},
    ],
)
def test_an_item_not_yet_passed_does_not_interrupt(bench, ruleset, values):
    assert interrupt(case_of(bench, values), ruleset, bench.instruments) is None


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"rf-check": ["bladder"]}, "T-E01"),
        ({"rf-check": ["back"], "rf-back-stand": "no"}, "T-E06"),
        ({"rf-check": ["back"], "rf-back-stand": {"absent": "skipped"}}, "T-E06"),
        ({"rf-check": ["none"], "sym-mood": "very", "rf-selfharm": "act"}, "T-E08"),
    ],
)
def test_a_given_answer_interrupts_at_once(bench, ruleset, values, rule):
    found = interrupt(case_of(bench, values), ruleset, bench.instruments)
    assert found is not None
    assert [fired.id for fired in found.rules] == [rule]
    assert found.message.code == "M-EME"


def test_only_emergencies_interrupt(bench, ruleset):
    values = {"rf-check": ["fever"], "fu-note": "想死"}
    assert interrupt(case_of(bench, values), ruleset, bench.instruments) is None


def test_diary_entry_interrupts(bench, ruleset):
    values = {"dia-type": "fall", "fall-hurt": "nostand"}
    case = case_of(bench, values, code="opros-diary")
    assert interrupt(case, ruleset, bench.instruments) is not None


def ids(assessment):
    return [rule.id for rule in assessment.rules]


def test_snapshot_of_an_emergency_counts_no_open_items(bench, ruleset):
    values = {"rf-check": ["back", "fall"], "rf-back-stand": "no"}
    snapshot = case_of(bench, values, status="stopped")
    assert ids(assess(snapshot, ruleset, bench.instruments)) == ["T-E06", "T-A07"]


def test_record_left_half_way_counts_open_items(bench, ruleset):
    values = {"rf-check": ["back", "fall"], "rf-back-stand": "help"}
    left = case_of(bench, values, status="stopped", left=True)
    assert ids(assess(left, ruleset, bench.instruments)) == ["T-U01", "T-U03", "T-A07"]


def test_left_before_the_safety_question(bench, ruleset):
    left = case_of(bench, {}, status="stopped", left=True)
    assert ids(assess(left, ruleset, bench.instruments)) == ["T-A13"]
    filling = case_of(bench, {})
    assert ids(assess(filling, ruleset, bench.instruments)) == []


def test_other_than_yes_does_not_hold_before_the_question(bench, ruleset):
    """Resolution 93."""
    filling = case_of(bench, {"rf-check": ["back"], "rf-back-stand": "help"})
    assert ids(assess(filling, ruleset, bench.instruments)) == []


def test_left_form_has_no_scores(bench, ruleset):
    values = {"rf-check": ["none"], "sym-pain-rest": "9"}
    left = case_of(bench, values, status="stopped", left=True)
    assert ids(assess(left, ruleset, bench.instruments)) == ["T-U08", "T-A01"]
