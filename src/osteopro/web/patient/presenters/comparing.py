"""This record against the last one, in words (resolution 27)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.spec import Scale
from osteopro.instruments.terms import Direction
from osteopro.records.queries import StoredResponse
from osteopro.ui import trends
from osteopro.ui.components import ChangeRow
from osteopro.ui.trends import Measure, Verdict
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters.dates import language, small
from osteopro.web.patient.presenters.questions import LADDER

# The smallest difference that means something: 2 points of 0-10, 2 levels of words.
ITEM_THRESHOLD = 2
# Besides the leading questions, as many changed ones as fit on one screen.
CHANGED_SHOWN = 3
SCALE_THRESHOLD = 20
Number = int | float | Decimal | Fraction


def rated_items(instrument: Instrument) -> tuple[Item, ...]:
    """Questions answered on a rising scale, the leading ones first."""
    leading = instrument.roles.get("headline", ())
    of_scales = {item for scale in instrument.spec.scales for item in scale.items}
    rated = [i for i in instrument.questionnaire.items if i.link_id in of_scales and _weighted(i)]
    return tuple(sorted(rated, key=lambda item: item.link_id not in leading))


def raw(answers: Answers, item: Item) -> int | None:
    """The number behind an answer, as the form weighs it."""
    codes = answers.codes(item.link_id)
    option = item.option(codes[0]) if len(codes) == 1 else None
    return option.weight if option else None


def item_measure(instrument: Instrument, item: Item) -> Measure:
    """How a question is compared: its name, its words, which way is worse."""
    return Measure(
        name=small(text(item.short)),
        threshold=ITEM_THRESHOLD,
        higher_is_worse=higher_is_worse(instrument, item),
        say=None if item.control == LADDER else _level_words(item),
    )


def scale_measure(scale: Scale) -> Measure:
    """How a scale is compared."""
    return Measure(
        name=small(text(scale.label)),
        threshold=scale.meaningful_change or SCALE_THRESHOLD,
        higher_is_worse=scale.direction is Direction.HIGHER_WORSE,
    )


def higher_is_worse(instrument: Instrument, item: Item) -> bool:
    """Whether a larger raw number is the worse one: the scale's direction, unless reversed."""
    rule = instrument.spec.rules.get(item.link_id)
    reversed_item = rule is not None and rule.reversed_from is not None
    for scale in instrument.spec.scales:
        if item.link_id in scale.items:
            return (scale.direction is Direction.HIGHER_WORSE) != reversed_item
    return True


def changes(now: StoredResponse, before: StoredResponse | None) -> tuple[ChangeRow, ...]:
    """The leading questions, then the ones that changed most; nothing without a record before."""
    if before is None:
        return ()
    leading = now.instrument.roles.get("headline", ())
    found: list[tuple[int, bool, ChangeRow]] = []
    for item in rated_items(now.instrument):
        pair = _pair(now, before, item)
        if pair is None:
            continue
        old, new = pair
        words = trends.change_sentence(old, new, item_measure(now.instrument, item), language())
        row = ChangeRow(text(item.short), words)
        found.append((abs(new - old), item.link_id in leading, row))
    first = [row for _, leads, row in found if leads]
    changed = sorted((each for each in found if not each[1] and each[0]), key=lambda e: -e[0])
    return (*first, *(row for _, _, row in changed[:CHANGED_SHOWN]))


def verdict_words(before: Number, now: Number, measure: Measure) -> str:
    """差不多, 好转, 变差 or 一样."""
    found: Verdict = trends.verdict(before, now, measure)
    return trends.verdict_word(found, language())


def _pair(now: StoredResponse, before: StoredResponse, item: Item) -> tuple[int, int] | None:
    other = before.instrument.questionnaire.nodes.get(item.link_id)
    if other is None:
        return None
    old, new = raw(before.answers, other), raw(now.answers, item)
    return None if old is None or new is None else (old, new)


def _weighted(item: Item) -> bool:
    return not item.repeats and any(option.weight is not None for option in item.options)


def _level_words(item: Item) -> Any:
    words = {option.weight: text(option.display) for option in item.options}

    def say(value: Number) -> str:
        return words.get(int(value), str(value))

    return say
