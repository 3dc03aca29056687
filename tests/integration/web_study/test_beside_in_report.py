"""What was concluded from records stands in the report, without a score and only as agreed to."""

from uuid import UUID

import pytest
from django.test import Client

from osteopro.research import actions
from osteopro.research.queries.report.leaving import words_of
from osteopro.research.terms import ConsentScope, Relation
from osteopro.web.study.reported import tables
from tests import beside, builders
from tests.builders import Someone
from tests.studies import Studied
from tests.study_results import facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(study: Studied, wang_xiuying: Someone) -> UUID:
    builders.consent(wang_xiuying)
    beside.reported(wang_xiuying, (-21, "2"))
    found = beside.spoken(study, wang_xiuying)
    beside.concluded(study, found, Relation.CONTRADICTS, "白天的分数并不高")
    return found


def scopes(study: Studied, *agreed: ConsentScope) -> None:
    actions.change_scopes(by=study.zhou.actor, study_id=study.study_id, number=1, scopes=agreed)


def test_it_is_told_weighed_and_gone_with_the_consent(
    qin: Client, study: Studied, said: UUID
) -> None:
    found = facts(study)
    (row,) = tables.beside(found).rows
    assert row.cells == (beside.WORDS, "1", "疼痛", "相矛盾", "白天的分数并不高")
    assert "白天的分数并不高" in {each.words for each in words_of(found)}
    page = qin.get(f"/study/{study.study_id}/report/", {"list": "srqr"}).content.decode()
    assert "与 1 位参与者的记录对照" in page
    scopes(study, ConsentScope.PRO_LINK)
    (unquoted,) = tables.beside(facts(study)).rows
    assert beside.WORDS not in unquoted.cells
    scopes(study, ConsentScope.QUOTES)
    assert facts(study).beside == ()
