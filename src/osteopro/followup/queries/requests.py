"""What patients asked for and where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from osteopro.followup.models import Asking, OpenItem, Request
from osteopro.followup.request_rules import SOURCE
from osteopro.followup.terms import (
    AskedIn,
    Companion,
    DeclineReason,
    Possible,
    RequestKind,
    RequestState,
    VisitReason,
)

SHOWN = 6
# How long the end of a request stays on the home page.
RECENTLY = timedelta(days=7)
# Said, because NULL sorts differently on the two databases.
_OPEN_FIRST = F("closed_at").desc(nulls_first=True)


# Whether the patient in a column holds something.
Holds = Callable[[str], Exists]
_also: list[Holds] = []


@dataclass(frozen=True, slots=True)
class AskingView:
    """One time that it was asked for. `by` is the account of the patient or who helps."""

    at: datetime
    by: int | None
    way: AskedIn
    occasion: UUID | None
    why: VisitReason | None
    times: tuple[Possible, ...]
    companion: Companion | None
    words: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request; `due_at` while it is open, `askings` oldest first."""

    request_id: int
    item_id: int | None
    kind: RequestKind
    state: RequestState
    at: datetime
    next_contact_on: date | None
    declined: DeclineReason | None
    closed_at: datetime | None
    due_at: datetime | None
    askings: tuple[AskingView, ...]

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def why(self) -> VisitReason | None:
        """The newest reason that was given."""
        return next((each.why for each in reversed(self.askings) if each.why), None)


def requests(patient_id: int, *, limit: int = SHOWN) -> list[RequestView]:
    """What a patient asked for: open ones first, then the newest. At most three queries."""
    rows = Request.objects.filter(patient_id=patient_id).prefetch_related("askings")
    return views(list(rows.order_by(_OPEN_FIRST, "-pk")[:limit]))


def open_requests(patient_id: int) -> list[RequestView]:
    """What waits, in the order in which it was asked for. At most three queries."""
    rows = Request.objects.filter(patient_id=patient_id, closed_at__isnull=True)
    return views(list(rows.prefetch_related("askings").order_by("pk")))


def request(patient_id: int, request_id: int) -> RequestView | None:
    """One request of this patient."""
    rows = Request.objects.filter(patient_id=patient_id, pk=request_id)
    return next(iter(views(list(rows.prefetch_related("askings")))), None)


def asks(patient: str, since: datetime) -> Q:
    """Whether the patient in the column `patient` has a request that is open, or ended since
    then, or holds what came of one (`also_asks`): a column for a query that is made anyway."""
    recent = Q(closed_at__isnull=True) | Q(closed_at__gte=since)
    found = Q(Exists(Request.objects.filter(recent, patient_id=OuterRef(patient))))
    for holds in _also:
        found |= Q(holds(patient))
    return found


def also_asks(holds: Holds) -> None:
    """Let a package above say what else makes pages look for requests: an offered place."""
    _also.append(holds)


def views(rows: Sequence[Request]) -> list[RequestView]:
    """These rows, read with their askings, in one query more."""
    waits = [row for row in rows if row.closed_at is None]
    items: dict[str, OpenItem] = {}
    if waits:
        found = OpenItem.objects.filter(
            patient_id__in={row.patient_id for row in waits},
            source__in=[f"{SOURCE}{row.pk}" for row in waits],
            closed_at__isnull=True,
        )
        items = {item.source: item for item in found}
    return [_view(row, items.get(f"{SOURCE}{row.pk}")) for row in rows]


def _view(row: Any, item: OpenItem | None) -> RequestView:
    return RequestView(
        request_id=row.pk,
        item_id=item.pk if item else None,
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        at=row.at,
        next_contact_on=row.next_contact_on,
        declined=DeclineReason(row.declined) if row.declined else None,
        closed_at=row.closed_at,
        due_at=item.due_at if item else None,
        askings=tuple(_asking(each) for each in sorted(row.askings.all(), key=lambda a: a.pk)),
    )


def _asking(row: Asking) -> AskingView:
    return AskingView(
        at=row.at,
        by=row.by,
        way=AskedIn(row.way),
        occasion=row.occasion,
        why=VisitReason(row.why) if row.why else None,
        times=tuple(Possible(each) for each in row.times),
        companion=Companion(row.companion) if row.companion else None,
        words=row.words,
    )
