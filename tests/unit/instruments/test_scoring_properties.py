"""What must hold for every scale of every instrument, whatever the answers."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.instruments.answers import (
    Answers,
    answers_from_response,
    response_from_values,
    values_from_json,
    values_from_response,
    values_to_json,
)
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument, load_instruments
from osteopro.instruments.scoring import displayed, item_score, rounded, score
from osteopro.instruments.spec import Scale
from osteopro.instruments.terms import Direction, ItemType, Reason, State

INSTRUMENTS = list(load_instruments().values())
SCORED = [found for found in INSTRUMENTS if found.spec.scales]
ABSENT = st.sampled_from(["skipped", "dont-know", "na"]).map(lambda state: {"absent": state})
FEW = settings(max_examples=60, deadline=None)


def given_value(item: Item) -> st.SearchStrategy[Any]:
    codes = [option.code for option in item.options]
    if item.type is ItemType.CHOICE and item.repeats:
        exclusive = {option.code for option in item.options if option.exclusive}
        return st.lists(st.sampled_from(codes), min_size=1, unique=True).map(
            lambda chosen: chosen if not set(chosen) & exclusive else [chosen[0]]
        )
    if item.type is ItemType.CHOICE:
        return st.sampled_from(codes)
    if item.type is ItemType.BOOLEAN:
        return st.booleans()
    if item.type is ItemType.DATE:
        return st.dates(date(2026, 1, 1), date(2026, 11, 20)).map(str)
    if item.type is ItemType.INTEGER:
        return st.integers(0, 90)
    if item.type is ItemType.DECIMAL:
        return st.decimals(25, 150, places=1)
    return st.text("药痛好 abc", min_size=1, max_size=20).map(lambda text: f"说{text}")


def values_of(instrument: Instrument) -> st.SearchStrategy[dict[str, Any]]:
    optional = {
        item.link_id: given_value(item) | ABSENT if not item.read_only else given_value(item)
        for item in instrument.questionnaire.items
    }
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def filled(draw: st.DrawFn, among: list[Instrument]) -> tuple[Instrument, dict[str, Any]]:
    instrument = draw(st.sampled_from(among))
    return instrument, draw(values_of(instrument))


def items_of(instrument: Instrument, scale: Scale) -> list[str]:
    found = list(scale.items)
    for part in scale.scales:
        found += items_of(instrument, instrument.spec.scale(part))
    return found


@FEW
@given(filled(SCORED), st.booleans())
def test_score_stays_in_range_and_is_null_only_with_a_reason(
    case: tuple[Instrument, dict[str, Any]], complete: bool
) -> None:
    instrument, values = case
    answers = Answers(instrument.questionnaire, values, complete=complete)
    for scale, found in zip(instrument.spec.scales, score(instrument.spec, answers), strict=True):
        assert found.scale == scale.id
        assert (found.value is None) is (found.reason is not None)
        assert 0 <= found.answered <= found.asked <= len(items_of(instrument, scale))
        if found.value is not None:
            assert 0 <= found.value <= (6 if scale.method == "sum" else 100)


@FEW
@given(filled(SCORED), st.booleans())
def test_score_follows_the_administered_and_the_half_rule(
    case: tuple[Instrument, dict[str, Any]], complete: bool
) -> None:
    instrument, values = case
    answers = Answers(instrument.questionnaire, values, complete=complete)
    scores = {found.scale: found for found in score(instrument.spec, answers)}
    for scale in instrument.spec.scales:
        items = items_of(instrument, scale)
        found = scores[scale.id]
        asked = all(answers.state(item) is not State.NOT_ASKED for item in items)
        assert (found.reason == Reason.NOT_ADMINISTERED) is not asked
        if scale.items and asked:
            known = [item_score(instrument.spec, answers, item) for item in items]
            numbers = [number for number in known if number is not None]
            assert found.answered == len(numbers)
            assert (found.reason == Reason.TOO_FEW_ANSWERS) is (len(numbers) < scale.min_answered)
            if found.value is not None and scale.method == "mean":
                assert found.value == sum(numbers, Fraction(0)) / len(numbers)


@FEW
@given(filled(SCORED), st.data())
def test_score_moves_with_each_of_its_items_and_never_against_it(
    case: tuple[Instrument, dict[str, Any]], data: st.DataObject
) -> None:
    instrument, values = case
    spec, form = instrument.spec, instrument.questionnaire
    asked = {item for scale in spec.scales for item in scale.items} & set(spec.rules)
    link_id = data.draw(st.sampled_from(sorted(asked)))
    codes = st.sampled_from(sorted(spec.rules[link_id].scores))
    answers = [
        Answers(form, {**values, link_id: data.draw(codes)}, complete=True) for _ in range(2)
    ]
    first, second = (item_score(spec, found, link_id) for found in answers)
    assert first is not None
    assert second is not None
    for scale, old, new in zip(spec.scales, *(score(spec, a) for a in answers), strict=True):
        if link_id in items_of(instrument, scale) and old.value is not None:
            assert new.value is not None
            # A domain without a score of its own does not move the total either.
            moved = (new.value > old.value) - (new.value < old.value)
            turned = (second > first) - (second < first)
            assert moved == turned or (moved == 0 and scale.scales)


@pytest.mark.parametrize("instrument", SCORED, ids=lambda found: found.code)
def test_score_of_worst_and_best_answers_reach_the_ends_of_the_scale(
    instrument: Instrument,
) -> None:
    spec = instrument.spec
    ends: dict[str, dict[str, str]] = {"low": {}, "high": {}}
    for link_id, rule in spec.rules.items():
        ranked = sorted(rule.scores, key=lambda code: rule.scores[code])
        ends["low"][link_id], ends["high"][link_id] = ranked[0], ranked[-1]
    for end, extreme in (("low", 0), ("high", 100)):
        answers = Answers(instrument.questionnaire, ends[end], complete=True)
        for scale, found in zip(spec.scales, score(spec, answers), strict=True):
            top = 6 if scale.method == "sum" else 100
            assert found.value in (min(extreme, top), None)
            assert found.reason in (None, Reason.NOT_ADMINISTERED)


def test_direction_of_symptoms_and_quality_of_life_are_opposite(
    library: dict[str, Instrument],
) -> None:
    worse = {scale.direction for scale in library["opros-full"].spec.scales}
    better = {scale.direction for scale in library["opros-qol"].spec.scales}
    assert worse == {Direction.HIGHER_WORSE}
    assert better == {Direction.HIGHER_BETTER}


@FEW
@given(filled(INSTRUMENTS), st.integers(0, 10**6))
def test_score_does_not_depend_on_the_order_of_response_items(
    case: tuple[Instrument, dict[str, Any]], seed: int
) -> None:
    instrument, values = case
    response = build(instrument, values)
    items = response.get("item", [])
    shuffled = {**response, "item": random.Random(seed).sample(items, len(items))}
    first = answers_from_response(instrument.questionnaire, response)
    second = answers_from_response(instrument.questionnaire, shuffled)
    assert first == second
    assert score(instrument.spec, first) == score(instrument.spec, second)


@FEW
@given(filled(INSTRUMENTS))
def test_values_survive_the_way_through_a_response_and_through_json(
    case: tuple[Instrument, dict[str, Any]],
) -> None:
    instrument, values = case
    enabled = Answers(instrument.questionnaire, values, complete=False).enabled_values()
    response = build(instrument, values)
    assert values_from_response(instrument.questionnaire, response) == enabled
    stored = values_to_json(enabled)
    assert values_from_json(instrument.questionnaire, stored) == enabled
    assert not any(isinstance(value, Decimal) for value in stored.values())


@FEW
@given(st.fractions(0, 100))
def test_rounding_is_half_up_to_six_and_to_one_decimal(value: Fraction) -> None:
    for found, places in ((rounded(value), 6), (displayed(value), 1)):
        assert found is not None
        assert found.as_tuple().exponent == -places
        unit = Fraction(1, 10**places)
        assert -unit / 2 < Fraction(found) - value <= unit / 2


def test_rounding_of_a_half_goes_up_and_of_nothing_stays_nothing() -> None:
    assert displayed(Fraction(41, 20)) == Decimal("2.1")
    assert rounded(Fraction(1, 2_000_000)) == Decimal("0.000001")
    assert displayed(None) is None
    assert rounded(None) is None


def build(instrument: Instrument, values: dict[str, Any]) -> dict[str, Any]:
    return response_from_values(
        instrument.questionnaire,
        values,
        uuid="u",
        status="completed",
        authored=datetime(2026, 11, 20, 2, tzinfo=UTC),
        language="zh-CN",
        mode="online",
    )
