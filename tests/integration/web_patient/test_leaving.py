"""The patient's page for leaving, and the only page that is left afterwards (ux 2.1, R32)."""

from datetime import timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions, jobs
from osteopro.followup.models import Leaving
from osteopro.messaging import channels
from osteopro.web.patient.views.arriving import SESSION_DEVICE
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.conftest import MONDAY

LEAVE = "/me/leave/"


@pytest.fixture
def strange(wang: Client) -> Client:
    """A session on somebody else's phone."""
    session = wang.session
    del session[SESSION_DEVICE]
    session.save()
    return wang


def state(someone: Someone) -> State | None:
    return enrolment_queries.state(someone.patient_id)


def test_one_press_and_it_holds(wang: Client, wang_xiuying: Someone) -> None:
    page = wang.get(LEAVE).content.decode()
    assert "15 年" in page
    assert "现在退出" in page
    gone = wang.post(LEAVE, {"do": "leave", "reason": "burden"}, follow=True)
    assert state(wang_xiuying) is State.LEFT
    assert "您已经退出了" in gone.content.decode()
    assert Leaving.objects.get().reasons == ["burden"]


def test_no_reason_is_needed_and_nobody_is_asked_twice(wang: Client, wang_xiuying: Someone) -> None:
    wang.post(LEAVE, {"do": "leave"})
    assert state(wang_xiuying) is State.LEFT
    assert Leaving.objects.get().reasons == []


def test_a_reason_that_is_none_is_a_mistake(wang: Client, wang_xiuying: Someone) -> None:
    assert wang.post(LEAVE, {"do": "leave", "reason": "exclusion"}).status_code == 422
    assert state(wang_xiuying) is State.ACTIVE


def test_an_unknown_phone_needs_a_code(
    strange: Client, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    class Operator:
        def send(self, to: str, text: str, key: str) -> str:
            texts.append(text)
            return key

    monkeypatch.setattr(channels, "gateway", Operator)
    asked = strange.post(LEAVE, {"do": "leave", "reason": "cost"})
    assert (asked.status_code, asked.headers["Location"]) == (302, "/me/leave/code/")
    assert state(wang_xiuying) is State.ACTIVE
    jobs.send_messages()
    code = next(text for text in texts if "验证码" in text).split("验证码 ")[1][:6]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert strange.post("/me/leave/code/", {"code": wrong}).status_code == 422
    assert strange.post("/me/leave/code/", {"code": "12"}).status_code == 422
    assert state(wang_xiuying) is State.ACTIVE
    strange.post("/me/leave/code/", {"code": code})
    assert state(wang_xiuying) is State.LEFT
    assert Leaving.objects.get().reasons == ["cost"]


def test_the_code_works_where_no_new_one_could_be_sent(
    strange: Client, wang_xiuying: Someone
) -> None:
    strange.post(LEAVE, {"do": "leave"})
    again = strange.post(LEAVE, {"do": "leave"}).content.decode()
    assert again.count('action="/me/leave/code/"') == 2


def test_nobody_gets_to_the_code_without_wanting_to_leave(wang: Client) -> None:
    assert wang.get("/me/leave/code/").headers["Location"] == LEAVE


@pytest.mark.parametrize(
    "where",
    ["/me/", "/me/record/start/", "/me/messages/", "/me/trend/", "/me/rhythm/", "/me/data/"],
)
def test_nothing_else_is_open_to_who_left(wang: Client, wang_xiuying: Someone, where: str) -> None:
    wang.post(LEAVE, {"do": "leave"})
    assert wang.get(where).headers["Location"] == LEAVE
    assert wang.post(where, {"do": "pause"}).headers["Location"] == LEAVE


def test_the_questions_then_thanks(wang: Client, wang_xiuying: Someone) -> None:
    wang.post(LEAVE, {"do": "leave"})
    first = wang.post(LEAVE, {"do": "tell"})
    assert "/exit-easy/" in first.headers["Location"]
    page = wang.get(first.headers["Location"])
    assert page.status_code == 200
    where = first.headers["Location"]
    seen = 0
    while "/me/record/" in where and "/check/" not in where:
        answer = {"skip": "1"} if "/more/" not in where else {}
        where = wang.post(where, answer).headers["Location"]
        seen += 1
    assert seen <= 9, "eight questions and free words"
    sent = wang.post(where, follow=True)
    assert sent.redirect_chain[-1][0] == LEAVE
    assert "谢谢您告诉我们" in sent.content.decode()
    assert "说说感受" not in sent.content.decode()


def test_taking_it_back(wang: Client, wang_xiuying: Someone) -> None:
    wang.post(LEAVE, {"do": "leave"})
    with clock.frozen(MONDAY + timedelta(days=3)):
        assert wang.post(LEAVE, {"do": "back"}).headers["Location"] == "/me/"
        assert wang.get("/me/").status_code == 200
    assert state(wang_xiuying) is State.ACTIVE


def test_after_seven_days_the_phone_is_what_is_left(wang: Client, wang_xiuying: Someone) -> None:
    wang.post(LEAVE, {"do": "leave"})
    with clock.frozen(MONDAY + timedelta(days=8)):
        page = wang.get(LEAVE).content.decode()
        assert "请给我们打电话" in page
        assert "改主意了" not in page
        wang.post(LEAVE, {"do": "back"})
    assert state(wang_xiuying) is State.LEFT


def test_who_fell_silent_goes_on_with_one_press(wang: Client, wang_xiuying: Someone) -> None:
    for day in (42, 56):
        with clock.frozen(MONDAY + timedelta(days=day)):
            jobs.see_to_silence()
    with clock.frozen(MONDAY + timedelta(days=100)):
        page = wang.get("/me/", follow=True)
        assert "好久没有您的消息了" in page.content.decode()
        wang.post(LEAVE, {"do": "back"})
    assert state(wang_xiuying) is State.ACTIVE


def test_a_session_of_somebody_who_died_ends(
    wang: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    gone = Wanted(State.DIED, DecidedBy.FAMILY, died_on=clock.now().date())
    actions.leave(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, wanted=gone)
    assert wang.get("/me/").headers["Location"] == "/signin/"
    assert wang.get("/me/").headers["Location"].startswith("/signin/?next=")


def test_a_form_that_was_open_is_closed(wang: Client, wang_xiuying: Someone) -> None:
    record = builders.begin(wang_xiuying)
    wang.post(LEAVE, {"do": "leave"})
    page = wang.get(f"/me/record/{record}/rf-check/")
    assert 'name="rf-check"' not in page.content.decode()
