"""The talk about a report, and who sees why (clinical content 5.1, 5.3, 9.4; resolution 21)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.followup.actions import Receipt
from osteopro.followup.models import Call, OpenItem, Verification
from osteopro.followup.terms import CallOutcome, ItemKind
from osteopro.triage.validity import asking
from osteopro.triage.validity.checkset import load_checks
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, page, review_url

ALL = {
    "pain_rest": "2",
    "pain_move": "none",
    "event": "no",
    "level": "routine",
    "agrees": "yes",
    "note": "在扫地",
    "do": "keep",
}


@pytest.fixture
def jumped(wang_xiuying: builders.Someone, monday: datetime) -> Receipt:
    """A report whose pain jumped without an event (V3)."""
    builders.send(wang_xiuying, at=MONDAY - timedelta(days=8))
    return builders.send(wang_xiuying, sym_pain_rest="8")


@pytest.fixture
def drawn(
    wang_xiuying: builders.Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> Receipt:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    return builders.send(wang_xiuying)


def talk_url(receipt: Receipt) -> str:
    return f"{review_url(receipt)}talk/"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_words_are_those_of_the_script(drawn: Receipt, li: Client, language: str) -> None:
    script = load_checks().script
    text = page(li.get(talk_url(drawn)))
    assert script.opening["zh-CN"] in text
    for _name, words in script.questions:
        assert words["zh-CN"] in text
    assert script.opening["zh-CN"] == "我们会抽一部分报告再聊聊，好更懂您的情况。"


def test_what_the_report_says_is_not_on_the_page(jumped: Receipt, li: Client) -> None:
    text = page(li.get(talk_url(jumped)))
    for hint in ("3 → 8", "需要再问一问", "没有记录发生"):
        assert hint not in text


def test_what_was_heard_is_kept_and_shown_with_the_report(drawn: Receipt, li: Client) -> None:
    before = page(li.get(review_url(drawn)))
    assert "有报告要再聊聊" in before
    assert "需要再问一问" not in before
    answer = li.post(talk_url(drawn), {"key": str(uuid4()), **ALL})
    assert answer.status_code == 302
    kept = Verification.objects.get()
    assert (kept.pain_rest, kept.pain_move, kept.sampled) == (2, None, True)
    after = page(li.get(review_url(drawn)))
    assert "不动时痛 2，动时痛 没有说；平稳；报告与谈话：一致；在扫地" in after
    assert "打电话再聊聊" not in after


def test_what_is_missing_is_said_and_nothing_is_lost(drawn: Receipt, li: Client) -> None:
    answer = li.post(talk_url(drawn), {"key": str(uuid4()), "do": "keep", "note": "说了很多"})
    assert answer.status_code == 422
    text = page(answer)
    for words in ("请选一个数，或选“没有说”。", "请选有没有发生什么。", "请按听到的情况选级别。"):
        assert words in text
    assert "说了很多" in text
    assert not Verification.objects.exists()


@pytest.mark.parametrize("outcome", ["no-answer", "busy", "wrong-number", "hospital"])
def test_an_attempt_leaves_the_talk_to_do(drawn: Receipt, li: Client, outcome: str) -> None:
    li.post(talk_url(drawn), {"key": str(uuid4()), "do": outcome})
    assert Call.objects.get().outcome == CallOutcome(outcome)
    assert OpenItem.objects.get(kind=ItemKind.VERIFY).closed_at is None


@pytest.mark.parametrize("how", ["refused", "unreached"])
def test_giving_up_ends_the_task_and_nothing_else(drawn: Receipt, li: Client, how: str) -> None:
    record = OpenItem.objects.get(kind=ItemKind.RECORD)
    li.post(talk_url(drawn), {"key": str(uuid4()), "do": how})
    assert OpenItem.objects.get(kind=ItemKind.VERIFY).closed_at is not None
    record.refresh_from_db()
    assert record.closed_at is None


@pytest.mark.parametrize("then", ["busy", "refused", "keep"])
def test_a_page_that_was_sent_before_is_not_sent_again_as_something_else(
    drawn: Receipt, li: Client, then: str
) -> None:
    key = str(uuid4())
    assert li.post(talk_url(drawn), {"key": key, "do": "no-answer"}).status_code == 302
    answer = li.post(talk_url(drawn), {"key": key, **ALL, "do": then})
    assert answer.status_code == 409
    assert "在扫地" in page(answer)
    assert Call.objects.get().outcome == CallOutcome.NO_ANSWER
    assert OpenItem.objects.get(kind=ItemKind.VERIFY).closed_at is None


def test_the_list_of_calls_leads_to_the_talk(drawn: Receipt, li: Client) -> None:
    text = page(li.get("/care/calls/"))
    assert talk_url(drawn) in text
    assert "再聊聊报告" in text


def test_the_own_team_sees_why_in_calm_words(jumped: Receipt, li: Client) -> None:
    text = page(li.get(review_url(jumped)))
    assert "需要再问一问" in text
    assert "不动时的痛从 3 升到 8，没有记录发生了什么事" in text
    assert "症状 *" in text or "* 这些回答需要再问一问" in text
    for hard in ("V3", "可疑", "夸大"):
        assert hard not in text


def test_others_of_the_clinic_do_not(
    jumped: Receipt, clinic: builders.Clinic, sign_in: SignIn
) -> None:
    stranger = builders.staff(
        clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER
    )
    for who, sees in (
        (clinic.li, True),
        (clinic.wang, True),
        (clinic.lead, True),
        (stranger, False),
    ):
        answer = sign_in(who).get(review_url(jumped))
        assert answer.status_code in (200, 404)
        assert ("需要再问一问" in page(answer)) is sees, who.username


def test_a_flag_is_no_longer_shown_after_180_days(jumped: Receipt, li: Client) -> None:
    for days, sees in ((179, True), (180, False)):
        with clock.frozen(MONDAY + timedelta(days=days)):
            assert ("需要再问一问" in page(li.get(review_url(jumped)))) is sees
