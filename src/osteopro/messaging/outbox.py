"""Sending what is due: at least once, with a lease, then a person.

A row is claimed by a conditional update, sent, and marked. A worker killed in between
leaves a lease that runs out, and the row is taken again with the same key. Whatever goes
wrong with one message counts as an attempt at it, and the round goes on.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db.models import Q

from osteopro import clock, db
from osteopro.messaging import channels, kinds
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import REFERENCE, Channel, DeliveryState

LEASE = timedelta(minutes=2)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# Set when something new is committed, so that an alert does not wait for the next round.
wake = threading.Event()
log = structlog.get_logger(__name__)

OnFailure = Callable[[OutboundMessage], None]


def send_due(*, limit: int = 200, on_failure: OnFailure) -> int:
    """Send up to `limit` messages that are due; returns how many left.

    `on_failure` is called in the same transaction as the mark of a message that is given
    up: it puts the matter in front of a person.
    """
    sent = 0
    for row_id in _due_ids(limit):
        row = _claim(row_id)
        if row is not None:
            sent += _deliver(row, on_failure)
    return sent


def _due_ids(limit: int) -> list[int]:
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = OutboundMessage.objects.filter(free, state=DeliveryState.WAITING, due_at__lte=now)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def _claim(row_id: int) -> OutboundMessage | None:
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    with db.write():
        claimed = OutboundMessage.objects.filter(
            free, pk=row_id, state=DeliveryState.WAITING
        ).update(lease_until=now + LEASE)
        return OutboundMessage.objects.get(pk=row_id) if claimed else None


def _deliver(row: OutboundMessage, on_failure: OnFailure) -> int:
    try:
        return _sent(row, on_failure)
    except channels.DeliveryError as error:
        problem, permanent = str(error), error.permanent
    except Exception as error:  # what nobody foresaw: a gateway's answer, a wording
        # Its own words may hold a number or a name: only its kind is kept.
        problem, permanent = type(error).__name__, False
        log.warning("message.unforeseen", message=row.pk, kind=row.kind, error=problem)
    _retry_or_give_up(row, problem, on_failure, permanent=permanent)
    return 0


def _sent(row: OutboundMessage, on_failure: OnFailure) -> int:
    kind = kinds.kind(row.kind)
    channel = Channel(row.channel)
    pending = kinds.Pending(row.key, row.patient_id, row.account, row.params, channel)
    if not kind.still_wanted(pending):
        _finish(row, DeliveryState.DROPPED)
        return 0
    if (later := kind.not_before(pending)) > clock.now():
        _put_off(row, later)
        return 0
    wording = kind.compose(pending)
    if wording is None:
        _give_up(row, "nowhere to send it", on_failure)
        return 0
    reference = channels.send(channel, wording, row.key)
    _finish(row, DeliveryState.SENT, reference=reference)
    return 1


def _retry_or_give_up(
    row: OutboundMessage, problem: str, on_failure: OnFailure, *, permanent: bool
) -> None:
    log.warning("message.not-taken", message=row.pk, kind=row.kind, attempts=row.attempts + 1)
    if permanent or row.attempts >= len(BACK_OFF):
        _give_up(row, problem, on_failure)
        return
    later: datetime = clock.now() + BACK_OFF[row.attempts]
    with db.write():
        OutboundMessage.objects.filter(pk=row.pk).update(
            attempts=row.attempts + 1, due_at=later, lease_until=None, problem=problem[:200]
        )


def _put_off(row: OutboundMessage, later: datetime) -> None:
    """Not an attempt: it was not its hour."""
    with db.write():
        OutboundMessage.objects.filter(pk=row.pk).update(due_at=later, lease_until=None)


def _give_up(row: OutboundMessage, problem: str, on_failure: OnFailure) -> None:
    with db.write():
        _finish(row, DeliveryState.FAILED, problem=problem)
        on_failure(row)


def _finish(
    row: OutboundMessage, state: DeliveryState, *, problem: str = "", reference: str = ""
) -> None:
    with db.write():
        OutboundMessage.objects.filter(pk=row.pk).update(
            state=state,
            finished_at=clock.now(),
            lease_until=None,
            attempts=row.attempts + 1,
            problem=problem[:200],
            provider_ref=reference[:REFERENCE],
        )
