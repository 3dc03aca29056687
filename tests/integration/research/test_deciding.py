"""Two decide, about one place, once (invariant 6)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.research import actions
from osteopro.research.actions import Agreed
from osteopro.research.doing import Refused
from osteopro.research.models import Discrepancy, Resolution
from osteopro.research.queries import differences
from osteopro.research.terms import DiscrepancyState
from tests import settling
from tests.coding import Coded
from tests.settling import TEDIOUS, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


@pytest.mark.invariant(6)
def test_two_decide_and_asking_has_a_day(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    place = of(places(handed_in, consensus), TEDIOUS)
    act = {**handed_in.doing(study.qin), "discrepancies": guids(place)}
    asked = {"state": DiscrepancyState.CLARIFY, "asked_words": "就是嫌字小"}
    stranger = {study.qin.account_id, study.outsider.account_id}
    for refused, code in (
        (decided(study, deciders=frozenset({study.qin.account_id})), "two-decide"),
        (decided(study, deciders=frozenset(stranger)), "two-decide"),
        (decided(study, **asked), "when-asked"),
        (decided(study, **asked, asked_at=clock.now() + timedelta(hours=1)), "when-asked"),
        (decided(study, state=DiscrepancyState.OPEN), "not-decided"),
    ):
        with pytest.raises(Refused, match=code):
            actions.settle(**act, decision=refused, key=uuid4())
    assert not Resolution.objects.exists()
    actions.settle(**act, decision=decided(study, **asked, asked_at=clock.now()), key=uuid4())
    assert not of(places(handed_in, consensus), TEDIOUS).settled
    actions.settle(**act, decision=decided(study, words="不算"), key=uuid4())
    left_out = of(places(handed_in, consensus), TEDIOUS)
    assert left_out.settled
    assert left_out.agreed is None


def test_differences_of_other_places_are_not_settled_together(
    handed_in: Coded, study: Studied
) -> None:
    handed_in.bring_together()
    everything = list(Discrepancy.objects.values_list("guid", flat=True))
    for wrong in (everything, [uuid4()]):
        with pytest.raises(Refused, match="not-one-place"):
            actions.settle(
                **handed_in.doing(study.qin),
                discrepancies=wrong,
                decision=decided(study),
                key=uuid4(),
            )


def test_a_decision_sent_twice_is_kept_once(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    key = uuid4()
    for _ in range(2):
        actions.settle(
            **handed_in.doing(study.luo),
            discrepancies=guids(of(places(handed_in, consensus), TEDIOUS)),
            decision=decided(study),
            agreed=Agreed(handed_in.span(TEDIOUS), ("嫌麻烦",)),
            key=key,
        )
    assert Resolution.objects.count() == 1
    note = uuid4()
    about = Discrepancy.objects.all()[0].guid
    for _ in range(2):
        actions.discuss(
            **handed_in.doing(study.zhou), discrepancy=about, text="再听一遍录音", key=note
        )
    assert len(differences.discussion([about])[0]) == 1
