"""A rule that cannot be evaluated never fails silently (resolution 41)."""

import copy

import pytest

from osteopro.triage.ruleset import build_ruleset, read_documents


def with_rule(rule_id, condition, **changes):
    documents = copy.deepcopy(read_documents())
    rule = next(rule for rule in documents["rules"]["rules"] if rule["id"] == rule_id)
    rule["when"] = [{"if": condition, "because": {"zh-CN": "因为", "en": "because"}}]
    rule.update(changes)
    return build_ruleset(documents)


@pytest.mark.parametrize(
    "condition",
    [
        "sidefx >= 2",
        "no_such_fact == 1",
        "pain_rest + 1",
        "pain_rest == 3 && pain_rest.oops > 1",
    ],
)
def test_erring_rule_makes_the_record_attention_and_is_named(bench, condition):
    result = bench.record({}, ruleset=with_rule("T-A09", condition))
    assert result["level"] == "attention"
    assert [(rule["id"], rule["level"]) for rule in result["rules"]] == [("T-A09", "attention")]
    assert "T-A09" in result["rules"][0]["because"]["zh-CN"]


def test_erring_rule_does_not_hide_the_others(bench, fired):
    broken = with_rule("T-A09", "sidefx >= 2")
    result = bench.record({"rf-check": ["chest"]}, ruleset=broken)
    assert (fired(result), result["level"]) == (["T-E03", "T-A09"], "emergency")


def test_alternative_that_holds_counts_although_another_errs(bench):
    documents = copy.deepcopy(read_documents())
    rule = next(rule for rule in documents["rules"]["rules"] if rule["id"] == "T-A01")
    rule["when"].insert(0, {"if": "sidefx > 1", "because": {"zh-CN": "错", "en": "wrong"}})
    result = bench.record({"sym-pain-rest": "6"}, ruleset=build_ruleset(documents))
    found = {entry["id"]: entry["because"]["en"] for entry in result["rules"]}
    assert "wrong" not in found["T-A01"]
    assert "6" in found["T-A01"]


def test_error_is_never_known(bench):
    broken = with_rule("T-A12", "sidefx >= 2", known_when_unchanged="true")
    at = bench.now.isoformat()
    result = bench.record({}, ruleset=broken, assessed=[{"rule": "T-A12", "at": at}])
    assert result["level"] == "attention"


def test_fact_that_cannot_be_worked_out_names_the_rules_that_need_it(bench, fired):
    documents = copy.deepcopy(read_documents())
    documents["rules"]["facts"]["sym_c_change"]["series"] = "gone"
    result = bench.record({}, ruleset=build_ruleset(documents))
    assert (fired(result), result["level"]) == (["T-A04"], "attention")


def test_rule_that_reads_an_erring_rule_takes_it_as_not_fired(bench, fired):
    broken = with_rule("T-U11", "sidefx >= 2")
    result = bench.record({"fu-note": "怕摔"}, ruleset=broken)
    assert fired(result) == ["T-U11", "T-A16"]
