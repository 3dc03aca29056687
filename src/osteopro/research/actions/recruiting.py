"""Somebody is drawn, screened, and asked. Who it is stands in the key alone.

Nothing typed about somebody may name them: it is refused before it is kept.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import study_pool
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research import sampling, screening, stages
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import Approach, Criterion, Screening, ScreeningAnswer
from osteopro.research.queries import recruitment as queries
from osteopro.research.rules import Task
from osteopro.research.sampling import PROVIDER, Cells, Dimension
from osteopro.research.stages import Opening
from osteopro.research.terms import Approached, ApproachWay, Met, Screened, SubjectKind
from osteopro.research.unnamed import unnamed

NOBODY_LEFT = "nobody-left"
NOT_NOW = "not-now"  # not eligible, refused before, or takes part already
AGREED_TO_NOTHING = "no-research"  # the programme's own consent to research does not hold
NOT_UNDERSTOOD = "not-understood"
WHY_REFUSED = "why-refused"


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether a criterion is met, and what shows it."""

    met: Met
    evidence: str = ""


@journal.action
def draw_next(
    *, by: Actor, study_id: int, wanted: Cells, site_ids: Collection[int], key: UUID
) -> int:
    """Take somebody to be screened from those who fill the wanted cells and were not looked at
    before; returns their number. Raises Refused when nobody is left."""
    acting(by, study_id, Task.RECRUIT)
    study = locked(study_id)
    present = Screening.objects.filter(study=study, guid=key).first()
    if present is not None:
        journal.nothing_changed()
        return present.no
    traits = study_pool.draw(
        by=by,
        guid=key,
        site_ids=site_ids,
        asked=queries.looked_at(study_id),
        fits=lambda each: sampling.fits(sampling.cells_of(each), wanted),
    )
    if traits is None:
        raise Refused(NOBODY_LEFT)
    cells = sampling.cells_of(traits)
    provider = cells[Dimension.STANDING] == PROVIDER
    row = Screening.objects.create(
        guid=key,
        study=study,
        no=Screening.objects.filter(study=study).count() + 1,
        subject=SubjectKind.PROVIDER if provider else SubjectKind.PATIENT,
        at=clock.now(),
        by=by.person,
        result=Screened.UNSURE,
        cells=cells,
    )
    note(by, study_id, "screening.drawn", row, no=row.no)
    return row.no


@journal.action
def screen(*, by: Actor, study_id: int, no: int, answers: Mapping[UUID, Answered]) -> None:
    """Write down what was found out, by criterion; the result follows from all of it. Raises
    Refused when something names the person."""
    acting(by, study_id, Task.RECRUIT)
    row = held(study_id, no)
    before = {each.guid: (each.met, each.evidence) for each in queries.judged(row)}
    new = {
        guid: each
        for guid, each in answers.items()
        if guid in before and before[guid] != (each.met, each.evidence)
    }
    unnamed(row.guid, *(each.evidence for each in new.values()))
    criteria = Criterion.objects.filter(study_id=study_id).in_bulk(list(new), field_name="guid")
    now = clock.now()
    ScreeningAnswer.objects.bulk_create(
        ScreeningAnswer(
            screening=row,
            criterion=criteria[guid],
            met=each.met,
            evidence=each.evidence,
            at=now,
            by=by.person,
        )
        for guid, each in new.items()
    )
    result = screening.result(each.judged for each in queries.judged(row))
    if not new and result == row.result:
        journal.nothing_changed()
        return
    row.result = result
    row.save(update_fields=["result"])
    note(by, study_id, "screening.judged", row, result=result, criteria=len(new))


@journal.action
def approach(
    *,
    by: Actor,
    study_id: int,
    no: int,
    way: ApproachWay,
    understood: bool | None,
    outcome: Approached,
    key: UUID,
    reason: str = "",
) -> None:
    """Write down that somebody was asked, and what came of it. On their own page (`way`) they are
    only asked: it is put off until they answer there.

    Raises Refused: not the time for it, no consent to research, a yes without understanding, a
    no without a reason, a reason that names them.
    """
    acting(by, study_id, Task.RECRUIT)
    row = held(study_id, no)
    if Approach.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    if not stages.may_be_approached(queries.stage_of(row)):
        raise Refused(NOT_NOW)
    if not study_pool.may_be_asked(row.guid):
        raise Refused(AGREED_TO_NOTHING)
    if outcome is Approached.AGREED and understood is False:
        raise Refused(NOT_UNDERSTOOD)
    if outcome is Approached.REFUSED and not reason:
        raise Refused(WHY_REFUSED)
    unnamed(row.guid, reason)
    made = Approach.objects.create(
        guid=key,
        screening=row,
        at=clock.now(),
        by=by.person,
        way=way,
        understood=understood,
        outcome=Approached.DEFERRED if way is ApproachWay.PAGE else outcome,
        reason=reason,
    )
    note(by, study_id, "approach.made", made, no=no, way=way, outcome=made.outcome)


@journal.action
def open_key(*, by: Actor, study_id: int, no: int, reason: Opening) -> StudySubject:
    """Who is behind a number. Everybody of the team sees in the trail that it was opened, and a
    patient sees it under who looked at their data."""
    acting(by, study_id, Task.OPEN_KEY)
    row = Screening.objects.get(study_id=study_id, no=no)
    subject = study_vault.open_study_key(by=by, guid=row.guid, reason=reason)
    note(by, study_id, queries.KEY_OPENED, row, reason=reason, no=no)
    return subject


def held(study_id: int, no: int) -> Screening:
    """Somebody who was looked at, for one writer at a time. Raises Screening.DoesNotExist."""
    return Screening.objects.select_for_update().get(study_id=study_id, no=no)
