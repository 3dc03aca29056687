"""Who codes in a round, and who is waited for."""

from uuid import uuid4

import pytest

from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.queries import rounds
from tests import coding as builder
from tests import studies
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


def test_a_round_needs_two_who_analyse(coded: Coded, study: Studied) -> None:
    version = studies.frozen(study, "P8：疼。", 8)
    qin = coded.doing(study.qin)
    for coders in ([study.qin.account_id], [study.qin.account_id, study.outsider.account_id]):
        with pytest.raises(Refused, match="too-few-coders"):
            actions.open_round(**qin, versions=[version], coders=coders, key=uuid4())
    both = [study.qin.account_id, study.luo.account_id]
    with pytest.raises(Refused, match="in-another-round"):
        actions.open_round(**qin, versions=[coded.version_id], coders=both, key=uuid4())


def test_who_will_not_hand_in_is_taken_out_by_who_leads(coded: Coded, study: Studied) -> None:
    team = coded.doing(study.zhou)
    with pytest.raises(Refused, match="too-few-coders"):
        actions.excuse_coder(
            **team, round_id=coded.round_id, coder=study.luo.account_id, reason="出国"
        )
    version = studies.frozen(study, "P8：疼，夜里疼。", 8)
    three = [study.qin.account_id, study.luo.account_id, study.zhou.account_id]
    no = actions.open_round(**team, versions=[version], coders=three, key=uuid4())
    view = rounds.round_of(study.study_id, no)
    late = {"round_id": view.round_id, "coder": study.luo.account_id, "reason": "出国"}
    with pytest.raises(NotAllowed):
        actions.excuse_coder(**coded.doing(study.qin), **late)
    for who in (study.qin, study.zhou):
        actions.submit_round(**coded.doing(who), round_id=view.round_id)
    assert not rounds.round_of(study.study_id, no).open_to_all
    actions.excuse_coder(**team, **late)
    assert rounds.round_of(study.study_id, no).open_to_all
