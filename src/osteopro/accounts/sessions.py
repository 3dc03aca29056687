"""Sessions in the database, as Django keeps them, read in words that are made once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from osteopro.db import Given, Prepared

_READ = Prepared(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """Django's store; reading a session is part of every page."""

    def _get_session_from_db(self) -> Session | None:
        # Django writes the end of a session by this clock, so it is read by it.
        found = _READ.row(key=self.session_key, now=timezone.now())  # noqa: TID251
        if found is None:
            self._session_key = None
        return found
