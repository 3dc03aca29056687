"""Somebody agrees and becomes Participant 1, 2, 3…, and takes it back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import study_pool
from osteopro.research.actions.cases import take_case
from osteopro.research.actions.recruiting import (
    AGREED_TO_NOTHING,
    NOT_NOW,
    held,
)
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import (
    Paper,
    Participant,
    Screening,
    Study,
    StudyConsent,
)
from osteopro.research.queries import recruitment as queries
from osteopro.research.rules import Task
from osteopro.research.stages import Stage
from osteopro.research.terms import (
    ConsentScope,
    ConsentWay,
    PaperKind,
)
from osteopro.research.unnamed import unnamed

NO_PAPER = "no-paper"
NO_WITNESS = "no-witness"
SIGNED_LATER = "signed-later"


@journal.action
def agree(
    *,
    by: Actor,
    study_id: int,
    no: int,
    way: ConsentWay,
    scopes: Collection[ConsentScope],
    key: UUID,
    signed_at: datetime | None = None,
    witness: int | None = None,
) -> int:
    """Write down a consent to the newest version of the consent paper; returns the participant's
    number: the next one, or the one they had. `signed_at` is of paper; else it is now.

    Raises Refused: who did not say yes to being asked, no consent paper, a yes on the phone that
    nobody else heard, a signature in the future.
    """
    acting(by, study_id, Task.RECRUIT)
    study = locked(study_id)
    row = held(study_id, no)
    present = StudyConsent.objects.filter(guid=key).first()
    if present is not None and present.screening_id == row.pk:
        journal.nothing_changed()
        return row.participant.number
    if present is not None or queries.stage_of(row) not in {Stage.TO_CONSENT, Stage.WITHDRAWN}:
        raise Refused(NOT_NOW)
    if not study_pool.may_be_asked(row.guid):
        raise Refused(AGREED_TO_NOTHING)
    if way is ConsentWay.PHONE and witness in {None, by.person}:
        raise Refused(NO_WITNESS)
    now = clock.now()
    if signed_at is not None and signed_at > now:
        raise Refused(SIGNED_LATER)
    paper = consent_paper(study_id)
    if paper is None:
        raise Refused(NO_PAPER)
    consent = StudyConsent.objects.create(
        guid=key,
        screening=row,
        paper=paper,
        way=way,
        signed_at=signed_at or now,
        at=now,
        by=by.person,
        witness=witness if way is ConsentWay.PHONE else None,
        scopes=ordered(scopes),
    )
    return become(by, study, row, consent, by.person)


@journal.action
def withdraw(*, by: Actor, study_id: int, number: int, why: str = "") -> None:
    """A participant takes part no longer, in a closed study too: counts stay, words leave reports
    and exports."""
    acting(by, study_id, Task.RECRUIT, closed_too=True)
    row = _in_force(study_id, number)
    unnamed(row.screening.guid, why)
    end(by, study_id, row, by.person, why)


@journal.action
def change_scopes(
    *, by: Actor, study_id: int, number: int, scopes: Collection[ConsentScope]
) -> None:
    """Take back parts of a consent, or add some that were agreed to since, in a closed study too;
    the trail keeps both."""
    acting(by, study_id, Task.RECRUIT, closed_too=True)
    row = _in_force(study_id, number)
    rescope(by, study_id, row, scopes)


def consent_paper(study_id: int) -> Paper | None:
    """The version of the consent paper that is signed now."""
    rows = Paper.objects.filter(study_id=study_id, kind=PaperKind.CONSENT)
    return rows.order_by("-pk").first()


def become(by: Actor, study: Study, row: Screening, consent: StudyConsent, author: int) -> int:
    """The participant of a consent, new or as before; the study is locked."""
    whose = Participant.objects.filter(screening=row).first()
    if whose is None:
        whose = Participant.objects.create(
            guid=uuid4(),
            study=study,
            number=Participant.objects.filter(study=study).count() + 1,
            screening=row,
            at=consent.at,
        )
        take_case(study, whose, row, author)
    note(
        by,
        study.pk,
        "consent.given",
        consent,
        no=row.no,
        number=whose.number,
        way=consent.way,
        scopes=consent.scopes,
    )
    return whose.number


def _in_force(study_id: int, number: int) -> StudyConsent:
    """The consent of a participant. Raises Refused when it was withdrawn."""
    locked(study_id)
    row = (
        StudyConsent.objects.select_related("screening")
        .filter(
            screening__study_id=study_id,
            screening__participant__number=number,
            withdrawn_at__isnull=True,
        )
        .first()
    )
    if row is None:
        raise Refused(NOT_NOW)
    return row


def end(by: Actor, study_id: int, row: StudyConsent, author: int, why: str) -> None:
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = clock.now(), author, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    note(by, study_id, "consent.withdrawn", row)


def rescope(by: Actor, study_id: int, row: StudyConsent, scopes: Collection[ConsentScope]) -> bool:
    before, after = row.scopes, ordered(scopes)
    if before == after:
        journal.nothing_changed()
        return False
    row.scopes = after
    row.save(update_fields=["scopes"])
    note(by, study_id, "consent.scopes", row, before=before, after=after)
    return True


def ordered(scopes: Collection[ConsentScope]) -> list[str]:
    return [each for each in ConsentScope if each in scopes]
