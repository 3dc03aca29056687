"""A ruleset is published only when nothing in it can err (resolution 41)."""

import copy

import pytest

from osteopro.triage.publishing import problems
from osteopro.triage.ruleset import build_ruleset, read_documents


@pytest.fixture
def documents():
    return copy.deepcopy(read_documents())


def rule_of(documents, rule_id):
    return next(rule for rule in documents["rules"]["rules"] if rule["id"] == rule_id)


def problems_of(documents, bench):
    return problems(build_ruleset(documents), bench.instruments)


def test_the_shipped_ruleset_can_be_published(bench, ruleset):
    assert problems(ruleset, bench.instruments) == []


def test_every_rule_of_the_clinical_content_is_there(ruleset):
    wanted = [f"T-E{n:02}" for n in range(1, 9)]
    wanted += [f"T-U{n:02}" for n in range(1, 12)]
    wanted += [f"T-A{n:02}" for n in range(1, 17)]
    assert [rule.id for rule in ruleset.rules] == wanted


def test_condition_without_a_null_test_is_refused(bench, documents):
    rule_of(documents, "T-A09")["when"][0]["if"] = "sidefx >= 2"
    found = problems_of(documents, bench)
    assert any("T-A09 on opros-fu" in problem for problem in found)


def test_known_condition_is_tried_although_the_rule_does_not_fire(bench, documents):
    rule_of(documents, "T-A12")["known_when_unchanged"] = "health_change >= 0.0"
    assert any("T-A12" in problem for problem in problems_of(documents, bench))


def test_advice_without_a_null_test_is_refused(bench, documents):
    documents["advice"]["advice"][1]["when"][0]["if"] = "pain_move >= 4"
    assert any("R01" in problem for problem in problems_of(documents, bench))


def test_condition_that_is_no_yes_or_no_is_refused(bench, documents):
    rule_of(documents, "T-A12")["when"][0]["if"] = "'x'"
    assert any("neither true nor false" in problem for problem in problems_of(documents, bench))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: rule_of(d, "T-A12").update(forms=["nowhere"]), "no form nowhere"),
        (lambda d: rule_of(d, "T-E01")["when"][0]["because"].pop("en"), "missing in en"),
        (lambda d: rule_of(d, "T-E01")["when"][0].update({"if": "unheard == 1"}), "unheard"),
        (lambda d: rule_of(d, "T-E05").update(add=[{"id": "T-X"}]), "no add-on text T-X"),
        (lambda d: rule_of(d, "T-U11")["when"][0].update({"if": "T_A15"}), "T_A15 reads other"),
        (lambda d: d["rules"]["facts"]["mood"].update(item="sym-gone"), "no form asks sym-gone"),
        (lambda d: d["rules"]["facts"]["mood"].update(kind="guess"), "kind guess is unknown"),
        (lambda d: d["rules"]["facts"]["sym_c"].update(scale="NO"), "no form has the scale NO"),
        (
            lambda d: d["messages"]["messages"]["M-ROU"]["in_hours"].update(en="{name}"),
            "{name} is no variable",
        ),
        (lambda d: d["messages"]["messages"]["M-URG"].pop("out_of_hours"), "out_of_hours"),
        (lambda d: d["messages"]["by_level"].pop("urgent"), "level urgent has no message"),
        (lambda d: d["advice"]["alone"][0].update(codes=["R99"]), "no advice R99"),
    ],
)
def test_problem_is_named(bench, documents, change, words):
    change(documents)
    assert any(words in problem for problem in problems_of(documents, bench))
