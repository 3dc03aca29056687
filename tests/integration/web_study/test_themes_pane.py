"""The tree of themes beside a transcript: not beside blind work; used where all see everything."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.models import Cluster, Meaning, Statement
from osteopro.research.terms import RoundMode
from tests import coding as builder
from tests import settling, studies
from tests.integration.web_study.test_coding_pages import board, text
from tests.integration.web_study.test_together_pages import together
from tests.settling import FORM, NURSE
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def test_a_meaning_is_put_into_a_cluster_beside_its_words_and_taken_back(
    qin: Client, study: Studied
) -> None:
    coded = settling.handed_in(study)
    here, _no = together(qin, coded)
    row = Statement.objects.get(quote=NURSE, round__mode=RoundMode.CONSENSUS)
    at = f"{here}?at={row.guid}"
    meaning = Meaning.objects.get(links__statement=row)
    put = {"do": "put", "meaning": meaning.guid, "into": ""}
    named = {**put, "new": "安心：有人管我", "key": uuid4()}
    for _ in range(2):
        shown = text(qin.post(at, named, follow=True))
    assert Cluster.objects.get().name == "安心：有人管我"
    assert re.search(r'<summary class="here"><span>安心：有人管我', shown)
    assert "1 条 · 1 人" in shown
    key = re.search(r'name="move" value="([^"]+)"', shown)
    assert key is not None
    back = text(qin.post(at, {"do": "put-back", "move": key[1]}, follow=True))
    assert 'class="here"' not in back
    for wrong in ({"into": uuid4()}, {"into": "x"}, {"new": "长" * 201}):
        assert qin.post(at, {**put, **wrong, "key": uuid4()}).status_code == 422
    meaning.refresh_from_db()
    assert meaning.cluster is None


def test_the_tree_is_not_beside_blind_work(qin: Client, study: Studied) -> None:
    coded = builder.blind(study)
    other = studies.frozen(study, "P8：回得快，心里踏实。", 8)
    studies.agreed(study, other, {"回得快，心里踏实": "安心"})
    doing = coded.doing(study.qin)
    theme = actions.add_item(**doing, kind=Kind.THEME, name="心里有依靠", into=None, key=uuid4())
    calm = Statement.objects.get(quote="回得快，心里踏实").guid
    actions.note_deviant(**doing, statement=calm, theme=theme, comment="不等人", key=uuid4())
    coded.mark(study.luo, FORM, "怀疑没有人看")
    coded.submit(study.luo)
    assert "心里有依靠" not in text(qin.get(board(coded)))
    assert qin.post(board(coded), {"do": "put", "into": ""}).status_code == 404
    coded.submit(study.qin)
    shown = text(qin.get(board(coded)))
    assert "心里有依靠" in shown
    assert "“回得快，心里踏实”" in shown
