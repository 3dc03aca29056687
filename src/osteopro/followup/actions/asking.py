"""What the manager is asked to see to by the next working day, for one reason in words."""

from collections.abc import Sequence
from datetime import datetime

from osteopro import clock
from osteopro.followup import deadlines, state
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.triage.terms import Level


def put_request(
    row: CareState,
    kind: ItemKind,
    source: str,
    code: str,
    *,
    known_new: bool,
    at: datetime | None = None,
    again: bool = True,
    about: Sequence[str] = (),
) -> OpenItem:
    """Put a request before the manager, counted from `at` (now). `row` is changed but not saved.

    `code` is the remark that says why, `about` the codes of advice it speaks of; `again` as for
    any new item.
    """
    return state.open_item(
        row,
        NewItem(
            kind=kind,
            source=source,
            level=Level.ROUTINE,
            promise=deadlines.request(state.clinic(row), at or clock.now()),
            reasons=[state.remark(code, about)],
            again=again,
        ),
        known_new=known_new,
    )
