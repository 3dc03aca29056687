"""A study is opened, described, given a team, papers and a guide."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.media import vault
from osteopro.research import defaults
from osteopro.research.doing import NotAllowed, Refused, acting, locked, note
from osteopro.research.models import (
    CaseVariable,
    Criterion,
    GuideQuestion,
    GuideVersion,
    Member,
    Paper,
    Study,
)
from osteopro.research.rules import Task
from osteopro.research.terms import Duty, GuidePart, PaperKind

LAST_LEAD = "last-lead"
ALREADY_MEMBER = "already-member"


@dataclass(frozen=True, slots=True)
class Description:
    """What a study says of itself."""

    title: str
    phenomenon: str
    title_translated: str = ""
    sampling: str = ""
    ethics_body: str = ""
    ethics_no: str = ""
    ethics_from: date | None = None
    ethics_until: date | None = None
    window_from: date | None = None
    window_until: date | None = None
    minutes_from: int = 20
    minutes_to: int = 40
    funding: str = ""
    conflicts: str = ""
    limitations: str = ""


@dataclass(frozen=True, slots=True)
class Background:
    """What a member says of themselves (COREQ 1-8)."""

    credentials: str = ""
    occupation: str = ""
    gender: str = ""
    training: str = ""
    relationship: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    part: GuidePart
    text: str
    text_translated: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was brought: its name, type and bytes."""

    name: str
    type: str
    data: bytes


@journal.action
def open_study(*, by: Actor, description: Description, key: UUID) -> int:
    """Open a study with the criteria and variables of the paper to begin with; who opens it
    leads it. `key` is of the form. Returns its id."""
    present = Study.objects.filter(guid=key).values_list("pk", flat=True).first()
    if present is not None:
        journal.nothing_changed()
        return present
    now = clock.now()
    study = Study.objects.create(
        guid=key, opened_at=now, opened_by=by.person, **asdict(description)
    )
    Member.objects.create(
        guid=uuid4(),
        study=study,
        account=by.person,
        duties=list(Duty),
        joined_at=now,
        joined_by=by.person,
    )
    Criterion.objects.bulk_create(
        Criterion(guid=uuid4(), study=study, order=order, **each)
        for order, each in enumerate(defaults.criteria(), start=1)
    )
    CaseVariable.objects.bulk_create(
        CaseVariable(guid=uuid4(), study=study, order=order, **each)
        for order, each in enumerate(defaults.variables(), start=1)
    )
    note(by, study.pk, "study.opened", study)
    return study.pk


@journal.action
def describe_study(*, by: Actor, study_id: int, description: Description) -> None:
    """Change what the study says of itself. The trail names the fields that changed."""
    acting(by, study_id, Task.SET_UP)
    study = locked(study_id)
    new = asdict(description)
    changed = [name for name, value in new.items() if getattr(study, name) != value]
    if not changed:
        journal.nothing_changed()
        return
    for name in changed:
        setattr(study, name, new[name])
    study.save(update_fields=changed)
    note(by, study_id, "study.described", study, fields=changed)


@journal.action
def add_member(*, by: Actor, study_id: int, account: int, duties: Collection[Duty]) -> None:
    """Take somebody into the team. Raises Refused for who is in it already."""
    acting(by, study_id, Task.SET_UP)
    locked(study_id)
    if Member.objects.filter(study_id=study_id, account=account, left_at__isnull=True).exists():
        raise Refused(ALREADY_MEMBER)
    take_in(by, study_id, account, duties)


def take_in(by: Actor, study_id: int, account: int, duties: Collection[Duty]) -> None:
    """Put a member into the team, with the line of the trail, inside another action."""
    row = Member.objects.create(
        guid=uuid4(),
        study_id=study_id,
        account=account,
        duties=_duties(duties),
        joined_at=clock.now(),
        joined_by=by.person,
    )
    note(by, study_id, "member.joined", row, account=account, duties=row.duties)


