"""What coders saw differently is talked over and settled by both; what is open stays open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.research import actions
from osteopro.research.queries import differences, rounds
from osteopro.research.queries.differences import DifferenceView
from osteopro.research.terms import DiscrepancyState
from osteopro.simulation.study.markings import CODERS, FIRST, SECOND, extra_name
from osteopro.simulation.study.stage import Stage, Story

OPEN, CLARIFIED = "open", "clarified"
Entry = Mapping[str, Any]


def bring_together(stage: Stage, no: int, round_id: int) -> Story:
    """Open the consensus round and settle one place after the other."""
    actions.open_consensus(**stage.doing(FIRST), round_id=round_id, key=stage.key("consensus", no))
    told = {each["statement"]: each for each in stage.content.coding["discrepancies"]}
    default = stage.plan["settled_by_default"]
    names = _names(stage)
    places: dict[tuple[UUID, ...], list[DifferenceView]] = defaultdict(list)
    for each in differences.differences(rounds.round_of(stage.study_id, no)):
        places[each.items].append(each)
    for items, found in places.items():
        yield stage.later(minutes=stage.plan["settling_minutes"])
        name = names[items[0]]
        yield from _settle(stage, name, told.get(name, default), [each.guid for each in found])


def _settle(stage: Stage, name: str, told: Entry, found: Sequence[UUID]) -> Story:
    for coder, said in ((FIRST, told["says_a_zh"]), (SECOND, told["says_b_zh"])):
        actions.discuss(
            **stage.doing(coder),
            discrepancy=found[0],
            text=said,
            key=stage.key(coder, "said", name),
        )
        yield stage.later(minutes=2)
    if told["settled"] == OPEN:
        return
    if told["settled"] == CLARIFIED:
        _decide(stage, name, told, found, DiscrepancyState.CLARIFY)
        yield stage.next_day("15:30")
    _decide(stage, name, told, found, DiscrepancyState.CONSENSUS)


def _decide(
    stage: Stage, name: str, told: Entry, found: Sequence[UUID], state: DiscrepancyState
) -> None:
    """What the first coder marked is what holds; what the second one marked alone does not."""
    asks = state is DiscrepancyState.CLARIFY
    span = stage.spans.get(name)
    stands = actions.Agreed(span, stage.content.labels[name]) if span and not asks else None
    actions.settle(
        **stage.doing(FIRST),
        discrepancies=found,
        decision=actions.Decision(
            state=state,
            deciders=frozenset(stage.account(each) for each in CODERS),
            words=stage.plan["asked_back"] if asks else told["zh"],
            asked_at=clock.now() if asks else None,
            asked_words=told.get("asked_zh", "") if asks else "",
        ),
        key=stage.key("settled", name, state),
        agreed=stands,
    )
    if not asks:
        actions.confirm_decision(
            **stage.doing(SECOND),
            discrepancies=found,
            key=stage.key("confirmed", name),
        )


def _names(stage: Stage) -> Mapping[UUID, str]:
    """How the files call what each coder marked."""
    extra = stage.content.coding["second_coder"]["extra"]
    names = [*stage.spans, *(extra_name(each) for each in extra)]
    return {stage.key(coder, name): name for coder in CODERS for name in names}
