"""Numbers and secrets of paper cards, and the time a tablet waits (ux 2.1, R30)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.signin import rules

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DIGITS = st.text("0123456789", min_size=9, max_size=9)
NUMBERS = DIGITS.map(lambda digits: digits + rules.check_digit(digits))


@given(NUMBERS, st.sampled_from(["", " ", "-", "　", "."]))
def test_a_number_is_read_however_it_is_spaced(number: str, between: str) -> None:
    typed = f" {number[:3]}{between}{number[3:6]}{between}{number[6:]} "
    assert rules.read_card_number(typed) == number
    assert rules.read_card_number(rules.grouped(number)) == number


@given(NUMBERS)
def test_full_width_digits_are_digits(number: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    assert rules.read_card_number(wide) == number


@given(NUMBERS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, more: int) -> None:
    digit = str((int(number[place]) + more) % 10)
    assert rules.read_card_number(number[:place] + digit + number[place + 1 :]) is None


@given(NUMBERS, st.integers(0, 8))
def test_two_neighbours_swapped_are_found(number: str, place: int) -> None:
    first, second = number[place], number[place + 1]
    # The one pair Luhn's rule does not see.
    if first == second or {first, second} == {"0", "9"}:
        return
    swapped = number[:place] + second + first + number[place + 2 :]
    assert rules.read_card_number(swapped) is None


@pytest.mark.parametrize("typed", ["", "123", "12345678901", "abcdefghij", "४८२१०९३७५६"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert rules.read_card_number(typed) is None


@given(st.text(min_size=1, max_size=40))
def test_secret_and_number_come_from_the_key_and_tell_nothing_of_each_other(nonce: str) -> None:
    secret, number = rules.card_secret("key", nonce), rules.card_number("key", nonce)
    assert len(bytes.fromhex(secret)) == 128 // 8
    assert rules.read_card_number(number) == number
    assert secret != rules.card_secret("other key", nonce)
    assert secret != rules.link_token("key", nonce)[: len(secret)]


def test_a_card_is_printed_again_until_its_last_month() -> None:
    def again(days: int, *, locked: bool = False) -> bool:
        return rules.prints_again(NOW + timedelta(days=days), locked=locked, now=NOW)

    assert again(31)
    assert not again(30)
    assert not again(300, locked=True)


def test_a_tablet_waits_three_minutes_and_for_an_answer_on_its_way() -> None:
    assert not rules.tablet_left(NOW, NOW + timedelta(minutes=3, seconds=9))
    assert rules.tablet_left(NOW, NOW + timedelta(minutes=3, seconds=10))
