"""What the team writes of itself in the log, in the weeks of the study."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from osteopro.research import actions
from osteopro.research.models import Member
from osteopro.research.terms import LogKind
from osteopro.simulation.study.stage import Stage, Story


def reflect(stage: Stage) -> Story:
    """Thoughts of the team about themselves."""
    told = sorted(stage.content.story["reflexivity"], key=lambda each: each["week"])
    for each in told:
        yield stage.week(each["week"], stage.plan["hours_of"]["log"], "log")
        actions.write_log(
            **stage.doing(each["by"]),
            kind=LogKind.REFLEXIVITY,
            topic=stage.plan["topics"][each["kind"]],
            text=each["zh"],
            key=stage.key("reflexivity", each["by"], each["week"]),
        )


def meet(stage: Stage) -> Story:
    """Meetings with what was decided there."""
    for each in stage.content.story["meetings"]:
        yield stage.week(each["week"], stage.plan["hours_of"]["meeting"], "meeting")
        people = _members(stage, each["attendees"])
        _write(stage, LogKind.MEETING, each["topic_zh"], each, people)
        for decision in each["decisions"]:
            yield stage.later(minutes=10)
            _write(stage, LogKind.DECISION, each["topic_zh"], decision, people)


def _write(
    stage: Stage, kind: LogKind, topic: str, said: Mapping[str, Any], people: Sequence[UUID]
) -> None:
    actions.write_log(
        **stage.doing("lead"),
        kind=kind,
        topic=topic,
        text=said["zh"],
        reason=said.get("reason_zh", ""),
        people=people,
        key=stage.key(kind, topic, said["zh"]),
    )


def _members(stage: Stage, parts: Sequence[str]) -> list[UUID]:
    accounts = [stage.account(each) for each in parts]
    rows = Member.objects.filter(study=stage.study_id, account__in=accounts)
    return list(rows.order_by("pk").values_list("guid", flat=True))
