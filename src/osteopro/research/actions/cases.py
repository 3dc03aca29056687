"""The lines of Table 1: taken from the programme at consent, put right with a trail."""

from datetime import date
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import study_pool
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import acting, note
from osteopro.research.models import (
    CaseValue,
    CaseVariable,
    Participant,
    Screening,
    Study,
)
from osteopro.research.rules import Task
from osteopro.research.terms import (
    SubjectKind,
)


@journal.action
def set_case_value(
    *, by: Actor, study_id: int, number: int, variable: UUID, value: Any, as_of: date
) -> None:
    """Put right what stands in Table 1 for a participant; what stood there before is kept."""
    acting(by, study_id, Task.RECRUIT)
    whose = Participant.objects.get(study_id=study_id, number=number)
    must_take_part(whose)
    column = CaseVariable.objects.get(study_id=study_id, guid=variable)
    last = CaseValue.objects.filter(participant=whose, variable=column).order_by("-pk").first()
    if last is not None and last.value == value:
        journal.nothing_changed()
        return
    CaseValue.objects.create(
        participant=whose,
        variable=column,
        value=value,
        as_of=as_of,
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "case.changed", whose, variable=column.name, number=number)


def take_case(study: Study, whose: Participant, row: Screening, author: int) -> None:
    """Table 1 as the programme knows them on the day they agreed."""
    traits = study_pool.traits_behind(row.guid)
    provider = row.subject == SubjectKind.PROVIDER
    known: dict[str, Any] = {"subject": row.subject}
    if not provider:
        names = ("age", "sex", "education", "fracture", "channel", "standing", "months")
        known |= {name: getattr(traits, name) for name in names}
    now, today = clock.now(), clock.today(HOSPITAL)
    columns = CaseVariable.objects.filter(study=study, name__in=known)
    CaseValue.objects.bulk_create(
        CaseValue(
            participant=whose,
            variable=column,
            value=known[column.name],
            as_of=today,
            at=now,
            by=author,
        )
        for column in columns
        if known[column.name] is not None and _of_a_level(column, known[column.name])
    )


def _of_a_level(column: CaseVariable, value: Any) -> bool:
    codes = {each["code"] for each in column.levels}
    return not codes or value in codes
