"""Somebody answers for themselves, on their own page.

Nobody's own account is written on this side: the trail says "participant", and what was answered
stands in the patient's own trail without the study's row.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import study_pool
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research.actions.consenting import become, consent_paper, end, ordered, rescope
from osteopro.research.actions.recruiting import AGREED_TO_NOTHING
from osteopro.research.doing import CLOSED, Refused, locked, note
from osteopro.research.models import (
    Approach,
    Screening,
    StudyConsent,
)
from osteopro.research.queries import recruitment as queries
from osteopro.research.stages import Stage
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    ConsentScope,
    ConsentWay,
)

NOT_ASKED = "not-asked"
OLD_PAPER = "old-paper"
# Who acts on their own page, as the study's trail has them.
PARTICIPANT = "participant"
# In a patient's own trail: that they answered, not which row of the study is theirs.
ANSWERED = "study.answered"


@journal.action
def answer_for_oneself(
    *,
    by: Actor,
    subject: StudySubject,
    guid: UUID,
    paper: UUID,
    scopes: Collection[ConsentScope] | None,
) -> None:
    """Somebody who was asked answers on their own page: yes with these scopes, or no (None).

    `paper` is the version they read. Raises Refused: they were not asked or answered already, the
    words changed meanwhile, the study is closed, they do not agree to research any more.
    """
    row = _own(subject, guid)
    study = row.study
    if study.closed_at is not None:
        raise Refused(CLOSED)
    if queries.stage_of(row) not in {Stage.ON_PAGE, Stage.TO_CONSENT}:
        raise Refused(NOT_ASKED)
    if scopes is not None and not study_pool.may_be_asked(guid):
        raise Refused(AGREED_TO_NOTHING)
    newest = consent_paper(study.pk)
    if newest is None or newest.guid != paper:
        raise Refused(OLD_PAPER)
    asked = Approach.objects.filter(screening=row).order_by("-pk")[0]
    outcome = Approached.REFUSED if scopes is None else Approached.AGREED
    anonymous = Actor(None, PARTICIPANT)
    now = clock.now()
    made = Approach.objects.create(
        guid=uuid4(), screening=row, at=now, by=asked.by, way=ApproachWay.PAGE, outcome=outcome
    )
    note(anonymous, study.pk, "approach.answered", made, no=row.no, outcome=outcome)
    if scopes is not None:
        consent = StudyConsent.objects.create(
            guid=uuid4(),
            screening=row,
            paper=newest,
            way=ConsentWay.PAGE,
            signed_at=now,
            at=now,
            by=asked.by,
            scopes=ordered(scopes),
        )
        become(anonymous, study, row, consent, asked.by)
    tell_own_trail(by, subject, outcome)


@journal.action
def stop_for_oneself(*, by: Actor, subject: StudySubject, guid: UUID) -> None:
    """A participant takes the consent back on their own page; no reason is asked."""
    row = _own(subject, guid)
    consent = StudyConsent.objects.filter(screening=row, withdrawn_at__isnull=True).first()
    if consent is None:
        journal.nothing_changed()
        return
    end(Actor(None, PARTICIPANT), row.study_id, consent, consent.by, "")
    tell_own_trail(by, subject, "withdrawn")


@journal.action
def rescope_for_oneself(
    *, by: Actor, subject: StudySubject, guid: UUID, scopes: Collection[ConsentScope]
) -> None:
    """A participant says anew on their own page what may be done beside taking part."""
    row = _own(subject, guid)
    consent = StudyConsent.objects.filter(screening=row, withdrawn_at__isnull=True).first()
    if consent is None:
        raise Refused(NOT_ASKED)
    journal.nothing_changed()
    if rescope(Actor(None, PARTICIPANT), row.study_id, consent, scopes):
        tell_own_trail(by, subject, "scopes")


def _own(subject: StudySubject, guid: UUID) -> Screening:
    """The row of somebody who acts for themselves, with its study locked as in every other action.
    Raises Refused for anybody else's row."""
    if guid not in study_vault.guids_of(subject):
        raise Refused(NOT_ASKED)
    row = Screening.objects.get(guid=guid)
    locked(row.study_id)
    return Screening.objects.select_for_update().select_related("study").get(pk=row.pk)


def tell_own_trail(by: Actor, subject: StudySubject, what: str) -> None:
    """The patient's own trail says that they answered; of staff there is none."""
    if subject.patient_id is not None:
        journal.record(
            ANSWERED,
            by=replace(by, request_id=""),
            object_type="study",
            object_id="",
            patient_id=subject.patient_id,
            answer=what,
        )
