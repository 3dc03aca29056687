"""Identity numbers: checksum, and whether they are this person's."""

from datetime import date

import pytest

from osteopro.patients.id_numbers import BadNumber, Holder, problem
from osteopro.patients.terms import Sex

# 11010519491231002X is the example of the standard.
GIRL = Holder(date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize(
    ("number", "holder", "bad"),
    [
        ("11010519491231002X", GIRL, None),
        ("110105194912310021", GIRL, BadNumber.CHECKSUM),
        ("11010519491231002X", Holder(date(1949, 12, 30), Sex.FEMALE), BadNumber.BIRTH),
        ("11010519491231002X", Holder(date(1949, 12, 31), Sex.MALE), BadNumber.SEX),
        ("1101051949123100", GIRL, BadNumber.SHAPE),
        ("110105491231002", GIRL, BadNumber.SHAPE),
        ("1.10105E+17", GIRL, BadNumber.SHAPE),
        ("", GIRL, BadNumber.SHAPE),
        ("E12345678", GIRL, None),
    ],
)
def test_a_number_is_compared_with_itself_and_its_holder(
    number: str, holder: Holder, bad: BadNumber | None
) -> None:
    assert problem(number, holder) == bad


def test_any_single_wrong_digit_is_noticed() -> None:
    right = "11010519491231002X"
    for place in range(17):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            assert wrong == right or problem(wrong, GIRL) is not None
