"""Files of people on their way in: rows kept sealed, each done with once."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import sealing
from osteopro.patients.models import ImportBatch, ImportRow
from osteopro.patients.terms import BatchState, RowState
from osteopro.sites.models import Site

# What stood in a file is kept this long, be it brought in or not.
LIFE = timedelta(hours=24)
OPEN = (BatchState.STAGED, BatchState.RUNNING)


class WrongMoment(RuntimeError):
    """The file is not, or no longer, where this can be done with it."""


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row: its number in the file, its cells by column, and what was found about it.

    `problems` and `same` are stored as they come and must hold nothing that names anybody.
    """

    number: int
    key: UUID
    state: RowState
    cells: Mapping[str, str]
    problems: Sequence[Any] = ()
    same: Sequence[Any] = ()
    another: bool = False
    patient_id: int | None = None
    row_id: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """A file; `note` is what was said of it as a whole, None once its content is gone."""

    batch_id: int
    uuid: UUID
    owner: int
    capacity: str
    site_id: int
    state: BatchState
    note: Mapping[str, Any] | None
    links_now: bool
    staged_at: datetime
    ended_at: datetime | None
    fetched_at: datetime | None


@journal.action
def stage(
    *, by: Actor, uuid: UUID, site_id: int, note: Mapping[str, Any], rows: Sequence[StagedRow]
) -> None:
    """Keep a checked file, sealed, until somebody says yes. The same upload twice is one."""
    if ImportBatch.objects.filter(uuid=uuid).exists():
        journal.nothing_changed()
        return
    batch = ImportBatch.objects.create(
        uuid=uuid,
        owner_id=by.person,
        capacity=by.capacity,
        site_id=site_id,
        state=BatchState.STAGED,
        sealed=_sealed(note),
        staged_at=clock.now(),
    )
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                batch=batch,
                number=row.number,
                key=row.key,
                state=row.state,
                sealed=_sealed(row.cells) if row.cells else "",
                problems=list(row.problems),
                same=list(row.same),
                patient_id=row.patient_id,
            )
            for row in rows
        ),
        batch_size=500,
    )
    _note(by, "import.staged", uuid, site=site_id, rows=len(rows))


@journal.action
def decide(*, by: Actor, uuid: UUID, another: Mapping[int, bool]) -> None:
    """Say of rows, by number, whether they are somebody else than those they resemble."""
    batch = _locked(uuid, BatchState.STAGED)
    rows = batch.rows.filter(state=RowState.SAME)
    for is_another in (True, False):
        numbers = [number for number, each in another.items() if each is is_another]
        rows.filter(number__in=numbers).update(another=is_another)
    _note(by, "import.decided", uuid, another=sum(another.values()), rows=len(another))


@journal.action
def start(*, by: Actor, uuid: UUID, links_now: bool, passed_over: Sequence[Any]) -> None:
    """Begin to bring in what is ready; twice is once. Who is here already is passed over now,
    with `passed_over` as the reason. Raises WrongMoment."""
    found = ImportBatch.objects.select_for_update().filter(uuid=uuid).first()
    if found is not None and found.state in (BatchState.RUNNING, BatchState.DONE):
        journal.nothing_changed()
        return
    batch = _locked(uuid, BatchState.STAGED)
    same = batch.rows.filter(state=RowState.SAME)
    same.filter(another=True).update(state=RowState.READY)
    same.filter(another=False).update(state=RowState.SKIPPED, sealed="", problems=list(passed_over))
    batch.state, batch.links_now, batch.started_at = BatchState.RUNNING, links_now, clock.now()
    batch.save(update_fields=["state", "links_now", "started_at"])
    _note(by, "import.started", uuid, links_now=links_now)


@journal.action
def discard(*, by: Actor, uuid: UUID) -> None:
    """Take the file away without bringing anybody in."""
    batch = _locked(uuid, BatchState.STAGED)
    _forget(batch, BatchState.DISCARDED)
    _note(by, "import.discarded", uuid)


