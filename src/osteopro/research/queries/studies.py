"""Studies, and what this person may do in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from osteopro.access.terms import Permission, Viewer
from osteopro.research import rules
from osteopro.research.models import Member, Study
from osteopro.research.rules import Task
from osteopro.research.terms import Duty


class NoSuchStudy(LookupError):
    """There is none, or this person is not of its team."""


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study as it was set up."""

    study_id: int
    guid: UUID
    title: str
    title_translated: str
    phenomenon: str
    sampling: str
    ethics_body: str
    ethics_no: str
    ethics_from: date | None
    ethics_until: date | None
    window_from: date | None
    window_until: date | None
    minutes_from: int
    minutes_to: int
    funding: str
    conflicts: str
    limitations: str
    opened_at: datetime
    closed_at: datetime | None

    def shown(self, language: str) -> str:
        """The title in the reader's language, else as it was given."""
        return (self.title_translated if language.startswith("en") else "") or self.title


@dataclass(frozen=True, slots=True)
class Own:
    """A study as one of its team sees it."""

    study: StudyView
    account_id: int
    member_id: int
    member_guid: UUID
    duties: frozenset[Duty]
    # Where they stand, in their own words.
    position: str

    def may(self, task: Task) -> bool:
        """Whether their duties allow it; nothing is done in a study that was closed, but files
        may be taken out."""
        open_still = self.study.closed_at is None or task is Task.REPORT
        return open_still and self.may_still(task)

    def may_still(self, task: Task) -> bool:
        """Whether their duties allow it in a closed study too, where it goes on."""
        return rules.may(self.duties, task)


@dataclass(frozen=True, slots=True)
class MemberView:
    """One of the team, with what COREQ 1-8 asks."""

    member_id: int
    guid: UUID
    account_id: int
    duties: tuple[Duty, ...]
    credentials: str
    occupation: str
    gender: str
    training: str
    relationship: str
    position: str
    joined_at: datetime
    left_at: datetime | None


def own(viewer: Viewer) -> list[Own]:
    """The studies this person is of the team of, the newest first. One query."""
    if not viewer.can(Permission.STUDY):
        return []
    rows = Member.objects.filter(account=viewer.account_id, left_at__isnull=True)
    return [_own(row) for row in rows.select_related("study").order_by("-study_id")]


def own_study(viewer: Viewer, study_id: int) -> Own:
    """This study as this person sees it. Raises NoSuchStudy for who is not of its team."""
    rows = Member.objects.filter(
        account=viewer.account_id, left_at__isnull=True, study_id=study_id
    ).select_related("study")
    row = rows.first() if viewer.can(Permission.STUDY) else None
    if row is None:
        raise NoSuchStudy(study_id)
    return _own(row)


def team(study_id: int, *, former: bool = False) -> list[MemberView]:
    """The team in the order of joining; with `former` those who left too. One query."""
    rows = Member.objects.filter(study_id=study_id)
    if not former:
        rows = rows.filter(left_at__isnull=True)
    return [_member(row) for row in rows.order_by("joined_at", "pk")]


def with_duty(study_id: int, duties: Collection[Duty]) -> list[MemberView]:
    """Those of the team who have one of these duties."""
    return [each for each in team(study_id) if not set(duties).isdisjoint(each.duties)]


def _own(row: Member) -> Own:
    return Own(
        study=_study(row.study),
        account_id=row.account,
        member_id=row.pk,
        member_guid=row.guid,
        duties=frozenset(_duties(row)),
        position=row.position,
    )


def _member(row: Member) -> MemberView:
    return MemberView(
        member_id=row.pk,
        guid=row.guid,
        account_id=row.account,
        duties=_duties(row),
        credentials=row.credentials,
        occupation=row.occupation,
        gender=row.gender,
        training=row.training,
        relationship=row.relationship,
        position=row.position,
        joined_at=row.joined_at,
        left_at=row.left_at,
    )


def _duties(row: Member) -> tuple[Duty, ...]:
    return tuple(each for each in Duty if each in row.duties)


def _study(row: Study) -> StudyView:
    return StudyView(
        study_id=row.pk,
        guid=row.guid,
        title=row.title,
        title_translated=row.title_translated,
        phenomenon=row.phenomenon,
        sampling=row.sampling,
        ethics_body=row.ethics_body,
        ethics_no=row.ethics_no,
        ethics_from=row.ethics_from,
        ethics_until=row.ethics_until,
        window_from=row.window_from,
        window_until=row.window_until,
        minutes_from=row.minutes_from,
        minutes_to=row.minutes_to,
        funding=row.funding,
        conflicts=row.conflicts,
        limitations=row.limitations,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
