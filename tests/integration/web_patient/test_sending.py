"""Reading over, sending exactly once, what comes after, correcting (ux W4, W5, O3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import Receipt
from osteopro.followup.models import OpenItem
from osteopro.patients.terms import ClinicalProfile, MedicineClass
from osteopro.records import actions as records_actions
from osteopro.records.models import Response
from osteopro.records.terms import ResponseStatus
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, fill, send, start, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def done(client: Client, record: str) -> str:
    response = client.get(f"/me/record/{record}/done/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_check_page_says_every_answer_in_words(wang: Client) -> None:
    record = fill(wang, sym_sleep=None, sym_mood="some")
    page = wang.get(f"/me/record/{record}/check/").content.decode()
    for question, answer in (("突然的情况", "都没有"), ("睡不好", "不想答"), ("心情差", "有一些")):
        assert f"<dt>{question}</dt>\n    <dd>{answer}</dd>" in page
    assert "<dt>想说的话</dt>\n    <dd>没写</dd>" in page
    assert "<dt>谁填的</dt>\n    <dd>我自己</dd>" in page
    assert "发送给李护士" in page
    assert "没答" not in page


def test_questions_nobody_passed_come_first(wang: Client) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["none"]})
    page = wang.get(url.replace("rf-check", "check")).content.decode()
    assert "有 14 题没答" in page
    assert "去答这题" in page
    assert "sym-pain-rest/?check=1" in page


def test_a_required_question_must_be_answered_before_sending(wang: Client) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["fall"]})
    check = url.replace("rf-check", "check")
    page = wang.post(check)
    assert page.status_code == 422
    assert "请先答这题：摔了几次" in page.content.decode()
    assert Response.objects.count() == 0


def test_sending_twice_is_sending_once(wang: Client) -> None:
    record = fill(wang)
    check = f"/me/record/{record}/check/"
    first, second = wang.post(check), wang.post(check)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Response.objects.count() == 1
    assert OpenItem.objects.count() == 1


def test_the_press_on_send_asks_the_database_seventeen_times(
    wang: Client, wang_xiuying: Someone
) -> None:
    """Session, account, draft and its answers, each once; the rest is the one transaction, in
    which a call about a due record is looked for only if somebody may have been asked to phone."""
    builders.send(wang_xiuying, at=clock.now() - timedelta(days=7))
    check = f"/me/record/{fill(wang)}/check/"
    with CaptureQueriesContext(connection) as captured:
        assert wang.post(check).status_code == 302
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [q["sql"] for q in captured if not q["sql"].startswith(marks)]
    assert len(statements) <= 17, "\n".join(statements)
    for table in ("django_session", "accounts_account", "records_draft", "records_draftanswer"):
        assert sum(f'FROM "{table}"' in sql for sql in statements) == 1, table


def test_an_answer_saved_on_another_device_while_sending_is_sent_too(
    wang: Client, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's own reading of the draft is handed on; when it is out of date it is read again."""
    record = fill(wang)
    send_form = followup_actions.send_form

    def late(**given: Any) -> Receipt:
        builders.save(wang_xiuying, UUID(record), {"sym-sleep": "very"})
        return send_form(**given)

    monkeypatch.setattr(followup_actions, "send_form", late)
    assert wang.post(f"/me/record/{record}/check/").status_code == 302
    assert Response.objects.get().values["sym-sleep"] == "very"


def test_two_tabs_and_two_devices_send_once(
    wang: Client, wang_xiuying: Someone, signed_in: SignIn
) -> None:
    record = fill(wang)
    tablet = signed_in(wang_xiuying)
    check = f"/me/record/{record}/check/"
    assert wang.get(check).status_code == tablet.get(check).status_code == 200
    # The newest answer holds, whichever device it came from.
    tablet.post(f"/me/record/{record}/sym-sleep/?check=1", {"sym-sleep": "very"})
    assert "很重" in wang.get(check).content.decode()
    wang.post(check)
    assert tablet.post(check).url == f"/me/record/{record}/done/"
    assert Response.objects.get().values["sym-sleep"] == "very"


def test_going_back_after_sending_says_that_it_arrived(wang: Client) -> None:
    record = send(wang)
    for page in ("check", "more", "sym-sleep"):
        found = wang.get(f"/me/record/{record}/{page}/")
        assert "这份记录已经送到了" in found.content.decode()


def test_the_same_record_with_other_answers_is_a_conflict(
    wang: Client, wang_xiuying: Someone
) -> None:
    record = fill(wang)
    other = builders.STEADY | {"sym-sleep": "very"}
    records_actions.store_response(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        submission=records_actions.Submission(
            uuid=UUID(record),
            canonical=builders.form(full=True).canonical,
            values=other,
            status=ResponseStatus.COMPLETED,
            authored=clock.now(),
            mode="phone",
            by_whom="staff-phone",
            language="zh-CN",
            occasion=UUID(int=1),
        ),
        present=None,
        supersedes=None,
    )
    page = wang.post(f"/me/record/{record}/check/")
    assert page.status_code == 409
    assert "先前送到的答案不一样。" in page.content.decode()


def test_the_done_page_names_who_answers_by_when(wang: Client) -> None:
    page = done(wang, send(wang))
    assert "送到了。谢谢您告诉我们。" in page
    assert "今天 上午10:00" in page
    assert "看起来比较平稳。" in page
    assert "李护士会看您的记录。" in page
    assert '<span class="nb">11月26日 星期四</span> <span class="nb">下午5:30</span>' in page
    assert "11月30日 星期一" in page
    assert "和上次比" not in page


