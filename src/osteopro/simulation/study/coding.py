"""A blind round: read, marked and handed in by each coder alone; then brought together."""

from collections.abc import Mapping, Sequence
from typing import Any

from osteopro.research import actions
from osteopro.research.agreement.terms import Unit
from osteopro.research.models import Round
from osteopro.research.queries import agreement, rounds
from osteopro.simulation.study.board import sort_out
from osteopro.simulation.study.content import name_of
from osteopro.simulation.study.markings import CODERS, FIRST, markings
from osteopro.simulation.study.saturating import judge
from osteopro.simulation.study.settling import bring_together
from osteopro.simulation.study.stage import Stage, Story


def one_round(stage: Stage, about: Mapping[str, Any]) -> Story:
    """A round with all that comes of it; the end of the study waits for it."""
    stage.rounds_open += 1
    yield from _round(stage, about)
    stage.rounds_open -= 1


def _round(stage: Stage, about: Mapping[str, Any]) -> Story:
    """A round over those of its interviews that are frozen by then; with none there is no round."""
    yield stage.day(about["open"], "09:10")
    while not stage.on_the_way.isdisjoint(about["interviews"]):
        yield stage.next_day("09:10")
    numbers = [each for each in about["interviews"] if each in stage.frozen]
    if not numbers:
        return
    no = actions.open_round(
        **stage.doing(FIRST),
        versions=[stage.frozen[each] for each in numbers],
        coders=[stage.account(each) for each in CODERS],
        key=stage.key("round", *numbers),
    )
    row = Round.objects.get(study=stage.study_id, no=no)
    for coder in CODERS:
        stage.play(_code(stage, coder, row.pk, numbers, about))
    yield stage.day(about["together"], "14:00")
    while row.coders.filter(submitted_at=None).exists():
        yield stage.later(hours=1)
    yield from bring_together(stage, no, row.pk)
    yield stage.later(minutes=20)
    _count(stage, no, row.pk)
    yield stage.day(about["board"], "09:20")
    yield from sort_out(stage)
    yield stage.later(minutes=30)
    yield from judge(stage, numbers)


def _code(
    stage: Stage, coder: str, round_id: int, numbers: Sequence[int], about: Mapping[str, Any]
) -> Story:
    """One coder alone, a transcript a day, and handing in."""
    doing, hour = stage.doing(coder), stage.plan["coding_hours"][coder]
    for number in numbers:
        yield stage.next_day(hour)
        _read(stage, coder, number)
        for each in markings(stage, coder, number):
            yield stage.later(minutes=stage.plan["marking_minutes"])
            statement = actions.mark_statement(
                **doing,
                round_id=round_id,
                version_id=stage.frozen[number],
                span=each.span,
                key=stage.key(coder, each.name),
            )
            for label in each.labels:
                key = stage.key(coder, each.name, label)
                actions.say_meaning(**doing, statement=statement, label=label, key=key)
    yield stage.day(about["hand_in"], hour)
    actions.submit_round(**doing, round_id=round_id)


def _read(stage: Stage, coder: str, number: int) -> None:
    impressions = stage.content.story["readings"][name_of(number)]
    actions.note_reading(
        **stage.doing(coder),
        version_id=stage.frozen[number],
        minutes=stage.plan["reading_minutes"][coder],
        impression=impressions[coder]["zh"],
        key=stage.key(coder, "read", number),
    )


def _count(stage: Stage, no: int, round_id: int) -> None:
    """How far they agreed before they talked."""
    coded = rounds.round_of(stage.study_id, no)
    for unit in map(Unit, stage.plan["agreement_units"]):
        actions.keep_agreement(
            **stage.doing(FIRST), round_id=round_id, agreement=agreement.count(coded, unit)
        )
