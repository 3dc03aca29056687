"""What a patient may write about: a small fixed set, with the way that leads on from it. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

from osteopro.followup.terms import VisitReason
from osteopro.instruments.definition import Text

TEXTS = Path(__file__).parent / "library" / "topics.json"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `note` stands beside it; with `fixed` the fixed reply about medicines is shown
    under `title`; `visit` leads to asking for a visit, for the reason `why`."""

    code: str
    label: Text
    note: Text
    title: Text
    fixed: bool
    visit: bool
    why: VisitReason | None


@cache
def topics() -> tuple[Topic, ...]:
    """The topics that come with the product, in their order."""
    return tuple(
        Topic(
            code=each["code"],
            label=each["label"],
            note=each.get("note", {}),
            title=each.get("title", {}),
            fixed=each.get("fixed", False),
            visit=each.get("visit", False),
            why=VisitReason(each["why"]) if "why" in each else None,
        )
        for each in orjson.loads(TEXTS.read_bytes())
    )


def topic(code: str) -> Topic | None:
    """The topic with this code; None for none and for one that is no longer offered."""
    return next((each for each in topics() if each.code == code), None)
