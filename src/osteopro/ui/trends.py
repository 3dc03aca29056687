"""Words about change, made by rules (C2, C7; resolution 27). Pure.

Two numbers are compared when both are on the screen, with the smallest difference that means
something for the scale, which the caller passes in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from osteopro.ui.charts.values import Number
from osteopro.ui.formats import day_month, whole

WINDOW = timedelta(days=28)


class Verdict(StrEnum):
    """What a difference means for the person."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"  # not enough of a difference to speak of
    EQUAL = "equal"  # the very same number


WORDS = {
    "zh": {
        Verdict.BETTER: "好转",
        Verdict.WORSE: "变差",
        Verdict.SAME: "差不多",
        Verdict.EQUAL: "一样",
    },
    "en": {
        Verdict.BETTER: "better",
        Verdict.WORSE: "worse",
        Verdict.SAME: "about the same",
        Verdict.EQUAL: "the same",
    },
}


# 有 and 了 keep the verdict apart from names that end in 好 or 差.
LATELY = {
    "zh": WORDS["zh"] | {Verdict.BETTER: "有好转", Verdict.WORSE: "变差了"},
    "en": WORDS["en"],
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared: its name in the sentence, its threshold, and which way is worse.

    `say` turns a value into words (level names, whole numbers); the default is whole numbers.
    """

    name: str
    threshold: Number
    higher_is_worse: bool = True
    say: Callable[[Number], str] | None = None

    def words(self, value: Number) -> str:
        if self.say:
            return self.say(value)
        return whole(Fraction(value))


def _exact(value: Number) -> Fraction:
    return Fraction(value)


def _key(language: str) -> str:
    return "en" if language.startswith("en") else "zh"


def verdict(before: Number, now: Number, measure: Measure) -> Verdict:
    """What going from `before` to `now` means; a difference equal to the threshold counts.

    >>> verdict(4, 6, Measure("背痛", 2))
    <Verdict.WORSE: 'worse'>
    """
    difference = Fraction(now) - Fraction(before)
    if difference == 0:
        return Verdict.EQUAL
    if abs(difference) < Fraction(measure.threshold):
        return Verdict.SAME
    return Verdict.WORSE if (difference > 0) == measure.higher_is_worse else Verdict.BETTER


def verdict_word(found: Verdict, language: str) -> str:
    """The verdict in one word: 好转, 变差, 差不多 or 一样."""
    return WORDS[_key(language)][found]


def change_sentence(before: Number, now: Number, measure: Measure, language: str) -> str:
    """Last answer against this one, for the page after sending.

    >>> change_sentence(5, 4, Measure("背痛", 2), "zh-hans")
    '5 变成 4，差不多'
    >>> change_sentence(6, 6, Measure("back pain", 2), "en")
    '6 and 6, the same'
    """
    found = verdict(before, now, measure)
    old, new, word = measure.words(before), measure.words(now), verdict_word(found, language)
    if _key(language) == "en":
        if not old[:1].isdigit():
            # "None to A little" would read as one phrase.
            both = f"“{old}” and “{new}”" if found is Verdict.EQUAL else f"from “{old}” to “{new}”"
            return f"{both}, {word}"
        return f"{old} {'and' if found is Verdict.EQUAL else 'to'} {new}, {word}"
    if found is Verdict.EQUAL:
        return _spaced(f"{old} 和 {new}，{word}")
    return _spaced(f"{old} 变成 {new}，{word}")


def _spaced(words: str) -> str:
    """Blanks stand beside figures only: 5 变成 4, but 比较重变成有一些."""
    kept = []
    for place, char in enumerate(words):
        beside = words[max(place - 1, 0) : place] + words[place + 1 : place + 2]
        if char != " " or any(mark.isascii() and mark.isalnum() for mark in beside):
            kept.append(char)
    return "".join(kept)


def trend_sentence(
    values: Sequence[tuple[date, Number]], measure: Measure, language: str, *, today: date
) -> str:
    """One sentence about the last four weeks.

    In: dated values, oldest first; values older than 28 days before `today` are not looked at.
    Compares the first with the last value of the window. "About the same" is said only when no
    value in between strays by the threshold; else the sentence says that it went up and down.

    >>> week = [(date(2026, 11, 2), 4), (date(2026, 11, 16), 5), (date(2026, 11, 23), 4)]
    >>> trend_sentence(week, Measure("背痛", 2), "zh-hans", today=date(2026, 11, 23))
    '这 4 周背痛差不多，在 4 到 5 之间。'
    """
    seen = [value for on, value in values if today - WINDOW <= on <= today]
    english = _key(language) == "en"
    if not seen:
        return _none(measure, english)
    lowest, highest = min(seen, key=_exact), max(seen, key=_exact)
    low, high = measure.words(lowest), measure.words(highest)
    first, last = measure.words(seen[0]), measure.words(seen[-1])
    if len(seen) == 1:
        return _single(measure, last, english)
    found = verdict(seen[0], seen[-1], measure)
    if found in (Verdict.BETTER, Verdict.WORSE):
        return _moved(measure, found, first, last, english)
    if _exact(highest) - _exact(lowest) >= _exact(measure.threshold):
        return _wavered(measure, low, high, last, english)
    return _steady(measure, low, high, english)


def last_two_sentence(
    values: Sequence[tuple[date, Number]], measure: Measure, language: str, *, today: date
) -> str:
    """One sentence about something asked every few months: the last two values with their days.

    In: dated values, oldest first. Four weeks would show one value at most.

    >>> twice = [(date(2026, 8, 25), 65), (date(2026, 11, 23), 50)]
    >>> quality = Measure("生活质量", 10, higher_is_worse=False)
    >>> last_two_sentence(twice, quality, "zh-hans", today=date(2026, 11, 23))
    '生活质量变差了：8月25日 65，11月23日 50。'
    """
    english = _key(language) == "en"
    dated = [
        f"{measure.words(value)} on {day_month(on, language, today=today)}"
        if english
        else _spaced(f"{day_month(on, language, today=today)} {measure.words(value)}")
        for on, value in values[-2:]
    ]
    if not dated:
        return f"No record of {measure.name} yet." if english else f"还没有{measure.name}的记录。"
    if len(dated) == 1:
        word = "asked once so far" if english else "只记了一次"
    else:
        word = LATELY[_key(language)][verdict(values[-2][1], values[-1][1], measure)]
    if english:
        return f"{measure.name[:1].upper()}{measure.name[1:]}: {', '.join([*dated, word])}."
    return f"{measure.name}{word}：{'，'.join(dated)}。"


def _none(measure: Measure, english: bool) -> str:
    if english:
        return f"No record of {measure.name} in these 4 weeks."
    return f"这 4 周没有{measure.name}的记录。"


def _single(measure: Measure, last: str, english: bool) -> str:
    if english:
        return f"One record of {measure.name} in these 4 weeks: {last}."
    return f"这 4 周{measure.name}只记了一次：{last}。"


def _moved(measure: Measure, found: Verdict, first: str, last: str, english: bool) -> str:
    if english:
        return f"Your {measure.name} got {found} these 4 weeks, from {first} to {last}."
    return _spaced(f"这 4 周{measure.name}{LATELY['zh'][found]}，从 {first} 到 {last}。")


def _wavered(measure: Measure, low: str, high: str, last: str, english: bool) -> str:
    if english:
        return (
            f"Your {measure.name} went up and down these 4 weeks, "
            f"between {low} and {high}; now {last}."
        )
    return _spaced(f"这 4 周{measure.name}有高有低，在 {low} 到 {high} 之间，现在 {last}。")


def _steady(measure: Measure, low: str, high: str, english: bool) -> str:
    if english:
        where = f"at {low}" if low == high else f"between {low} and {high}"
        return f"Your {measure.name} stayed about the same these 4 weeks, {where}."
    where = f"都是 {low}" if low == high else f"在 {low} 到 {high} 之间"
    return _spaced(f"这 4 周{measure.name}差不多，{where}。")
