"""The texts of steps 5 and 6 in their pages."""

import pytest
from django.test import Client

from osteopro.research.models import Narrative
from tests.integration.research.test_narrating import themes as themes
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def test_written_approved_and_mistakes_keep_the_words(
    qin: Client, study: Studied, themes: list[str]
) -> None:
    page = f"/study/{study.study_id}/description/"
    one = {"passage": ["患者嫌麻烦。", ""], "themes-1": [str(themes[0])]}
    qin.post(page, one)
    row = Narrative.objects.get()
    refused = qin.post(page, {"approve": str(row.guid)})
    assert refused.status_code == 422
    assert "这些主题还没写到： 安心" in refused.content.decode()
    qin.post(page, {**one, "themes-1": [str(each) for each in themes]})
    newest = Narrative.objects.order_by("-version")[0]
    approved = qin.post(page, {"approve": str(newest.guid)}, follow=True)
    assert "已批准" in approved.content.decode()
    empty = qin.post(page, {"passage": [""], "translated": "kept in English"})
    assert empty.status_code == 422
    assert "kept in English" in empty.content.decode()


def test_a_blocked_step_says_why(qin: Client, study: Studied, themes: list[str]) -> None:
    page = qin.get(f"/study/{study.study_id}/structure/").content.decode()
    assert "这一步还不能做" in page
    assert 'name="passage"' not in page
