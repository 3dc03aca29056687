"""Whether a study wants something of somebody: what their first page leads to."""

from dataclasses import dataclass

from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research.queries.own_checks import checks_of
from osteopro.research.queries.own_part import parts_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """`asked`: whether they would take part. `results`: whether it is as they meant it."""

    asked: bool = False
    results: bool = False


def wanted(subject: StudySubject) -> Wanted:
    """One query for who is in no study and was never asked."""
    guids = study_vault.guids_of(subject)
    if not guids:
        return Wanted()
    return Wanted(
        asked=any(each.waits for each in parts_of(guids)),
        results=any(each.waits for each in checks_of(guids)),
    )
