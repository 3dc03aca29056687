"""Single cells: what they mean, and why they are refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.importing.cells import Cells
from osteopro.followup.importing.columns import COLUMNS
from osteopro.followup.importing.problems import WORDS, problems_from_json, problems_json


def one(column: str, words: str) -> Cells:
    return Cells({column: words})


def codes_of(cells: Cells) -> list[str]:
    return [each.code for each in cells.problems]


@pytest.mark.parametrize(
    "words",
    ["1956-02-03", "1956-2-3", "1956/2/3", "1956.02.03", "19560203", "1956年2月3日"],
)
def test_a_day_with_the_year_first_is_read(words: str) -> None:
    assert one("birth", words).day("birth") == date(1956, 2, 3)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("02/03/1956", "day-ambiguous"),
        ("3-2-1956", "day-ambiguous"),
        ("56-02-03", "day-ambiguous"),
        ("2/3/56", "day-ambiguous"),
        ("20488", "day-serial"),
        ("20488.0", "day-serial"),
        ("1956-02-30", "day-none"),
        ("1956/13/2", "day-none"),
        ("0000-01-01", "day-none"),
        ("Feb 3 1956", "day-form"),
        ("195623", "day-form"),
        ("1956-02/03", "day-form"),
        ("１９５６-02-03", "day-form"),
    ],
)
def test_any_other_day_is_refused_with_the_reason(words: str, code: str) -> None:
    cells = one("birth", words)
    assert cells.day("birth") is None
    assert codes_of(cells) == [code]


def test_what_must_be_there_is_missed() -> None:
    cells = Cells({})
    assert cells.day("birth") is None
    assert cells.name("name") == ""
    assert codes_of(cells) == ["missing", "missing"]
    assert Cells({}).day("joined_on") is None


@pytest.mark.parametrize(
    ("column", "words", "code"),
    [
        ("sex", "女", "female"),
        ("sex", " Male ", "male"),
        ("sex", "M", "male"),
        ("channel", "电话", "phone"),
        ("medicine", "none", "none"),
    ],
)
def test_a_word_means_its_code(column: str, words: str, code: str) -> None:
    assert one(column, words).code(column) == code


def test_an_unknown_word_names_what_may_stand_there() -> None:
    cells = one("sex", "X")
    assert cells.code("sex") == ""
    assert cells.problems[0].said("zh-CN") == "性别：只能填：女、男。"
    assert cells.problems[0].said("en") == "Sex: May only be: female, male."


@pytest.mark.parametrize("words", ["疼痛、乏力", "疼痛,乏力", "乏力 疼痛", "pain; fatigue"])
def test_several_words_are_separated_by_what_people_type(words: str) -> None:
    assert one("symptoms", words).codes("symptoms") == ("pain", "fatigue")


def test_none_stands_alone() -> None:
    cells = one("symptoms", "无、疼痛")
    assert cells.codes("symptoms") == ()
    assert cells.problems[0].said("en") == "Symptoms: “none” cannot stand beside others."


@pytest.mark.parametrize("words", ["1,58", "158cm", "1e2", "300", "158.55", "-5", "NaN", "٥٥"])
def test_a_number_outside_its_bounds_or_form_is_refused(words: str) -> None:
    cells = one("height_cm", words)
    assert cells.number("height_cm") is None
    assert codes_of(cells) == ["number"]


def test_a_number_has_one_decimal() -> None:
    assert one("height_cm", "158.5").number("height_cm") == Decimal("158.5")
    assert one("weight_kg", "50").number("weight_kg") == 50


def test_names_that_hide_letters_are_refused() -> None:
    cells = one("name", "王\u202e英")
    assert cells.name("name") == ""
    assert codes_of(cells) == ["unseen"]
    assert codes_of(_long()) == ["cell-too-long"]


def _long() -> Cells:
    cells = one("name", "王" * 41)
    cells.name("name")
    return cells


@given(st.sampled_from(sorted(COLUMNS)), st.text(max_size=60))
def test_no_problem_repeats_what_stood_in_the_cell(column: str, words: str) -> None:
    cells = Cells({column: words})
    for read in (cells.day, cells.code, cells.codes, cells.name):
        read(column)
    for problem in cells.problems:
        assert all(isinstance(value, int) for value in problem.values.values())
    again = problems_from_json(problems_json(cells.problems))
    assert again == tuple(cells.problems)


def test_every_sentence_is_there_in_both_languages() -> None:
    for code, words in WORDS.items():
        assert set(words) == {"zh-CN", "en"}, code
        assert all(words.values()), code