def test_a_wish_brings_an_earlier_promise(wang: Client) -> None:
    page = done(wang, send(wang, fu_wish="advice"))
    assert '<span class="nb">11月24日 星期二</span>' in page


def test_out_of_hours_the_done_page_promises_nothing_before_opening(
    wang: Client, monday: datetime
) -> None:
    with clock.frozen(monday + timedelta(hours=12)):
        record = send(wang)
        page = done(wang, record)
    assert "现在是下班时间。上班后李护士会看。" in page
    assert "李护士会看您的记录。" not in page
    # Read again in the morning it still says what held when it came.
    with clock.frozen(monday + timedelta(hours=24)):
        assert "上班后李护士会看。" in done(wang, record)


def test_attention_says_what_to_do_when_it_gets_worse(wang: Client) -> None:
    page = done(wang, send(wang, sym_sleep="very", sym_fatigue="very"))
    assert "有些情况需要留意" in page
    assert "变重了，随时打028-0000 1234；急事打 120。" in page
    assert "请今天就去看医生" not in page


def test_urgent_says_first_to_see_a_doctor(wang: Client) -> None:
    page = done(wang, send(wang, sym_pain_rest="9", sym_pain_move="9"))
    assert "<h2>请今天就去看医生，最晚明天。</h2>" in page
    assert "李护士会在4小时内（上班时间）联系您。" in page
    assert "送到了。谢谢您告诉我们。" in page


def test_an_injection_that_is_late_says_so_alone(clinic: Clinic, signed_in: SignIn) -> None:
    late = clock.now().date() - timedelta(days=60)
    profile = ClinicalProfile(MedicineClass.DENOSUMAB, next_dose_due=late)
    client = signed_in(
        builders.patient(clinic, name="刘素芳", phone="+8613800000012", profile=profile)
    )
    page = done(client, send(client, med_taken="all"))
    assert "<h2>打针、复查别拖。现在就帮您约。</h2>" in page


def test_the_comparison_uses_the_two_numbers_on_the_page(wang: Client, monday: datetime) -> None:
    send(wang, sym_pain_rest="3", sym_sleep="very", sym_mood="little")
    with clock.frozen(monday + timedelta(days=7)):
        record = send(wang, sym_pain_rest="5", sym_sleep="some", sym_mood="some")
        page = done(wang, record)
    assert "上次是 11月23日" in page
    assert "<dt>不动时痛</dt><dd>3 变成 5，变差</dd>" in page
    assert "<dt>动的时候痛</dt><dd>5 和 5，一样</dd>" in page
    assert "<dt>睡不好</dt><dd>很重变成有一些，好转</dd>" in page
    assert "<dt>心情差</dt><dd>有一点变成有一些，差不多</dd>" in page
    assert "没力气" not in page


def test_own_answers_are_not_compared_with_a_family_members(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, by_whom=builders.ByWhom.PROXY, full=True)
    with clock.frozen(monday + timedelta(days=7)):
        assert "和上次比" not in done(wang, send(wang))


def test_a_correction_starts_from_what_was_sent_and_replaces_it(wang: Client) -> None:
    record = send(wang, sym_sleep="very")
    assert "记错了？更正" in done(wang, record)
    check = wang.post(f"/me/record/{record}/correct/").url
    page = wang.get(check).content.decode()
    assert "很重" in page
    assert "把更正发给李护士" in page
    assert wang.post("/me/record/start/").url == check
    wang.post(check.replace("check/", "sym-sleep/?check=1"), {"sym-sleep": "little"})
    new = wang.post(check).url
    assert wang.get(f"/me/record/{record}/done/").url == new
    old = Response.objects.get(uuid=record)
    assert old.superseded_by.status == "amended"
    assert old.superseded_by.values["sym-sleep"] == "little"
    assert OpenItem.objects.count() == 1


def test_after_a_day_a_correction_needs_a_call(wang: Client, monday: datetime) -> None:
    record = send(wang)
    with clock.frozen(monday + timedelta(hours=24)):
        assert "记错了？更正" not in done(wang, record)
        page = wang.post(f"/me/record/{record}/correct/")
    assert page.status_code == 409
    assert "请打电话更正" in page.content.decode()


def test_the_reference_is_on_the_page(wang: Client) -> None:
    page = done(wang, send(wang))
    reference = page.split("编号 ")[1][:4]
    assert len(reference) == 4
    assert reference.isalnum()


def test_an_unfinished_form_has_no_done_page(wang: Client) -> None:
    url = start(wang)
    assert wang.get(url.replace("rf-check", "done")).url == url


def test_english_pages_say_the_same(wang: Client) -> None:
    wang.post("/language/", {"language": "en", "next": "/me/"})
    page = done(wang, send(wang))
    assert "It has arrived. Thank you for telling us." in page
    assert "Things look steady." in page
    assert "Thursday 26 November" in page
    assert "5:30 pm" in page


@pytest.mark.django_db(transaction=True)
def test_pressing_at_the_same_moment_is_pressing_once(
    wang: Client, wang_xiuying: Someone, signed_in: SignIn
) -> None:
    more = walk(wang, start(wang))
    check = more.replace("more", "check")
    clients = [wang, signed_in(wang_xiuying)]

    def press(client: Client) -> int:
        try:
            return client.post(check).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, clients)) == [302, 302]
    assert Response.objects.count() == 1
