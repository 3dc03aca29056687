"""Reading replies and answering them (ux W6)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import OpenItem
from osteopro.followup.rules import Ending
from osteopro.followup.terms import ItemKind, Outcome
from osteopro.instruments.terms import Mode
from osteopro.messaging.models import Message, MessageReceipt
from osteopro.messaging.terms import Direction
from osteopro.records.terms import ByWhom
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, helpers_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
BODY = "先试两件事：\n1 侧睡，两腿间夹枕头。\n2. 起床先坐 1 分钟再站。\n药我这里不能改。"


@pytest.fixture
def answered(clinic: Clinic, wang_xiuying: Someone, monday: datetime) -> str:
    """The address of Nurse Li's reply to a record."""
    with clock.frozen(monday - timedelta(minutes=5)):
        receipt = builders.send(wang_xiuying)
        found = followup_actions.record_review(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=receipt.occasion,
            ending=Ending(Outcome.REPLIED, body=f"{BODY}\n{builders.advice_text('R01')}"),
            versions=[receipt.uuid],
            quote="王阿姨，您写了“夜里翻身痛”。",
            advice=[followup_actions.Chosen("R01")],
            approved=[*BODY.split("\n"), builders.advice_text("R01")],
        )
    return f"/me/messages/{found.message_id}/"


def test_a_reply_begins_with_her_own_words_and_numbers_its_points(
    wang: Client, answered: str
) -> None:
    page = wang.get(answered).content.decode()
    assert "<h1>李护士的回复</h1>" in page
    assert page.count("您写了") == 1
    assert "<b>王阿姨，您写了“夜里翻身痛”。</b>" in page
    assert "看了您 11月23日 的记录" in page
    assert "<li>侧睡，两腿间夹枕头。</li><li>起床先坐 1 分钟再站。</li>" in page
    assert "<p>药我这里不能改。</p>" in page
    assert "没看懂，请打电话给我" in page


def test_opening_is_noted_once_and_says_nothing(wang: Client, answered: str) -> None:
    for _ in range(2):
        wang.get(answered)
    assert MessageReceipt.objects.get().kind == "opened"
    assert '<span class="tag">新</span>' in wang.get("/me/messages/").content.decode()


def test_understood_is_kept_once(wang: Client, answered: str) -> None:
    for _ in range(2):
        assert wang.post(answered, {"answer": "understood"}).url == answered
    assert MessageReceipt.objects.exclude(kind="opened").get().kind == "understood"
    page = wang.get(answered).content.decode()
    assert "您说：看懂了。" in page
    assert '<span class="tag">新</span>' not in wang.get("/me/messages/").content.decode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [("not-understood", "您说：没看懂，请打电话。"), ("difficult", "您说：照做有困难。")],
)
def test_asking_for_help_comes_back_with_a_promise(
    wang: Client, answered: str, answer: str, said: str
) -> None:
    wang.post(answered, {"answer": answer})
    page = wang.get(answered).content.decode()
    assert said in page
    assert "李护士会在" in page
    assert "11月24日 星期二" in page
    assert "前联系您。" in page
    assert OpenItem.objects.filter(kind=ItemKind.MESSAGE, closed_at=None).count() == 1


@pytest.mark.parametrize("answer", ["", "read", "nonsense"])
def test_only_the_three_answers_are_taken(wang: Client, answered: str, answer: str) -> None:
    page = wang.post(answered, {"answer": answer})
    assert page.status_code == 422
    assert "请选一个回答。" in page.content.decode()
    assert MessageReceipt.objects.count() == 0


def test_writing_back_reaches_the_manager(wang: Client, answered: str) -> None:
    page = wang.get(f"{answered}?write=1").content.decode()
    assert "写给李护士" in page
    sent = wang.post(answered, {"words": "枕头有用，谢谢。"})
    written = Message.objects.latest("pk")
    assert sent.url == f"{answered}?wrote={written.pk}"
    assert "您写的话送到了。李护士会看。" in wang.get(sent.url).content.decode()
    mine = Message.objects.get(direction="from-patient")
    assert mine.body == "枕头有用，谢谢。"
    assert OpenItem.objects.filter(source=f"message:{mine.pk}").exists()
    thread = wang.get("/me/messages/").content.decode()
    assert "您写的" in thread
    assert "枕头有用" in wang.get(f"/me/messages/{mine.pk}/").content.decode()


def test_the_same_words_from_one_form_are_one_message(wang: Client, answered: str) -> None:
    page = wang.get(f"{answered}?write=1").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    for words in ("枕头有用。", "枕头有用。", "还有，腿也疼。", "还有，腿也疼。"):
        assert wang.post(answered, {"words": words, "key": key}).status_code == 302
    mine = Message.objects.filter(direction="from-patient").order_by("pk")
    assert [each.body for each in mine] == ["枕头有用。", "还有，腿也疼。"]


@pytest.mark.parametrize(
    ("words", "said"),
    [("  ", "请先写几个字，或者打电话给我们。"), ("长" * 610, "请少写 10 个字")],
)
def test_empty_or_too_long_words_are_not_sent(
    wang: Client, answered: str, words: str, said: str
) -> None:
    page = wang.post(answered, {"words": words})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert Message.objects.count() == 1


def test_replies_that_can_be_taken_back_and_those_of_others_are_not_there(
    clinic: Clinic, wang: Client, answered: str, signed_in: SignIn, monday: datetime
) -> None:
    other = signed_in(builders.patient(clinic, name="陈国民", phone="+8613800000011"))
    assert other.get(answered).status_code == 404
    assert other.post(answered, {"answer": "understood"}).status_code == 404
    with clock.frozen(monday - timedelta(minutes=5) + timedelta(seconds=10)):
        assert wang.get(answered).status_code == 404