@journal.action
def finish(*, by: Actor, uuid: UUID) -> None:
    """Note that every row is done with."""
    batch = _locked(uuid, BatchState.RUNNING)
    if batch.rows.filter(state=RowState.READY).exists():
        raise WrongMoment(uuid)
    batch.state, batch.ended_at = BatchState.DONE, clock.now()
    batch.save(update_fields=["state", "ended_at"])
    counted = {str(state): n for state, n in counts(batch.pk).items()}
    _note(by, "import.finished", uuid, **counted)


@journal.action
def fetch_refused(*, by: Actor, uuid: UUID) -> list[StagedRow]:
    """The refused rows with what stood in them, once: afterwards it is gone here.

    Raises WrongMoment for a file that is not done, or whose rows were fetched or expired.
    """
    batch = _locked(uuid, BatchState.DONE)
    found = rows(batch.pk, [RowState.REFUSED])
    if batch.fetched_at is not None or not any(each.cells for each in found):
        raise WrongMoment(uuid)
    batch.fetched_at = clock.now()
    batch.save(update_fields=["fetched_at"])
    batch.rows.update(sealed="")
    _note(by, "import.refused-fetched", uuid, rows=len(found))
    return found


@journal.action
def remove_old(*, by: Actor) -> int:
    """Take away what stood in files of more than 24 hours ago; returns how many files.

    A file that is still being brought in keeps its rows until they are done with.
    """
    old = ImportBatch.objects.select_for_update().filter(staged_at__lt=clock.now() - LIFE)
    found = list(old.exclude(state=BatchState.RUNNING).exclude(sealed=""))
    if not found:
        journal.nothing_changed()
        return 0
    for batch in found:
        waiting = batch.state == BatchState.STAGED
        _forget(batch, BatchState.DISCARDED if waiting else BatchState(batch.state))
        _note(by, "import.expired", batch.uuid)
    return len(found)


def taken_up(row_id: int) -> StagedRow | None:
    """The row if it still waits, locked until the transaction ends; part of the action that
    brings it in.

    One row of a clinic at a time: two files with the same person cannot both pass the check.
    """
    site_id = ImportRow.objects.values_list("batch__site_id", flat=True).get(pk=row_id)
    Site.objects.select_for_update(no_key=True).get(pk=site_id)
    row = ImportRow.objects.select_for_update().get(pk=row_id)
    return _row(row) if row.state == RowState.READY else None


def settle(
    row_id: int, state: RowState, *, problems: Sequence[Any] = (), patient_id: int | None = None
) -> None:
    """Write down what became of a row; part of the action that did it. Only of refused rows
    the cells stay, until they are handed back."""
    kept = {} if state is RowState.REFUSED else {"sealed": ""}
    ImportRow.objects.filter(pk=row_id).update(
        state=state, problems=list(problems), patient_id=patient_id, **kept
    )


def reseal_rows() -> None:
    """Seal every file under the newest key; part of the rotation of keys."""
    for kind in (ImportBatch, ImportRow):
        rows = kind._default_manager.select_for_update().exclude(sealed="")
        for row in rows.iterator(chunk_size=500):
            row.sealed = sealing.reseal_text(row.sealed)
            row.save(update_fields=["sealed"])


def batch_of(owner: int, uuid: UUID) -> Batch | None:
    """This file, if it is this person's own."""
    return next(iter(_batches(ImportBatch.objects.filter(uuid=uuid, owner_id=owner))), None)


def batches_of(owner: int, limit: int = 20) -> list[Batch]:
    """Files this person brought and did not throw away, the last first."""
    mine = ImportBatch.objects.filter(owner_id=owner).exclude(state=BatchState.DISCARDED)
    return _batches(mine.order_by("-staged_at", "-pk")[:limit])


def running() -> list[Batch]:
    """Files that are being brought in, the oldest first."""
    return _batches(ImportBatch.objects.filter(state=BatchState.RUNNING).order_by("pk"))


