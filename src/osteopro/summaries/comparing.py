"""This record against the one before: what changed, and in which direction."""

from collections.abc import Sequence
from dataclasses import dataclass

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Item, Text
from osteopro.instruments.library import Instrument
from osteopro.instruments.scales import higher_is_worse, weight
from osteopro.instruments.terms import ItemType, State
from osteopro.records.queries import StoredResponse
from osteopro.ui.trends import Measure, Verdict, verdict

# Two points of a 0 to 10 item, two levels of a word item (resolution 27).
STEP = 2
_APART = ("author", "note", "wish", "safety", "tried")


@dataclass(frozen=True)
class Change:
    """One question answered both times. `verdict` None: answers without better or worse."""

    item: Item
    before: Text
    now: Text
    verdict: Verdict | None
    size: int

    @property
    def matters(self) -> bool:
        return self.verdict in (Verdict.WORSE, Verdict.BETTER)

    @property
    def differs(self) -> bool:
        return self.before != self.now


def compared(now: StoredResponse, before: StoredResponse | None) -> list[Change]:
    """Choice questions answered both times; what got worse first, then better, then the rest."""
    if before is None:
        return []
    found = [
        change
        for item in now.answers.enabled_items()
        if item.type is ItemType.CHOICE and item.link_id not in _follow_ups(now.instrument)
        for change in _compared(item, now, before)
    ]
    return sorted(found, key=_order)


def answer_text(item: Item, answers: Answers) -> Text:
    """An answer as the patient saw it: options in their words, numbers plain, both languages."""
    state = answers.state(item.link_id)
    if state is not State.GIVEN:
        return {}
    value = answers.value(item.link_id)
    if item.type is not ItemType.CHOICE:
        unit = f" {item.unit}" if item.unit else ""
        return dict.fromkeys(("zh-CN", "en"), f"{value}{unit}")
    options = [item.option(code) for code in answers.codes(item.link_id)]
    join = {"zh-CN": "、", "en": ", "}
    return {
        language: join[language].join(o.display.get(language, o.code) for o in options if o)
        for language in join
    }


def label(item: Item) -> Text:
    """The short name of a question, or its text."""
    return item.short or item.text


def safety_items(instrument: Instrument) -> tuple[str, ...]:
    """The safety question and every question that follows from its answers, in order."""
    first = instrument.item_for("safety")
    if first is None:
        return ()
    found = [first]
    for item in instrument.questionnaire.items:
        if any(condition.question in found for condition in item.enable_when):
            found.append(item.link_id)
    return tuple(found)


def corrected(before: Sequence[StoredResponse], now: Sequence[StoredResponse]) -> list[Change]:
    """Answers that differ between two versions of a sitting, whatever kind of question."""
    old = {each.canonical: each for each in before}
    changes = []
    for response in now:
        earlier = old.get(response.canonical)
        for item in response.answers.enabled_items():
            was = answer_text(item, earlier.answers) if earlier else {}
            is_now = answer_text(item, response.answers)
            if was != is_now:
                changes.append(Change(item, was, is_now, None, 0))
    return changes


def _follow_ups(instrument: Instrument) -> set[str]:
    apart = {instrument.item_for(role) for role in _APART}
    return {name for name in apart if name} | set(safety_items(instrument))


def _compared(item: Item, now: StoredResponse, before: StoredResponse) -> list[Change]:
    old = before.answers
    if old.state(item.link_id) is not State.GIVEN or now.answers.state(item.link_id) is not (
        State.GIVEN
    ):
        return []
    texts = answer_text(item, old), answer_text(item, now.answers)
    first, last = weight(item, old), weight(item, now.answers)
    upwards = higher_is_worse(now.instrument, item.link_id)
    if first is None or last is None or upwards is None:
        return [Change(item, *texts, None, 0)]
    measure = Measure(said_short(item), STEP, higher_is_worse=upwards)
    return [Change(item, *texts, verdict(first, last, measure), abs(last - first))]


def said_short(item: Item) -> str:
    return label(item).get("zh-CN", item.link_id)


def _order(change: Change) -> tuple[int, int]:
    rank = {Verdict.WORSE: 0, Verdict.BETTER: 1, None: 2 if change.differs else 4}
    rank |= {Verdict.SAME: 3, Verdict.EQUAL: 4}
    return (rank[change.verdict], -change.size)
