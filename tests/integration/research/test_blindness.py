"""Nobody sees the work of others too early (invariant 5), and step 1."""

from uuid import uuid4

import pytest

from osteopro.audit import queries as audit_queries
from osteopro.research import actions
from osteopro.research.models import Member, Statement, StatementMeaning
from osteopro.research.queries import counts, meanings, readings
from osteopro.research.queries.report.work import work
from osteopro.research.queries.rounds import seen_by
from osteopro.research.terms import Duty
from tests import coding as builder
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


@pytest.mark.invariant(5)
def test_nobody_sees_the_work_of_others_before_all_handed_in(coded: Coded, study: Studied) -> None:
    coded.mark(study.qin, FORM, "怀疑没有人看")
    actions.note_reading(
        **coded.doing(study.qin), version_id=coded.version_id, key=uuid4(), impression="她很失望"
    )
    coded.submit(study.qin)
    for who in (study.luo, study.zhou):
        account = who.account_id
        assert not coded.page(who).statements
        assert meanings.find_meanings(account, study.study_id, "") == []
        assert not meanings.counted(account, [coded.round_id])
        assert readings.readings(study.study_id, account) == []
        assert [*readings.readers(study.study_id).values()] == [(study.qin.account_id,)]
        assert counts.counts(study.study_id, account).statements == 0
        assert not seen_by(account, StatementMeaning.objects.all(), "statement__")
    assert not seen_by(0, Statement.objects.all())
    assert coded.page(study.qin).statements
    coded.submit(study.luo)
    (seen,) = coded.page(study.luo).statements
    assert seen.meanings[0].label == "怀疑没有人看"
    assert readings.readings(study.study_id, study.luo.account_id)[0].impression == "她很失望"


def test_what_was_told_is_kept_apart_again_while_another_round_over_it_is_blind(
    coded: Coded, study: Studied
) -> None:
    coded.submit(study.qin, study.luo)
    felt = {**coded.doing(study.qin), "version_id": coded.version_id}
    actions.note_reading(**felt, key=uuid4(), impression="她很失望")
    luo = study.luo.account_id
    assert [each.impression for each in readings.readings(study.study_id, luo)] == ["她很失望"]
    actions.open_round(
        **coded.doing(study.qin),
        versions=[coded.version_id],
        coders=[study.qin.account_id, luo],
        key=uuid4(),
    )
    assert readings.readings(study.study_id, luo) == []
    assert readings.readings(study.study_id, study.zhou.account_id) == []
    assert len(readings.readings(study.study_id, study.qin.account_id)) == 1


def test_the_report_counts_nothing_of_a_blind_round(coded: Coded, study: Studied) -> None:
    before = work(study.study_id)
    coded.mark(study.qin, FORM, "怀疑没有人看")
    assert work(study.study_id) == before
    coded.submit(study.qin, study.luo)
    after = work(study.study_id)
    assert (before.coders, after.coders) == (0, 1)
    assert after.events == audit_queries.length(study.study_id) > before.events


def test_reading_is_counted_by_pass(coded: Coded, study: Studied) -> None:
    for minutes in (20, None):
        actions.note_reading(
            **coded.doing(study.qin), version_id=coded.version_id, key=uuid4(), minutes=minutes
        )
    newest, first = readings.readings(study.study_id, study.qin.account_id)
    assert (newest.pass_no, newest.minutes, first.pass_no, first.minutes) == (2, None, 1, 20)
    assert counts.counts(study.study_id, study.qin.account_id).read == 1


def test_who_does_not_analyse_sees_what_all_who_do_have_read(coded: Coded, study: Studied) -> None:
    by = study.zhou.actor
    zhou = Member.objects.get(account=study.zhou.account_id)
    actions.give_duties(by=by, study_id=study.study_id, member_id=zhou.pk, duties=[Duty.LEAD])
    for who, read in ((study.qin, 0), (study.luo, 1)):
        actions.note_reading(**coded.doing(who), version_id=coded.version_id, key=uuid4())
        assert counts.counts(study.study_id, study.zhou.account_id).read == read
