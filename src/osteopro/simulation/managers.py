"""How the synthetic managers work: when they get to a record, and how they end it."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from osteopro.followup.terms import CameOf, Outcome
from osteopro.simulation.chance import pick
from osteopro.simulation.material import material
from osteopro.sites.service_time import ServiceTime
from osteopro.triage.terms import Level

A_MINUTE = timedelta(minutes=1)


def gets_to_it(
    received: datetime, due: datetime, level: Level, service: ServiceTime, source: Random
) -> datetime:
    """The moment a manager opens a record: in service time and nearly always before `due`.

    An emergency is taken when it must be, also before opening.
    """
    rules = _rules()
    low, high = rules["pace"][level]
    share = source.uniform(low, high)
    if source.random() < rules["late"]["share"] and level.rank < Level.EMERGENCY.rank:
        share = 1 + source.uniform(*rules["late"]["by"])
    if level == Level.EMERGENCY:
        # Whoever is alarmed out of hours begins with it in the morning, just before it is due.
        starts = received if due - received < timedelta(hours=1) else due - timedelta(minutes=20)
        return starts + (due - starts) * share
    starts = service.counts_from(received)
    return _when_open(starts + (due - starts) * share, service, source)


def ending(level: Level, source: Random, *, by_phone: bool) -> Outcome:
    """How a record ends. Who has no screen is told by phone what others read."""
    outcome = Outcome(pick(source, _rules()["ends"][level]))
    return Outcome.CALLED if by_phone and outcome == Outcome.REPLIED else outcome


def first_try_fails(source: Random) -> bool:
    """Whether the first call rings out."""
    return source.random() < float(_rules()["first_try_unanswered"])


def advice_given(proposed: tuple[str, ...], source: Random) -> tuple[str, ...]:
    """Which of the proposed recommendations a manager sends."""
    rule = _rules()["advice"]
    return proposed[: rule["most"]] if source.random() < rule["share"] else ()


def came_of(source: Random) -> CameOf:
    """What a manager says came of an alert where the ending does not prove it."""
    return CameOf(pick(source, _rules()["came_of"]))


def new_interval(source: Random) -> int | None:
    """Days between records from now on, or None to leave it."""
    rules = _rules()
    if source.random() > rules["changes_interval"]:
        return None
    return int(pick(source, rules["intervals"]))


def _when_open(moment: datetime, service: ServiceTime, source: Random) -> datetime:
    if service.is_open(moment):
        return moment
    # Not everybody at the stroke of opening.
    return service.next_opening(moment) + source.randrange(2, 90) * A_MINUTE


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = material("managers")
    return rules
