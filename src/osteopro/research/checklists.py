"""What a report of qualitative research is asked for: COREQ 32 and SRQR 21. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import orjson


class Checklist(StrEnum):
    COREQ = "coreq"  # Tong et al. 2007
    SRQR = "srqr"  # O'Brien et al. 2014


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what it is called and what it asks, by language."""

    number: int
    part: str
    topic: Mapping[str, str]
    asks: Mapping[str, str]


@cache
def items(checklist: Checklist) -> tuple[Item, ...]:
    """The items in their order.

    >>> len(items(Checklist.COREQ)), len(items(Checklist.SRQR))
    (32, 21)
    """
    file = files("osteopro.research").joinpath(f"library/{checklist}.json")
    return tuple(Item(**each) for each in orjson.loads(file.read_bytes())["items"])
