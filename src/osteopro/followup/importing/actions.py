"""What somebody does with a file: bring it, decide about look-alikes, say yes."""

from collections.abc import Mapping
from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup.importing.checking import check_file
from osteopro.patients import staging
from osteopro.patients.staging import StagedRow, WrongMoment

__all__ = ["WrongMoment", "bring_file", "decide", "discard", "fetch_refused", "start"]


def bring_file(*, by: Actor, uuid: UUID, site_id: int, data: bytes) -> None:
    """Check a file and keep it, sealed, until `start` or for 24 hours.

    `uuid` is made with the form: the same form sent twice is one file. Raises table.BadFile.
    """
    checked = check_file(data, site_id)
    staging.stage(
        by=by,
        uuid=uuid,
        site_id=site_id,
        note={"unread": list(checked.unread)},
        rows=checked.rows,
    )


@journal.action
def decide(*, by: Actor, uuid: UUID, another: Mapping[int, bool]) -> None:
    """Say of rows, by number, whether they are another person. Raises WrongMoment."""
    staging.decide(by=by, uuid=uuid, another=another)


@journal.action
def start(*, by: Actor, uuid: UUID, links_now: bool) -> None:
    """Bring in what is ready; the due work does it. Twice is once. Raises WrongMoment.

    `links_now`: personal links go out with each person, outside the quiet hours; otherwise
    with the first reminder.
    """
    staging.start(by=by, uuid=uuid, links_now=links_now)


@journal.action
def discard(*, by: Actor, uuid: UUID) -> None:
    """Throw the file away. Raises WrongMoment when it was started."""
    staging.discard(by=by, uuid=uuid)


@journal.action
def fetch_refused(*, by: Actor, uuid: UUID) -> list[StagedRow]:
    """The refused rows as they were uploaded, once. Raises WrongMoment."""
    return staging.fetch_refused(by=by, uuid=uuid)
