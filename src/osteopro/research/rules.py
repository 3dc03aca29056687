"""Who of the team may do what, and what a study asks of the order of things. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from osteopro.research.terms import Duty

# Transcripts are read by a second person within a day (Chen et al., Methods; invariant 2).
REVIEW_WITHIN = timedelta(hours=24)


class Task(StrEnum):
    """What somebody wants to do in a study."""

    SET_UP = "set-up"
    RECRUIT = "recruit"
    OPEN_KEY = "open-key"  # see who a participant is, with a reason
    INTERVIEW = "interview"
    TRANSCRIBE = "transcribe"
    ANALYSE = "analyse"
    DISCUSS = "discuss"
    CHECK = "check"  # bring results back to participants
    REPORT = "report"  # take files out


_OF: Mapping[Task, frozenset[Duty]] = {
    Task.SET_UP: frozenset({Duty.LEAD}),
    Task.RECRUIT: frozenset({Duty.LEAD, Duty.RECRUIT}),
    Task.OPEN_KEY: frozenset({Duty.LEAD, Duty.RECRUIT}),
    Task.INTERVIEW: frozenset({Duty.INTERVIEW}),
    Task.TRANSCRIBE: frozenset({Duty.INTERVIEW, Duty.TRANSCRIBE}),
    Task.ANALYSE: frozenset({Duty.CODE}),
    Task.DISCUSS: frozenset(Duty),
    Task.CHECK: frozenset({Duty.LEAD, Duty.RECRUIT, Duty.INTERVIEW}),
    Task.REPORT: frozenset({Duty.LEAD, Duty.CODE}),
}


def may(duties: Collection[str], task: Task) -> bool:
    """Whether somebody with these duties may do it.

    >>> may([Duty.CODE], Task.OPEN_KEY)
    False
    """
    return not _OF[task].isdisjoint(duties)


def may_pass_gate(deciders: Collection[Collection[str]]) -> bool:
    """Whether people with these duties may together let something be missing in the analysis: two
    or more who analyse or lead, one of them analysing.

    >>> may_pass_gate([[Duty.CODE], [Duty.LEAD]])
    True
    >>> may_pass_gate([[Duty.CODE, Duty.LEAD]])
    False
    """
    of_it = [each for each in deciders if may(each, Task.ANALYSE) or may(each, Task.SET_UP)]
    return len(of_it) > 1 and any(may(each, Task.ANALYSE) for each in of_it)


def review_late(typed_at: datetime, finished_at: datetime) -> bool:
    """Whether the second reading ended later than the study allows."""
    return finished_at - typed_at > REVIEW_WITHIN
