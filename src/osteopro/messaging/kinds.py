"""What messages there are. Packages above register how each is worded and whether it still matters.

The outbox knows neither links nor records; it asks the registered kind at the moment
of sending, so a message that lost its reason is dropped, not sent late.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osteopro import clock
from osteopro.messaging.terms import Channel


@dataclass(frozen=True, slots=True)
class Pending:
    """An outbox row as its kind sees it."""

    key: str
    patient_id: int | None
    account_id: int | None
    params: Mapping[str, Any]
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class Wording:
    """A message ready to send. `to` is an E.164 number, for e-mail an address."""

    to: str
    text: str
    subject: str = ""


Compose = Callable[[Pending], Wording | None]


def _always(_pending: Pending) -> bool:
    return True


def _at_once(_pending: Pending) -> datetime:
    return clock.now()


@dataclass(frozen=True, slots=True)
class Kind:
    """`compose` words the message, None when there is nowhere to send it; just before,
    `still_wanted` is asked, and `not_before`: until then it stays in the outbox."""

    compose: Compose
    still_wanted: Callable[[Pending], bool] = _always
    not_before: Callable[[Pending], datetime] = _at_once


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Make a kind of message known. Called once, when its package is loaded."""
    _kinds[name] = kind


def kind(name: str) -> Kind:
    """The kind of an outbox row. Raises KeyError for one nobody registered."""
    return _kinds[name]
