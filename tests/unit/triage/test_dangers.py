"""The emergency answers written down for phones are exactly those on which the rules interrupt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.instruments.answers import Answers
from osteopro.instruments.library import load_instruments
from osteopro.instruments.terms import ItemType, State
from osteopro.triage.case import Case, Current
from osteopro.triage.conditions import condition
from osteopro.triage.dangers import MOMENT, dangers
from osteopro.triage.engine import interrupt
from osteopro.triage.ruleset import load_ruleset

RULES = load_ruleset()
FORMS = load_instruments()
FULL = next(form for form in FORMS.values() if form.code == "opros-full")
KNOWN = dangers(RULES, FULL, FORMS)


def answer(item):
    codes = st.sampled_from([option.code for option in item.options])
    given = st.lists(codes, min_size=1, max_size=4, unique=True) if item.repeats else codes
    return st.one_of(given, st.just({"absent": "skipped"}))


CHOICES = {
    item.link_id: answer(item)
    for item in FULL.questionnaire.items
    if item.type is ItemType.CHOICE and item.link_id != "by-whom"
}


def said_to_be(answers):
    """The rules whose answers are among these, as a phone reads them."""

    def is_given(link_id, code):
        if code is None:
            return answers.state(link_id) is State.SKIPPED
        return code in answers.codes(link_id)

    return {d.rule for d in KNOWN.known if all(is_given(*pair) for pair in d.given)}


@given(st.fixed_dictionaries({}, optional=CHOICES))
def test_phone_and_server_agree_on_any_answers(values):
    answers = Answers(FULL.questionnaire, {**values, "ctx-helper": False}, complete=False)
    current = Current(
        authored=MOMENT,
        canonical=FULL.canonical,
        answers=answers,
        status="in-progress",
        left=False,
    )
    found = interrupt(Case(MOMENT, current), RULES, FORMS)
    assert said_to_be(answers) == ({rule.id for rule in found.rules} if found else set())


def test_every_rule_that_interrupts_is_written_down():
    assert {d.rule for d in KNOWN.known} == {f"T-E0{n}" for n in range(1, 9)}
    assert KNOWN.unknowable == frozenset()


def test_add_on_texts_belong_to_their_rule():
    assert {d.rule: d.add for d in KNOWN.known}["T-E06"] == ("T-E06",)
    assert {d.rule: d.add for d in KNOWN.known}["T-E01"] == ()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("fu_note_words == 'x'", {"fu-note"}),
        ("'back' in events && 'fall' in events", {"rf-check"}),
    ],
)
def test_what_cannot_be_written_down_is_left_to_the_server(text, items):
    rule = RULES.rule("T-E01")
    reason = replace(rule.reasons[0], condition=condition(text))
    other = replace(rule, id="T-X", reasons=(reason,))
    facts = {**RULES.facts, "fu_note_words": {"kind": "value", "item": "fu-note"}}
    ruleset = replace(RULES, rules=(other,), facts=facts, _plans={})
    assert dangers(ruleset, FULL, FORMS).unknowable == items
    assert dangers(ruleset, FULL, FORMS).known == ()
