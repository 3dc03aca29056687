"""What an opening of a recording, which stands in the trail, lets its person hear for a while."""

from uuid import UUID

from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest

from osteopro.research.queries.studies import Own

# What was opened may be heard for so long, in seconds; then it is opened again.
HEARD_WITHIN = 4 * 60 * 60
_SALT = "study.sound"


def key_of(own: Own, recording: str) -> str:
    """What an opening that stands in the trail lets this person hear for a while."""
    return dumps([own.account_id, str(UUID(recording))], salt=_SALT)


def opened(request: HttpRequest, own: Own, recording: UUID) -> bool:
    """Whether the address bears the key of an opening by this person."""
    return opened_with(request.GET.get("key", ""), own, recording)


def opened_with(key: str, own: Own, recording: UUID) -> bool:
    """Whether this is the key of an opening by this person."""
    try:
        found = loads(key, salt=_SALT, max_age=HEARD_WITHIN)
    except BadSignature:
        return False
    return bool(found == [own.account_id, str(recording)])
