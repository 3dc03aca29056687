"""A round is brought together, and the independent rows stay."""

from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.research import actions
from osteopro.research.actions import Agreed
from osteopro.research.doing import Refused
from osteopro.research.models import Member, Statement
from osteopro.research.queries import differences
from osteopro.research.terms import DiscrepancyKind, StatementState
from tests import settling
from tests.coding import Coded
from tests.settling import DOUBT, NURSE, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


def test_what_all_took_alike_stands_and_differences_wait(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    assert handed_in.bring_together() == consensus
    (stands,) = Statement.objects.filter(round=consensus)
    assert (stands.quote, stands.state, stands.no) == (NURSE, StatementState.ACCEPTED, 1)
    found = places(handed_in, consensus)
    kinds = [[each.kind for each in place.differences] for place in found]
    span, meaning = DiscrepancyKind.SPAN, DiscrepancyKind.MEANING
    assert kinds == [[span], [span, meaning], [span], []]
    assert [place.settled for place in found] == [False, False, False, True]
    assert found[-1].agreed is not None


def test_what_two_decide_stands_beside_the_independent_rows(
    handed_in: Coded, study: Studied
) -> None:
    consensus = handed_in.bring_together()
    place = of(places(handed_in, consensus), "我也不晓得")
    span = handed_in.span(DOUBT)
    act = {**handed_in.doing(study.qin), "discrepancies": guids(place)}
    actions.settle(
        **act,
        decision=decided(study),
        agreed=Agreed(span, ("看不到记录的去处", "盼有回音")),
        key=uuid4(),
    )
    settled = of(places(handed_in, consensus), "我也不晓得")
    assert settled.settled
    assert settled.agreed is not None
    assert [each.label for each in settled.agreed.meanings] == ["看不到记录的去处", "盼有回音"]
    assert len(settled.rows) == 2
    actions.settle(**act, decision=decided(study), agreed=Agreed(span, ("盼有回音",)), key=uuid4())
    again = of(places(handed_in, consensus), "我也不晓得")
    assert again.agreed is not None
    assert [each.label for each in again.agreed.meanings] == ["盼有回音"]
    before = Statement.objects.get(guid=settled.agreed.guid)
    assert before.state == StatementState.SUPERSEDED
    said, decisions = differences.discussion(guids(place))
    assert (said, len(decisions)) == ([], 2)


def test_who_has_left_the_team_decides_nothing(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    place = of(places(handed_in, consensus), "我也不晓得")
    Member.objects.filter(account=study.luo.account_id).update(left_at=clock.now())
    with pytest.raises(Refused, match="two-decide"):
        actions.settle(
            **handed_in.doing(study.qin),
            discrepancies=guids(place),
            decision=decided(study),
            key=uuid4(),
        )
