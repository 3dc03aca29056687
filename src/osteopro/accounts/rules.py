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
SESSION_PROVED = "staff_proved"
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
        session[SESSION_SEEN] = int(now.timestamp())


def note_proof(session: Session, now: datetime) -> None:
    """The person has just shown who they are, at sign-in or again: a new quarter of an hour."""
    session[SESSION_SEEN] = session[SESSION_PROVED] = int(now.timestamp())


def proved_recently(session: Session, now: datetime) -> bool:
    """True when the person showed who they are within the last five minutes."""
    proved = session.get(SESSION_PROVED)
    return proved is not None and now.timestamp() - proved <= RECENT.total_seconds()
