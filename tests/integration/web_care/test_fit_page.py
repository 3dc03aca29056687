"""The lead sees whether the questions fit the people (V8), in neutral words; nobody else does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.quality import queries
from osteopro.records import item_scores
from osteopro.records.terms import ByWhom
from osteopro.triage import queries as triage_queries
from tests import builders
from tests.integration.web_care.conftest import SignIn, page

FIT = "/care/load/fit/"


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pattern of a clinic is known from seven records on."""
    checks = triage_queries.checks()
    fewer = replace(checks, person_fit=replace(checks.person_fit, reports=7))
    monkeypatch.setattr(triage_queries, "checks", lambda: fewer)


def test_below_three_hundred_only_that_is_said(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, sign_in: SignIn
) -> None:
    builders.send(wang_xiuying)
    text = page(sign_in(clinic.lead).get(FIT))
    assert "满 300 份完整记录才显示，现在还不够。" in text
    assert "差得远的：" not in text


@pytest.mark.usefixtures("few_are_enough")
def test_the_lead_sees_counts_by_form_and_way_and_no_name(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, sign_in: SignIn
) -> None:
    for n in range(8):
        with clock.frozen(clock.now() + timedelta(days=7 * n)):
            builders.send(wang_xiuying, sym_pain_rest=str(n), sym_pain_move=str(n + 1))
    text = page(sign_in(clinic.lead).get(FIT))
    assert "8 份记录" in text
    assert "少于 5" in text
    assert "<td>线上</td>" in text
    assert not [words for words in ("王秀英", "异常", "可疑", "需要再问") if words in text]


def test_only_leads_get_there_and_see_the_way(
    clinic: builders.Clinic, sign_in: SignIn, li: Client
) -> None:
    assert li.get(FIT).status_code == 404
    assert FIT not in page(li.get("/care/load/"))
    assert f'href="{FIT}"' in page(sign_in(clinic.lead).get("/care/load/"))
    assert sign_in(clinic.zhang).get(FIT).status_code == 404


def test_of_another_clinic_of_families_and_of_long_ago_nothing_counts(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    builders.send(wang_xiuying)
    builders.send(wang_xiuying, by_whom=ByWhom.PROXY, at=clock.now() + timedelta(days=7))
    assert queries.fits(clinic.site_id).records == 1
    assert queries.fits(clinic.site_id + 1).records == 0
    with clock.frozen(clock.now() + timedelta(days=181)):
        assert queries.fits(clinic.site_id).records == 0


def test_a_record_without_one_of_the_answers_has_no_distance(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    builders.send(wang_xiuying, sym_fatigue=None)
    since = clock.now() - timedelta(days=1)
    items = triage_queries.checks().person_fit.items
    assert item_scores.own_records(clinic.site_id, since, items) == []
    ((form, mode, scores),) = item_scores.own_records(clinic.site_id, since, items[:3])
    assert (mode, len(scores)) == ("online", 3)
    assert "opros-fu|" in form
