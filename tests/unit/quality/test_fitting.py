"""V8 counts records by form and way, and names nobody: few are not told apart from none."""

import random

import pytest

from osteopro.quality.fitting import LEAST, Answered, Fit, fit
from osteopro.triage.validity.checkset import PersonFit

CHECK = PersonFit("V8", ("pain", "sleep", "mood"), 24.32, 300)


def usual(number: int, mode: str = "online") -> list[Answered]:
    """Records whose three scores move together."""
    chance = random.Random(mode)
    rows = []
    for _ in range(number):
        felt = chance.gauss(5, 1.5)
        scores = (felt + chance.gauss(0, 0.4), felt + chance.gauss(0, 0.4), chance.gauss(2, 1))
        rows.append(Answered("full|1", mode, scores))
    return rows


# Bad sleep without any pain: against the pattern, most of all in sleep.
ODD = Answered("full|1", "phone", (2.0, 9.0, 2.0))


def test_below_the_limit_nothing_is_told() -> None:
    assert fit(usual(299), CHECK) == Fit(299, enough=False)
    assert fit(usual(300), CHECK).enough


@pytest.mark.parametrize(("odd", "shown"), [(0, None), (LEAST - 1, None), (LEAST, LEAST)])
def test_few_are_not_told_apart_from_none(odd: int, shown: int | None) -> None:
    found = fit([*usual(400), *usual(30, "phone"), *[ODD] * odd], CHECK)
    assert found.apart == shown
    online, phone = found.groups
    assert (online.mode, online.apart) == ("online", None)
    assert (phone.mode, phone.records, phone.apart) == ("phone", 30 + odd, shown)
    assert bool(found.items) == (shown is not None)


def test_the_question_that_stands_out_is_named() -> None:
    found = fit([*usual(400), *[ODD] * 6], CHECK)
    ((item, number),) = found.items
    assert (item, number) in (("sleep", 6), ("pain", 6))


def test_a_way_taken_rarely_has_no_row() -> None:
    found = fit([*usual(400), *usual(LEAST - 1, "in-person")], CHECK)
    assert [each.mode for each in found.groups] == ["online"]


def test_questions_always_answered_alike_put_nobody_far_off() -> None:
    alike = [Answered("full|1", "online", (1.0, 1.0, 1.0))] * 300
    found = fit(alike, CHECK)
    assert (found.enough, found.apart, found.items) == (True, None, ())
