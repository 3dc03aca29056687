"""How one event follows another. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

GENESIS = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event before it has its place in a chain."""

    stream: str
    kind: str
    at: datetime
    actor: int | None
    capacity: str
    request_id: str
    object_type: str
    object_id: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def link(entry: Entry, *, seq: int, previous: str) -> str:
    """The hash of `entry` as number `seq` after the event whose hash is `previous`.

    Changing any field of any earlier event changes every hash after it.
    """
    # Not dataclasses.asdict: it copies deeply what is only read here.
    fields: dict[str, Any] = {name: getattr(entry, name) for name in Entry.__slots__}
    fields |= {"at": entry.at.astimezone(UTC).isoformat(), "seq": seq}
    body = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def seal(heads: Mapping[str, str], previous: str) -> str:
    """The digest of all chain heads of a day on top of the seal before."""
    body = json.dumps(dict(heads), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
