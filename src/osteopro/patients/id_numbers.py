"""Chinese identity numbers (GB 11643): what is wrong with one, and what it says. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from osteopro.patients.terms import Sex

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OTHER = re.compile(r"[A-Z0-9]{5,20}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class BadNumber(StrEnum):
    """Why an identity number is refused."""

    SHAPE = "id-shape"
    CHECKSUM = "id-checksum"
    BIRTH = "id-birth"
    SEX = "id-sex"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom the number must belong to."""

    birth: date
    sex: Sex


def problem(number: str, holder: Holder) -> BadNumber | None:
    """What is wrong with `number` (upper case), None if it can be this person's.

    Other papers (passport, travel permit) have letters and are taken as they are; digits alone
    are a mistyped or shortened identity number.

    >>> problem("110105194912310021", Holder(date(1949, 12, 31), Sex.FEMALE))
    <BadNumber.CHECKSUM: 'id-checksum'>
    """
    if not _SHAPE.fullmatch(number):
        foreign = _OTHER.fullmatch(number) and not number.isdigit()
        return None if foreign else BadNumber.SHAPE
    if not is_sound(number):
        return BadNumber.CHECKSUM
    if number[6:14] != f"{holder.birth:%Y%m%d}":
        return BadNumber.BIRTH
    # The last digit of the running number is odd for men.
    if (int(number[16]) % 2 == 1) is not (holder.sex is Sex.MALE):
        return BadNumber.SEX
    return None


def is_sound(number: str) -> bool:
    """Whether 17 digits and a check character (upper case) agree: nearly surely such a number.

    >>> is_sound("11010519491231002X")
    True
    """
    if not _SHAPE.fullmatch(number):
        return False
    return (
        _CHECKS[sum(int(n) * w for n, w in zip(number, _WEIGHTS, strict=False)) % 11] == number[17]
    )
