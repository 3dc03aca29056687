"""Where a call stands: opened, at a question, before the private ones, read back, or closing."""

from dataclasses import dataclass
from enum import StrEnum

from osteopro.followup.flow import Flow, flow
from osteopro.followup.queries.calls import Live
from osteopro.followup.terms import Privacy
from osteopro.instruments.definition import Item
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom, DraftState


class Stage(StrEnum):
    TALK = "talk"
    QUESTION = "question"
    PRIVATE = "private"
    READ_BACK = "read-back"
    CLOSING = "closing"


@dataclass(frozen=True)
class Place:
    """A stage with its form and, at a question, its item."""

    stage: Stage
    draft: DraftView | None = None
    flow: Flow | None = None
    item: Item | None = None


def place(live: Live, draft: DraftView | None, wanted: str = "") -> Place:
    """Where this call goes on; `wanted` is a question somebody went back to."""
    if draft is None:
        return Place(Stage.TALK)
    asked = flow(draft.instrument, draft.values, draft.copied)
    if draft.state != DraftState.OPEN:
        return Place(Stage.CLOSING, draft, asked)
    item = next((each for each in asked.items if each.link_id == wanted), None)
    item = item or next(iter(asked.missing), None)
    if item is None:
        return Place(Stage.READ_BACK, draft, asked)
    asks = live.privacy == Privacy.NOT_ASKED and live.by_whom != ByWhom.PROXY
    if asks and is_private(draft, item):
        return Place(Stage.PRIVATE, draft, asked, item)
    return Place(Stage.QUESTION, draft, asked, item)


def is_private(draft: DraftView, item: Item) -> bool:
    """Whether the form marks this question as one not to be asked beside others."""
    return item.link_id in draft.instrument.roles.get("private", ())


def is_read_back(draft: DraftView, item: Item) -> bool:
    """Whether the answer is read back: pain, medicine and danger (9.1, rule 9)."""
    return item.link_id in draft.instrument.roles.get("read-back", ())


def first_of_its_kind(asked: Flow, item: Item) -> bool:
    """Whether these options were not read out yet in this form (9.1, rule 2)."""
    if not item.options:
        return False
    before = asked.items[: (asked.place(item.link_id) or 1) - 1]
    return all(each.option_set != item.option_set for each in before)
