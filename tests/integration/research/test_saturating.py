"""Saturation from what interviews brought and what everybody who analyses says (invariant 8)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.firsts import Brought
from osteopro.research.models import SaturationEntry
from osteopro.research.queries import saturation
from osteopro.research.saturation import Finding, Standing, State
from osteopro.research.terms import Duty
from tests import study_results
from tests.builders import Staff
from tests.studies import Studied

pytestmark = pytest.mark.django_db
BOTH, ONE = list(study_results.WORDS), ["填起来麻烦"]


@pytest.fixture
def interviews(study: Studied) -> list[UUID]:
    """Four interviews, an hour apart; only the first two bring a meaning. Qin and Luo analyse."""
    lead = saturation.studies.team(study.study_id)[0].member_id
    actions.give_duties(
        by=study.zhou.actor, study_id=study.study_id, member_id=lead, duties=[Duty.LEAD]
    )
    for number, words in enumerate([ONE, BOTH, BOTH, ONE], start=1):
        with clock.frozen(clock.now() + timedelta(hours=number)):
            study_results.interviewed(study, number, words)
    return [each.guid for each in saturation.view(study.study_id).interviews]


def judge(study: Studied, who: Staff, interview: UUID, new: bool, reason: str = "") -> None:
    actions.judge_interview(
        by=who.actor,
        study_id=study.study_id,
        interview=interview,
        new=new,
        reason=reason,
        key=uuid4(),
    )


def state(study: Studied) -> State:
    found = saturation.view(study.study_id).outcome
    assert saturation.outcome(study.study_id).state == found.state
    return found.state


def test_counts_come_from_the_analysis(study: Studied, interviews: list[UUID]) -> None:
    found = saturation.view(study.study_id)
    assert [each.counts for each in found.interviews] == [
        Brought(1, 1),
        Brought(2, 1),
        Brought(2, 0),
        Brought(1, 0),
    ]
    assert found.outcome.suggested == State(Standing.REACHED, 4)
    assert found.outcome.undecided == (1, 2, 3, 4)


@pytest.mark.invariant(8)
def test_reached_at_the_second_of_two_when_the_whole_team_says_so(
    study: Studied, interviews: list[UUID]
) -> None:
    for interview in interviews[:2]:
        judge(study, study.qin, interview, True)
    for interview in interviews[2:]:
        judge(study, study.qin, interview, False)
    assert state(study) == State(Standing.NOT_REACHED)
    waiting = saturation.view(study.study_id).interviews[3]
    assert (waiting.finding, waiting.missing) == (Finding.OPEN, {study.luo.account_id})
    for interview in interviews[2:]:
        judge(study, study.luo, interview, False)
    assert state(study) == State(Standing.REACHED, 4)


@pytest.mark.invariant(8)
def test_a_later_finding_opens_it_again(study: Studied, interviews: list[UUID]) -> None:
    for interview in interviews[2:]:
        for who in (study.qin, study.luo):
            judge(study, who, interview, False)
    assert state(study) == State(Standing.REACHED, 4)
    with clock.frozen(clock.now() + timedelta(hours=9)):
        study_results.interviewed(study, 5, ONE)
    fifth = saturation.view(study.study_id).interviews[4]
    with pytest.raises(Refused, match="why-apart"):
        judge(study, study.luo, fifth.guid, True)
    judge(study, study.luo, fifth.guid, True, "同样的话，说的是别的意思。")
    assert state(study) == State(Standing.REOPENED, 4, 5)
    assert saturation.view(study.study_id).outcome.apart == (5,)


def test_another_judgement_or_other_counts_begin_again_with_one(
    study: Studied, interviews: list[UUID]
) -> None:
    third = interviews[2]
    judge(study, study.qin, third, False)
    judge(study, study.luo, third, True, "我看到新的。")
    judge(study, study.qin, third, False)
    newest = SaturationEntry.objects.order_by("-pk")[0]
    assert newest.deciders == [study.qin.account_id]
    SaturationEntry.objects.create(
        guid=uuid4(),
        interview=newest.interview,
        new_statements=9,
        new_meanings=0,
        new_clusters=0,
        new_themes=0,
        judged_new=False,
        deciders=[study.qin.account_id],
        team=newest.team,
        at=clock.now(),
        by=study.qin.account_id,
    )
    assert saturation.view(study.study_id).interviews[2].changed
    judge(study, study.luo, third, False)
    assert saturation.view(study.study_id).interviews[2].missing == {study.qin.account_id}


def test_who_may_judge_and_what(study: Studied, interviews: list[UUID]) -> None:
    with pytest.raises(NotAllowed):
        judge(study, study.zhou, interviews[0], True)
    with pytest.raises(actions.NoSuchInterview):
        judge(study, study.qin, uuid4(), True)
    study_results.studies.interview(study, 6)
    empty = saturation.view(study.study_id).interviews[0]
    assert not empty.analysed
    with pytest.raises(Refused, match="not-analysed"):
        judge(study, study.qin, empty.guid, False)


def test_queries_do_not_grow(study: Studied, interviews: list[UUID]) -> None:
    for count, read in ((21, saturation.view), (2, saturation.outcome)):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(study.study_id)
        assert len(seen) <= count
