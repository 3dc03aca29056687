"""Fields of a form as they came; what is not of its kind is read as not given."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid4

from django.http import QueryDict

from osteopro.ui.components import DateParts

LONGEST_ID = 17
Code = TypeVar("Code", bound=StrEnum)


def id_of(text: str) -> int | None:
    """The id of a row as it was posted; None for what is none. No longer than a bigint."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID else None


def form_key(post: QueryDict) -> UUID:
    """The key with which the form was shown; a new one for a form without."""
    return next(iter(uuids([post.get("key", "")])), None) or uuid4()


def uuids(values: Sequence[str]) -> tuple[UUID, ...]:
    """Those of `values` that are UUIDs."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return tuple(found)


def one_of(kind: type[Code], value: str) -> Code | None:
    """The code that `value` is; None for what is none."""
    return kind(value) if value in set(kind) else None


def codes_of(kind: type[Code], values: Sequence[str]) -> tuple[Code, ...]:
    """The codes among `values`, in the order in which they are defined."""
    return tuple(each for each in kind if each in values)


def lines_of(text: str) -> str:
    """What was typed into a box of several lines, with line ends as we keep them."""
    return text.replace("\r\n", "\n").strip()


def date_parts(post: QueryDict, name: str) -> DateParts:
    """Year, month and day of a date field, as they were typed."""
    return DateParts(*(post.get(f"{name}-{part}", "").strip() for part in DateParts._fields))


def date_of(post: QueryDict, name: str) -> date | None:
    """The date of a field; None for what is no date."""
    try:
        return date(*(int(part) for part in date_parts(post, name)))
    except (ValueError, OverflowError):
        return None
