"""Step 4: meanings into clusters, clusters into themes. Each act can be undone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import board
from osteopro.research.board import Kind, Wrong
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import (
    BoardMove,
    Cluster,
    Meaning,
    Theme,
)
from osteopro.research.queries import standing
from osteopro.research.rules import Task

NAMED_ALREADY = "named-already"
MODELS: Mapping[Kind, type[Theme] | type[Cluster] | type[Meaning]] = {
    Kind.THEME: Theme,
    Kind.CLUSTER: Cluster,
    Kind.MEANING: Meaning,
}
# The column that says where something stands, and those that say what it is.
PLACE: Mapping[Kind, str] = {
    Kind.THEME: "parent",
    Kind.CLUSTER: "theme",
    Kind.MEANING: "cluster",
}
WORDS: Mapping[Kind, tuple[str, str]] = {
    Kind.THEME: ("name", "definition"),
    Kind.CLUSTER: ("name", "description"),
    Kind.MEANING: ("label", "text"),
}
Item = Theme | Cluster | Meaning


class NoSuchItem(LookupError):
    """Nothing of this kind stands on the board of this study."""


@journal.action
def add_item(
    *, by: Actor, study_id: int, kind: Kind, name: str, into: UUID | None, key: UUID
) -> UUID:
    """A new cluster or theme; a theme `into` a theme is a sub-theme. `key` is of the form and its
    guid. Raises Refused."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    if MODELS[kind].objects.filter(guid=key).exists():
        journal.nothing_changed()
        return key
    check_name(study_id, kind, name)
    target = target_of(study_id, kind, into)
    _check(board.placing(kind, board.INTO[kind] if target else None, inner=_inner(target)))
    beside = siblings(study_id, kind, target)
    if kind is Kind.MEANING:
        raise Refused(Wrong.PLACE)
    model = Theme if kind is Kind.THEME else Cluster
    row = model.objects.create(
        guid=key,
        study_id=study_id,
        name=name,
        order=beside.count() + 1,
        at=clock.now(),
        by=by.person,
        **{PLACE[kind]: target},
    )
    _kept(by, study_id, kind, row, {"removed": True}, {"removed": False})
    return key


@journal.action
def move_item(
    *, by: Actor, study_id: int, kind: Kind, guid: UUID, into: UUID | None, key: UUID
) -> None:
    """Put something elsewhere, or nowhere. Raises NoSuchItem and Refused."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    if BoardMove.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    row = item(study_id, kind, guid)
    target = target_of(study_id, kind, into)
    check_place(kind, row, target)
    before = _place(row, kind)
    if before == (str(into) if into else None):
        journal.nothing_changed()
        return
    stood = {"place": before, "order": row.order}
    new_order = siblings(study_id, kind, target).count() + 1
    put(row, {PLACE[kind]: target, "order": new_order})
    stands = {"place": str(into) if into else None, "order": new_order}
    _kept(by, study_id, kind, row, stood, stands, key)


@journal.action
def shift_item(*, by: Actor, study_id: int, kind: Kind, guid: UUID, places: int, key: UUID) -> None:
    """Put something so many places later among its own, earlier with a negative number."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    row = item(study_id, kind, guid)
    beside = siblings(study_id, kind, getattr(row, PLACE[kind]))
    order = list(beside.order_by("order", "pk").values_list("pk", flat=True))
    new = board.reordered(order, row.pk, places)
    if new == order or BoardMove.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    for no, pk in enumerate(new, start=1):
        MODELS[kind].objects.filter(pk=pk).update(order=no)
    steps = new.index(row.pk) - order.index(row.pk)
    _kept(by, study_id, kind, row, {"steps": -steps}, {"steps": steps}, key)


@journal.action
def name_item(
    *, by: Actor, study_id: int, kind: Kind, guid: UUID, name: str, words: str, key: UUID
) -> None:
    """Name something anew and say what it is. Raises NoSuchItem, Refused."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    row = item(study_id, kind, guid)
    short, long = WORDS[kind]
    before = {short: getattr(row, short), long: getattr(row, long)}
    after = {short: name, long: words}
    if before == after or BoardMove.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    if before[short] != name:
        check_name(study_id, kind, name)
    put(row, after)
    _kept(by, study_id, kind, row, before, after, key)


@journal.action
def remove_item(*, by: Actor, study_id: int, kind: Kind, guid: UUID, key: UUID) -> None:
    """Take an empty cluster or theme off the board. Raises NoSuchItem, Refused when it holds
    something."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    if BoardMove.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    row = item(study_id, kind, guid)
    if isinstance(row, Meaning):
        raise Refused(Wrong.PLACE)
    if holds(row):
        raise Refused(Wrong.HOLDS)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    _kept(by, study_id, kind, row, {"removed": False}, {"removed": True}, key)


def item(study_id: int, kind: Kind, guid: UUID) -> Any:
    """What stands on the board under this guid. Raises NoSuchItem."""
    rows: QuerySet[Any] = (
        standing.meanings(study_id)
        if kind is Kind.MEANING
        else MODELS[kind].objects.filter(study_id=study_id, removed_at__isnull=True)
    )
    row = rows.filter(guid=guid).first()
    if row is None:
        raise NoSuchItem(guid)
    return row


def target_of(study_id: int, kind: Kind, into: UUID | None) -> Any:
    return item(study_id, board.INTO[kind], into) if into else None


def _inner(target: Any) -> bool:
    return isinstance(target, Theme) and target.parent_id is not None


def holds(row: Theme | Cluster) -> bool:
    if isinstance(row, Cluster):
        return row.meanings.filter(removed_at__isnull=True).exists()
    return (
        row.children.filter(removed_at__isnull=True).exists()
        or row.clusters.filter(removed_at__isnull=True).exists()
    )


def siblings(study_id: int, kind: Kind, target: Any) -> QuerySet[Any]:
    """What stands in the same place; of meanings those of the team alone."""
    rows: QuerySet[Any] = (
        standing.meanings(study_id)
        if kind is Kind.MEANING
        else MODELS[kind].objects.filter(study_id=study_id, removed_at__isnull=True)
    )
    return rows.filter(**{PLACE[kind]: target})


def _check(wrong: Wrong | None) -> None:
    if wrong is not None:
        raise Refused(wrong)


def check_place(kind: Kind, row: Item, target: Any) -> None:
    """Raises Refused where it cannot stand."""
    _check(
        board.placing(
            kind,
            board.INTO[kind] if target else None,
            same=target is not None and target.guid == row.guid,
            inner=_inner(target),
            holds=isinstance(row, Theme) and row.children.filter(removed_at__isnull=True).exists(),
        )
    )


def check_name(study_id: int, kind: Kind, name: str) -> None:
    """Names are unique, or other tools would make one code of two (REFI-QDA)."""
    rows: QuerySet[Any] = MODELS[kind].objects.filter(study_id=study_id, removed_at__isnull=True)
    if kind is not Kind.MEANING and rows.filter(**{WORDS[kind][0]: name}).exists():
        raise Refused(NAMED_ALREADY)


def _place(row: Item, kind: Kind) -> str | None:
    found = getattr(row, PLACE[kind])
    return str(found.guid) if found else None


def put(row: Item, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _kept(
    by: Actor,
    study_id: int,
    kind: Kind,
    row: Item,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    key: UUID | None = None,
) -> None:
    BoardMove.objects.create(
        guid=key or uuid4(),
        study_id=study_id,
        kind=kind,
        item=row.guid,
        before=dict(before),
        after=dict(after),
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, f"{kind}.changed", row, fields=sorted(after))
