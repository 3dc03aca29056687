"""What the scales of a form say about one of its items."""

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Direction


def higher_is_worse(instrument: Instrument, link_id: str) -> bool | None:
    """Whether a higher raw answer is worse; None for an item that no scale counts."""
    for scale in instrument.spec.scales:
        if link_id in scale.items:
            # A short form leaves out items of its scales; of those there is no rule.
            rule = instrument.spec.rules.get(link_id)
            turned = rule is not None and rule.reversed_from is not None
            return (scale.direction is Direction.HIGHER_WORSE) is not turned
    return None


def raw(instrument: Instrument, answers: Answers, link_id: str) -> int | None:
    """The raw number of a single choice, None without one, or for a form that has it not."""
    if link_id not in instrument.questionnaire.nodes:
        return None
    return weight(instrument.questionnaire.item(link_id), answers)


def weight(item: Item, answers: Answers) -> int | None:
    """The raw number of a single choice, None without one."""
    codes = answers.codes(item.link_id)
    option = item.option(codes[0]) if len(codes) == 1 else None
    return option.weight if option else None
