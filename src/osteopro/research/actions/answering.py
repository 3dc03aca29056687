"""A participant says on their own page what they make of the results (step 7).

Who they are never comes to this side: the study's trail says "participant", and that they answered
stands in their own trail without the study's row.
"""

from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients.terms import StudySubject
from osteopro.research.actions.checking import NoSuchCheck, answered
from osteopro.research.actions.own_consent import tell_own_trail
from osteopro.research.doing import CLOSED, Refused, locked
from osteopro.research.models import MemberCheck
from osteopro.research.queries import own_checks
from osteopro.research.terms import Checked

PARTICIPANT = "participant"


@journal.action
def answer_own_check(
    *, by: Actor, subject: StudySubject, check: UUID, outcome: Checked, comment: str
) -> None:
    """Answer what was brought back to oneself. Raises NoSuchCheck for anybody else's, Refused."""
    if check not in {each.guid for each in own_checks.own_checks(subject)}:
        raise NoSuchCheck(check)
    found = MemberCheck.objects.select_related("narrative").get(guid=check)
    if locked(found.narrative.study_id).closed_at is not None:
        raise Refused(CLOSED)
    row = MemberCheck.objects.select_related("narrative", "participant").get(guid=check)
    before = row.outcome
    answered(row, outcome, comment, noted_by=None, actor=Actor(None, PARTICIPANT))
    if row.outcome != before:
        tell_own_trail(by, subject, "results")
