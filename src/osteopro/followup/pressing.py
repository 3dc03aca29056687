"""Phoning about an urgent or emergency record: faster than the pace of other calls. Pure.

Clinical content 3.1 says by when somebody is reached and what follows three tries; how far apart
the tries are is data of ours (`library/paces.json`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from osteopro.followup import attempts
from osteopro.followup.attempts import UNHEARD, Hours, Next, Try, Wishes
from osteopro.followup.terms import CallOutcome, NextStep
from osteopro.triage.terms import Level

PACES = Path(__file__).parent / "library" / "paces.json"
# Somebody was spoken with, or somebody told where they are: what is left is to write it down.
_HEARD = (CallOutcome.REACHED, CallOutcome.REFUSED, CallOutcome.HOSPITAL)


class Heed(StrEnum):
    """How far the hours count at which somebody likes to be phoned."""

    UNTIL_DUE = "until-due"  # while there is such an hour before the deadline
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast tries follow each other; with `any_hour` the clinic's hours do not bind."""

    apart: timedelta
    busy: timedelta
    wishes: Heed
    any_hour: bool


@cache
def paces() -> Mapping[Level, Pace]:
    """The paces that come with the product, by level; other levels have the usual one (7.5)."""
    document: Mapping[str, Any] = orjson.loads(PACES.read_bytes())
    return {Level(level): _pace(each) for level, each in document["paces"].items()}


def next_step(
    level: Level, tries: Sequence[Try], wishes: Wishes, hours: Hours, due: datetime, now: datetime
) -> Next:
    """What follows the attempts (oldest first) since the record came, and the best time for it.

    `level` is one of `paces`; `due` is until when somebody is to be reached. All moments are on
    the clinic's wall.
    """
    pace = paces()[level]
    unheard = sum(each.outcome in UNHEARD for each in tries)
    last = tries[-1] if tries else None
    if last is not None and last.outcome in _HEARD:
        return Next(NextStep.NOTE_OUTCOME, None, unheard)
    if level is Level.EMERGENCY and attempts.emergency_contact_due([t.outcome for t in tries]):
        return Next(NextStep.ASK_CONTACT, now, unheard)
    if last is not None and last.outcome is CallOutcome.WRONG_NUMBER:
        return Next(NextStep.CHECK_NUMBER, None, unheard)
    if level is not Level.EMERGENCY and attempts.enough(attempts.since_spoken(tries)):
        return Next(NextStep.ASK_CONTACT, None, unheard)
    if last is not None and last.outcome is CallOutcome.CUT_OFF:
        return Next(NextStep.GO_ON, now, unheard)
    if last is not None and last.outcome is CallOutcome.POSTPONED:
        back = last.call_back or now
        return Next(NextStep.CALL_BACK, min(back, max(due, now)), unheard)
    earliest = max(now, last.at + _pause(pace, last)) if last else now
    return Next(NextStep.CALL, _best(pace, wishes, hours, due, earliest), unheard)


def _pause(pace: Pace, last: Try) -> timedelta:
    return pace.busy if last.outcome is CallOutcome.BUSY else pace.apart


def _best(
    pace: Pace, wishes: Wishes, hours: Hours, due: datetime, earliest: datetime
) -> datetime | None:
    if pace.any_hour:
        return earliest
    liked = attempts.first_fitting(earliest, wishes, hours)
    if pace.wishes is Heed.UNTIL_DUE and liked is not None and liked < due:
        return liked
    return attempts.first_fitting(earliest, Wishes(), hours)


def _pace(given: Mapping[str, Any]) -> Pace:
    return Pace(
        apart=timedelta(minutes=given["apart_minutes"]),
        busy=timedelta(minutes=given["busy_minutes"]),
        wishes=Heed(given["wishes"]),
        any_hour=given["any_hour"],
    )
