"""Answers fit every form of the library and follow what somebody is like."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.instruments.answers import Answers, response_from_values
from osteopro.instruments.checker import Terms, check_document
from osteopro.instruments.library import Instrument, load_instruments
from osteopro.instruments.scoring import score
from osteopro.instruments.terms import Kind
from osteopro.simulation.answering import Moment, answer
from osteopro.simulation.chance import stream
from osteopro.simulation.course import Happened
from osteopro.simulation.material import material

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
FORMS = {each.code: each for each in load_instruments().values() if each.kind != Kind.PROVIDER}
TRAITS = list(material("course")["traits"])
EVENTS = list(material("events")["events"])


def moment(level: float = 0.3, **changes: Any) -> Moment:
    latent = dict.fromkeys(TRAITS, level)
    facts = {"on_medicine": True, "baseline": False, "advised": True, "helped": False}
    plain = Moment(TODAY, latent, latent, 54.2, "self", facts=facts, diary="fall")
    return replace(plain, **changes)


def full() -> Instrument:
    return next(each for each in FORMS.values() if each.kind == Kind.RECORD and each.baseline)


@given(
    form=st.sampled_from(sorted(FORMS)),
    levels=st.lists(st.floats(0, 1), min_size=len(TRAITS), max_size=len(TRAITS)),
    events=st.lists(st.sampled_from(EVENTS), max_size=4),
    diary=st.sampled_from(EVENTS),
    seed=st.integers(0, 10_000),
)
def test_whatever_happens_the_answers_fit_the_form(
    form: str, levels: list[float], events: list[str], diary: str, seed: int
) -> None:
    kinds = material("events")["events"]
    told = tuple(Happened(kind, TODAY) for kind in ([diary] if "diary" in form else events))
    now = moment(
        latent=dict(zip(TRAITS, levels, strict=True)),
        events=told,
        diary=kinds[diary]["diary"] or "other",
        note="还好。",
        skips=0.1,
    )
    instrument = FORMS[form]
    values = answer(instrument, now, stream(seed, "answers"))
    response = response_from_values(
        instrument.questionnaire,
        values,
        uuid=str(uuid4()),
        status="completed",
        authored=NOON,
        language="zh-CN",
        mode="online",
    )
    terms = Terms(now=NOON, own_client=True)
    checked = check_document(response, {instrument.canonical: instrument}, terms)
    assert checked.problems == ()


def test_who_is_worse_scores_higher() -> None:
    form = full()

    def mean(level: float) -> Any:
        values = answer(form, moment(level), stream(1, "answers"))
        found = score(form.spec, Answers(form.questionnaire, values, complete=True))
        return found[0].value

    assert mean(0.05) < mean(0.4) < mean(0.9)


def test_style_shifts_answers_without_touching_the_truth() -> None:
    form = full()

    def total(louder: float) -> int:
        values = answer(form, moment(0.4, louder=louder), stream(1, "answers"))
        options = form.questionnaire.items
        weights = (
            item.option(str(values[item.link_id]))
            for item in options
            if item.option_set == "SYM5" and item.link_id in values
        )
        return sum(option.weight or 0 for option in weights if option)

    assert total(-0.2) < total(0.0) < total(0.2)


def test_an_event_is_ticked_and_dated() -> None:
    form = full()
    fell = Happened("fall", date(2026, 11, 20))
    values = answer(form, moment(events=(fell,)), stream(1, "answers"))
    safety = form.item_for("safety")
    assert safety is not None
    assert values[safety] == ["fall"]
    assert "2026-11-20" in values.values()
    quiet = answer(form, moment(), stream(1, "answers"))
    assert quiet[safety] == ["none"]


def test_given_answers_hold_over_chance() -> None:
    form = full()
    headline = form.roles["headline"][0]
    values = answer(form, moment(0.0, given={headline: "9"}), stream(1, "answers"))
    assert values[headline] == "9"


def test_weight_is_told_in_half_kilos() -> None:
    told = [
        value
        for seed in range(40)
        for value in answer(full(), moment(), stream(seed, "answers")).values()
        if isinstance(value, Decimal)
    ]
    assert told
    assert set(told) == {Decimal("54")}


def test_unknown_items_are_left_open() -> None:
    provider = next(each for each in load_instruments().values() if each.kind == Kind.PROVIDER)
    assert answer(provider, moment(), stream(1, "answers")) == {}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_item_of_the_library_has_a_rule(form: str) -> None:
    """A new item must be told how people answer it, or demos silently leave it open."""
    known = material("traits")["items"]
    asked = [i for i in FORMS[form].questionnaire.items if not (i.hidden or i.read_only)]
    optional = {"exit-note"}
    assert [i.link_id for i in asked if i.link_id not in known | dict.fromkeys(optional)] == []