def running_with(owner: int, key: UUID) -> UUID | None:
    """The file with this row that this person is bringing in, if there is one: where a process
    was killed, the same file goes on."""
    found = ImportBatch.objects.filter(state=BatchState.RUNNING, owner_id=owner, rows__key=key)
    return found.values_list("uuid", flat=True).first()


def counts(batch_id: int) -> Mapping[RowState, int]:
    """How many rows stand where; one query."""
    found = (
        ImportRow.objects.filter(batch_id=batch_id)
        .values_list("state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return dict.fromkeys(RowState, 0) | {RowState(state): n for state, n in found}


def rows(
    batch_id: int, states: Collection[RowState], *, start: int = 0, limit: int | None = None
) -> list[StagedRow]:
    """Rows in these states, in the order of the file; one query."""
    found = ImportRow.objects.filter(batch_id=batch_id, state__in=states).order_by("number")
    return [_row(each) for each in found[start : None if limit is None else start + limit]]


def another(batch_id: int) -> int:
    """How many rows are somebody else than those they resemble."""
    found = ImportRow.objects.filter(batch_id=batch_id, state=RowState.SAME, another=True)
    return found.count()


def has_refused(batch_id: int) -> bool:
    """Whether what stood in refused rows can still be handed back."""
    found = ImportRow.objects.filter(batch_id=batch_id, state=RowState.REFUSED)
    return found.exclude(sealed="").exists()


def numbered(batch_id: int, numbers: Collection[int]) -> Mapping[int, StagedRow]:
    """Rows by their numbers; one query."""
    found = ImportRow.objects.filter(batch_id=batch_id, number__in=set(numbers))
    return {each.number: _row(each) for each in found}


def waiting(batch_id: int, limit: int) -> list[int]:
    """Ids of the next rows to bring in."""
    found = ImportRow.objects.filter(batch_id=batch_id, state=RowState.READY)
    return list(found.order_by("number").values_list("pk", flat=True)[:limit])


def added_in(batch_id: int, patient_ids: Collection[int]) -> set[int]:
    """Which of these patients this file brought in."""
    found = ImportRow.objects.filter(batch_id=batch_id, patient_id__in=set(patient_ids))
    return set(found.values_list("patient_id", flat=True))


def batch_id_of(row_id: int) -> int:
    """The file of a row."""
    return ImportRow.objects.values_list("batch_id", flat=True).get(pk=row_id)


def _locked(uuid: UUID, state: BatchState) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().filter(uuid=uuid).first()
    if batch is None or batch.state != state:
        raise WrongMoment(uuid)
    return batch


def _forget(batch: ImportBatch, state: BatchState) -> None:
    batch.state, batch.sealed = state, ""
    batch.save(update_fields=["state", "sealed"])
    batch.rows.filter(~Q(sealed="")).update(sealed="")


def _note(by: Actor, kind: str, uuid: UUID, **detail: Any) -> None:
    journal.record(kind, by=by, object_type="import", object_id=uuid, **detail)


def _sealed(content: Mapping[str, Any]) -> str:
    return sealing.seal_text(json.dumps(dict(content), ensure_ascii=False))


def _opened(sealed: str) -> Any:
    return json.loads(sealing.unseal_text(sealed)) if sealed else None


def _row(row: ImportRow) -> StagedRow:
    return StagedRow(
        number=row.number,
        key=row.key,
        state=RowState(row.state),
        cells=_opened(row.sealed) or {},
        problems=row.problems,
        same=row.same,
        another=row.another,
        patient_id=row.patient_id,
        row_id=row.pk,
    )


def _batches(found: QuerySet[ImportBatch]) -> list[Batch]:
    return [
        Batch(
            batch_id=row.pk,
            uuid=row.uuid,
            owner=row.owner_id,
            capacity=row.capacity,
            site_id=row.site_id,
            state=BatchState(row.state),
            note=_opened(row.sealed),
            links_now=row.links_now,
            staged_at=row.staged_at,
            ended_at=row.ended_at,
            fetched_at=row.fetched_at,
        )
        for row in found
    ]
