"""Publishing goes through the same check as the shipped rules (resolution 41)."""

import copy

import pytest

from osteopro.audit.terms import system
from osteopro.triage import actions, queries
from osteopro.triage.models import RulesetVersion
from osteopro.triage.ruleset import read_documents


def as_version(version):
    documents = copy.deepcopy(read_documents())
    documents["rules"]["version"] = version
    return documents


def test_sound_ruleset_comes_into_force():
    actions.publish(by=system("test"), documents=as_version("1.0.1"))
    queries.forget()
    assert queries.current().ruleset.name == "opros|1.0.1"


def test_ruleset_with_a_condition_that_errs_is_refused_and_nothing_is_stored():
    documents = as_version("1.0.2")
    rule = next(rule for rule in documents["rules"]["rules"] if rule["id"] == "T-A09")
    rule["when"][0]["if"] = "sidefx >= 2"
    with pytest.raises(actions.RulesetRefused) as caught:
        actions.publish(by=system("test"), documents=documents)
    assert any("T-A09" in problem for problem in caught.value.problems)
    assert not RulesetVersion.objects.filter(version="1.0.2").exists()
