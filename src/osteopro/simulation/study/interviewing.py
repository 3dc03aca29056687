"""An interview: planned, the room looked at, held with notes beside it, and ended."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from osteopro import clock
from osteopro.research import actions
from osteopro.research.interviewing import Room
from osteopro.research.models import GuideQuestion, Interview
from osteopro.research.terms import NoteKind
from osteopro.simulation.study.stage import Stage, Story

A_MINUTE = timedelta(minutes=1)
A_MINUTE_MS = 60_000
Act = tuple[float, Callable[[], None]]


def interview(
    stage: Stage, persona: Mapping[str, Any], participant_id: int, *, audio: bool
) -> Story:
    """Hold the interview of a participant; it lasts as long as the files say."""
    number, doing = persona["no"], stage.doing("interviewer")
    planned = stage.later(minutes=stage.plan["asking"]["consent_minutes"])
    held = actions.plan_interview(
        **doing,
        participant_id=participant_id,
        interviewer=stage.account("interviewer"),
        at=planned,
        place=persona["setting"],
        key=stage.key("interview", number),
    )
    yield planned
    actions.begin_interview(**doing, interview_id=held, room=_room(stage, persona, audio))
    began = clock.now()
    for minute, act in _during(stage, persona, held):
        yield began + minute * A_MINUTE
        act()
    yield began + persona["minutes"] * A_MINUTE
    actions.end_interview(**doing, interview_id=held)
    stage.interviews[number] = held


def _room(stage: Stage, persona: Mapping[str, Any], audio: bool) -> Room:
    shared = persona.get("shared_room")
    return Room(
        quiet=True,
        private=True,
        well=True,
        alone=not shared,
        others=stage.plan["others"][shared] if shared else "",
        record=True if audio else None,
    )


def _during(stage: Stage, persona: Mapping[str, Any], held: int) -> Sequence[Act]:
    """Notes and questions in the order of their minutes."""
    number, minutes = persona["no"], persona["minutes"]
    asked = GuideQuestion.objects.filter(
        guide=Interview.objects.values("guide").filter(pk=held)[:1]
    ).order_by("order")
    guids = list(asked.values_list("guid", flat=True))
    doing = stage.doing("interviewer")
    ticks: list[Act] = [
        (
            at,
            partial(
                actions.tick_question,
                **doing,
                interview_id=held,
                question=guid,
                t_ms=round(at * A_MINUTE_MS),
            ),
        )
        for place, guid in enumerate(guids)
        for at in [minutes * place / len(guids)]
    ]
    notes: list[Act] = [
        (
            at,
            partial(
                actions.keep_note,
                **doing,
                interview_id=held,
                kind=NoteKind(each.get("kind", NoteKind.CONTEXT)),
                text=each["zh"],
                t_ms=round(at * A_MINUTE_MS),
                key=stage.key("note", number, at),
            ),
        )
        for each in persona["field_notes"]
        for at in [min(each["at_minute"], minutes)]
    ]
    return sorted([*ticks, *notes], key=lambda act: act[0])
