"""Text size, sound, language; help; pages for when something is wrong; bytes (design 8)."""

import gzip
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

import osteopro.ui
from osteopro import urls
from osteopro.access.decorators import public
from osteopro.accounts import queries as accounts_queries
from osteopro.web.patient.urls import urlpatterns as patient_urls
from osteopro.web.patient.views import errors
from tests.builders import Clinic, Someone, form
from tests.integration.web_patient.conftest import link_path, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
STATIC = Path(osteopro.ui.__file__).parent / "static/ui"
KB = 1024


@public
def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


# The address list of one test: everything as it is, and one view that fails.
urlpatterns = [*urls.urlpatterns, path("fails/", fails)]
handler404 = urls.handler404
handler500 = urls.handler500


def test_settings_hold_on_every_page(wang: Client, wang_xiuying: Someone) -> None:
    page = wang.get("/me/settings/").content.decode()
    assert 'value="standard" id="f-text_size" checked' in page
    assert '<span class="sample largest">特大</span>' in page
    saved = wang.post(
        "/me/settings/", {"text_size": "largest", "sound": "1", "language": "zh-hans"}
    )
    assert saved.url == "/me/settings/?saved=1"
    assert "已存好" in wang.get(saved.url).content.decode()
    home = wang.get("/me/").content.decode()
    assert 'data-text-size="largest"' in home
    # Only shown by script where the phone has a Chinese voice (resolution 43).
    assert '<button class="listen" type="button" hidden data-listen' in home
    chosen = accounts_queries.preferences(wang_xiuying.account_id)
    assert (chosen.text_size, chosen.sound, chosen.language) == ("largest", True, "zh-hans")


def test_nobody_hears_the_voice_of_a_phone_who_did_not_ask_for_it(wang: Client) -> None:
    assert "data-listen" not in wang.get("/me/").content.decode()
    wang.post("/me/settings/", {"text_size": "standard", "language": "zh-hans", "sound": "1"})
    # Hidden until the phone has a voice; it never makes a sound by itself.
    assert '<button class="listen" type="button" hidden' in wang.get("/me/").content.decode()
    wang.post("/me/settings/", {"text_size": "standard", "language": "zh-hans"})
    assert "data-listen" not in wang.get("/me/").content.decode()


def test_a_language_chosen_in_the_settings_holds_at_once(wang: Client) -> None:
    wang.post("/me/settings/", {"text_size": "standard", "language": "en"})
    page = wang.get("/me/settings/").content.decode()
    assert '<html lang="en"' in page
    assert "How large should the text be?" in page


@pytest.mark.parametrize("posted", [{}, {"text_size": "huge", "language": "en"}])
def test_settings_that_do_not_exist_are_refused(wang: Client, posted: dict[str, str]) -> None:
    page = wang.post("/me/settings/", posted)
    assert page.status_code == 422
    assert "请选字大小和语言。" in page.content.decode()


def test_help_has_six_short_answers_for_everybody(clinic: Clinic, wang: Client) -> None:
    for client in (Client(), wang):
        assert client.get("/me/help/").content.decode().count('<section class="card">') == 6


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "这一页找不到"), ("en", "This page is")]
)
def test_a_page_that_is_not_there_is_said_in_words(wang: Client, language: str, said: str) -> None:
    wang.post("/language/", {"language": language, "next": "/me/"})
    page = wang.get("/me/nothing/here/")
    assert page.status_code == 404
    assert said in page.content.decode()
    assert 'href="/me/"' in page.content.decode()
    assert "028-0000 1234" in page.content.decode()


def test_a_form_from_elsewhere_is_refused_in_words(wang_xiuying: Someone) -> None:
    page = Client(enforce_csrf_checks=True).post("/signin/", {"phone": "13800006620"})
    assert page.status_code == 403
    assert "请重新打开这一页" in page.content.decode()


def test_our_own_fault_is_called_that(clinic: Clinic, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    page = Client(raise_request_exception=False).get("/fails/")
    assert page.status_code == 500
    assert "我们这边出了问题" in page.content.decode()
    assert "不是您的错。您填的都还在。" in page.content.decode()


def test_the_page_for_our_own_fault_asks_nothing_of_the_database(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        page = errors.broken(RequestFactory().get("/care/"))
    assert 'href="/staff/start/"' in page.content.decode()


def test_no_question_has_the_name_of_a_page(clinic: Clinic) -> None:
    """`/me/record/<uuid>/check/` is a page, so no form may have an item called check."""
    names = {str(each.pattern).split(">")[-1].strip("/") for each in patient_urls}
    for full in (True, False):
        assert not names & set(form(full=full).questionnaire.nodes)


def wire(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_the_first_visit_is_small(wang_xiuying: Someone) -> None:
    page = Client().get(link_path(wang_xiuying)).content
    text = page.decode()
    files = {part.split('"')[0] for part in text.split('="/static/ui/')[1:]}
    assert files == {"icon.svg", "patient.css", "js/patient.js"}
    total = wire(page) + sum(wire((STATIC / name).read_bytes()) for name in files)
    assert len(files) + 1 <= 4
    assert total <= 30 * KB


@pytest.mark.parametrize("link_id", ["rf-check", "sym-pain-rest", "sym-sleep"])
def test_the_next_question_is_small(wang: Client, link_id: str) -> None:
    page = wang.get(start(wang).replace("rf-check", link_id)).content
    assert wire(page) <= 5 * KB
