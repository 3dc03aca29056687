"""What somebody does with a file: bring it, decide about look-alikes, say yes."""

from uuid import UUID

from osteopro.audit.terms import Actor
from osteopro.followup.importing.checking import Checked, check_file
from osteopro.followup.importing.problems import Problem, problems_json
from osteopro.patients import staging
from osteopro.patients.staging import WrongMoment, decide, discard, fetch_refused

__all__ = ["WrongMoment", "bring_file", "decide", "discard", "fetch_refused", "start"]


def bring_file(
    *, by: Actor, uuid: UUID, site_id: int, data: bytes, checked: Checked | None = None
) -> None:
    """Check a file and keep it, sealed, until `start` or for 24 hours.

    `uuid` is made with the form: the same form sent twice is one file. `checked` is what the
    caller found in this data a moment ago. Raises table.BadFile.
    """
    checked = checked or check_file(data, site_id)
    staging.stage(
        by=by,
        uuid=uuid,
        site_id=site_id,
        note={"unread": list(checked.unread)},
        rows=checked.rows,
    )


def start(*, by: Actor, uuid: UUID, links_now: bool) -> None:
    """Bring in what is ready; the due work does it. Twice is once. Raises WrongMoment.

    `links_now`: personal links go out with each person, outside the quiet hours; otherwise
    with the first reminder.
    """
    passed_over = problems_json([Problem("passed-over")])
    staging.start(by=by, uuid=uuid, links_now=links_now, passed_over=passed_over)
