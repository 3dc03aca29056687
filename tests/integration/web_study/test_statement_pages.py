"""The page of a statement: translated, a deviant case, and beside the records."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.audit.models import Event
from osteopro.research import actions
from osteopro.research.models import CrossCheck, DeviantCase, Round, Statement, Translation
from osteopro.research.terms import ConsentScope
from tests import beside, builders
from tests.builders import Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(study: Studied, wang_xiuying: Someone) -> UUID:
    builders.consent(wang_xiuying)
    beside.reported(wang_xiuying, (-21, "2"))
    return beside.spoken(study, wang_xiuying)


def test_a_translation_is_kept_with_its_history(qin: Client, study: Studied, said: UUID) -> None:
    here = f"/study/{study.study_id}/statements/{said}/"
    for text in ("Nights are bad", "It hurts more at night"):
        assert qin.post(here, {"do": "translate", "translation": text}).status_code == 302
    page = qin.get(here).content.decode()
    assert "It hurts more at night" in page
    assert "以前的译文" in page
    assert "Nights are bad" in page
    empty = qin.post(here, {"do": "translate", "translation": ""})
    assert empty.status_code == 422
    assert "请写译文" in empty.content.decode()
    theme = beside.theme(study, said)
    listed = qin.get(f"/study/{study.study_id}/themes/theme/{theme}/").content.decode()
    assert "It hurts more at night" in listed
    assert Translation.objects.count() == 2


def test_a_deviant_case_is_noted_shown_and_taken_back(
    qin: Client, study: Studied, said: UUID, wang_xiuying: Someone
) -> None:
    theme = beside.theme(study, said)
    odd = Statement.objects.get(quote="白天好一些").guid
    here = f"/study/{study.study_id}/statements/{odd}/"
    of_theme = f"/study/{study.study_id}/themes/theme/{theme}/"
    found = qin.get(of_theme, {"find": "好一些"}).content.decode()
    assert f"{here}?theme={theme}" in found
    assert "selected" in qin.get(here, {"theme": theme}).content.decode()
    named = {"do": "deviant", "theme": theme, "comment": f"{wang_xiuying.person.name}说不疼"}
    refused = qin.post(here, named)
    assert refused.status_code == 422
    assert f"{wang_xiuying.person.name}说不疼" in refused.content.decode()
    qin.post(here, {"do": "deviant", "theme": theme, "comment": "白天并不疼"})
    for page in (of_theme, here, f"/study/{study.study_id}/themes/"):
        assert "白天并不疼" in qin.get(page).content.decode()
    again = qin.post(here, {"do": "deviant", "theme": theme, "comment": "再记一次"})
    assert "已记在该主题下" in again.content.decode()
    row = DeviantCase.objects.get()
    qin.post(here, {"do": "fits", "row": row.guid})
    assert "白天并不疼" not in qin.get(of_theme).content.decode()
    row.refresh_from_db()
    assert row.removed_at is not None


def test_records_are_shown_for_a_reason_and_something_follows(
    qin: Client, study: Studied, said: UUID
) -> None:
    here = f"/study/{study.study_id}/beside/statement/{said}/"
    assert "访谈前 3 周" not in qin.get(here).content.decode()
    look = {"do": "look", "participant": 1, "measures": ["SYM-PAIN", "QOL-PF"]}
    why = qin.post(here, look)
    assert why.status_code == 422
    assert "请写明要查看什么" in why.content.decode()
    look["reason"] = "夜里是否更疼"
    shown = qin.post(here, look)
    page = shown.content.decode()
    assert "访谈前 3 周" in page
    assert "2026-" not in page
    assert shown["Cache-Control"] == "no-store"
    seen = dict(re.findall(r'name="(seen-[A-Z-]+)" value="(\w+)"', page))
    conclude = {**look, **seen, "do": "conclude", "measure": "SYM-PAIN", "note": "数字不支持"}
    undecided = qin.post(here, conclude)
    assert undecided.status_code == 422
    assert "数字不支持" in undecided.content.decode()
    assert "访谈前 3 周" in undecided.content.decode()
    endless = {**conclude, "relation": "contradicts", "reason": "夜" * 301}
    assert qin.post(here, endless).status_code == 422
    assert not CrossCheck.objects.exists()
    kept = qin.post(here, {**conclude, "relation": "contradicts"})
    assert kept.status_code == 302
    assert CrossCheck.objects.get().note == "数字不支持"
    theme = beside.theme(study, said)
    listed = qin.get(f"/study/{study.study_id}/themes/theme/{theme}/").content.decode()
    assert "数字不支持" in listed
    assert "相矛盾" in listed


def test_without_their_consent_there_is_no_form_and_nothing_of_before(
    qin: Client, study: Studied, said: UUID
) -> None:
    here = f"/study/{study.study_id}/beside/statement/{said}/"
    actions.change_scopes(
        by=study.zhou.actor, study_id=study.study_id, number=1, scopes=[ConsentScope.QUOTES]
    )
    page = qin.get(here).content.decode()
    assert "没有同意" in page
    assert 'name="measures"' not in page
    look = {"do": "look", "participant": 1, "measures": ["SYM-PAIN"], "reason": "看看"}
    assert qin.post(here, look).status_code == 422


def test_nobodys_records_are_opened_but_who_was_chosen(
    qin: Client, study: Studied, said: UUID
) -> None:
    here = f"/study/{study.study_id}/beside/statement/{said}/"
    look = {"do": "look", "measures": ["SYM-PAIN"], "reason": "夜里是否更疼"}
    for participant in ({}, {"participant": 2}):
        assert qin.post(here, {**look, **participant}).status_code == 404
    assert not Event.objects.filter(kind="study-records.read").exists()


def test_what_is_not_there_is_not_found(qin: Client, study: Studied, said: UUID) -> None:
    base = f"/study/{study.study_id}"
    other = UUID(int=7)
    for path in (
        f"{base}/statements/{other}/",
        f"{base}/beside/statement/{other}/",
        f"{base}/beside/theme/{other}/",
        f"{base}/beside/cluster/{said}/",
    ):
        assert qin.get(path).status_code == 404
    assert qin.post(f"{base}/statements/{said}/", {"do": "burn"}).status_code == 404


def test_the_page_of_a_theme_costs_the_same_however_much_there_is(
    qin: Client, study: Studied, said: UUID
) -> None:
    theme = beside.theme(study, said)
    here = f"/study/{study.study_id}/themes/theme/{theme}/"
    odd = Statement.objects.get(quote="白天好一些").guid
    by = {"by": study.qin.actor, "study_id": study.study_id}

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert qin.get(here).status_code == 200
        return len(asked)

    def more(no: int, statement: UUID) -> None:
        key = UUID(int=no)
        actions.translate_statement(
            **by, language="en", statement=statement, text=f"Words {no}", key=key
        )
        beside.concluded(study, said, measure=("SYM-PAIN", "SYM-C")[no % 2], key=key)

    more(1, said)
    actions.note_deviant(**by, statement=odd, theme=theme, comment="不疼", key=UUID(int=9))
    # The first page also looks up what stays known.
    cost()
    before = cost()
    more(2, odd)
    actions.note_deviant(**by, statement=said, theme=theme, comment="也不", key=UUID(int=10))
    assert cost() == before


def test_beside_a_transcript_the_agreed_statement_leads_to_its_page(
    qin: Client, study: Studied, said: UUID
) -> None:
    row = Statement.objects.get(guid=said)
    board = f"/study/{study.study_id}/colaizzi/{row.round.no}/{row.version.guid}/?at={said}"
    Round.objects.filter(pk=row.round_id).update(of=None)
    page = qin.get(board).content.decode()
    assert f"/study/{study.study_id}/statements/{said}/" in page
    actions.translate_statement(
        by=study.qin.actor,
        study_id=study.study_id,
        statement=said,
        language="en",
        text="It hurts more at night",
        key=UUID(int=4),
    )
    assert "It hurts more at night" in qin.get(board).content.decode()
