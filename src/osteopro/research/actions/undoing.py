"""One's own last step on the board, taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import board
from osteopro.research.actions.theming import (
    MODELS,
    PLACE,
    WORDS,
    Item,
    NoSuchItem,
    check_name,
    check_place,
    holds,
    put,
    siblings,
    target_of,
)
from osteopro.research.board import Kind, Wrong
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import BoardMove, Meaning
from osteopro.research.rules import Task

MOVED_SINCE = "moved-since"


@journal.action
def undo_move(*, by: Actor, study_id: int, move: UUID) -> None:
    """Take one's own act on the board back. Raises NoSuchItem, and Refused when it was changed
    since."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    done = BoardMove.objects.filter(
        study_id=study_id, guid=move, by=by.person, undone_at__isnull=True
    ).first()
    if done is None:
        raise NoSuchItem(move)
    kind = Kind(done.kind)
    row = MODELS[kind].objects.get(study_id=study_id, guid=done.item)
    later = BoardMove.objects.filter(
        study_id=study_id, item=done.item, pk__gt=done.pk, undone_at__isnull=True
    )
    if later.exists():
        raise Refused(MOVED_SINCE)
    _back(study_id, kind, row, done.before)
    done.undone_at = clock.now()
    done.save(update_fields=["undone_at"])
    note(by, study_id, "board.undone", row, move=str(move))


def _back(study_id: int, kind: Kind, row: Item, before: Mapping[str, Any]) -> None:
    """Let something be again as it was, where that is still possible."""
    if "removed" in before:
        _remove_or_restore(study_id, kind, row, gone=before["removed"])
    elif "place" in before:
        into = UUID(before["place"]) if before["place"] else None
        target = target_of(study_id, kind, into)
        check_place(kind, row, target)
        put(row, {PLACE[kind]: target, "order": before["order"]})
    elif "steps" in before:
        beside = siblings(study_id, kind, getattr(row, PLACE[kind])).order_by("order", "pk")
        order = list(beside.values_list("pk", flat=True))
        for no, pk in enumerate(board.reordered(order, row.pk, before["steps"]), start=1):
            MODELS[kind].objects.filter(pk=pk).update(order=no)
    else:
        short = WORDS[kind][0]
        if getattr(row, short) != before[short]:
            check_name(study_id, kind, before[short])
        put(row, before)


def _remove_or_restore(study_id: int, kind: Kind, row: Item, *, gone: bool) -> None:
    if isinstance(row, Meaning):
        raise Refused(Wrong.PLACE)
    if gone and holds(row):
        raise Refused(Wrong.HOLDS)
    if not gone:
        above = getattr(row, PLACE[kind])
        if above is not None and above.removed_at is not None:
            raise Refused(MOVED_SINCE)
        check_name(study_id, kind, row.name)
        check_place(kind, row, above)
    put(row, {"removed_at": clock.now() if gone else None})
