"""What makes two submissions the same, and which of two clocks to believe. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

# A phone's clock is believed within these bounds (resolution 71).
EARLIEST = timedelta(days=14)
LATEST = timedelta(minutes=5)
CORRECTION = timedelta(hours=24)
DRAFT_LIFE = timedelta(days=14)
LEFT_AFTER = timedelta(minutes=30)


def digest(canonical: str, status: str, values: Mapping[str, Any]) -> str:
    """SHA-256 over what the person said; the same answers to the same form give the same.

    `values` are compact answers in their JSON form. Times and devices are left out: a
    resend from another phone is still the same record.
    """
    body = json.dumps([canonical, status, values], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def effective(authored: datetime, received: datetime) -> datetime:
    """The moment that charts and rules use: the device's when plausible, else ours."""
    plausible = received - EARLIEST <= authored <= received + LATEST
    return authored if plausible else received


def snapshot_uuid(record: UUID, why: str) -> UUID:
    """The id of a form kept as it stood before it was sent.

    Derived from the record's and from what made it worth keeping, so that the same
    emergency, or the same answers left behind, are kept once (resolution 2).
    """
    return uuid5(record, f"snapshot:{why}")


def may_correct(received: datetime, now: datetime) -> bool:
    """Patients correct a record themselves for 24 hours after it arrived (ux R19)."""
    return now - received < CORRECTION


def reference(record: UUID) -> str:
    """Four characters by which a patient can name a record on the phone, e.g. 3F7K.

    Without letters and digits that sound or look alike.
    """
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    number = record.int
    return "".join(alphabet[(number >> shift) % 32] for shift in (0, 5, 10, 15))
