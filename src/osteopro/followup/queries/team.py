"""Who follows whom, how much waits for each, and who is away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup import standing_in, state
from osteopro.followup.models import Absence, CareState, HandOverNote, Move, OpenItem
from osteopro.followup.queries.scope import today
from osteopro.followup.standing_in import IN_CARE
from osteopro.followup.terms import AwayReason, ItemKind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Person
from osteopro.triage.terms import Level

# More open work than anybody reads line by line.
LISTED = 200


@dataclass(frozen=True, slots=True)
class Leave:
    """A planned absence; `substitute` None: the backup of each patient."""

    absence_id: int
    account: int
    first: date
    last: date
    substitute: int | None
    reason: AwayReason
    handed_over_at: datetime | None


@dataclass(frozen=True)
class Work:
    """Something open of somebody who is away, with the line noted for who stands in."""

    item_id: int
    patient_id: int
    person: Person
    kind: ItemKind
    level: Level
    due_at: datetime
    reasons: Sequence[Mapping[str, object]]
    note: str


@dataclass(frozen=True)
class Followed:
    """One patient of a panel, to be chosen for handing over."""

    patient_id: int
    person: Person
    manager: int | None
    backup: int | None
    open_items: int


@dataclass(frozen=True)
class Ahead:
    """What a patient gets told: who follows them from which day."""

    on: date
    manager: StaffName | None


@dataclass(frozen=True)
class Team:
    """Who cares for one patient: by name, who stands in until when, and what changes soon."""

    manager: StaffName | None
    backup: StaffName | None
    answers: StaffName | None
    away_until: date | None
    physicians: tuple[StaffName, ...]
    ahead: Ahead | None


def colleagues(viewer: Viewer) -> Mapping[int, StaffName]:
    """Who follows patients at the viewer's clinics, by account; two queries."""
    working = access_queries.working_at(Permission.FOLLOW_UP, viewer.site_ids)
    names = accounts_queries.staff_names(working)
    return {pk: names[pk] for pk in working if pk in names}


def physicians(viewer: Viewer) -> list[int]:
    """Physicians of the viewer's clinics, longest there first; one query."""
    return list(access_queries.working_at(Permission.VISIT, viewer.site_ids))


def may_plan_for(viewer: Viewer, account_id: int, known: Collection[int]) -> bool:
    """Whether the viewer may plan absences and hand-overs of this colleague: their own, and a
    lead those of their clinics."""
    return account_id == viewer.account_id or (
        viewer.can(Permission.OVERSEE) and account_id in known
    )


def leaves(account_ids: Collection[int]) -> list[Leave]:
    """Absences of these people that go on or lie ahead, the next first."""
    rows = Absence.objects.filter(account__in=account_ids, last__gte=today())
    return [_leave(row) for row in rows.order_by("first", "pk") if row.first <= row.last]


def leave(absence_id: int) -> Leave | None:
    """One absence."""
    row = Absence.objects.filter(pk=absence_id).first()
    return _leave(row) if row else None


def open_work(viewer: Viewer, of: Leave) -> list[Work]:
    """What is open about the patients of somebody away, most pressing first; at most 200."""
    mine = CareState.objects.filter(
        manager=of.account, patient__in=patients_queries.visible_to(viewer)
    )
    rows = list(
        OpenItem.objects.filter(
            closed_at__isnull=True, patient_id__in=mine.values("patient_id")
        ).order_by("-level", "due_at", "pk")[:LISTED]
    )
    people = patients_queries.people({row.patient_id for row in rows})
    noted = HandOverNote.objects.filter(absence_id=of.absence_id)
    notes = dict(noted.values_list("item_id", "words"))
    return [
        Work(
            item_id=row.pk,
            patient_id=row.patient_id,
            person=people[row.patient_id],
            kind=ItemKind(row.kind),
            level=state.level_of(row.level),
            due_at=row.due_at,
            reasons=row.reasons,
            note=notes.get(row.pk, ""),
        )
        for row in rows
    ]


