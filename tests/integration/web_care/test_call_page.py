"""A record taken on the phone, as the pages do it without scripts."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.accounts import actions as accounts_actions
from osteopro.appointments import jobs as appointments_jobs
from osteopro.followup import actions
from osteopro.followup.models import Call, LiveCall, OpenItem, Review
from osteopro.followup.terms import MoveReason
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import Channel, ContactPlan
from osteopro.records.models import DraftAnswer, Response
from osteopro.triage.terms import Level
from tests import builders
from tests.integration.appointments.conftest import ask, enter, offer
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, page

WEEK = timedelta(days=7)


@pytest.fixture
def zhou(clinic: builders.Clinic) -> builders.Someone:
    """Somebody who reports by phone; the short form is due today."""
    with clock.frozen(MONDAY - WEEK):
        someone = builders.patient(
            clinic,
            name="周德明",
            phone="+8613800006630",
            address_as="周大爷",
            channel=Channel.PHONE,
        )
        receipt = builders.send(someone, full=True)
        builders.reply(clinic, someone, receipt)
    return someone


def url(someone: builders.Someone) -> str:
    return f"/care/patients/{someone.patient_id}/call/"


def post(client: Client, someone: builders.Someone, do: str, **fields: Any) -> Any:
    return client.post(url(someone), {"do": do, **fields}, follow=True)


def begin(client: Client, someone: builders.Someone, **fields: Any) -> Any:
    return post(client, someone, "begin", birth="1", key=str(uuid4()), **fields)


def asked(response: Any) -> str:
    """The linkId of the question on the page, "" on another page."""
    found = re.search(r'name="item" value="([^"]+)"', page(response))
    return found[1] if found else ""


def press(client: Client, someone: builders.Someone, number: str, do: str = "answer") -> Any:
    """Type a number and Enter at the question that stands there."""
    item = asked(client.get(url(someone)))
    return post(client, someone, do, item=item, number=number)


def rest_of_the_sitting(client: Client, someone: builders.Someone) -> str:
    """Pass over the forms that ride on the record; the page that ends the call."""
    while True:
        shown = client.get(url(someone))
        if asked(shown):
            press(client, someone, "", do="skip")
        elif 'value="send"' in page(shown):
            post(client, someone, "send")
        else:
            return page(shown)


def stored_draft(someone: builders.Someone) -> Mapping[str, Any]:
    rows = DraftAnswer.objects.filter(draft__patient_id=someone.patient_id, draft__mode="phone")
    return dict(rows.values_list("link_id", "value"))


def test_a_whole_record_with_numbers_and_enter(li: Client, zhou: builders.Someone) -> None:
    opening = page(li.get(url(zhou)))
    assert "您好，我是锦江骨科门诊骨质疏松随访的李护士。请问是周大爷吗？" in opening
    assert "现在方便吗？大概 5 分钟，我照着念，您选一个就行，没有对错。急事请打 120。" in opening
    assert "1955" in opening
    first = begin(li, zhou)
    assert asked(first) == "rf-check"
    assert "从上次填写到现在，有没有下面的情况？”" in page(first)
    assert "第一次念这组答案，9 个都念完。" in page(first)
    second = press(li, zhou, "0")
    assert asked(second) == "sym-pain-rest"
    assert "0 是一点不痛，10 是想得到的最痛。" in page(second)
    press(li, zhou, "10")
    press(li, zhou, "5 到 6")
    for number in ("3", "2", "2"):
        press(li, zhou, number)
    private = press(li, zhou, "2")
    assert "说话方便吗？" in page(private)
    post(li, zhou, "alone")
    press(li, zhou, "2")
    while asked(li.get(url(zhou))):
        press(li, zhou, "1")
    back = page(li.get(url(zhou)))
    assert "题都问完了" in back
    post(li, zhou, "send", words="米太重，搬不动")
    closing = rest_of_the_sitting(li, zhou)
    assert "都记下了。" in closing
    assert "下次11月30日 星期一给您打。" in closing
    assert "您还有什么想说的？" in closing
    done = page(post(li, zhou, "end", note="听力差，念慢点", deviation="other-words"))
    assert "通话已记下" in done or "电话" in done
    stored = Response.objects.filter(kind="record").latest("pk")
    assert (stored.mode, stored.by_whom, stored.status) == ("phone", "staff-phone", "completed")
    assert stored.values["sym-pain-rest"] == "10"
    assert stored.values["sym-pain-move"] == "6"
    assert stored.values["fu-note"] == "米太重，搬不动"
    call = Call.objects.latest("pk")
    assert (call.ranges, call.deviations) == (["sym-pain-move"], ["other-words"])
    assert "听力差，念慢点" in page(li.get(url(zhou)))


def test_the_forms_of_a_sitting_follow_in_the_same_call(
    li: Client, clinic: builders.Clinic
) -> None:
    """The first time: the long form, then how life is; what was asked already is not again."""
    newcomer = builders.patient(clinic, name="周德明", channel=Channel.PHONE)
    begin(li, newcomer)
    forms = set()
    for _ in range(60):
        shown = li.get(url(newcomer))
        live = LiveCall.objects.get()
        forms.add(live.draft)
        if item := asked(shown):
            post(
                li,
                newcomer,
                "skip" if item != "rf-check" else "answer",
                item=item,
                number="0" if item == "rf-check" else "",
            )
        elif 'value="alone"' in page(shown):
            post(li, newcomer, "alone")
        elif 'value="send"' in page(shown):
            post(li, newcomer, "send")
        else:
            break
    closing = page(li.get(url(newcomer)))
    assert "都记下了。" in closing
    stored = Response.objects.filter(patient_id=newcomer.patient_id)
    assert len(forms) == stored.count() > 1
    assert stored.values("occasion").distinct().count() == 1
    assert set(stored.values_list("mode", flat=True)) == {"phone"}


def test_a_call_that_ended_between_two_forms_goes_on_with_the_rest(
    li: Client, clinic: builders.Clinic, sign_in: SignIn
) -> None:
    newcomer = builders.patient(clinic, name="周德明", channel=Channel.PHONE)
    begin(li, newcomer)
    for _ in range(60):
        if Response.objects.exists():
            break
        shown = li.get(url(newcomer))
        if item := asked(shown):
            post(li, newcomer, "skip", item=item)
        else:
            post(li, newcomer, "alone" if 'value="alone"' in page(shown) else "send")
    record = Response.objects.get()
    post(li, newcomer, "end", key=str(LiveCall.objects.get().key))
    assert not LiveCall.objects.exists()
    now = clock.now()
    with clock.frozen(now + timedelta(days=7)):
        later = page(sign_in(clinic.li).get(url(newcomer)))
        assert 'value="begin"' in later
        assert 'value="rest"' not in later
    with clock.frozen(now + timedelta(days=1)):
        li = sign_in(clinic.li)
        assert "剩下的 14 题" in page(li.get(url(newcomer)))
        post(li, newcomer, "rest", birth="1", key=str(uuid4()))
        live = LiveCall.objects.get()
        assert live.occasion == record.occasion
        assert asked(li.get(url(newcomer))).startswith("qol-")
        post(li, newcomer, "end", key=str(live.key))
        begin(li, newcomer)
        assert LiveCall.objects.get().occasion != record.occasion


def test_without_the_birth_year_nothing_begins(li: Client, zhou: builders.Someone) -> None:
    refused = li.post(url(zhou), {"do": "begin", "key": str(uuid4())})
    assert refused.status_code == 422
    assert "先核对出生年，对上了再打勾。" in page(refused)
    assert not LiveCall.objects.exists()


def test_earlier_answers_are_not_on_the_page(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    shown = page(li.get(url(zhou)))
    assert "上次的回答先不显示，免得影响您。" in shown
    assert "<svg" not in shown.split("<main")[1].replace('<svg class="icon', "")
    assert "checked" not in shown.split("keyed-answers")[1].split("</fieldset>")[0]


def test_a_question_without_keys_asks_for_what_was_said(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    for number in ("2", "1"):
        press(li, zhou, number)
    assert "fall-count" in stored_draft(zhou)
    refused = press(li, zhou, "")
    assert refused.status_code == 422
    assert "请写下患者说的，或按“说不清”。" in page(refused)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "请按答案的号码。"),
        ("9", "没有这个号码的答案。"),
        ("01", "“都没有”不能和别的一起选"),
        ("x", "没有这个号码的答案。"),
    ],
)
def test_a_number_that_is_no_answer(
    li: Client, zhou: builders.Someone, number: str, sentence: str
) -> None:
    begin(li, zhou)
    refused = press(li, zhou, number)
    assert refused.status_code == 422
    assert sentence in page(refused)
    assert f'value="{number}"' in page(refused)
    assert "rf-check" not in stored_draft(zhou)


def test_number_and_mark_that_differ_are_asked_again(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    refused = post(li, zhou, "answer", item="sym-pain-rest", number="3", answer="8")
    assert refused.status_code == 422
    assert "不一样，哪个对？" in page(refused)


def test_refusals_and_not_knowing_are_kept_apart(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "", do="skip")
    press(li, zhou, "", do="dont-know")
    found = stored_draft(zhou)
    assert found["rf-check"] == {"absent": "skipped"}
    assert found["sym-pain-rest"] == {"absent": "dont-know"}


@pytest.mark.parametrize(
    ("typed", "days"), [("0", 0), ("1", 1), ("12", 12), ("11-20", 3), ("2026-11-01", 22)]
)
def test_a_day_as_days_ago_or_as_a_date(
    li: Client, zhou: builders.Someone, typed: str, days: int
) -> None:
    begin(li, zhou)
    press(li, zhou, "2")
    press(li, zhou, "1")
    press(li, zhou, typed)
    expected = (MONDAY.date() - timedelta(days=days)).isoformat()
    assert stored_draft(zhou)["fall-date"] == expected


@pytest.mark.parametrize("typed", ["13-40", "gestern", "2027-01-01"])
def test_a_day_that_cannot_be(li: Client, zhou: builders.Someone, typed: str) -> None:
    begin(li, zhou)
    press(li, zhou, "2")
    press(li, zhou, "1")
    assert press(li, zhou, typed).status_code == 422


def test_others_listening_leaves_the_personal_questions_out(
    li: Client, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    for number in ("0", "3", "5", "3", "2", "2", "2"):
        press(li, zhou, number)
    after = post(li, zhou, "not-alone")
    assert asked(after) == "qol-gh1"
    assert stored_draft(zhou)["sym-mood"] == {"absent": "skipped"}


def test_going_back_changes_one_answer_and_returns(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    press(li, zhou, "3")
    again = li.get(url(zhou) + "?item=sym-pain-rest")
    assert asked(again) == "sym-pain-rest"
    assert 'value="3" id="f-answer-4" checked' in page(again)
    li.post(
        url(zhou) + "?item=sym-pain-rest", {"do": "answer", "item": "sym-pain-rest", "number": "4"}
    )
    assert stored_draft(zhou)["sym-pain-rest"] == "4"
    assert asked(li.get(url(zhou))) == "sym-pain-move"


def test_an_answer_to_a_question_that_was_passed_elsewhere_is_not_taken(
    li: Client, zhou: builders.Someone
) -> None:
    """Two windows: the page that stands behind shows the question that is next."""
    begin(li, zhou)
    press(li, zhou, "0")
    behind = post(li, zhou, "answer", item="rf-check", number="1")
    assert asked(behind) == "sym-pain-rest"
    assert stored_draft(zhou)["rf-check"] == ["none"]


def test_an_emergency_comes_before_the_next_question(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    urgent = press(li, zhou, "5")
    shown = page(urgent)
    assert "别挂电话。现在照着念：" in shown
    assert "请马上就医。现在就打 120" in shown
    assert "会打电话给您" not in shown, "who will phone is on the line"
    assert OpenItem.objects.get(closed_at=None, kind="record").level == Level.EMERGENCY.rank
    assert Response.objects.latest("pk").mode == "phone"
    bad = post(li, zhou, "end", urgent="1", emergency="ambulance", note="")
    assert bad.status_code == 422
    assert "请写下说了什么、做了什么。" in page(bad)
    post(li, zhou, "end", urgent="1", emergency="ambulance", note="120 已经到了")
    assert Review.objects.latest("pk").emergency_outcome == "ambulance"
    assert not LiveCall.objects.exists()


def test_after_an_emergency_the_questions_can_go_on(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "5")
    on = li.get(url(zhou))
    assert asked(on) == "sym-pain-rest"
    assert "急症：按流程处理" in page(on)
    again = press(li, zhou, "3")
    assert asked(again) == "sym-pain-move", "shown once, not after each answer"


def test_ending_without_an_outcome_keeps_the_emergency_waiting(
    li: Client, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    press(li, zhou, "5")
    post(li, zhou, "end", urgent="1", emergency="", note="女儿开车去了")
    assert OpenItem.objects.get(closed_at=None, kind="record").level == Level.EMERGENCY.rank
    assert Call.objects.latest("pk").outcome == "reached"


def test_a_danger_the_caller_hears(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    empty = post(li, zhou, "danger", heard=" ")
    assert empty.status_code == 422
    post(li, zhou, "danger", heard="说话喘得厉害")
    assert OpenItem.objects.get(closed_at=None, kind="record").level == Level.EMERGENCY.rank


def test_a_danger_takes_nothing_away_from_what_was_said_before(
    li: Client, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    post(li, zhou, "answer", item="rf-check", number="0", words="夜里疼得睡不着")
    post(li, zhou, "danger", heard="说话喘得厉害")
    post(li, zhou, "danger", heard="嘴唇发紫")
    note = Response.objects.filter(mode="phone").latest("pk").values["fu-note"]
    assert note == "夜里疼得睡不着\n说话喘得厉害\n嘴唇发紫"


def test_own_words_are_no_longer_than_the_form_takes(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    long = post(li, zhou, "answer", item="rf-check", number="0", words="疼" * 501)
    assert long.status_code == 422
    assert "疼" * 501 in page(long), "nothing typed is lost"
    assert post(li, zhou, "danger", heard="喘" * 501).status_code == 422
    post(li, zhou, "answer", item="rf-check", number="0", words="疼" * 500)
    post(li, zhou, "danger", heard="说话喘得厉害")
    note = Response.objects.filter(mode="phone").latest("pk").values["fu-note"]
    assert (len(note), note[-6:]) == (500, "说话喘得厉害")


def test_cut_off_and_gone_on_with_at_the_same_question(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    listed = page(post(li, zhou, "cut-off"))
    assert "上次问到一半断了" in listed
    assert "中断了。答过的都在" in listed
    assert "接着上次中断的地方问" in page(li.get(url(zhou)))
    assert asked(begin(li, zhou)) == "sym-pain-rest"


def test_another_time_is_the_best_next_time(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    past = post(li, zhou, "postponed", call_back="2026-11-23T09:00")
    assert past.status_code == 422
    assert "这个时间已经过了。" in page(past)
    listed = page(post(li, zhou, "postponed", call_back="2026-11-23T15:30"))
    assert "15:30" in listed


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("no-answer", "没接"),
        ("busy", "占线"),
        ("wrong-number", "先找到对的号码"),
        ("refused", "这次不再打"),
        ("hospital", "问家人，可以先暂停"),
    ],
)
def test_attempts_that_nobody_answered(
    li: Client, zhou: builders.Someone, outcome: str, words: str
) -> None:
    listed = page(post(li, zhou, outcome, key=str(uuid4())))
    assert "这次没通，已记下。" in listed
    assert words in listed
    assert Call.objects.latest("pk").outcome == outcome


def test_an_attempt_sent_twice_is_one(li: Client, zhou: builders.Someone) -> None:
    key = str(uuid4())
    post(li, zhou, "no-answer", key=key)
    post(li, zhou, "no-answer", key=key)
    assert Call.objects.filter(outcome="no-answer").count() == 1


def test_a_colleague_is_named_and_can_be_taken_over(
    li: Client, clinic: builders.Clinic, sign_in: SignIn, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    wang = sign_in(clinic.wang)
    shown = page(wang.get(url(zhou)))
    assert "李护士从 10:00 起正在和这位患者通话" in shown
    assert asked(begin(wang, zhou, **{"take-over": "1"})) == "sym-pain-rest"
    late = press_late(li, zhou)
    assert "这通电话已经结束，或同事接手了。" in page(late)
    assert stored_draft(zhou).get("sym-pain-rest") is None


def press_late(client: Client, someone: builders.Someone) -> Any:
    return post(client, someone, "answer", item="sym-pain-rest", number="3")


def test_two_who_begin_at_once(
    li: Client, clinic: builders.Clinic, sign_in: SignIn, zhou: builders.Someone
) -> None:
    wang = sign_in(clinic.wang)
    wang.get(url(zhou))
    begin(li, zhou)
    met = wang.post(url(zhou), {"do": "begin", "birth": "1", "key": str(uuid4())})
    assert met.status_code == 409
    assert "李护士从 10:00 起正在和这位患者通话" in page(met)


def test_a_family_that_answers_is_a_proxy(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou, who="proxy")
    assert stored_draft(zhou)["by-whom"] == "proxy"
    for number in ("0", "3", "5", "3", "2", "2", "2"):
        press(li, zhou, number)
    post(li, zhou, "alone")
    press(li, zhou, "5")
    assert asked(li.get(url(zhou))) != "rf-selfharm", "never asked of a proxy (resolution 19)"


def test_the_script_is_in_the_patients_language(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    accounts_actions.set_preference(by=clinic.li.actor, account_id=zhou.account_id, language="en")
    assert "Hello, this is Nurse Li from the osteoporosis follow-up" in page(li.get(url(zhou)))
    first = page(begin(li, zhou, language="en"))
    assert "Since your last report, has any of this happened?" in first
    assert "照着念，一个字不改" in first, "the caller's own words stay in the caller's language"


def test_the_day_before_a_visit_the_call_says_so_and_ends_when_it_was_told(
    clinic: builders.Clinic, sign_in: SignIn
) -> None:
    with clock.frozen(MONDAY):
        chen = builders.patient(
            clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE
        )
        booked = offer(clinic, chen, enter(clinic, 4)[0], ask(chen), agreed=True)
    with clock.frozen(MONDAY + timedelta(days=2, hours=1)):
        appointments_jobs.phone_before_visits()
        li = sign_in(clinic.li)
        assert "提醒看诊" in page(li.get("/care/calls/"))
        talk = page(post(li, chen, "talk", birth="1", key=str(uuid4())))
        assert "您约好了11月26日 星期四 上午9:00到锦江骨科门诊。您来吗？" in talk
        assert f"/care/appointments/{booked}/" in talk
        post(li, chen, "end", told="1")
        assert "提醒看诊" not in page(li.get("/care/calls/"))
        assert appointments_jobs.phone_before_visits() == 0


def test_a_new_manager_is_told_in_the_next_call_in_the_patients_language_and_once(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    accounts_actions.set_preference(by=clinic.li.actor, account_id=zhou.account_id, language="en")
    actions.hand_over(
        by=clinic.lead.actor,
        key=uuid4(),
        patient_ids=[zhou.patient_id],
        wanted=actions.Wanted(
            clock.now().date(),
            MoveReason.WISH,
            clinic.wang.account_id,
            clinic.li.account_id,
        ),
        today=clock.now().date(),
    )
    talk = page(post(li, zhou, "talk", birth="1", key=str(uuid4())))
    assert "From 23 November Nurse Wang looks after your follow-up." in talk
    post(li, zhou, "end")
    assert OpenItem.objects.filter(closed_at=None, source__startswith="new-manager:").exists()
    post(li, zhou, "talk", birth="1", key=str(uuid4()))
    post(li, zhou, "end", told="1")
    assert not OpenItem.objects.filter(closed_at=None, kind="tell").exists()
    assert "looks after" not in page(post(li, zhou, "talk", birth="1", key=str(uuid4())))


def test_a_reply_that_waits_is_read_out_and_ends(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    assert OpenItem.objects.get(closed_at=None).kind == "tell"
    talk = page(post(li, zhou, "talk", birth="1", key=str(uuid4())))
    assert "收到了，您慢慢来。" in talk
    post(li, zhou, "end", told="1")
    assert not OpenItem.objects.filter(closed_at=None).exists()
    assert not Response.objects.filter(mode="phone").exists()
    assert Call.objects.latest("pk").kind == "talk"


def test_what_was_phoned_ends_with_an_emergency_too(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    press(li, zhou, "5")
    long = post(li, zhou, "end", urgent="1", emergency="ambulance", note="急" * 601, told="1")
    assert long.status_code == 422
    assert LiveCall.objects.exists()
    post(li, zhou, "end", urgent="1", emergency="ambulance", note="120 已经到了", told="1")
    assert not OpenItem.objects.filter(closed_at=None, kind="tell").exists()
    assert not LiveCall.objects.exists()


def test_who_calls_back_is_found_by_number(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    builders.patient(clinic, name="刘素芳", phone="+8613800006630", address_as="刘姐")
    both = page(li.post("/care/calls/", {"number": "138 0000 6630"}))
    assert "有 2 位患者用这个号码" in both
    assert "夫妻可能共用一部手机" in both
    assert f"/care/patients/{zhou.patient_id}/call/?in=1" in both
    inbound = page(li.get(url(zhou) + "?in=1"))
    assert "患者打来的。" in inbound
    assert 'value="no-answer"' not in inbound
    begin(li, zhou, inbound="1")
    assert LiveCall.objects.get().inbound
    few = li.post("/care/calls/", {"number": "66"})
    assert few.status_code == 422


def test_how_to_speak_stands_on_top(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    patients_actions.set_contact_plan(
        by=clinic.li.actor,
        patient_id=zhou.patient_id,
        plan=ContactPlan(dialect="四川话", hard_of_hearing=True),
    )
    shown = page(li.get(url(zhou)))
    assert "听力差，念慢一点，大声" in shown
    assert "四川话" in shown


def test_a_form_that_ran_out_of_time_in_the_middle_says_so(
    li: Client, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    draft = LiveCall.objects.get().draft
    DraftAnswer.objects.filter(draft__uuid=draft).delete()
    later = post(li, zhou, "send")
    assert asked(later) == "rf-check", "what is not asked is not sent"


def answer_again(client: Client, someone: builders.Someone, item: str) -> Any:
    """The patient answers a question that the family had answered."""
    fields = {"do": "answer", "item": item, "number": "3", "again": "1"}
    return client.post(f"{url(someone)}?item={item}&again=1", fields, follow=True)


def test_the_family_goes_on_and_the_page_says_what_it_means(
    li: Client, zhou: builders.Someone
) -> None:
    shown = page(begin(li, zhou))
    assert "家属答一题，整份记录就算家属代填。先说：“我想听您自己说。”" in shown
    press(li, zhou, "0")
    theirs = page(post(li, zhou, "speaks-family", words="老人睡了"))
    assert "现在答的记成家属答的。这份记录算家属代填：不和本人的比，私人的题不问。" in theirs
    press(li, zhou, "4")
    press(li, zhou, "6")
    back = page(post(li, zhou, "speaks-patient"))
    assert "有 2 题是家属答的，这份记录算家属代填。" in back
    again = page(li.get(url(zhou) + "?item=sym-pain-rest&again=1"))
    assert "问本人再答这" not in again
    assert "再问一遍" in again
    assert "checked" not in again.split("keyed-answers")[1].split("</fieldset>")[0]
    second = answer_again(li, zhou, "sym-pain-rest")
    assert asked(second) == "sym-pain-move"
    last = answer_again(li, zhou, "sym-pain-move")
    assert asked(last) == "sym-mobility", "then the call goes on where it stood"
    assert "家属答一题，整份记录就算家属代填。" in page(last)
    for _ in range(4):
        press(li, zhou, "1")
    assert 'value="alone"' in page(li.get(url(zhou))), "asked again of who is back"


def test_own_words_of_the_familys_are_theirs_until_the_patient_says_the_same(
    li: Client, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    post(li, zhou, "speaks-family")
    post(li, zhou, "speaks-patient", words="她夜里疼得睡不着")
    while asked(li.get(url(zhou))):
        press(li, zhou, "1")
        if 'value="alone"' in page(li.get(url(zhou))):
            post(li, zhou, "alone")
    shown = page(li.get(url(zhou)))
    assert "原话是家属说的，这份记录算家属代填。" in shown
    assert "本人也这么说" in shown
    post(li, zhou, "send", words="她夜里疼得睡不着。早上好些")
    stored = Response.objects.filter(kind="record", mode="phone").get()
    assert stored.by_whom == "proxy", "to add to it makes it nobody else's"


def test_what_the_family_adds_to_its_own_words_is_kept(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    post(li, zhou, "speaks-family")
    first, second = "她夜里疼得睡不着", "她夜里疼得睡不着。昨天摔了一跤"
    post(li, zhou, "answer", item="sym-pain-rest", number="4", words=first)
    post(li, zhou, "answer", item="sym-pain-move", number="6", words=second)
    kept = stored_draft(zhou)
    assert second in kept.values()
    assert kept["sym-pain-move"] == "6"
    post(li, zhou, "speaks-patient", words=f"{second}，没说")
    assert f"{second}，没说" in stored_draft(zhou).values()


def test_own_words_said_by_both_are_the_patients(li: Client, zhou: builders.Someone) -> None:
    begin(li, zhou)
    press(li, zhou, "0")
    post(li, zhou, "speaks-family")
    post(li, zhou, "speaks-patient", words="她夜里疼得睡不着")
    while asked(li.get(url(zhou))):
        press(li, zhou, "1")
        if 'value="alone"' in page(li.get(url(zhou))):
            post(li, zhou, "alone")
    post(li, zhou, "send", **{"words": "她夜里疼得睡不着", "said-too": "1"})
    assert Response.objects.get(kind="record", mode="phone").by_whom == "staff-phone"


def test_a_wrong_key_is_taken_back_within_twenty_seconds(
    li: Client, zhou: builders.Someone
) -> None:
    answer = li.post(url(zhou), {"do": "wrong-number", "key": str(uuid4())})
    listed = page(li.get(answer["Location"]))
    assert "周德明：号码不对" in listed
    assert 'data-undo="20"' in listed
    call = Call.objects.get()
    undone = li.post(f"/care/calls/{call.pk}/undo/")
    assert undone["Location"] == url(zhou)
    assert li.post(f"/care/calls/{call.pk}/undo/").status_code == 302, "once more is nothing"
    after = page(li.get(answer["Location"]))
    assert "data-undo" not in after
    assert "号码不对" not in after, "the attempt counts for nothing"


def test_too_late_or_somebody_elses_attempt_stays(
    li: Client, zhou: builders.Someone, clinic: builders.Clinic, sign_in: SignIn
) -> None:
    li.post(url(zhou), {"do": "busy", "key": str(uuid4())})
    call = Call.objects.get()
    assert sign_in(clinic.wang).post(f"/care/calls/{call.pk}/undo/").status_code == 404
    with clock.frozen(MONDAY + timedelta(seconds=21)):
        late = li.post(f"/care/calls/{call.pk}/undo/")
        assert late.status_code == 409
        assert "这次已记下" in page(late)
        assert "data-undo" not in page(li.get(f"/care/calls/?did=tried&tried={call.pk}"))


def test_put_off_before_the_first_question_is_not_called_cut_off(
    li: Client, zhou: builders.Someone
) -> None:
    begin(li, zhou)
    post(li, zhou, "postponed", call_back="")
    listed = page(li.get("/care/calls/"))
    assert "问到一半断了" not in listed
    begin(li, zhou)
    press(li, zhou, "0")
    post(li, zhou, "postponed", call_back="")
    assert "问到一半断了" in page(li.get("/care/calls/"))


def test_the_script_names_the_advice_it_asks_about(
    li: Client, clinic: builders.Clinic, zhou: builders.Someone
) -> None:
    with clock.frozen(MONDAY - WEEK + timedelta(hours=1)):
        builders.reply(clinic, zhou, builders.send(zhou), advice=["R13", "R02"])
    begin(li, zhou)
    shown = page(li.get(url(zhou) + "?item=adv-tried"))
    assert "“11月16日给您的建议：热敷、起床方法。”" in shown
    assert "给您的建议" not in page(li.get(url(zhou) + "?item=rf-check"))
