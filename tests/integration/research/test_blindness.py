"""Nobody sees the work of others too early (invariant 5), and step 1."""

from typing import Any
from uuid import uuid4

import pytest

from osteopro.research import actions
from osteopro.research.models import Statement, StatementMeaning
from osteopro.research.queries import coding, counts, meanings, readings
from osteopro.research.queries.rounds import seen_by
from tests import coding as builder
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


def page(coded: Coded, who: Any, number: int = 1) -> coding.PageView:
    return coding.page_of(who.account_id, [coded.round_id], coded.version_id, number)


def test_invariant_5_nobody_sees_the_work_of_others_before_all_handed_in(
    coded: Coded, study: Studied
) -> None:
    coded.mark(study.qin, FORM, "怀疑没有人看")
    actions.note_reading(
        **coded.doing(study.qin), version_id=coded.version_id, key=uuid4(), impression="她很失望"
    )
    coded.submit(study.qin)
    for who in (study.luo, study.zhou):
        account = who.account_id
        assert not page(coded, who).statements
        assert meanings.find_meanings(account, study.study_id, "") == []
        assert not meanings.counted(account, [coded.round_id])
        assert [each.impression for each in readings.readings(study.study_id, account)] == [""]
        assert counts.counts(study.study_id, account).statements == 0
        assert not seen_by(account, StatementMeaning.objects.all(), "statement__")
    assert not seen_by(0, Statement.objects.all())
    assert page(coded, study.qin).statements
    coded.submit(study.luo)
    (seen,) = page(coded, study.luo).statements
    assert seen.meanings[0].label == "怀疑没有人看"
    assert readings.readings(study.study_id, study.luo.account_id)[0].impression == "她很失望"


def test_reading_is_counted_by_pass(coded: Coded, study: Studied) -> None:
    for minutes in (20, None):
        actions.note_reading(
            **coded.doing(study.qin), version_id=coded.version_id, key=uuid4(), minutes=minutes
        )
    newest, first = readings.readings(study.study_id, study.qin.account_id)
    assert (newest.pass_no, newest.minutes, first.pass_no, first.minutes) == (2, None, 1, 20)
    assert counts.counts(study.study_id, study.qin.account_id).read == 1
