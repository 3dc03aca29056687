"""The exhaustive description and the fundamental structure, written by one and approved by both."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from osteopro.research import actions
from osteopro.research.models import Theme
from osteopro.research.passages import Passage
from osteopro.research.terms import NarrativeKind
from osteopro.simulation.study.board import theme_guid
from osteopro.simulation.study.markings import FIRST, SECOND
from osteopro.simulation.study.stage import Stage, Story


def write(stage: Stage) -> Story:
    """Both texts for the first time, each approved a day or two later."""
    days = stage.plan["closing"]
    told = stage.content.story
    yield stage.day(days["described"], "10:00")
    first = [{**each, "zh": each.get("first_zh", each["zh"])} for each in told["exhaustive"]]
    described = describe(stage, first, "first")
    yield stage.day(days["approved"], "15:00")
    approve(stage, described)
    yield stage.later(minutes=50)
    structured = structure(stage, "first")
    yield stage.day(days["structure_approved"], "15:20")
    approve(stage, structured)


def describe(stage: Stage, passages: Sequence[Mapping[str, Any]], which: str) -> UUID:
    """A version of the exhaustive description."""
    return _written(stage, NarrativeKind.EXHAUSTIVE, passages, which)


def structure(stage: Stage, which: str) -> UUID:
    """A version of the fundamental structure."""
    return _written(stage, NarrativeKind.STRUCTURE, stage.content.story["structure"], which)


def approve(stage: Stage, guid: UUID) -> None:
    """The other coder stands by it, too."""
    actions.approve_narrative(**stage.doing(SECOND), guid=guid)


def _written(
    stage: Stage, kind: NarrativeKind, passages: Sequence[Mapping[str, Any]], which: str
) -> UUID:
    rows = Theme.objects.filter(study=stage.study_id, removed_at=None)
    there = set(rows.values_list("guid", flat=True))
    return actions.write_narrative(
        **stage.doing(FIRST),
        kind=kind,
        passages=[
            Passage(each["zh"], tuple(guid for guid in _themes(stage, each) if guid in there))
            for each in passages
        ],
        translated="\n\n".join(each["en"] for each in passages),
        key=stage.key(kind, which),
    )


def _themes(stage: Stage, passage: Mapping[str, Any]) -> list[UUID]:
    return [theme_guid(stage, key) for key in passage["themes"]]
