"""What an opening of words with names, which stands in the trail, lets its person go on with."""

from django.core.signing import BadSignature, dumps, loads

from osteopro.research.queries.studies import Own
from osteopro.research.queries.transcripts import VersionView

# A long transcript is gone through in a working day; then it is opened again.
WITHIN = 12 * 60 * 60
_SALT = "study.names"


def key_of(own: Own, version: VersionView) -> str:
    """The key of an opening of this version by this person."""
    return dumps([own.account_id, str(version.guid)], salt=_SALT)


def opened_with(key: str, own: Own, version: VersionView) -> bool:
    """Whether this is one."""
    try:
        found = loads(key, salt=_SALT, max_age=WITHIN)
    except BadSignature:
        return False
    return bool(found == [own.account_id, str(version.guid)])
