"""A study is brought in as a file: looked at first, then all of it or nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from django.db import transaction

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.media import vault
from osteopro.research.actions.exchanging import Imported, adopt, put_back
from osteopro.research.actions.setting_up import take_in
from osteopro.research.doing import Refused
from osteopro.research.exchange import arriving
from osteopro.research.exchange.adopting import Answering
from osteopro.research.exchange.arriving import Arrived
from osteopro.research.models import Incoming
from osteopro.research.refi.losses import as_json
from osteopro.research.terms import Duty, Sort

# What was brought and not brought in lies here this long.
LIFE = timedelta(hours=24)
GONE = "file-gone"
WHO_ARE_YOU = "who-are-you"


class NoSuchFile(LookupError):
    """Nobody brought it, or somebody else did."""


@dataclass(frozen=True, slots=True)
class Said:
    """What only a person can say of a file: which place in its team is theirs (0: none, and they
    lead it from now on); of another program's the day by which all had agreed, and the title."""

    place: int | None
    consented_on: date
    title: str = ""


def bring_file(*, by: Actor, key: UUID, data: bytes) -> None:
    """Look at a file and keep it, sealed, until somebody says yes. The same form twice is once.

    Raises RefusedFileError, NoRoom.
    """
    # Reading takes a second or more: nobody else's writing waits for it.
    keep_file(by=by, key=key, data=data, sort=arriving.read(BytesIO(data)).sort)


@journal.action
def keep_file(*, by: Actor, key: UUID, data: bytes, sort: Sort) -> None:
    """Keep a file that was read. Raises NoRoom."""
    if Incoming.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    vault.keep(arriving.kept_as(key), data)
    row = Incoming.objects.create(
        guid=key,
        account=by.person,
        sort=sort,
        sha256=sha256(data).hexdigest(),
        at=clock.now(),
    )
    _tell(by, "study-file.brought", row)


def bring_in(*, by: Actor, key: UUID, said: Said) -> int:
    """Make a study of the file; again it is the same study. Returns its id.

    Raises NoSuchFile, RefusedFileError, and Refused as `put_back` and `adopt` do, or when the file
    lay too long.
    """
    row = Incoming.objects.filter(guid=key, account=by.person).first()
    if row is None:
        raise NoSuchFile(key)
    if row.study_id is not None:
        return row.study_id
    data = vault.read(arriving.kept_as(row.guid)) if row.ended_at is None else None
    if data is None:
        raise Refused(GONE)
    return make_study(by=by, key=key, said=said, arrived=arriving.read(BytesIO(data)))


@journal.action
def make_study(*, by: Actor, key: UUID, said: Said, arrived: Arrived) -> int:
    """Make a study of a file that was read, once. Raises as `bring_in` does."""
    row = _own(by, key)
    if row.study_id is not None:
        journal.nothing_changed()
        return row.study_id
    if row.ended_at is not None:
        raise Refused(GONE)
    done = (_archive if row.sort == Sort.ARCHIVE else _other)(by, arrived, said)
    row.study_id = done.study_id
    row.losses = as_json(done.losses)
    _end(by, row, "study-file.brought-in")
    return done.study_id


@journal.action
def throw_away(*, by: Actor, key: UUID) -> None:
    """Take the file away. Raises NoSuchFile."""
    row = _own(by, key)
    if row.ended_at is not None:
        journal.nothing_changed()
        return
    _end(by, row, "study-file.thrown-away")


@journal.action
def remove_old(*, by: Actor) -> int:
    """Take away files that lay longer than a day; how many."""
    old = Incoming.objects.select_for_update().filter(
        ended_at__isnull=True, at__lt=clock.now() - LIFE
    )
    found = list(old)
    if not found:
        journal.nothing_changed()
    for row in found:
        _end(by, row, "study-file.expired")
    return len(found)


def _archive(by: Actor, arrived: Arrived, said: Said) -> Imported:
    if said.place is None:
        raise Refused(WHO_ARE_YOU)
    done = put_back(by=by, arrived=arrived, team=_team(by, said))
    if not said.place:
        take_in(by, done.study_id, by.person, [Duty.LEAD])
    return done


def _other(by: Actor, arrived: Arrived, said: Said) -> Imported:
    answering = Answering(by.person, said.consented_on, said.title)
    return adopt(by=by, arrived=arrived, answering=answering, team=_team(by, said))


def _team(by: Actor, said: Said) -> dict[int, int]:
    return {said.place: by.person} if said.place else {}


def _own(by: Actor, key: UUID) -> Incoming:
    row = Incoming.objects.select_for_update().filter(guid=key, account=by.person).first()
    if row is None:
        raise NoSuchFile(key)
    return row


def _end(by: Actor, row: Incoming, kind: str) -> None:
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at", "study", "losses"])
    _tell(by, kind, row)
    transaction.on_commit(partial(vault.remove, arriving.kept_as(row.guid)))


def _tell(by: Actor, kind: str, row: Incoming) -> None:
    journal.record(
        kind, by=by, object_type="study-file", object_id=row.guid, sort=row.sort, sha256=row.sha256
    )
