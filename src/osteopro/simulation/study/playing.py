"""The study of the synthetic clinic, from its opening to results that are being brought back."""

from collections.abc import Mapping
from datetime import datetime

from osteopro.simulation.life import Life
from osteopro.simulation.material import material
from osteopro.simulation.staffing import Team
from osteopro.simulation.study.beside import lay_beside
from osteopro.simulation.study.checking import bring_back
from osteopro.simulation.study.coding import one_round
from osteopro.simulation.study.content import read
from osteopro.simulation.study.diary import meet, reflect
from osteopro.simulation.study.joining import come_in, turn_away
from osteopro.simulation.study.quoting import speak
from osteopro.simulation.study.setting_up import set_up
from osteopro.simulation.study.stage import Stage, Story
from osteopro.simulation.study.writing import write
from osteopro.simulation.timeline import Timeline


def play(
    clinic: Team, timeline: Timeline, lives: Mapping[int, Life], now: datetime, days: int
) -> Stage | None:
    """Put everything where it belongs in the `days` before `now`; None in a history too short for
    it. `lives` are the patients as they join."""
    if days < material("study_plan")["needs"]:
        return None
    stage = Stage(clinic, timeline, now, lives, read())
    stage.play(_whole(stage))
    return stage


def _whole(stage: Stage) -> Story:
    """A clinic that is too small on the day the study would be opened has none."""
    yield stage.day(stage.plan["opened"], stage.plan["hours_of"]["opened"])
    if len(stage.lives) < stage.plan["patients"]:
        return
    yield from set_up(stage)
    for story in (reflect(stage), meet(stage)):
        stage.play(story)
    people = [each for each in stage.content.people if each["no"] in stage.content.sources]
    for nth, persona in enumerate(people):
        stage.play(come_in(stage, persona, nth))
    for nth, other in enumerate(stage.content.others):
        stage.play(turn_away(stage, other, nth))
    for about in stage.plan["rounds"]:
        stage.play(one_round(stage, about))
    stage.play(_close(stage))


def _close(stage: Stage) -> Story:
    """What is done with the whole analysis, once nobody is on the way and every round is over."""
    yield stage.day(stage.plan["closing"]["quoted"], "09:10")
    while stage.on_the_way or stage.rounds_open:
        yield stage.next_day("09:10")
    if not stage.interviews:
        return
    yield from speak(stage)
    yield from lay_beside(stage)
    yield from write(stage)
    yield from bring_back(stage)
