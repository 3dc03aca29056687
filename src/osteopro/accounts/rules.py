"""When a staff session asks for the password again (ux R30). Pure."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

LOCK_AFTER = timedelta(minutes=15)
# A session is a database row: written on each request it would cost a commit per page.
NOTE_AT_MOST_EVERY = timedelta(minutes=1)
# A password or passkey just used need not be shown again for a change of the way in.
RECENT = timedelta(minutes=5)

SESSION_SEEN = "staff_seen"
Session = MutableMapping[str, Any]


def is_locked(session: Session, now: datetime) -> bool:
    """True when nothing was done in this session for 15 minutes.

    What was done is kept to the minute, so the lock falls between 14 and 15 minutes.
    A session that has not noted anything yet has only just begun.
    """
    seen = session.get(SESSION_SEEN)
    return seen is not None and now.timestamp() - seen > LOCK_AFTER.total_seconds()


def note_activity(session: Session, now: datetime) -> None:
    """Remember that somebody is at work; writes at most once a minute."""
    seen = session.get(SESSION_SEEN)
    if seen is None or now.timestamp() - seen >= NOTE_AT_MOST_EVERY.total_seconds():
        unlock(session, now)


def unlock(session: Session, now: datetime) -> None:
    """Begin a new quarter of an hour: after sign-in and after the password was given again."""
    session[SESSION_SEEN] = int(now.timestamp())


def shown_recently(at: float, now: datetime) -> bool:
    """True when a password, code or passkey shown at `at` (seconds since 1970) still counts."""
    return now.timestamp() - at <= RECENT.total_seconds()
