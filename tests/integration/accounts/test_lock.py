"""After 15 minutes without work the password is asked again, and nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.accounts.rules import SESSION_SEEN
from tests.builders import PASSWORD, Clinic
from tests.integration.accounts.conftest import audit_kinds
from tests.integration.conftest import MONDAY

pytestmark = pytest.mark.usefixtures("monday")


@contextmanager
def after(minutes: float) -> Iterator[None]:
    """Everything inside happens this much later."""
    with clock.frozen(MONDAY + timedelta(minutes=minutes)):
        yield


def test_at_work_nothing_is_locked(nurse: Client) -> None:
    for minutes in (10, 20, 30, 44):
        with after(minutes):
            assert nurse.get("/care/").status_code == 200


def test_after_a_quarter_of_an_hour_the_page_asks_for_the_password(nurse: Client) -> None:
    with after(15.1):
        answer = nurse.get("/care/?page=2")
        assert answer["Location"] == "/staff/unlock/?next=%2Fcare%2F%3Fpage%3D2"
        page = nurse.get(answer["Location"]).content.decode()
        assert "已锁住" in page
        assert 'name="next" value="/care/?page=2"' in page


def test_the_password_unlocks_and_leads_back(nurse: Client) -> None:
    with after(16):
        wrong = nurse.post("/staff/unlock/", {"password": "wrong", "next": "/care/?page=2"})
        assert wrong.status_code == 422
        assert nurse.get("/care/").status_code == 302
        right = nurse.post("/staff/unlock/", {"password": PASSWORD, "next": "/care/?page=2"})
        assert right["Location"] == "/care/?page=2"
        assert nurse.get("/care/").status_code == 200
    assert "staff.unlocked" in audit_kinds()


def test_what_was_sent_while_locked_is_kept_and_not_carried_out(nurse: Client) -> None:
    with after(16):
        sent = {"reply": '您好，"热敷"<b>', "advice": ["A1", "A2"], "oldpassword": "secret"}
        answer = nurse.post("/care/?page=2", sent)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'action="/care/?page=2"' in page
        assert 'value="您好，&#34;热敷&#34;&lt;b&gt;"' in page
        assert page.count('name="advice"') == 2
        assert "secret" not in page
        assert "/staff/unlock/?next=%2Fstaff%2Funlock%2Fdone%2F" in page
        done = nurse.post("/staff/unlock/", {"password": PASSWORD, "next": "/staff/unlock/done/"})
        assert nurse.get(done["Location"]).status_code == 200
        assert "热敷" in nurse.post("/care/?page=2", sent).content.decode()


def test_a_script_is_told_that_the_session_is_locked(nurse: Client) -> None:
    with after(16):
        for answer in (
            nurse.post("/care/", headers={"X-Requested-With": "fetch"}),
            nurse.get("/care/", headers={"X-Requested-With": "fetch"}),
        ):
            assert answer.status_code == 423
            assert "已锁住" in answer.content.decode()


def test_a_page_that_refreshes_itself_does_not_keep_the_session_open(nurse: Client) -> None:
    for minutes in (5, 10, 14):
        with after(minutes):
            page = nurse.get("/care/", headers={"X-Requested-With": "fetch"})
            assert page.status_code == 200
    with after(15.1):
        assert nurse.get("/care/").status_code == 302


def test_a_draft_saved_by_script_keeps_the_session_open(nurse: Client) -> None:
    with after(10):
        nurse.post("/care/", headers={"X-Requested-With": "fetch"})
    with after(20):
        assert nurse.get("/care/").status_code == 200


def test_public_pages_and_sign_out_are_never_locked(nurse: Client) -> None:
    with after(16):
        assert nurse.get("/me/urgent/").content == b"call 120"
        assert nurse.post("/staff/signout/")["Location"] == "/staff/signin/"


def test_a_public_page_does_not_unlock(nurse: Client) -> None:
    with after(16):
        nurse.get("/me/urgent/")
        assert nurse.get("/care/").status_code == 302


def test_activity_is_written_at_most_once_a_minute(nurse: Client) -> None:
    first = nurse.session[SESSION_SEEN]
    with after(0.5):
        nurse.get("/care/")
    assert nurse.session[SESSION_SEEN] == first
    with after(1.1):
        nurse.get("/care/")
    assert nurse.session[SESSION_SEEN] > first


@pytest.mark.usefixtures("demo")
def test_another_persons_password_does_not_unlock(nurse: Client, clinic: Clinic) -> None:
    with after(16):
        answer = nurse.post("/staff/unlock/", {"login": clinic.wang.username, "password": "other"})
        assert answer.status_code == 422


def test_the_lock_speaks_english_too(nurse: Client) -> None:
    nurse.cookies["lang"] = "en"
    with after(16):
        assert "Nothing was done for 15 minutes" in nurse.get("/staff/unlock/").content.decode()
        assert "What you typed is kept here" in nurse.post("/care/", {}).content.decode()