def test_before_the_first_reply_the_page_says_what_will_be_here(
    wang: Client, wang_xiuying: Someone
) -> None:
    assert "记录的回复会在这里。现在还没有。" in wang.get("/me/messages/").content.decode()
    builders.send(wang_xiuying)
    page = wang.get("/me/messages/").content.decode()
    assert "李护士会在 11月26日 星期四 下午5:30 前回复。" in page


def write(client: Client, address: str, words: str) -> str:
    """Write back in a few words; returns the page that follows."""
    sent = client.post(address, {"words": words})
    assert sent.status_code == 302
    return str(client.get(sent.url).content.decode())


def test_who_writes_strong_words_is_told_at_once_what_to_do(wang: Client, answered: str) -> None:
    page = write(wang, answered, "昨天起胸口痛，还出汗")
    assert "<h2>请今天就去看医生，最晚明天。</h2>" in page
    assert "马上打 120" in page
    assert 'class="btn danger" href="tel:120"' in page
    assert "12356" not in page
    assert "请今天就去看医生" not in write(wang, answered, "药吃完了，谢谢您")
    assert "请今天就去看医生" not in wang.get(f"{answered}?wrote=999999").content.decode()


def test_words_of_self_harm_bring_the_helpline(wang: Client, answered: str) -> None:
    page = write(wang, answered, "活着没意思")
    assert "12356" in page
    assert "请今天就去看医生，最晚明天。" in page


def test_a_helper_never_sees_what_words_of_self_harm_raise(
    wang: Client, answered: str, wang_xiuying: Someone
) -> None:
    write(wang, answered, "不想活了")
    daughter = helpers_phone(builders.helper(wang_xiuying))
    hers = Message.objects.latest("pk").pk
    assert "12356" not in daughter.get(f"{answered}?wrote={hers}").content.decode()
    theirs = write(daughter, answered, "她说不想活了")
    assert "12356" not in theirs
    assert "请今天就去看医生" not in theirs
    both = write(daughter, answered, "她说不想活了，胸口痛")
    assert "请今天就去看医生，最晚明天。" in both
    assert "12356" not in both


def test_strong_words_in_a_note_show_the_same_after_sending(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, fu_note="不想活了")
    page = wang.get(f"/me/record/{receipt.uuid}/done/").content.decode()
    assert "请今天就去看医生，最晚明天。" in page
    assert "12356" in page


def test_a_helper_who_filled_it_in_does_not_see_the_helpline(
    wang_xiuying: Someone, monday: datetime
) -> None:
    helping = builders.helper(wang_xiuying)
    daughter = helpers_phone(helping)
    record = followup_actions.start_form(
        by=helping.actor,
        patient_id=wang_xiuying.patient_id,
        instrument=builders.form(),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.PROXY,
    )
    values = {**builders.STEADY, "by-whom": "proxy", "fu-note": "不想活了"}
    followup_actions.save_answers(
        by=helping.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record, values=values
    )
    followup_actions.send_form(
        by=helping.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
    )
    page = daughter.get(f"/me/record/{record}/done/").content.decode()
    assert "请今天就去看医生" in page
    assert "12356" not in page


def test_older_messages_are_a_page_away(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for n in range(1, 26):
        with clock.frozen(monday - timedelta(minutes=60 - n)):
            followup_actions.write_back(
                by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body=f"第{n:02}句"
            )
    first = wang.get("/me/messages/").content.decode()
    assert "第25句" in first
    assert "第06句" in first
    assert "第05句" not in first
    assert "回到最新" not in first
    href = first.split("看更早的")[0].rsplit('href="', 1)[1].split('"')[0]
    older = wang.get(href).content.decode()
    assert "第05句" in older
    assert "第01句" in older
    assert "第06句" not in older
    assert "看更早的" not in older
    assert "回到最新" in older
    assert "第25句" in wang.get("/me/messages/?before=x").content.decode()
    assert "第25句" in wang.get(f"/me/messages/?before={'9' * 40}").content.decode()
    beyond = wang.get("/me/messages/?before=1").content.decode()
    assert "这一页没有您能看的内容。" in beyond


def test_a_thread_of_years_costs_what_a_page_costs(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    def cost(query: str = "") -> int:
        wang.get("/me/messages/")
        with CaptureQueriesContext(connection) as captured:
            wang.get(f"/me/messages/{query}")
        return len(captured)

    def write(number: int) -> None:
        Message.objects.bulk_create(
            Message(
                patient_id=wang_xiuying.patient_id,
                direction=Direction.TO_PATIENT,
                author=clinic.li.account_id,
                at=monday - timedelta(days=n),
                visible_at=monday - timedelta(days=n),
                body="好",
            )
            for n in range(number)
        )

    write(2)
    few = cost()
    write(900)
    assert cost() == few
    middle = Message.objects.order_by("pk")[450].pk
    assert cost(f"?before={middle}") == few


def test_what_can_still_be_taken_back_is_on_no_page(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying))
    newest = Message.objects.get().pk
    assert f"/me/messages/{newest}/" not in wang.get("/me/messages/").content.decode()
    with clock.frozen(monday + timedelta(minutes=1)):
        page = wang.get(f"/me/messages/?before={newest + 1}").content.decode()
    assert f"/me/messages/{newest}/" in page
