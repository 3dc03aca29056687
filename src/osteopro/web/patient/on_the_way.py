"""What somebody has shown on the way in, kept sealed in the session for ten minutes."""

from collections.abc import MutableMapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from cryptography.fernet import InvalidToken

from osteopro.patients import sealing

SESSION = "signin"
LIFE = timedelta(minutes=10)
Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A number (E.164) to which a code went; after the right code also who has it."""

    number: str
    code_id: int = 0
    sharing: tuple[int, ...] = ()
    # The account with which the same person helps somebody else.
    helper: int = 0


def keep(session: Session, shown: OnTheWay, now: datetime) -> None:
    """Remember until ten minutes from now. Rows of sessions tell nobody's number."""
    body = asdict(shown) | {"until": int((now + LIFE).timestamp())}
    session[SESSION] = sealing.seal_text(orjson.dumps(body).decode())


def kept(session: Session, now: datetime) -> OnTheWay | None:
    """What was shown; None when nothing was or it is too long ago."""
    try:
        body = orjson.loads(sealing.unseal_text(session.get(SESSION, "")))
    except (InvalidToken, orjson.JSONDecodeError):
        return None
    if body["until"] < now.timestamp():
        return None
    sharing: Sequence[int] = body["sharing"]
    return OnTheWay(body["number"], body["code_id"], tuple(sharing), body["helper"])


def was_kept(session: Session) -> bool:
    """Whether there was something, perhaps too long ago."""
    return SESSION in session


def forget(session: Session) -> None:
    """Nothing more is needed: signed in, or begun anew."""
    session.pop(SESSION, None)
