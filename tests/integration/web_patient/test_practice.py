"""The try-out: the look of the real pages, and nothing kept but that it was tried."""

import re

import pytest
from django.test import Client

from osteopro.followup.models import OpenItem
from osteopro.followup.queries.frame import frame
from osteopro.followup.terms import Company, ItemKind
from osteopro.instruments.models import InstrumentVersion
from osteopro.records.models import Draft, Response
from osteopro.web.patient.practice import invented
from tests.builders import Someone
from tests.integration.web_patient.conftest import start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
BAND = "练习，不会发出去"
WALK = (
    ("/me/practice/1/", {"breakfast": "noodles", "next": "1"}),
    ("/me/practice/2/?breakfast=noodles", {"weather": "7", "next": "1"}),
    ("/me/practice/3/?breakfast=noodles&weather=7", {"yesterday": ["tv", "cooking"], "next": "1"}),
)
ALL = "breakfast=noodles&weather=7&yesterday=tv&yesterday=cooking"


def form_of(page: str) -> str:
    return re.sub(r'(?s).*<form method="(?:post|get)"[^>]*>(.*?)</form>.*', r"\1", page)


def shape(page: str) -> list[str]:
    """The elements and classes of the form, without names, numbers and words."""
    tags = re.findall(r'<(?!input type="hidden")(\w+)(?:[^>]*?class="([^"]*)")?', form_of(page))
    return list(dict.fromkeys(" ".join(tag) for tag in tags))


def test_questions_are_carried_from_page_to_page(wang: Client) -> None:
    assert BAND in wang.get("/me/practice/").content.decode()
    for (url, posted), following in zip(WALK, (*(u for u, _ in WALK[1:]), ""), strict=True):
        page = wang.get(url).content.decode()
        assert BAND in page
        carried = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page)
        gone = wang.get(url.split("?")[0], {**dict(carried), **posted})
        assert gone.status_code == 302
        assert gone.url == (following or f"/me/practice/check/?{ALL}")
    check = wang.get(gone.url).content.decode()
    for words in ("面条", "<dd>7</dd>", "看电视、做饭"):
        assert words in check


def test_going_back_keeps_the_answer(wang: Client) -> None:
    page = wang.get(f"/me/practice/2/?{ALL}").content.decode()
    assert 'value="7" id="f-weather-8" checked' in page
    assert 'href="/me/practice/1/?breakfast=noodles&amp;weather=7' in page


def test_changing_from_the_check_page_leads_back_to_it(wang: Client) -> None:
    check = wang.get(f"/me/practice/check/?{ALL}").content.decode()
    assert f'href="/me/practice/1/?{ALL.replace("&", "&amp;")}&amp;checking=1"' in check
    changed = wang.get(f"/me/practice/1/?{ALL}&checking=1").content.decode()
    assert '<input type="hidden" name="checking" value="1">' in changed
    gone = wang.get("/me/practice/1/?breakfast=eggs&weather=7&checking=1&next=1")
    assert gone.url == "/me/practice/check/?weather=7&breakfast=eggs"


def test_no_answer_is_told_and_a_question_may_be_skipped(wang: Client) -> None:
    refused = wang.get("/me/practice/1/?next=1")
    assert refused.status_code == 422
    assert "请选一个答案" in refused.content.decode()
    both = wang.get("/me/practice/3/?yesterday=tv&yesterday=none&next=1")
    assert both.status_code == 422
    skipped = wang.get("/me/practice/3/?breakfast=eggs&skip=1")
    assert skipped.url == "/me/practice/check/?breakfast=eggs&skipped=yesterday"
    assert "不想答" in wang.get(skipped.url).content.decode()
    assert wang.get("/me/practice/4/").status_code == 404
    assert wang.get("/me/practice/nothing/").status_code == 404


def test_only_that_it_was_tried_is_kept(wang: Client, wang_xiuying: Someone) -> None:
    before = (Draft.objects.count(), Response.objects.count(), InstrumentVersion.objects.count())
    sent = wang.post(f"/me/practice/check/?{ALL}", {"breakfast": "noodles"})
    assert sent.url == "/me/practice/done/"
    done = wang.get(sent.url).content.decode()
    for words in (BAND, "会了，回首页", "再练一次", "换成打电话"):
        assert words in done
    kept = frame(wang_xiuying.patient_id).learnt
    assert (kept.tried_at is not None, kept.tried_with) == (True, Company.ALONE)
    after = (Draft.objects.count(), Response.objects.count(), InstrumentVersion.objects.count())
    assert after == before
    names = {item.link_id for item in invented()}
    published = InstrumentVersion.objects.values_list("document", flat=True)
    assert not any(f'"{name}"' in str(each) for name in names for each in published)


def test_rather_by_phone_puts_a_call_before_the_manager_once(
    wang: Client, wang_xiuying: Someone
) -> None:
    for _twice in range(2):
        assert wang.post("/me/practice/done/").url == "/me/practice/done/?called=1"
    page = wang.get("/me/practice/done/?called=1").content.decode()
    assert "上班时间我们打给您" in page
    assert "换成打电话" not in page
    calls = OpenItem.objects.filter(patient_id=wang_xiuying.patient_id, kind=ItemKind.CALL)
    assert calls.count() == 1


def test_a_question_looks_like_a_real_one(wang: Client) -> None:
    real = wang.get(start(wang)).content.decode()
    tried = wang.get("/me/practice/3/").content.decode()
    missing = set(shape(real)) - set(shape(tried)) - {"p help"}
    assert missing == set()
