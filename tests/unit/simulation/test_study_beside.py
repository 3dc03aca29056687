"""What the records say to somebody who says that it got better."""

from decimal import Decimal

import pytest

from osteopro.followup.study_records import Reading
from osteopro.research.terms import Relation
from osteopro.simulation.study.beside import relation_to_relief


@pytest.mark.parametrize(
    ("scores", "relation"),
    [
        ([], Relation.SILENT),
        ([40], Relation.EXTENDS),
        ([60, 60, 40, 40], Relation.CORROBORATES),
        ([40, 40, 60, 60], Relation.CONTRADICTS),
        ([50, 40, 44, 43], Relation.EXTENDS),
        ([60, 50, 40], Relation.CORROBORATES),
    ],
)
def test_the_later_half_decides(scores: list[int], relation: Relation) -> None:
    readings = [Reading(week - len(scores), Decimal(each)) for week, each in enumerate(scores)]
    assert relation_to_relief(readings) is relation
