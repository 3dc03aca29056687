"""The way of one participant, from being drawn to a transcript without names."""

from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

from osteopro.research.doing import Refused
from osteopro.research.models import Participant
from osteopro.research.terms import Approached, ConsentScope
from osteopro.simulation.study import asking
from osteopro.simulation.study.interviewing import interview
from osteopro.simulation.study.stage import Asked, Stage, Story
from osteopro.simulation.study.transcribing import type_out

# From one lot to the next, and from the first call to another one.
AGAIN = {"minutes": 25}


def come_in(stage: Stage, persona: Mapping[str, Any], nth: int) -> Story:
    """The whole way of somebody; rounds wait for it."""
    stage.on_the_way.add(persona["no"])
    yield from take_part(stage, persona, nth)
    stage.on_the_way.remove(persona["no"])


def take_part(stage: Stage, persona: Mapping[str, Any], nth: int) -> Story:
    """Find somebody for a place in the sample, and interview them. Nobody fits or agrees: the
    place stays empty."""
    about, number = stage.plan["asking"], persona["no"]
    yield stage.day(about["first"] - nth * about["every"], about["at"])
    asked = yield from _find(stage, f"place-{number}", persona)
    if asked is None:
        return
    if nth % about["busy_every"] == 0 and asked.life is not None:
        asking.approach(stage, asked, "busy", Approached.UNREACHABLE)
        yield stage.next_day("10:20")
    asking.approach(stage, asked, "yes", Approached.AGREED)
    left_out = stage.plan["without_scope"].get(str(number), ())
    scopes = [each for each in ConsentScope if each not in left_out]
    yield stage.day(about["first"] - nth * about["every"] - about["until_interview"], "09:00")
    usual = stage.plan["hours"][number % len(stage.plan["hours"])]
    yield stage.later(minutes=stage.plan["hours_chosen"].get(str(number), usual))
    try:
        stage.participants[number] = asking.consent(stage, asked, number, scopes)
    except Refused:
        return  # They took their consent to research back meanwhile.
    stage.drawn[number] = asked
    row = Participant.objects.get(study=stage.study_id, number=stage.participants[number])
    yield stage.later(minutes=2)
    if asked.life is not None:
        asking.count_paper_months(stage, row.number, persona["months"])
    yield from interview(stage, persona, row.pk, audio=ConsentScope.AUDIO in scopes)
    yield from type_out(stage, number)


def turn_away(stage: Stage, other: Mapping[str, Any], nth: int) -> Story:
    """Somebody who does not come in: a criterion speaks against it, or they say no."""
    about = stage.plan["turned_away"]
    yield stage.day(about["first"] - nth * about["every"], about["at"])
    fails = {other["criterion"]: other["zh"]} if "criterion" in other else {}
    asked = yield from _find(stage, f"other-{nth}", other, fails, anybody=True)
    if asked is not None:
        yield stage.later(**AGAIN)
        asking.approach(stage, asked, "no", Approached.REFUSED, other["zh"])


def _find(
    stage: Stage,
    name: str,
    whom: Mapping[str, Any],
    fails: Mapping[str, str] | None = None,
    *,
    anybody: bool = False,
) -> Generator[datetime, None, Asked | None]:
    """Draw until somebody is eligible, is who is looked for and can be reached; with `fails`, what
    speaks against whoever comes first, nobody is."""
    for attempt in range(asking.TRIES):
        if waiting := asking.waiting(stage, whom):
            return waiting
        wanted = asking.wanted_cells(whom)
        asked = asking.draw(stage, f"{name}-{attempt}", wanted, anybody=anybody)
        if asked is None:
            return None
        yield stage.later(**AGAIN)
        eligible = asking.screen(stage, asked, fails or {})
        if fails:
            return None
        if eligible and asked.lost:
            asking.approach(stage, asked, "lost", Approached.UNREACHABLE)
        elif eligible and asking.is_wanted(stage, asked, whom):
            return asked
        elif eligible:
            stage.waiting.append(asked)
        yield stage.later(**AGAIN)
    return None
