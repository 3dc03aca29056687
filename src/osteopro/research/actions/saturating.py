"""Whether an interview brought anything new, judged by everybody who analyses (invariant 8)."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import Interview, SaturationEntry
from osteopro.research.queries import saturation as queries
from osteopro.research.queries.saturation import InterviewView
from osteopro.research.rules import Task

NOT_ANALYSED = "not-analysed"
WHY_APART = "why-apart"


class NoSuchInterview(LookupError):
    """No interview of this study that was held has this guid."""


@journal.action
def judge_interview(
    *, by: Actor, study_id: int, interview: UUID, new: bool, reason: str, key: UUID
) -> None:
    """Say for oneself whether an interview brought something new. Those who said the same on the
    same counts stand beside one; another judgement, or other counts, begins again with one.

    Raises NoSuchInterview, and Refused before anything of it was analysed or when the counts say
    otherwise and no reason is given.
    """
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    if SaturationEntry.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    found = queries.view(study_id)
    of = next((each for each in found.interviews if each.guid == interview), None)
    if of is None:
        raise NoSuchInterview(interview)
    if not of.analysed:
        raise Refused(NOT_ANALYSED)
    counts = of.counts
    if new != bool(counts.meanings or counts.clusters or counts.themes) and not reason:
        raise Refused(WHY_APART)
    before = _with_me(of, new)
    deciders = before | {by.person}
    if deciders == before and not reason:
        journal.nothing_changed()
        return
    row = SaturationEntry.objects.create(
        guid=key,
        interview=Interview.objects.get(guid=interview),
        new_statements=counts.statements,
        new_meanings=counts.meanings,
        new_clusters=counts.clusters,
        new_themes=counts.themes,
        judged_new=new,
        deciders=sorted(deciders),
        team=sorted(found.team),
        reason=_reasons(of, before, reason),
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "saturation.judged", row, interview=str(interview), new=new)


def _with_me(of: InterviewView, new: bool) -> frozenset[int]:
    """Who judged the same on the same counts."""
    stands = of.judged
    if stands is None or stands.new != new or of.changed:
        return frozenset()
    return stands.deciders


def _reasons(of: InterviewView, before: frozenset[int], reason: str) -> str:
    """Reasons of those who judged the same, one below the other."""
    earlier = of.judged.reason if of.judged and before else ""
    return "\n".join(dict.fromkeys(each for each in (earlier, reason) if each))
