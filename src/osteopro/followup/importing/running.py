"""Bringing in the rows of a file, one transaction each: what is done stays done."""

import structlog
from django.db import DatabaseError, IntegrityError

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.admitting import NotAdmitted
from osteopro.followup.actions import add_to_programme
from osteopro.followup.importing.checking import same_from_json
from osteopro.followup.importing.problems import Problem, problems_json
from osteopro.followup.importing.rows import read_row
from osteopro.followup.importing.setting import Setting, setting_for
from osteopro.messaging import outbox
from osteopro.patients import matching, staging
from osteopro.patients.staging import Batch, StagedRow
from osteopro.patients.terms import Person, RowState

# Other due work, alerts among it, waits meanwhile.
AT_ONCE = 50
log = structlog.get_logger(__name__)


def bring_in(limit: int = AT_ONCE) -> int:
    """Go on with the files that are being brought in, at most `limit` rows; returns how many.

    Where it was killed it goes on: a row is marked in the transaction that adds the person.
    """
    done = 0
    for batch in staging.running():
        done += _some_of(batch, limit - done)
        if done >= limit:
            outbox.wake.set()
            break
    return done


def _some_of(batch: Batch, limit: int) -> int:
    by, at = author_of(batch), setting_for(batch.site_id, links_now=batch.links_now)
    waiting = staging.waiting(batch.batch_id, limit)
    for row_id in waiting:
        settle_row(by, row_id, at)
    if len(waiting) < limit:
        try:
            staging.finish(by=by, uuid=batch.uuid)
        except staging.WrongMoment:
            pass  # Somebody else goes on with this file at the same time.
    return len(waiting)


def author_of(batch: Batch) -> Actor:
    """Whoever uploaded the file answers for everybody in it: a person took these consents."""
    return Actor(batch.owner, batch.capacity)


def settle_row(by: Actor, row_id: int, at: Setting) -> None:
    """Bring in one row, or refuse it with the reason. Nothing of a refused row is stored."""
    try:
        add_row(by=by, row_id=row_id, at=at)
    except NotAdmitted:
        refuse_row(by=by, row_id=row_id, problem=Problem("not-eligible"))
    except ConsentRefused:
        refuse_row(by=by, row_id=row_id, problem=Problem("consent-refused"))
    except IntegrityError:
        # The same row at the same moment in another copy of the file: the other one won.
        refuse_row(by=by, row_id=row_id, problem=Problem("added-before"))
    except DatabaseError:
        raise  # The next round tries again.
    except Exception as error:
        log.error("import.row-failed", row=row_id, error=type(error).__name__)
        refuse_row(by=by, row_id=row_id, problem=Problem("unexpected"))


@journal.action
def add_row(*, by: Actor, row_id: int, at: Setting) -> None:
    """Add the person of this row to the programme, unless they came in meanwhile."""
    row = staging.taken_up(row_id)
    if row is None:
        journal.nothing_changed()
        return
    newcomer, problems = read_row(row.cells, row.number, row.key, at)
    if newcomer is None:
        _settle(by, row_id, RowState.REFUSED, *problems)
    elif _is_here(row, newcomer.person):
        _settle(by, row_id, RowState.SKIPPED, Problem("here-now"))
    else:
        patient_id = add_to_programme(by=by, newcomer=newcomer)
        staging.settle(row_id, RowState.ADDED, patient_id=patient_id)
        journal.nothing_changed()


@journal.action
def refuse_row(*, by: Actor, row_id: int, problem: Problem) -> None:
    """Write down why a row that looked right could not be brought in."""
    if staging.taken_up(row_id) is None:
        journal.nothing_changed()
        return
    _settle(by, row_id, RowState.REFUSED, problem)


def _settle(by: Actor, row_id: int, state: RowState, *problems: Problem) -> None:
    staging.settle(row_id, state, problems=problems_json(problems))
    journal.record(
        f"import.row-{state}",
        by=by,
        object_type="import-row",
        object_id=row_id,
        problems=[each.code for each in problems],
    )


def _is_here(row: StagedRow, person: Person) -> bool:
    """Whether somebody came in since the check who may be this person.

    Whom the uploader saw and called another person is not counted; neither is who came in by
    this file, where rows were compared with each other.
    """
    here = matching.same_people([person])[0]
    if not here:
        return False
    known = {each.patient_id for each in same_from_json(row.same)} if row.another else set()
    known |= staging.added_in(staging.batch_id_of(row.row_id), here.keys())
    return bool(here.keys() - known)
