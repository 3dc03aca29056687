"""Files on their way in, for who brought them."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from osteopro.access.terms import Viewer
from osteopro.media import vault
from osteopro.research.exchange import arriving
from osteopro.research.exchange.arriving import Found
from osteopro.research.models import Incoming
from osteopro.research.refi.losses import Loss, from_json
from osteopro.research.terms import Sort


@dataclass(frozen=True, slots=True)
class Brought:
    """A file: what it is, and what came of it. `losses` are those of bringing it in."""

    key: UUID
    sort: Sort
    ended: bool
    study_id: int | None
    losses: tuple[Loss, ...]


def brought(viewer: Viewer, key: UUID) -> Brought | None:
    """The file that this person brought under this key. One query."""
    row = Incoming.objects.filter(guid=key, account=viewer.account_id).first()
    if row is None:
        return None
    ended = row.ended_at is not None
    return Brought(row.guid, Sort(row.sort), ended, row.study_id, from_json(row.losses))


def inside(of: Brought) -> Found | None:
    """What stands in it; None once it is gone."""
    data = None if of.ended else vault.read(arriving.kept_as(of.key))
    return arriving.found(arriving.read(BytesIO(data))) if data is not None else None
