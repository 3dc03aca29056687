"""What messages there are. Packages above register how each is worded and whether it still matters.

The outbox knows neither links nor records; it asks the registered kind at the moment
of sending, so a message that lost its reason is dropped, not sent late.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pending:
    """An outbox row as its kind sees it."""

    key: str
    patient_id: int | None
    account_id: int | None
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """A message ready to send. `to` is an E.164 number or an e-mail address."""

    to: str
    text: str
    subject: str = ""


Compose = Callable[[Pending], Wording | None]


def _always(_pending: Pending) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """`compose` words the message, None when there is nowhere to send it;
    `still_wanted` is asked just before."""

    compose: Compose
    still_wanted: Callable[[Pending], bool] = _always


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Make a kind of message known. Called once, when its package is loaded."""
    _kinds[name] = kind


def kind(name: str) -> Kind:
    """The kind of an outbox row. Raises KeyError for one nobody registered."""
    return _kinds[name]
