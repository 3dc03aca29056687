"""What may be concluded from records laid beside words."""

import pytest

from osteopro.research import beside
from osteopro.research.terms import Relation

APART = (Relation.EXTENDS, Relation.CONTRADICTS)


def test_what_there_is_no_record_of_is_only_silent() -> None:
    allowed = [each for each in Relation if not beside.problem(each, 0, "说明")]
    assert allowed == [Relation.SILENT]
    assert beside.problem(Relation.SILENT, 1, "") == beside.THERE_ARE_RECORDS


@pytest.mark.parametrize("relation", APART)
def test_what_differs_is_said_in_words(relation: Relation) -> None:
    assert beside.problem(relation, 2, " ") == beside.SAY_HOW
    assert beside.problem(relation, 2, "夜里更疼") == ""
    assert beside.problem(Relation.CORROBORATES, 2, "") == ""


def test_the_figures_that_were_seen_are_told_from_others() -> None:
    seen = beside.snapshot("SYM-PAIN", [(-2, "40", False, False)])
    assert seen == beside.snapshot("SYM-PAIN", [(-2, "40", False, False)])
    others = ([(-2, "40", True, False)], [(-1, "40", False, False)], [(-2, "45", False, False)], [])
    assert seen not in {beside.snapshot("SYM-PAIN", each) for each in others}
    assert seen != beside.snapshot("SYM-MIND", [(-2, "40", False, False)])
