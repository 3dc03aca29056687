"""What is handed in never changes (invariant 6), and nobody touches what is not theirs."""

from typing import Any
from uuid import uuid4

import pytest

from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import Meaning, Statement, StatementMeaning
from osteopro.research.queries import studies as studies_queries
from osteopro.research.terms import Duty
from osteopro.research.text.normal import Span
from tests import coding as builder
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


@pytest.mark.invariant(6)
def test_independent_rows_never_change_once_handed_in(coded: Coded, study: Studied) -> None:
    guid = coded.mark(study.qin, FORM, "怀疑没有人看")
    gone = coded.mark(study.qin, "觉得麻烦", "嫌麻烦")
    actions.reject_statement(**coded.doing(study.qin), statement=gone)
    link = StatementMeaning.objects.get(statement__guid=guid)
    coded.submit(study.qin)
    qin = coded.doing(study.qin)
    before = rows()
    for act in (
        lambda: coded.mark(study.qin, "刚开始嘛"),
        lambda: actions.move_statement(**qin, statement=guid, span=Span(0, 3)),
        lambda: actions.write_memo(**qin, statement=guid, memo="x"),
        lambda: actions.reject_statement(**qin, statement=guid),
        lambda: actions.restore_statement(**qin, statement=gone),
        lambda: actions.say_meaning(**qin, statement=guid, label="x", key=uuid4()),
        lambda: actions.reword_meaning(**qin, meaning=link.meaning.guid, label="x"),
        lambda: actions.unlink_meaning(**qin, link=link.guid),
        lambda: actions.relink_meaning(**qin, link=link.guid),
        lambda: coded.submit(study.qin),
    ):
        with pytest.raises(Refused, match="already-submitted"):
            act()
    coded.submit(study.luo)
    coded.bring_together()
    assert rows() == before


def rows() -> list[tuple[Any, ...]]:
    independent = {"round__mode": "independent"}
    return [
        *Statement.objects.filter(**independent).order_by("pk").values_list(),
        *Meaning.objects.filter(**independent).order_by("pk").values_list(),
        *StatementMeaning.objects.filter(statement__round__mode="independent").values_list(),
    ]


def test_nobody_changes_the_work_of_others(coded: Coded, study: Studied) -> None:
    guid = coded.mark(study.qin, FORM, "怀疑没有人看")
    link = StatementMeaning.objects.get()
    luo = coded.doing(study.luo)
    for act in (
        lambda: actions.reject_statement(**luo, statement=guid),
        lambda: actions.say_meaning(**luo, statement=guid, label="x", key=uuid4()),
        lambda: actions.unlink_meaning(**luo, link=link.guid),
        lambda: actions.reword_meaning(**luo, meaning=link.meaning.guid, label="x"),
    ):
        with pytest.raises(Refused, match="not-yours"):
            act()
    with pytest.raises(Refused, match="not-a-coder"):
        coded.mark(study.zhou, FORM)
    with pytest.raises(NotAllowed):
        coded.mark(study.outsider, FORM)


def test_who_no_longer_analyses_codes_no_more(coded: Coded, study: Studied) -> None:
    member = next(
        each.member_id
        for each in studies_queries.team(study.study_id)
        if each.account_id == study.qin.account_id
    )
    actions.give_duties(**coded.doing(study.zhou), member_id=member, duties=[Duty.INTERVIEW])
    with pytest.raises(NotAllowed):
        coded.mark(study.qin, FORM)
