"""After each round both coders say of every interview whether it brought anything new."""

from collections.abc import Sequence

from osteopro.research import actions
from osteopro.research.models import Interview
from osteopro.research.queries import saturation
from osteopro.simulation.study.content import name_of
from osteopro.simulation.study.markings import CODERS, FIRST
from osteopro.simulation.study.stage import Stage, Story


def judge(stage: Stage, numbers: Sequence[int]) -> Story:
    """As the counts have it; the first coder says why when the story says the same."""
    told = {each["interview"]: each for each in stage.content.story["saturation"]}
    for number in numbers:
        guid = Interview.objects.values_list("guid", flat=True).get(pk=stage.interviews[number])
        counts = next(
            each.counts for each in saturation.view(stage.study_id).interviews if each.guid == guid
        )
        new = bool(counts.meanings or counts.clusters or counts.themes)
        said = told[name_of(number)]
        for coder in CODERS:
            yield stage.later(minutes=3)
            actions.judge_interview(
                **stage.doing(coder),
                interview=guid,
                new=new,
                reason=said["zh"] if coder == FIRST and said["new"] == new else "",
                key=stage.key(coder, "judged", number),
            )
