"""Results are brought back to participants: one says yes, one wants a change, one has yet to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from osteopro.enrolment import queries as enrolment_queries
from osteopro.research import actions
from osteopro.research.queries import checking
from osteopro.research.queries.checking import Standing
from osteopro.research.terms import Checked, CheckWay
from osteopro.simulation.life import Life
from osteopro.simulation.study import writing
from osteopro.simulation.study.content import number_of
from osteopro.simulation.study.stage import Stage, Story

Told = Mapping[str, Any]


def bring_back(stage: Stage) -> Story:
    """Who wants a change is asked first, so that the others are asked about what came of it."""
    told = stage.content.story["member_checks"]
    days = stage.plan["closing"]
    for each in told:
        if each["outcome"] == Checked.AMENDED and _asked(stage, each):
            yield stage.day(days["change"], "10:10")
            yield from _change(stage, each)
    for each in told:
        if each["outcome"] == Checked.CONFIRMED and _asked(stage, each):
            yield stage.day(days["ask"], "10:30")
            check = _send(stage, each, _asked(stage, each))
            yield stage.later(minutes=14)
            _answer(stage, check, each)
    for each in told:
        if not each["outcome"]:
            yield stage.day(days["open"], "11:10")
            _leave_open(stage, each)


def _change(stage: Stage, told: Told) -> Story:
    """They want it otherwise; the description says so now, and the structure follows from it."""
    check = _send(stage, told, _asked(stage, told))
    yield stage.later(minutes=12)
    _answer(stage, check, told)
    yield stage.next_day("09:50")
    described = writing.describe(stage, stage.content.story["exhaustive"], "changed")
    yield stage.later(minutes=90)
    writing.approve(stage, described)
    structured = writing.structure(stage, "changed")
    yield stage.later(minutes=30)
    writing.approve(stage, structured)
    actions.say_led_to(**stage.doing("coder_a"), check=check, text=described)


def _leave_open(stage: Stage, told: Told) -> None:
    """Nothing was answered on the page yet. Who cannot be asked there, or would be asked for a
    consent first: somebody else is."""
    waits = checking.view(stage.study_id).to_ask
    numbers = [each.number for each in waits if each.standing is Standing.NOT_ASKED]
    wanted = _asked(stage, told)
    numbers.sort(key=lambda number: number != wanted)
    for number in numbers:
        life = stage.life_of(number)
        if life is not None and _opens_the_page(life):
            _send(stage, told, number)
            stage.open_check = life
            return


def _send(stage: Stage, told: Told, number: int) -> UUID:
    return actions.send_check(
        **stage.doing("interviewer"),
        number=number,
        way=CheckWay(told["way"]),
        key=stage.key("check", told["interview"]),
    )


def _answer(stage: Stage, check: UUID, told: Told) -> None:
    actions.write_answer(
        **stage.doing("interviewer"),
        check=check,
        outcome=Checked(told["outcome"]),
        comment=told["zh"],
    )


def _asked(stage: Stage, told: Told) -> int:
    """The number of who was asked; 0 when the study has no such participant."""
    return stage.participants.get(number_of(told["interview"]), 0)


def _opens_the_page(life: Life) -> bool:
    if not life.takes_part or life.by_phone or life.lost:
        return False
    return not enrolment_queries.asks_again(life.patient_id)
