"""Words about change: thresholds count, and "about the same" is never said of a bumpy month."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.ui.trends import (
    Measure,
    Verdict,
    change_sentence,
    last_two_sentence,
    trend_sentence,
    verdict,
)

TODAY = date(2026, 11, 23)
PAIN = Measure("背痛", 2)
LIFE = Measure("生活质量", 10, higher_is_worse=False)


def weeks(*values: int) -> list[tuple[date, int]]:
    last = len(values) - 1
    return [(TODAY - timedelta(days=7 * (last - n)), value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("before", "now", "measure", "found"),
    [
        (4, 6, PAIN, Verdict.WORSE),
        (6, 4, PAIN, Verdict.BETTER),
        (4, 5, PAIN, Verdict.SAME),
        (4, 4, PAIN, Verdict.EQUAL),
        (42, 52, LIFE, Verdict.BETTER),
        (52, 42, LIFE, Verdict.WORSE),
        (Fraction(100, 3), Fraction(70, 3), LIFE, Verdict.WORSE),
    ],
)
def test_verdict_counts_a_difference_equal_to_the_threshold(
    before: int, now: int, measure: Measure, found: Verdict
) -> None:
    assert verdict(before, now, measure) is found


@given(st.integers(0, 10), st.integers(0, 10))
def test_verdict_turned_around_is_the_opposite(before: int, now: int) -> None:
    opposite = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    found = verdict(before, now, PAIN)
    assert verdict(now, before, PAIN) is opposite.get(found, found)


@pytest.mark.parametrize(
    ("values", "zh", "en"),
    [
        ((), "这 4 周没有背痛的记录。", "No record of back pain in these 4 weeks."),
        ((4,), "这 4 周背痛只记了一次：4。", "One record of back pain in these 4 weeks: 4."),
        (
            (4, 5, 4),
            "这 4 周背痛差不多，在 4 到 5 之间。",
            "Your back pain stayed about the same these 4 weeks, between 4 and 5.",
        ),
        (
            (4, 4),
            "这 4 周背痛差不多，都是 4。",
            "Your back pain stayed about the same these 4 weeks, at 4.",
        ),
        (
            (6, 5, 4),
            "这 4 周背痛有好转，从 6 到 4。",
            "Your back pain got better these 4 weeks, from 6 to 4.",
        ),
        (
            (4, 7),
            "这 4 周背痛变差了，从 4 到 7。",
            "Your back pain got worse these 4 weeks, from 4 to 7.",
        ),
        (
            (4, 7, 4),
            "这 4 周背痛有高有低，在 4 到 7 之间，现在 4。",
            "Your back pain went up and down these 4 weeks, between 4 and 7; now 4.",
        ),
    ],
)
def test_trend_sentence(values: tuple[int, ...], zh: str, en: str) -> None:
    assert trend_sentence(weeks(*values), PAIN, "zh-hans", today=TODAY) == zh
    english = Measure("back pain", 2)
    assert trend_sentence(weeks(*values), english, "en", today=TODAY) == en


def test_trend_sentence_looks_at_four_weeks_only() -> None:
    old = [(TODAY - timedelta(days=29), 9), *weeks(4, 4)]
    assert trend_sentence(old, PAIN, "zh-hans", today=TODAY) == "这 4 周背痛差不多，都是 4。"


@pytest.mark.parametrize(
    ("values", "zh", "en"),
    [
        ((), "还没有生活质量的记录。", "No record of quality of life yet."),
        (
            (65,),
            "生活质量只记了一次：11月23日 65。",
            "Quality of life: 65 on 23 November, asked once so far.",
        ),
        (
            (40, 65, 75),
            "生活质量有好转：8月25日 65，11月23日 75。",
            "Quality of life: 65 on 25 August, 75 on 23 November, better.",
        ),
        (
            (75, 65),
            "生活质量变差了：8月25日 75，11月23日 65。",
            "Quality of life: 75 on 25 August, 65 on 23 November, worse.",
        ),
        (
            (65, 65),
            "生活质量一样：8月25日 65，11月23日 65。",
            "Quality of life: 65 on 25 August, 65 on 23 November, the same.",
        ),
    ],
)
def test_what_is_asked_every_few_months_is_said_with_its_days(
    values: tuple[int, ...], zh: str, en: str
) -> None:
    days = [TODAY - timedelta(days=90 * ago) for ago in range(len(values))][::-1]
    dated = list(zip(days, values, strict=True))
    both = (("生活质量", "zh-hans", zh), ("quality of life", "en", en))
    for name, language, said in both:
        measure = Measure(name, 10, higher_is_worse=False)
        assert last_two_sentence(dated, measure, language, today=TODAY) == said


def test_level_names_stand_without_blanks() -> None:
    names = ("没有", "有一点", "有一些", "比较重", "很重")
    sleep = Measure("睡不好", 2, say=lambda value: names[int(value)])
    assert change_sentence(3, 2, sleep, "zh-hans") == "比较重变成有一些，差不多"
    assert change_sentence(6, 6, PAIN, "zh-hans") == "6 和 6，一样"
    assert change_sentence(5, 4, PAIN, "zh-hans") == "5 变成 4，差不多"
