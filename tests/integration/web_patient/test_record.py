"""Filling a form: one question a page, nothing lost, nothing chosen beforehand (ux 3.3)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.accounts.backends import open_account
from osteopro.patients.terms import ClinicalProfile, MedicineClass
from osteopro.records import queries as records_queries
from osteopro.records.models import Draft, DraftAnswer, Response
from osteopro.records.terms import DraftState
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import (
    SignIn,
    fill,
    helpers_phone,
    record_of,
    send,
    start,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def answers(record: str) -> dict[str, object]:
    rows = DraftAnswer.objects.filter(draft__uuid=record)
    return dict(rows.values_list("link_id", "value"))


def test_the_start_page_says_honestly_how_much_is_asked(wang: Client) -> None:
    page = wang.get("/me/record/start/").content.decode()
    assert "<b>29 题</b>，大约 8 分钟" in page
    assert "先填 15 题。再填 14 题：生活情况。后面这些可以改天填。" in page
    assert "李护士会看。" in page
    assert "电话里工作人员记的" not in page
    assert Draft.objects.count() == 0
    first = start(wang)
    assert "第 1 题，共 15 题" in wang.get(first).content.decode()


def test_staff_cannot_be_given_as_the_one_who_answers(wang: Client) -> None:
    page = wang.post("/me/record/start/", {"by-whom": "staff-phone"})
    assert page.status_code == 422
    assert "请选今天谁来填。" in page.content.decode()
    assert Draft.objects.count() == 0


def test_out_of_hours_the_start_page_says_that_nobody_reads(wang: Client) -> None:
    with clock.frozen(clock.now() + timedelta(hours=12)):
        assert "现在是下班时间，没有人看。" in wang.get("/me/record/start/").content.decode()


def test_looking_at_a_question_changes_nothing_and_nothing_is_chosen(wang: Client) -> None:
    first = start(wang)
    page = wang.get(first).content.decode()
    assert " checked" not in page
    assert answers(record_of(first)) == {"by-whom": "self"}
    assert "上次填写：" not in page


def test_no_answer_is_one_sentence_with_status_422(wang: Client) -> None:
    url = start(wang).replace("rf-check", "sym-sleep")
    page = wang.post(url, {})
    assert page.status_code == 422
    text = page.content.decode()
    assert text.count("请选一个答案。不想答，就按“这题不想答”。") == 2
    assert "<title>有问题：" in text


def test_a_required_question_offers_no_skip_and_takes_none(wang: Client) -> None:
    url = start(wang)
    assert "这题不想答" not in wang.get(url).content.decode()
    page = wang.post(url, {"skip": "1"})
    assert page.status_code == 422
    assert "请选一个答案。" in page.content.decode()


def test_none_of_these_cannot_go_with_another(wang: Client) -> None:
    url = start(wang)
    page = wang.post(url, {"rf-check": ["fall", "none"]})
    assert page.status_code == 422
    text = page.content.decode()
    assert "“都没有”不能和别的一起选。哪个对？" in text
    assert text.count(" checked") == 2
    assert "rf-check" not in answers(record_of(url))


def test_a_skipped_question_is_kept_as_declined(wang: Client) -> None:
    url = start(wang).replace("rf-check", "sym-sleep")
    wang.post(url, {"skip": "1"})
    assert answers(record_of(url))["sym-sleep"] == {"absent": "skipped"}


def test_an_answer_that_is_no_option_is_refused(wang: Client) -> None:
    url = start(wang).replace("rf-check", "sym-sleep")
    page = wang.post(url, {"sym-sleep": "42"})
    assert page.status_code == 422
    assert "这个答案不能用，请再选一次。" in page.content.decode()


def test_follow_ups_come_in_and_the_count_grows(wang: Client) -> None:
    url = start(wang)
    following = wang.post(url, {"rf-check": ["fall"]}).url
    page = wang.get(following).content.decode()
    assert following.endswith("/fall-count/")
    assert "第 2 题，共 20 题" in page
    assert "您说摔倒了。" in page


def test_a_question_that_is_not_asked_leads_to_one_that_is(wang: Client) -> None:
    url = start(wang)
    assert wang.get(url.replace("rf-check", "fall-head")).url == url
    assert wang.get(url.replace("rf-check", "ctx-helper")).status_code == 404
    assert wang.get(url.replace("rf-check", "no-such")).status_code == 404


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ({"fall-date-near": "2026-11-22"}, "2026-11-22"),
        (
            {
                "fall-date-near": "other",
                "fall-date-year": "2026",
                "fall-date-month": "11",
                "fall-date-day": "3",
            },
            "2026-11-03",
        ),
        # Without scripts the fields stand open and no day need be ticked.
        (
            {"fall-date-year": "2026", "fall-date-month": "１１", "fall-date-day": "3"},
            "2026-11-03",
        ),
    ],
)
def test_a_day_is_pressed_or_written(wang: Client, posted: dict[str, str], kept: str) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["fall"]})
    day = url.replace("rf-check", "fall-date")
    assert "昨天，11月22日" in wang.get(day).content.decode()
    assert wang.post(day, posted).status_code == 302
    assert answers(record_of(url))["fall-date"] == kept
    assert " checked" in wang.get(day).content.decode()


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "请选一个答案。"),
        ({"fall-date-near": "2026-11-24"}, "这个日期还没到。"),
        ({"fall-date-near": "soon"}, "没有这一天，请再看一看。"),
        ({"fall-date-near": "other"}, "请把年、月、日都填上。"),
        (
            {
                "fall-date-near": "other",
                "fall-date-year": "2027",
                "fall-date-month": "1",
                "fall-date-day": "1",
            },
            "这个日期还没到。请填今天或以前的日期。",
        ),
    ],
)
def test_a_day_that_cannot_be_is_said_in_words(
    wang: Client, posted: dict[str, str], said: str
) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["fall"]})
    page = wang.post(url.replace("rf-check", "fall-date"), posted)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert 'href="#f-fall-date-near-1"' in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填一下。不想答，就按“这题不想答”。"),
        ("很重", "请写数字，比如 52。"),
        ("NaN", "请写数字，比如 52。"),
        ("12", "请写 25 到 150 之间的数字。"),
        ("52.55", "小数点后最多 1 位。"),
    ],
)
def test_a_weight_that_cannot_be_is_said_in_words(wang: Client, typed: str, said: str) -> None:
    page = wang.post(start(wang).replace("rf-check", "wt-kg"), {"wt-kg": typed})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()


@pytest.mark.parametrize("typed", ["52.5", "５２．５", "52,5", " 52.5 "])
def test_a_weight_is_read_as_people_write_it(wang: Client, typed: str) -> None:
    url = start(wang).replace("rf-check", "wt-kg")
    assert wang.post(url, {"wt-kg": typed}).status_code == 302
    assert answers(record_of(url))["wt-kg"] == "52.5"
    assert 'value="52.5"' in wang.get(url).content.decode()


def test_going_back_shows_the_answer_and_loses_none(wang: Client) -> None:
    url = start(wang)
    second = wang.post(url, {"rf-check": ["none"]}).url
    third = wang.post(second, {"sym-pain-rest": "4"}).url
    page = wang.get(third).content.decode()
    assert f'href="{second}"' in page
    back = wang.get(second).content.decode()
    assert 'value="4" id="f-sym-pain-rest-5" checked' in back
    assert "已存好" in back


def test_too_long_a_text_says_by_how_much(wang: Client) -> None:
    more = walk(wang, start(wang))
    page = wang.post(more, {"fu-note": "痛" * 535})
    assert page.status_code == 422
    assert "写得有点多。请少写 35 个字" in page.content.decode()
    assert "痛" * 535 in page.content.decode()


def test_circumstances_are_kept_with_each_answer(wang: Client) -> None:
    url = start(wang)
    shown = (clock.now() - timedelta(seconds=9)).isoformat()
    wang.post(url, {"rf-check": ["none"], "shown": shown})
    kept = DraftAnswer.objects.get(link_id="rf-check").circumstances
    assert kept == {"shown_at": shown, "text_size": "standard", "language": "zh-hans"}
    wang.post(url, {"rf-check": ["none"], "shown": "2199-01-01T00:00:00+00:00"})
    assert DraftAnswer.objects.get(link_id="rf-check").circumstances["shown_at"] is None


def test_an_open_form_is_gone_on_with_from_any_device(
    wang: Client, wang_xiuying: Someone, signed_in: SignIn
) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["none"]})
    tablet = signed_in(wang_xiuying)
    page = tablet.get("/me/record/start/").content.decode()
    assert "继续上次（第 2 题，共 15 题）" in page
    assert tablet.post("/me/record/start/").url.endswith("/sym-pain-rest/")
    assert Draft.objects.count() == 1


def test_beginning_again_puts_the_old_answers_away(wang: Client) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["none"]})
    assert wang.post("/me/record/start/", {"restart": "1"}).url == "/me/record/start/"
    assert Draft.objects.get().state == DraftState.LEFT
    assert Response.objects.count() == 0
    assert "这份记录收起来了" in wang.get(url).content.decode()
    assert wang.post(url, {"rf-check": ["none"]}).status_code == 409
    assert record_of(start(wang)) != record_of(url)


def test_beginning_again_keeps_what_must_not_wait(wang: Client) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["fall"]})
    wang.post("/me/record/start/", {"restart": "1"})
    assert Response.objects.get().status == "stopped"


def test_a_family_member_who_answers_is_not_asked_about_dark_thoughts(wang: Client) -> None:
    url = start(wang, by_whom="proxy")
    mood = url.replace("rf-check", "sym-mood")
    assert not wang.post(mood, {"sym-mood": "very"}).url.endswith("/rf-selfharm/")
    author = url.replace("rf-check", "by-whom")
    page = wang.get(author).content.decode()
    assert "家人替我答" in page
    assert "电话里工作人员记的" not in page
    # She answered herself after all: then it is asked.
    assert wang.post(author, {"by-whom": "self"}).url.endswith("/rf-selfharm/?check=1")


def test_changing_an_answer_from_the_check_page_leads_back_there(wang: Client) -> None:
    record = fill(wang)
    url = f"/me/record/{record}/sym-sleep/?check=1"
    page = wang.get(url).content.decode()
    assert f'href="/me/record/{record}/check/"' in page
    assert f'action="{url}"' in page
    assert wang.post(url, {"sym-sleep": "some"}).url == f"/me/record/{record}/check/"


def test_what_a_change_opens_is_asked_before_the_check_page(wang: Client) -> None:
    record = fill(wang)
    opened = wang.post(f"/me/record/{record}/fu-wish/?check=1", {"fu-wish": "visit"}).url
    assert opened == f"/me/record/{record}/wish-why/?check=1"
    assert wang.post(opened, {"wish-why": "pain"}).url == f"/me/record/{record}/check/"


def test_the_draft_address_saves_without_a_page(wang: Client) -> None:
    url = start(wang)
    draft = f"/me/record/{record_of(url)}/draft/"
    saved = wang.post(draft, {"rf-check": ["none"], "draft": "1"})
    assert (saved.status_code, saved.content) == (204, b"")
    assert answers(record_of(url))["rf-check"] == ["none"]
    assert wang.get(draft).status_code == 404


def test_the_draft_address_leaves_half_typed_answers_alone(wang: Client) -> None:
    url = start(wang)
    draft = f"/me/record/{record_of(url)}/draft/"
    assert wang.post(draft, {"wt-kg": "5", "draft": "1"}).status_code == 204
    assert wang.post(draft, {"rf-check": ["none", "fall"]}).status_code == 204
    assert wang.post(draft, {"fall-head": "bad", "pressed": "1"}).status_code == 204
    assert answers(record_of(url)) == {"by-whom": "self"}


def test_the_draft_address_takes_a_skip_that_waited_on_the_phone(wang: Client) -> None:
    url = start(wang)
    draft = f"/me/record/{record_of(url)}/draft/"
    wang.post(draft, {"item": "sym-sleep", "skip": "1", "draft": "1", "pressed": "1"})
    wang.post(draft, {"item": "rf-check", "skip": "1", "draft": "1", "pressed": "1"})
    kept = answers(record_of(url))
    assert kept["sym-sleep"] == {"absent": "skipped"}
    assert "rf-check" not in kept


def test_a_sent_form_answers_409_and_says_that_it_arrived(wang: Client) -> None:
    record = send(wang)
    draft = f"/me/record/{record}/draft/"
    assert wang.post(draft, {"sym-sleep": "very"}).status_code == 409
    question = wang.get(f"/me/record/{record}/sym-sleep/")
    assert question.status_code == 200
    assert "这份记录已经送到了" in question.content.decode()
    assert "今天 上午10:00" in question.content.decode()
    assert wang.post(f"/me/record/{record}/sym-sleep/", {"sym-sleep": "very"}).status_code == 409
    stored = records_queries.response(Response.objects.get().uuid)
    assert stored is not None
    assert stored.values["sym-sleep"] == "little"


def test_records_of_others_are_not_there(clinic: Clinic, wang: Client, signed_in: SignIn) -> None:
    record = send(wang)
    other = signed_in(builders.patient(clinic, name="陈国民", phone="+8613800000011"))
    mine = start(other)
    for name in ("sym-sleep", "more", "check", "done", "urgent"):
        assert other.get(f"/me/record/{record}/{name}/").status_code == 404, name
    for name in ("sym-sleep", "check", "draft", "correct"):
        assert other.post(f"/me/record/{record}/{name}/").status_code == 404, name
    assert wang.get(mine).status_code == 404


def test_visitors_and_staff_see_no_patient_page(clinic: Clinic, wang: Client) -> None:
    url = start(wang)
    assert Client().get(url).url == f"/signin/?next={url}"
    staff = Client()
    account = open_account(clinic.li.account_id)
    assert account is not None
    staff.force_login(account, backend="osteopro.accounts.backends.StaffBackend")
    assert staff.get(url).status_code == 404
    assert staff.get("/me/").status_code == 404


def test_medicine_is_asked_only_of_those_who_take_it(clinic: Clinic, signed_in: SignIn) -> None:
    profile = ClinicalProfile(MedicineClass.ZOLEDRONATE)
    someone = builders.patient(clinic, name="刘素芳", phone="+8613800000012", profile=profile)
    client = signed_in(someone)
    assert "先填 17 题。" in client.get("/me/record/start/").content.decode()


def test_the_second_form_is_the_short_one(wang: Client, monday: datetime) -> None:
    send(wang)
    with clock.frozen(monday + timedelta(days=7)):
        page = wang.get("/me/record/start/").content.decode()
        assert "先填 10 题。" in page
        assert "上次填写：11月23日 星期一。" in wang.get(start(wang)).content.decode()


def test_a_helper_who_goes_on_sees_nothing_of_what_was_said_in_private(
    wang_xiuying: Someone,
) -> None:
    record = builders.begin(wang_xiuying)
    private = {"rf-check": ["none"], "sym-mood": "quite", "rf-selfharm": "some"}
    builders.save(wang_xiuying, record, private)
    client = helpers_phone(builders.helper(wang_xiuying, Scope.ENTER))
    checked = client.get(f"/me/record/{record}/check/").content.decode()
    assert "想过，不会去做" not in checked
    assert client.get(f"/me/record/{record}/rf-selfharm/").status_code == 302
    kept = Response.objects.get()
    assert kept.values["rf-selfharm"] == "some"
