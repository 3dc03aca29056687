"""The kind of bone medicine that an outcome put in force, and what stood before it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from osteopro.patients.terms import MedicineClass


@dataclass(frozen=True, slots=True)
class Stated:
    """What was said of the medicine at a moment, by whom."""

    at: datetime
    by: int | None
    medicine: MedicineClass


def before(
    stated: Sequence[Stated], *, written: datetime, by: int | None, medicine: MedicineClass
) -> MedicineClass | None:
    """What stood before an outcome that was `written` then by this person put `medicine` in force.

    None where it changed nothing, or where anybody has said something else since: what another
    decided, even if they decided the same again, is never taken back. `stated` oldest first.
    """
    for number, (earlier, after) in enumerate(pairwise(stated), 1):
        mine = after.at >= written and after.by == by and after.medicine is medicine
        if mine and earlier.medicine is not medicine:
            untouched = all(each.medicine is medicine for each in stated[number:])
            return earlier.medicine if untouched else None
    return None
