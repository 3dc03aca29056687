"""Nothing is brought together too early, and places are where the text is."""

from typing import Any
from uuid import uuid4

import pytest

from osteopro.research import actions, versions
from osteopro.research.actions import Agreed
from osteopro.research.agreement.terms import Unit
from osteopro.research.doing import Refused
from osteopro.research.models import Discrepancy, Round, Statement
from osteopro.research.queries import agreement, coding, differences, rounds
from osteopro.research.queries.agreement import StillBlind
from osteopro.research.terms import DiscrepancyKind
from osteopro.research.text.normal import Span
from tests import coding as builder
from tests import settling
from tests.coding import Coded
from tests.settling import FORM, TEDIOUS, decided
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


def test_what_is_agreed_stands_on_the_newest_version(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    newest = handed_in.freeze_anew()
    independent = Statement.objects.filter(round_id=handed_in.round_id)
    assert set(independent.values_list("version_id", flat=True)) == {handed_in.version_id}
    waiting = Discrepancy.objects.filter(kind=DiscrepancyKind.SPAN)
    tedious = next(
        each for each in waiting if Statement.objects.get(guid=each.items[0]).quote == TEDIOUS
    )
    actions.settle(
        **handed_in.doing(study.qin),
        discrepancies=[tedious.guid],
        decision=decided(study),
        agreed=Agreed(handed_in.span(TEDIOUS), ("嫌麻烦",)),
        key=uuid4(),
    )
    row = Statement.objects.get(round=consensus, quote=TEDIOUS)
    assert row.version_id == newest
    assert versions.text_of(newest)[row.start : row.end] == TEDIOUS


@pytest.mark.invariant(6)
def test_nothing_is_brought_together_before_all_handed_in(coded: Coded, study: Studied) -> None:
    coded.mark(study.qin, FORM)
    coded.submit(study.qin)
    with pytest.raises(Refused, match="still-coding"):
        coded.bring_together()
    assert differences.differences(coded.view) == []
    with pytest.raises(StillBlind):
        agreement.count(coded.view, Unit.CHARACTER)
    assert Round.objects.count() == 1


def test_a_place_over_two_pages_stands_on_the_first(study: Studied) -> None:
    text = "\n".join(f"P7：第{n}句话，" + "疼" * 120 for n in range(60))
    coded = builder.blind(study, text)
    page = coding.page_of(0, [coded.round_id], coded.version_id)
    border = page.end

    def marks(who: Any, span: Span) -> None:
        actions.mark_statement(
            **coded.doing(who),
            round_id=coded.round_id,
            version_id=coded.version_id,
            span=span,
            key=uuid4(),
        )

    marks(study.qin, Span(border - 10, border + 10))
    marks(study.luo, Span(border + 1, border + 10))
    marks(study.luo, Span(border - 9, border + 9))
    coded.submit(study.qin, study.luo)
    consensus = coded.bring_together()
    shown = [settling.places(coded, consensus, number) for number in (1, 2)]
    assert [len(each.rows) for each in shown[0]] == [2]
    assert [len(each.rows) for each in shown[1]] == [1]
    assert rounds.round_of(study.study_id, consensus.no).of_no == coded.no
