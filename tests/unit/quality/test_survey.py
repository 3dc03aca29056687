"""Shares of a round, and nothing of what fewer than five people said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.instruments.library import load_instruments
from osteopro.instruments.terms import Kind
from osteopro.quality.survey import FEWEST, Agreement, Findings, findings, is_statement

FORM = next(
    each.questionnaire for each in load_instruments().values() if each.kind is Kind.PROVIDER
)
STATEMENTS = [item for item in FORM.items if is_statement(item)]
FIRST, SECOND = STATEMENTS[0].link_id, STATEMENTS[1].link_id


def found(answers: list[dict[str, Any]]) -> Findings:
    result = findings(FORM, answers)
    assert result is not None
    return result


def test_four_people_are_too_few() -> None:
    assert findings(FORM, [{FIRST: "a4"}] * 4) is None


def test_agreement_counts_the_upper_two_answers() -> None:
    answers = [{FIRST: code} for code in ("a0", "a1", "a2", "a3", "a4", "a4", "a4", "a3")]
    (only,) = found(answers).statements
    assert (only.agree, only.between, only.disagree, only.percent) == (5, 1, 2, 63)


def test_a_statement_that_four_answered_is_left_out() -> None:
    answers = [{FIRST: "a4", SECOND: "a0"}] * 4 + [{FIRST: "a4"}]
    assert [each.item.link_id for each in found(answers).statements] == [FIRST]


def test_estimates_count_each_answer() -> None:
    estimate = next(item for item in FORM.items if item.options and not is_statement(item))
    first, second = estimate.options[0].code, estimate.options[1].code
    answers = [{estimate.link_id: first}] * 3 + [{estimate.link_id: second}] * 2
    (only,) = found(answers).estimates
    assert only.chosen == {first: 3, second: 2}


@pytest.mark.parametrize("item", [each for each in FORM.items if each.type == "integer"])
def test_numbers_that_tell_who_somebody_is_are_never_shown(item: Any) -> None:
    result = found([{item.link_id: n} for n in range(30)])
    assert (result.statements, result.estimates, result.words) == ((), (), ())


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([item.link_id for item in STATEMENTS]),
            st.sampled_from(["a0", "a1", "a2", "a3", "a4"]),
        ),
        max_size=20,
    )
)
def test_nothing_of_fewer_than_five_is_ever_shown(answers: list[dict[str, str]]) -> None:
    result = findings(FORM, answers)
    if len(answers) < FEWEST:
        assert result is None
        return
    assert result is not None
    for each in result.statements:
        gave = [one for one in answers if each.item.link_id in one]
        assert each.answers == len(gave) >= FEWEST
        assert _in_range(each)


def _in_range(each: Agreement) -> bool:
    return 0 <= each.percent <= 100 and (each.percent == 100) == (each.agree == each.answers)
