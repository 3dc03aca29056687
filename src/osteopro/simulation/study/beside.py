"""Words about how the pain went are laid beside the records of who said them."""

from collections.abc import Sequence
from statistics import mean

from osteopro.followup.study_records import Reading
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.terms import AboutKind, Relation
from osteopro.simulation.study.content import number_of
from osteopro.simulation.study.quoting import agreed
from osteopro.simulation.study.stage import Stage, Story

# A score went up or down when the later half of the records lies so far from the earlier one.
STEP = 5


def lay_beside(stage: Stage) -> Story:
    """Look, and keep what follows from the figures; of who does not agree to it nothing is seen."""
    about = stage.plan["beside"]
    for name in about["said"]:
        guid, number = agreed(stage, name), stage.participants.get(number_of(name))
        if guid is None or number is None:
            continue
        yield stage.later(minutes=20)
        doing, measure, reason = stage.doing(about["by"]), about["measure"], about["reason"]
        of = actions.Of(AboutKind.STATEMENT, guid, number)
        try:
            found = actions.look_beside(**doing, of=of, measures=[measure], reason=reason)
        except Refused:
            continue
        (course,) = found.courses
        relation = relation_to_relief([each for each in course.readings if each.week <= 0])
        actions.conclude(
            **doing,
            of=of,
            reason=reason,
            measure=measure,
            relation=relation,
            words=about["words"][relation],
            seen=actions.seen_of(course.outcome, course.readings),
            key=stage.key("beside", name),
        )


def relation_to_relief(before: Sequence[Reading]) -> Relation:
    """How the records before an interview stand to somebody's saying that it got better. The
    score is one of which more is worse."""
    values = [float(each.value) for each in before]
    if len(values) < 2:
        return Relation.EXTENDS if values else Relation.SILENT
    half = len(values) // 2
    fell = mean(values[:half]) - mean(values[half:])
    if abs(fell) < STEP:
        return Relation.EXTENDS
    return Relation.CORROBORATES if fell > 0 else Relation.CONTRADICTS
