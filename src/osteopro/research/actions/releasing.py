"""The report leaves as a file, once everything that could tell who somebody is was weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import study_naming
from osteopro.research import release
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.exchange.telling import people_of
from osteopro.research.models import ExportRun, ReportRelease
from osteopro.research.publishing import FEWEST
from osteopro.research.queries import report
from osteopro.research.queries.report import Facts
from osteopro.research.rules import Task
from osteopro.research.unnamed import NAMES_SOMEBODY

TOO_FEW = "groups-too-small"
NOT_WEIGHED = "not-weighed"
CHANGED = "changed-since"


@dataclass(frozen=True, slots=True)
class Made:
    """A report as a file: of which kind, what is in it, and everything that stands in it in words.
    `lines` of the trail were proved for it."""

    kind: str
    data: bytes
    strings: Sequence[str]
    language: str
    fewest: int
    lines: int
    at: datetime


@journal.action
def release_report(
    *, by: Actor, facts: Facts, made: Made, answers: Mapping[str, str], key: UUID
) -> None:
    """Keep that the report leaves, with its hash and why each finding may leave, by the finding's
    key. Nothing may leave before this is kept.

    Raises NotAllowed, and Refused when it tells of groups that are too small, a finding has no
    reason (its keys in `about`), a reason names somebody, or the study changed since a file left
    under the same key.
    """
    study_id = facts.study.study_id
    acting(by, study_id, Task.REPORT)
    locked(study_id)
    digest = sha256(made.data).hexdigest()
    if (present := report.earlier(study_id, key)) is not None:
        if present.sha256 != digest:
            raise Refused(CHANGED)
        journal.nothing_changed()
        return
    found = _weighed(facts, made, answers)
    kept = [[each.sort, each.key, answers[each.key].strip()] for each in found]
    run = ExportRun.objects.create(
        guid=key, study_id=study_id, kind=made.kind, at=made.at, by=by.person, sha256=digest
    )
    ReportRelease.objects.create(
        run=run, language=made.language, fewest=made.fewest, lines=made.lines, answers=kept
    )
    note(
        by,
        study_id,
        "report.released",
        run,
        file=made.kind,
        language=made.language,
        fewest=made.fewest,
        sha256=digest,
        weighed=[[sort, finding] for sort, finding, _ in kept],
    )


def _weighed(facts: Facts, made: Made, answers: Mapping[str, str]) -> tuple[release.Finding, ...]:
    """The findings as they are now, each with a reason that names nobody."""
    if made.fewest < FEWEST:
        raise Refused(TOO_FEW)
    found = report.findings(facts, made.strings)
    if missing := release.unweighed(found, answers):
        raise Refused(NOT_WEIGHED, tuple(each.key for each in missing))
    people = people_of(facts.study.study_id)
    named = study_naming.naming(people.values(), [answers[each.key] for each in found]).texts
    if named:
        raise Refused(NAMES_SOMEBODY, tuple(found[at].key for at in sorted(named)))
    return found
