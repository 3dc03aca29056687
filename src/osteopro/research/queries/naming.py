"""What the ids of a gate's failures are called, for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from osteopro.research.chain import Id
from osteopro.research.models import Cluster, Interview, Meaning, Participant, Statement, Theme


class Sort(StrEnum):
    PARTICIPANT = "participant"
    WORDS = "words"  # of a participant
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Called:
    """A number for a participant or their interview, else words."""

    sort: Sort
    words: str


def called(study_id: int, ids: Iterable[Id]) -> Mapping[str, Called]:
    """Of those ids that are guids of something with a name, by id. Six queries."""
    wanted = {str(each) for each in ids if isinstance(each, str) and "-" in each}
    found: dict[str, Called] = {}
    of = {"guid__in": wanted}
    for model, column in ((Theme, "name"), (Cluster, "name"), (Meaning, "label")):
        rows = model.objects.filter(study_id=study_id, **of)
        for guid, name in rows.values_list("guid", column):
            found[str(guid)] = Called(Sort.NAME, name)
    spoken = Statement.objects.filter(round__study_id=study_id, **of)
    for guid, quote in spoken.values_list("guid", "quote"):
        found[str(guid)] = Called(Sort.WORDS, quote)
    people = Participant.objects.filter(study_id=study_id, **of)
    talks = Interview.objects.filter(participant__study_id=study_id, **of)
    for guid, number in (
        *people.values_list("guid", "number"),
        *talks.values_list("guid", "participant__number"),
    ):
        found[str(guid)] = Called(Sort.PARTICIPANT, str(number))
    return found
