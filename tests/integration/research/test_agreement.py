"""Agreement is counted on the independent rows and kept as it was counted."""

from uuid import uuid4

import pytest

from osteopro.research import actions
from osteopro.research.actions import Agreed
from osteopro.research.agreement.terms import Measure, Unit
from osteopro.research.doing import Refused
from osteopro.research.models import AgreementRun
from osteopro.research.queries import agreement
from tests import coding as builder
from tests import settling
from tests.coding import Coded
from tests.settling import TEDIOUS, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


@pytest.mark.invariant(6)
def test_agreement_is_counted_on_the_independent_rows(handed_in: Coded, study: Studied) -> None:
    figures = agreement.count(handed_in.view, Unit.CHARACTER)
    act = {**handed_in.doing(study.qin), "round_id": handed_in.round_id}
    for _ in range(2):
        actions.keep_agreement(**act, agreement=figures)
    assert AgreementRun.objects.count() == len(Measure)
    consensus = handed_in.bring_together()
    place = of(places(handed_in, consensus), TEDIOUS)
    actions.settle(
        **handed_in.doing(study.qin),
        discrepancies=guids(place),
        decision=decided(study),
        agreed=Agreed(handed_in.span(TEDIOUS)),
        key=uuid4(),
    )
    assert agreement.count(handed_in.view, Unit.CHARACTER) == figures
    shown = {each.measure: each for each in agreement.figures(handed_in.round_id)}
    percent = shown[Measure.PERCENT]
    expected = figures.figures[Measure.PERCENT].result.value
    assert expected is not None
    assert percent.value == float(expected)
    assert percent.units == len(handed_in.text)
    assert percent.sha256 == figures.sha256


def test_figures_of_other_rows_are_refused(handed_in: Coded, study: Studied) -> None:
    other = builder.blind(study, "P8：疼，夜里疼得睡不着。", 8)
    other.mark(study.qin, "夜里疼")
    other.submit(study.qin, study.luo)
    with pytest.raises(Refused, match="other-rows"):
        actions.keep_agreement(
            **handed_in.doing(study.qin),
            round_id=handed_in.round_id,
            agreement=agreement.count(other.view, Unit.TURN),
        )