def panel(viewer: Viewer, account_id: int) -> list[Followed]:
    """Everybody in the panel of a manager whom the viewer may know of, by name."""
    rows = CareState.objects.filter(IN_CARE, manager=account_id)
    return _followed(viewer, list(rows.values_list("patient_id", flat=True)))


def followed(viewer: Viewer, patient_id: int) -> list[Followed]:
    """This patient, if the viewer may know of them."""
    return _followed(viewer, [patient_id])


def named(viewer: Viewer, patient_ids: Collection[int]) -> list[str]:
    """The names of patients because of whom something is refused."""
    return [each.person.name for each in _followed(viewer, patient_ids)]


def team(patient_id: int) -> Team:
    """Who cares for this patient now; the same number of queries whoever is away."""
    row = CareState.objects.get(patient_id=patient_id)
    care = patients_queries.care_team(patient_id)
    move = Move.objects.filter(patient_id=patient_id, done_at__isnull=True)
    ahead = move.select_related("hand_over").first()
    absences = standing_in.cover(row.site_id).absences
    away = next((each for each in absences if each.account == row.manager), None)
    wanted = {row.manager, row.backup, row.answers, *care.physicians}
    wanted.add(ahead.hand_over.manager if ahead else None)
    names = accounts_queries.staff_names([pk for pk in wanted if pk is not None])
    return Team(
        manager=names.get(row.manager or 0),
        backup=names.get(row.backup or 0),
        answers=names.get(row.answers or 0),
        away_until=away.last if away else None,
        physicians=tuple(names[pk] for pk in care.physicians if pk in names),
        ahead=Ahead(ahead.hand_over.on, names.get(ahead.hand_over.manager or 0)) if ahead else None,
    )


def owned(account_id: int, site_id: int) -> tuple[int, ...]:
    """Patients of a clinic who would be left without manager, backup or substitute if this
    account could not follow up there any more; those planned to come to it too."""
    here = CareState.objects.filter(site_id=site_id)
    ahead = Move.objects.filter(done_at__isnull=True).filter(
        Q(hand_over__manager=account_id) | Q(hand_over__backup=account_id)
    )
    away = Absence.objects.filter(substitute=account_id, last__gte=today())
    needed = (
        Q(manager=account_id)
        | Q(backup=account_id)
        | Q(patient_id__in=ahead.values("patient_id"))
        | Q(manager__in=away.values("account"))
    )
    return tuple(
        here.filter(IN_CARE)
        .filter(needed)
        .order_by("patient_id")
        .values_list("patient_id", flat=True)
    )


def unowned() -> list[int]:
    """Patients in care without a manager and another backup who may follow up at their clinic:
    there are none."""
    sites = CareState.objects.values_list("site_id", flat=True).distinct()
    able = {pk: access_queries.who_may(Permission.FOLLOW_UP, pk) for pk in sites}
    rows = CareState.objects.filter(IN_CARE).order_by("patient_id")
    return [
        patient_id
        for patient_id, site_id, manager, backup in rows.values_list(
            "patient_id", "site_id", "manager", "backup"
        )
        if manager == backup or not {manager, backup} <= able[site_id]
    ]


def _followed(viewer: Viewer, patient_ids: Collection[int]) -> list[Followed]:
    rows = CareState.objects.filter(
        patient_id__in=patient_ids, patient__in=patients_queries.visible_to(viewer)
    )
    found = list(rows.values_list("patient_id", "manager", "backup", "open_items"))
    people = patients_queries.people([each[0] for each in found])
    listed = [Followed(each[0], people[each[0]], *each[1:]) for each in found]
    return sorted(listed, key=lambda each: (each.person.name, each.patient_id))


def _leave(row: Absence) -> Leave:
    return Leave(
        absence_id=row.pk,
        account=row.account,
        first=row.first,
        last=row.last,
        substitute=row.substitute,
        reason=AwayReason(row.reason),
        handed_over_at=row.handed_over_at,
    )
