"""What holds for any answers: more danger is never less urgent, order never matters."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.instruments.library import load_instruments
from osteopro.triage.cli import cli_triage
from osteopro.triage.ruleset import load_ruleset
from osteopro.triage.terms import Level

INSTRUMENTS = load_instruments()
QUESTIONNAIRE = next(i for i in INSTRUMENTS.values() if i.code == "opros-full").questionnaire
LEFT_OUT = {"wt-kg", "fall-date", "fu-note", "rf-check", "ctx-helper"}
FLAGS = ["back", "fall", "break", "nerve", "bladder", "chest", "fever", "bleed"]


def answers_of(questionnaire):
    """Some answers of a form, each one of its options."""
    parts = {}
    for item in questionnaire.items:
        if item.options and item.link_id not in LEFT_OUT:
            codes = st.sampled_from([option.code for option in item.options])
            parts[item.link_id] = st.none() | (codes.map(lambda c: [c]) if item.repeats else codes)
    return st.fixed_dictionaries(parts)


ANSWERS = answers_of(QUESTIONNAIRE)
CHECKS = st.lists(st.sampled_from(FLAGS), unique=True)


def level_of(result):
    return Level(result["level"]).rank


def with_check(values, flags):
    return {**values, "rf-check": flags or ["none"]}


@settings(max_examples=60)
@given(values=ANSWERS, flags=CHECKS, more=st.sampled_from(FLAGS))
def test_one_more_red_flag_never_lowers_the_level(make_bench, values, flags, more):
    bench = make_bench()
    history = bench.history()
    less = bench.run(
        bench.response(with_check(values, flags), code="opros-full", usual=False), history=history
    )
    wider = with_check(values, sorted({*flags, more}))
    greater = bench.run(bench.response(wider, code="opros-full", usual=False), history=history)
    assert level_of(greater) >= level_of(less)


@settings(max_examples=40)
@given(values=ANSWERS, flags=CHECKS, seed=st.integers(0, 2**16))
def test_order_of_items_history_and_diary_never_matters(make_bench, values, flags, seed):
    bench = make_bench()
    response = bench.response(with_check(values, flags), code="opros-full", usual=False)
    history = [
        *bench.history(),
        bench.response({"sym-pain-rest": "7"}, days_ago=14, uuid="twin"),
        bench.response({"sym-pain-rest": "1", "by-whom": "proxy"}, days_ago=3),
    ]
    fall = {"dia-type": "fall", "fall-count": "1", "fall-hurt": "ok"}
    diary = [bench.diary({**fall, "fall-date": bench.day(d)}, days_ago=d) for d in (2, 5, 170)]
    shuffle = random.Random(seed).shuffle
    plain = bench.run(response, history=list(history), diary=list(diary))
    for entries in (history, diary, *[entry["item"] for entry in history]):
        shuffle(entries)
    items = list(response["item"])
    shuffle(items)
    mixed = bench.run({**response, "item": items}, history=history, diary=diary)
    assert mixed == plain


@settings(max_examples=60)
@given(values=ANSWERS, flags=CHECKS)
def test_level_is_the_highest_rule_and_message_follows(make_bench, values, flags):
    bench = make_bench()
    result = bench.run(bench.response(with_check(values, flags), code="opros-full", usual=False))
    ranks = [Level(rule["level"]).rank for rule in result["rules"]]
    assert level_of(result) == max(ranks, default=0)
    assert len(result["advice"]) <= 3
    if level_of(result) >= Level.URGENT.rank:
        assert result["advice"] in (["R00"], ["R22"])
    ids = [rule["id"] for rule in result["rules"]]
    assert len(ids) == len(set(ids))


@settings(max_examples=60)
@given(values=ANSWERS, flags=CHECKS, status=st.sampled_from(["completed", "stopped"]))
def test_no_shipped_rule_ever_errs(make_bench, values, flags, status):
    bench = make_bench()
    response = bench.response(
        with_check(values, flags), code="opros-full", usual=False, status=status
    )
    for rule in bench.run(response)["rules"]:
        assert "could not be evaluated" not in rule["because"]["en"]


@settings(max_examples=30)
@given(values=ANSWERS, flags=CHECKS)
def test_every_reason_is_complete_in_both_languages(make_bench, values, flags):
    bench = make_bench()
    response = bench.response(with_check(values, flags), code="opros-full", usual=False)
    for rule in bench.run(response)["rules"]:
        assert rule["because"].keys() == {"zh-CN", "en"}
        assert not any(mark in text for text in rule["because"].values() for mark in "{}")


def test_assessment_is_repeatable(make_bench):
    bench = make_bench()
    case = {"now": bench.now.isoformat(), "response": bench.response({"sym-mood": "very"})}
    raw = json.dumps(case).encode()
    assert cli_triage(raw) == cli_triage(raw)
    assert load_ruleset() is load_ruleset()