@journal.action
def give_duties(*, by: Actor, study_id: int, member_id: int, duties: Collection[Duty]) -> None:
    """Say anew what somebody does in the study; without any duty they leave the team, and what
    they did stays. Raises Refused when nobody would lead it."""
    acting(by, study_id, Task.SET_UP)
    locked(study_id)
    row = Member.objects.get(pk=member_id, study_id=study_id, left_at__isnull=True)
    others = Member.objects.filter(study_id=study_id, left_at__isnull=True).exclude(pk=member_id)
    led = any(Duty.LEAD in each for each in others.values_list("duties", flat=True))
    if Duty.LEAD not in duties and not led:
        raise Refused(LAST_LEAD)
    row.duties = _duties(duties) or row.duties
    row.left_at = None if duties else clock.now()
    row.save(update_fields=["duties", "left_at"])
    kind = "member.duties" if duties else "member.left"
    note(by, study_id, kind, row, account=row.account, duties=_duties(duties))


@journal.action
def say_background(*, by: Actor, study_id: int, member_id: int, background: Background) -> None:
    """What a member says of themselves; nobody else writes it for them. Raises NotAllowed."""
    acting(by, study_id, Task.DISCUSS)
    row = Member.objects.select_for_update().get(pk=member_id, study_id=study_id)
    if row.account != by.person:
        raise NotAllowed(member_id)
    new = asdict(background)
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    if not changed:
        journal.nothing_changed()
        return
    for name in changed:
        setattr(row, name, new[name])
    row.save(update_fields=changed)
    note(by, study_id, "member.background", row, fields=changed)


@journal.action
def keep_paper(
    *,
    by: Actor,
    study_id: int,
    kind: PaperKind,
    version: str,
    key: UUID,
    text: str = "",
    file: File | None = None,
) -> None:
    """Keep a version of a document: its words, a file, or both. Raises media.vault.NoRoom."""
    acting(by, study_id, Task.SET_UP)
    if Paper.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    name = uuid4() if file else None
    if file is not None and name is not None:
        vault.keep(name, file.data)
    row = Paper.objects.create(
        guid=key,
        study_id=study_id,
        kind=kind,
        version=version,
        text=text,
        file_name=file.name if file else "",
        file_type=file.type if file else "",
        file=name,
        sha256=sha256(file.data if file else text.encode()).hexdigest(),
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "paper.kept", row, paper=kind, sha256=row.sha256)


@journal.action
def write_guide(
    *, by: Actor, study_id: int, questions: Sequence[Question], piloted: bool, key: UUID
) -> None:
    """Write the interview guide anew: another version, to be approved by who leads."""
    acting(by, study_id, Task.SET_UP)
    if GuideVersion.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    study = locked(study_id)
    row = GuideVersion.objects.create(
        guid=key,
        study=study,
        no=GuideVersion.objects.filter(study=study).count() + 1,
        at=clock.now(),
        by=by.person,
        piloted=piloted,
    )
    GuideQuestion.objects.bulk_create(
        GuideQuestion(guid=uuid4(), guide=row, order=order, **asdict(each))
        for order, each in enumerate(questions, start=1)
    )
    note(by, study_id, "guide.written", row, no=row.no, questions=len(questions))


@journal.action
def approve_guide(*, by: Actor, study_id: int, no: int) -> None:
    """From now on interviews follow this version."""
    acting(by, study_id, Task.SET_UP)
    locked(study_id)
    row = GuideVersion.objects.get(study_id=study_id, no=no)
    if row.approved_at is not None:
        journal.nothing_changed()
        return
    row.approved_at, row.approved_by = clock.now(), by.person
    row.save(update_fields=["approved_at", "approved_by"])
    note(by, study_id, "guide.approved", row, no=no)


def _duties(duties: Collection[Duty]) -> list[str]:
    return [each for each in Duty if each in duties]
