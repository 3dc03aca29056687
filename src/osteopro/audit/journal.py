"""Actions and the events they must leave.

An action is a keyword-only function that changes the clinic's data. Decorated
with `@action` it runs in one transaction together with its audit events; one
that changes something without saying so is a programming error and is rolled back.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db.models import CharField

from osteopro import clock, db
from osteopro.audit import chain
from osteopro.audit.models import Event, Head
from osteopro.audit.terms import SYSTEM_STREAM, Actor, patient_stream

_HEAD = db.Prepared(
    lambda: Head.objects.select_for_update().filter(stream=db.Given("stream", CharField()))
)

P = ParamSpec("P")
R = TypeVar("R")


class AuditMissing(RuntimeError):
    """An action ended without an audit event."""


@dataclass
class _Journal:
    entries: list[chain.Entry] = field(default_factory=list)
    # Of the innermost action that runs now.
    unchanged: bool = False


_journal: ContextVar[_Journal | None] = ContextVar("journal", default=None)
REGISTRY: dict[str, Callable[..., Any]] = {}


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in one durable transaction with its audit events.

    Arguments are keyword-only. Actions may call actions: all of it is one
    transaction and one flush. Raises AuditMissing if nothing was recorded and
    `nothing_changed()` was not called. Each call answers for itself: an inner action
    that changed nothing does not excuse the one that called it.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{function.__qualname__} takes keyword arguments only")
        with db.write(), _collect() as journal:
            before, outer = len(journal.entries), journal.unchanged
            journal.unchanged = False
            try:
                result = function(*args, **kwargs)
                if len(journal.entries) == before and not journal.unchanged:
                    raise AuditMissing(function.__qualname__)
            finally:
                journal.unchanged = outer
            return result

    REGISTRY[f"{function.__module__}.{function.__qualname__}"] = function
    return run


def record(
    kind: str,
    *,
    by: Actor,
    object_type: str,
    object_id: object,
    patient_id: int | None = None,
    stream: str = "",
    reason: str = "",
    **detail: Any,
) -> None:
    """Note inside an action what happened. `detail` holds ids, codes and names of fields only.

    It stands in the chain of the patient it is about, else in the one named by `stream` (a
    study's), else in the system's.
    """
    journal = _journal.get()
    if journal is None:
        raise AuditMissing(f"{kind} was recorded outside an action")
    journal.entries.append(
        chain.Entry(
            stream=(stream or SYSTEM_STREAM) if patient_id is None else patient_stream(patient_id),
            kind=kind,
            at=clock.now(),
            actor=by.account_id,
            capacity=by.capacity,
            request_id=by.request_id,
            object_type=object_type,
            object_id=str(object_id),
            detail=detail,
            reason=reason,
        )
    )


def hold(stream: str) -> None:
    """Let nobody else write to `stream` until this transaction ends.

    For an action that must see what the one before it left, like the daily seal.
    """
    _locked_head(stream)


def nothing_changed() -> None:
    """Say that this call of an action changed nothing itself: it was a repeat, or it left
    everything to inner actions, which answer for themselves."""
    journal = _journal.get()
    if journal is not None:
        journal.unchanged = True


@contextmanager
def _collect() -> Iterator[_Journal]:
    outer = _journal.get()
    if outer is not None:
        yield outer
        return
    journal = _Journal()
    token = _journal.set(journal)
    try:
        yield journal
        _append(journal.entries)
    finally:
        _journal.reset(token)


def _append(entries: list[chain.Entry]) -> None:
    """Give each entry its place. Streams are taken in order so that two writers never cross."""
    events: list[Event] = []
    for stream in sorted({entry.stream for entry in entries}):
        head = _locked_head(stream)
        for entry in (each for each in entries if each.stream == stream):
            head.seq += 1
            head.hash = chain.link(entry, seq=head.seq, previous=head.hash)
            events.append(_event(entry, head))
        head.save(update_fields=["seq", "hash"])
    Event.objects.bulk_create(events)


def _locked_head(stream: str) -> Head:
    head = _HEAD.row(stream=stream)
    if head is None:
        # Two first events at once: one row wins, both then wait for it in turn.
        Head.objects.bulk_create([Head(stream=stream)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(stream=stream)
    return head


def _event(entry: chain.Entry, head: Head) -> Event:
    return Event(
        stream=entry.stream,
        seq=head.seq,
        at=entry.at,
        kind=entry.kind,
        actor=entry.actor,
        capacity=entry.capacity,
        request_id=entry.request_id,
        object_type=entry.object_type,
        object_id=entry.object_id,
        detail=dict(entry.detail),
        reason=entry.reason,
        hash=head.hash,
    )
