"""The invented questions of the try-out. They are no form of the library: nothing could be
stored as an answer to them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from osteopro.instruments.definition import Item, Option
from osteopro.instruments.terms import ItemType
from osteopro.web.patient.presenters.questions import LADDER

QUESTIONS = Path(__file__).parent / "practice.json"
RUNGS = 11


@cache
def invented() -> tuple[Item, ...]:
    """The questions in their order, drawn and read like those of a real form."""
    return tuple(_item(each) for each in orjson.loads(QUESTIONS.read_bytes()))


def _item(given: Mapping[str, Any]) -> Item:
    ladder = given["kind"] == LADDER
    return Item(
        link_id=given["name"],
        type=ItemType.CHOICE,
        text=given["text"],
        repeats=given["kind"] == "checks",
        control=LADDER if ladder else "",
        options=_rungs(given["ends"]) if ladder else tuple(_option(o) for o in given["options"]),
    )


def _option(given: Mapping[str, Any]) -> Option:
    return Option(given["code"], "", given["text"], exclusive=given.get("alone", False))


def _rungs(ends: list[Mapping[str, str]]) -> tuple[Option, ...]:
    """0 to 10, with words at both ends only (R15)."""
    words = {0: ends[0], RUNGS - 1: ends[1]}
    codes = [(n, {language: str(n) for language in ends[0]}) for n in range(RUNGS)]
    return tuple(Option(str(n), "", words.get(n, number)) for n, number in codes)
