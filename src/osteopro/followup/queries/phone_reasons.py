"""What there is to phone somebody about: open items, and what presses among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from osteopro.followup import state
from osteopro.followup.models import OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.triage.terms import Level

# What a call to take a record or to read out a reply settles.
TO_PHONE = (ItemKind.CALL, ItemKind.TELL)
# Whoever is to be phoned stands in the list of calls, also about a report that came.
LISTED = (*TO_PHONE, ItemKind.VERIFY)
# What is to be phoned about because of its level, at the pace of the level (followup.pressing).
PRESSES = (ItemKind.RECORD, ItemKind.MESSAGE)
# The source of a visit of which somebody is to be reminded in a call.
VISIT = "visit-day:"
IS_LISTED = Q(kind__in=LISTED)
IS_PRESSING = Q(kind__in=PRESSES, level__gte=Level.URGENT.rank)


@dataclass(frozen=True, slots=True)
class Pressing:
    """An urgent or emergency record, or message, because of which somebody is phoned by `due`;
    `source` is its sitting, or names the message."""

    kind: ItemKind
    level: Level
    source: str
    opened_at: datetime
    due: datetime

    @property
    def key(self) -> tuple[int, datetime]:
        """Sorts the higher level first, then the earlier deadline."""
        return (-self.level.rank, self.due)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open item to phone about."""

    kind: ItemKind
    opened_at: datetime
    source: str
    level: Level
    due: datetime

    @property
    def pressing(self) -> Pressing | None:
        """This item as what presses, if it does."""
        if self.kind not in PRESSES or self.level.rank < Level.URGENT.rank:
            return None
        return Pressing(self.kind, self.level, self.source, self.opened_at, self.due)


def waiting(ids: Iterable[int]) -> Mapping[int, Sequence[Waiting]]:
    """What there is to phone these patients about, oldest first; one query."""
    items = OpenItem.objects.filter(patient_id__in=list(ids), closed_at__isnull=True)
    found: dict[int, list[Waiting]] = {}
    for item in items.filter(IS_LISTED | IS_PRESSING).order_by("opened_at", "pk"):
        level = state.level_of(item.level)
        found.setdefault(item.patient_id, []).append(
            Waiting(ItemKind(item.kind), item.opened_at, item.source, level, item.due_at)
        )
    return found


def most_pressing(items: Iterable[Waiting]) -> Pressing | None:
    """What is to be phoned about first of all; None when nothing presses."""
    found = [pressing for each in items if (pressing := each.pressing)]
    return min(found, key=lambda each: each.key, default=None)
