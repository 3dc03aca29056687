"""The board in its pages: everything without a script, by keyboard alone."""

from uuid import UUID

import pytest
from django.test import Client

from osteopro.research.models import BoardMove, Cluster, Meaning, Theme
from osteopro.research.queries import studies as queries
from tests import studies
from tests.studies import Studied

pytestmark = pytest.mark.django_db
TEXT = "访谈者：怎么样？\nP1：填起来麻烦。"


@pytest.fixture
def meaning(study: Studied) -> UUID:
    return studies.agreed(study, studies.frozen(study, TEXT), {"填起来麻烦": "嫌麻烦"})["嫌麻烦"]


def test_from_a_meaning_to_a_theme_and_back(qin: Client, study: Studied, meaning: UUID) -> None:
    board = f"/study/{study.study_id}/themes/"
    assert "嫌麻烦" in qin.get(board).content.decode()
    qin.post(board, {"kind": "theme", "name": "对项目看法不一"})
    theme = Theme.objects.get()
    qin.post(board, {"kind": "cluster", "name": "填报负担"})
    cluster = Cluster.objects.get()
    qin.post(f"{board}cluster/{cluster.guid}/", {"do": "move", "into": theme.guid})
    qin.post(f"{board}meaning/{meaning}/", {"do": "move", "into": cluster.guid})
    assert Meaning.objects.get().cluster == cluster
    page = qin.get(board).content.decode()
    assert "1 条 · 1 人" in page
    last = BoardMove.objects.order_by("-pk")[0]
    qin.post(f"{board}undo/{last.guid}/")
    assert Meaning.objects.get().cluster is None


def test_mistakes_are_said_and_keep_what_was_typed(
    qin: Client, study: Studied, meaning: UUID
) -> None:
    board = f"/study/{study.study_id}/themes/"
    qin.post(board, {"kind": "theme", "name": "甲"})
    again = qin.post(board, {"kind": "theme", "name": "甲"})
    assert again.status_code == 422
    assert "已有同名的" in again.content.decode()
    theme = Theme.objects.get()
    wrong = qin.post(
        f"{board}meaning/{meaning}/",
        {"do": "move", "into": theme.guid},
        headers={"Accept": "application/json"},
    )
    assert wrong.status_code == 404
    nameless = qin.post(
        f"{board}theme/{theme.guid}/", {"do": "name", "name": "", "words": "很长的说明"}
    )
    assert nameless.status_code == 422
    assert "很长的说明" in nameless.content.decode()


def test_who_only_leads_looks_and_changes_nothing(
    zhou: Client, qin: Client, study: Studied, meaning: UUID
) -> None:
    study_id = study.study_id
    zhou.post(
        f"/study/{study_id}/team/",
        {"do": "change", "member": _member(study), "duties": ["lead"]},
    )
    assert zhou.get(f"/study/{study_id}/themes/").status_code == 200
    made = zhou.post(f"/study/{study_id}/themes/", {"kind": "theme", "name": "甲"})
    assert made.status_code == 404


def _member(study: Studied) -> int:
    team = queries.team(study.study_id)
    return next(each.member_id for each in team if each.account_id == study.zhou.account_id)
