"""Which items of a form a person answers one by one, and where they stand. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from osteopro.instruments.answers import Answers, Values
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType, State

# Asked on pages of their own: who fills in, and the free text at the end.
APART = ("author", "note")


@dataclass(frozen=True)
class Flow:
    """The questions of a form as its answers stand now.

    Follow-ups come and go with the answers, so the number may grow (mockup 04).
    """

    instrument: Instrument
    answers: Answers
    items: tuple[Item, ...]

    def place(self, link_id: str) -> int | None:
        """Number of a question, from 1; None if it is not asked now."""
        numbers = {item.link_id: n for n, item in enumerate(self.items, 1)}
        return numbers.get(link_id)

    def before(self, link_id: str) -> Item | None:
        """The question before this one."""
        place = self.place(link_id) or 1
        return self.items[place - 2] if place > 1 else None

    def after(self, link_id: str) -> Item | None:
        """The next question in the order of the form, also when this one is no longer asked."""
        order = [item.link_id for item in self.instrument.questionnaire.items]
        here = order.index(link_id)
        return next((item for item in self.items if order.index(item.link_id) > here), None)

    def open(self, item: Item) -> bool:
        """Nothing was said to this question yet, not even "I would rather not"."""
        return self.answers.state(item.link_id) is State.NOT_ASKED

    @property
    def missing(self) -> tuple[Item, ...]:
        """Questions nobody has passed yet."""
        return tuple(item for item in self.items if self.open(item))

    @property
    def unanswered(self) -> tuple[Item, ...]:
        """Questions that must have an answer before sending, and have none (R14)."""
        return tuple(
            item
            for item in self.items
            if item.required and self.answers.state(item.link_id) is not State.GIVEN
        )


def flow(instrument: Instrument, values: Values, copied: Iterable[str] = ()) -> Flow:
    """The questions of `instrument` with these answers and hidden facts; without those that
    were `copied` from another form of the same occasion."""
    answers = Answers(instrument.questionnaire, values, complete=False)
    apart = {instrument.item_for(role) for role in APART} | set(copied)
    return Flow(instrument, answers, _asked(answers.enabled_items(), apart))


def opening(instrument: Instrument) -> tuple[Item, ...]:
    """The questions with which every filling of the form begins: they must be answered, and no
    other answer decides whether they are asked."""
    asked = (item for item in instrument.questionnaire.items if item.required)
    return tuple(item for item in asked if not (item.enable_when or item.hidden or item.read_only))


def day_of(instrument: Instrument, values: Values) -> date | None:
    """The day that a form is about, where its opening questions ask for one."""
    asked = (item.link_id for item in opening(instrument) if item.type is ItemType.DATE)
    given = (values.get(link_id) for link_id in asked)
    return next((date.fromisoformat(day) for day in given if isinstance(day, str)), None)


def _asked(items: Sequence[Item], apart: set[str | None]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.link_id not in apart)
