"""Checks are published like rules: once, whole, for ever; and run from the command line."""

import copy
import io
import json
import sys

import pytest
from django.core.management import call_command

from osteopro.audit.terms import system
from osteopro.triage import actions, check_actions, queries
from osteopro.triage.models import CheckSetVersion
from osteopro.triage.validity.checkset import read_document


def as_version(version):
    document = copy.deepcopy(read_document())
    document["version"] = version
    return document


def test_sound_checks_come_into_force():
    check_actions.publish_checks(by=system("test"), document=as_version("1.0.1"))
    queries.forget()
    assert queries.checks().name == "opros-validity|1.0.1"


def test_a_published_version_keeps_its_content():
    changed = as_version("1.0.0")
    changed["expires_days"] = 90
    with pytest.raises(actions.PublishedVersionChanged):
        check_actions.publish_checks(by=system("test"), document=changed)


def test_checks_that_err_are_refused_and_nothing_is_stored():
    document = as_version("1.0.2")
    document["checks"][0]["when"][0]["if"] = "qol_same > 'x'"
    with pytest.raises(actions.RulesetRefused):
        check_actions.publish_checks(by=system("test"), document=document)
    assert not CheckSetVersion.objects.filter(version="1.0.2").exists()


class Input(io.StringIO):
    def __init__(self, text):
        super().__init__(text)
        self.buffer = io.BytesIO(text.encode())


def test_the_command_answers_with_flags(monkeypatch, capsys):
    case = {"now": "2026-11-20T10:00:00+08:00", "response": None}
    monkeypatch.setattr(sys, "stdin", Input(json.dumps(case)))
    call_command("validity")
    assert json.loads(capsys.readouterr().out) == {
        "flags": [],
        "ask": None,
        "checks": "opros-validity|1.0.0",
    }


def test_the_command_refuses_bad_input_with_a_line_for_each_problem(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Input('{"now": "soon", "seconds": {"a": -1}}'))
    with pytest.raises(SystemExit) as ended:
        call_command("validity")
    assert ended.value.code == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 3, lines
