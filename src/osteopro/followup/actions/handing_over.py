"""Giving patients another manager or backup, one or a whole panel, today or on a later day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import team_notice
from osteopro.followup.actions.being_away import follow_absences, refuse
from osteopro.followup.actions.telling import tell_of_manager
from osteopro.followup.covering import TeamRefused
from osteopro.followup.models import CareState, HandOver, Move
from osteopro.followup.terms import MoveReason
from osteopro.messaging import actions as messaging_actions
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import CareRole

FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who shall care for some patients from `on`: another manager, another backup or both."""

    on: date
    reason: MoveReason
    manager: int | None = None
    backup: int | None = None


@journal.action
def hand_over(
    *, by: Actor, key: UUID, patient_ids: Collection[int], wanted: Wanted, today: date
) -> int:
    """Hand these patients over, all or none, and tell each who follows them; how many change.

    What is open moves along, for it stands with the patient. On a later day than today due work
    carries it out; an earlier plan for the same patient is replaced. The same form twice is one
    hand-over. Raises TeamRefused: `nobody-chosen`, `nothing-changes`, `move-over`,
    `move-too-far`, and with the patients `not-at-clinic` and `same-person`.
    """
    present = HandOver.objects.filter(key=key).first()
    if present is not None:
        journal.nothing_changed()
        return present.moves.count()
    rows = _locked(patient_ids)
    _check(rows, wanted, today)
    moving = [row for row in rows if _changes(row, wanted)]
    if not moving:
        raise TeamRefused("nothing-changes")
    decided = HandOver.objects.create(
        key=key,
        at=clock.now(),
        by=by.person,
        on=wanted.on,
        manager=wanted.manager,
        backup=wanted.backup,
        reason=wanted.reason,
    )
    _plan(by, decided, moving)
    texts, by_phone = team_notice.notices(decided, moving)
    messaging_actions.enqueue(texts)
    tell_of_manager(decided, by_phone)
    if wanted.on <= today:
        _carry_out(by, decided, moving)
    return len(moving)


@journal.action
def carry_out(*, by: Actor, hand_over_id: int) -> int:
    """Do what was planned for today; how many patients changed hands."""
    decided = HandOver.objects.get(pk=hand_over_id)
    ahead = decided.moves.filter(done_at__isnull=True)
    locked = _locked(list(ahead.values_list("patient_id", flat=True)))
    # While waiting for the lock, another hand-over may have taken the place of this one.
    still = set(ahead.values_list("patient_id", flat=True))
    rows = [row for row in locked if row.patient_id in still]
    if not rows:
        journal.nothing_changed()
        return 0
    _carry_out(by, decided, rows)
    return len(rows)


def _locked(patient_ids: Collection[int]) -> list[CareState]:
    rows = CareState.objects.filter(pk__in=set(patient_ids)).order_by("pk")
    return list(rows.select_for_update())


def _check(rows: Sequence[CareState], wanted: Wanted, today: date) -> None:
    if not rows:
        raise TeamRefused("nobody-chosen")
    if wanted.manager is None and wanted.backup is None:
        raise TeamRefused("nothing-changes")
    if wanted.on < today:
        raise TeamRefused("move-over")
    if wanted.on - today > FARTHEST:
        raise TeamRefused("move-too-far")
    able = {
        site: access_queries.who_may(Permission.FOLLOW_UP, site)
        for site in {row.site_id for row in rows}
    }
    chosen = {pk for pk in (wanted.manager, wanted.backup) if pk is not None}
    refuse("not-at-clinic", (row for row in rows if not chosen <= able[row.site_id]))
    refuse("same-person", (row for row in rows if len(set(_after(row, wanted))) == 1))


def _after(row: CareState, wanted: Wanted) -> tuple[int | None, int | None]:
    manager = row.manager if wanted.manager is None else wanted.manager
    return manager, row.backup if wanted.backup is None else wanted.backup


def _changes(row: CareState, wanted: Wanted) -> bool:
    return _after(row, wanted) != (row.manager, row.backup)


def _plan(by: Actor, decided: HandOver, rows: Sequence[CareState]) -> None:
    ids = [row.patient_id for row in rows]
    Move.objects.filter(patient_id__in=ids, done_at__isnull=True).delete()
    Move.objects.bulk_create(
        Move(
            hand_over=decided,
            patient_id=row.patient_id,
            manager_before=row.manager,
            backup_before=row.backup,
        )
        for row in rows
    )
    for patient_id in ids:
        journal.record(
            "care-team.move-decided",
            by=by,
            object_type="hand-over",
            object_id=decided.pk,
            patient_id=patient_id,
            reason=decided.reason,
            on=decided.on.isoformat(),
        )


def _carry_out(by: Actor, decided: HandOver, rows: Sequence[CareState]) -> None:
    ids = [row.patient_id for row in rows]
    states = CareState.objects.filter(pk__in=ids)
    if decided.manager is not None:
        _assign(by, ids, decided.manager, CareRole.MANAGER)
        states.update(manager=decided.manager)
    if decided.backup is not None:
        _assign(by, ids, decided.backup, CareRole.BACKUP)
        states.update(backup=decided.backup)
    Move.objects.filter(hand_over=decided, patient_id__in=ids).update(done_at=clock.now())
    for site_id in sorted({row.site_id for row in rows}):
        follow_absences(by=by, site_id=site_id)


def _assign(by: Actor, ids: Sequence[int], account_id: int, role: CareRole) -> None:
    patients_actions.assign_all(by=by, patient_ids=ids, account_id=account_id, role=role)
