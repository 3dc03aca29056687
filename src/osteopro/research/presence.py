"""Who of a team is where right now. It stands in the shared cache for a minute, is no part of the
study, leaves with no file, and is written once a minute for each person however often they ask."""

from collections.abc import Collection, Mapping

from django.core.cache import cache

from osteopro import clock

WRITTEN_EVERY = 60  # seconds
# Who was written a minute ago and has asked since is still there.
STAYS = WRITTEN_EVERY + 20


def come(study_id: int, account_id: int, place: str) -> None:
    """This person looks at this place of a study. One query, four more once a minute."""
    key, now = _key(study_id, account_id), clock.now().timestamp()
    before = cache.get(key)
    if before is not None and before[0] == place and now - before[1] < WRITTEN_EVERY:
        return
    cache.set(key, (place, now), STAYS)


def present(study_id: int, accounts: Collection[int]) -> Mapping[int, str]:
    """Where each of these people is who is there at all. One query."""
    keys = {_key(study_id, each): each for each in accounts}
    now = clock.now().timestamp()
    found = cache.get_many(keys)
    return {keys[key]: place for key, (place, at) in found.items() if now - at < STAYS}


def _key(study_id: int, account_id: int) -> str:
    return f"study-present:{study_id}:{account_id}"
