"""An emergency among the answers: shown at once, kept at once (resolutions 1, 2, 12, 102)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.followup.models import OpenItem
from osteopro.messaging.models import OutboundMessage
from osteopro.records.models import Response
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic
from tests.integration.web_patient.conftest import SignIn, record_of, start, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def fall_and_lie(client: Client, url: str) -> str:
    """She fell and cannot stand; returns where that leads."""
    client.post(url, {"rf-check": ["fall"]})
    hurt = url.replace("rf-check", "fall-hurt")
    return str(client.post(hurt, {"fall-hurt": "nostand"}).url)


def test_the_emergency_page_comes_before_the_next_question(wang: Client) -> None:
    url = start(wang)
    urgent = fall_and_lie(wang, url)
    assert urgent == url.replace("rf-check", "urgent")
    page = wang.get(urgent).content.decode()
    assert "<h1>请马上就医</h1>" in page
    assert 'href="tel:120"' in page
    assert "没有人扶，先别乱动。" in page
    assert "怕骨折时，别硬站硬走。" in page
    assert "我们已经通知李护士，会打电话给您，但请不要等我们的电话。" in page
    assert "王秀英，71 岁，有骨质疏松" in page
    assert "接着填后面的题" in page


def test_the_record_is_with_the_manager_before_it_is_finished(wang: Client) -> None:
    fall_and_lie(wang, start(wang))
    assert Response.objects.get().status == "stopped"
    assert OpenItem.objects.get().level == Level.EMERGENCY.rank
    assert OutboundMessage.objects.filter(kind="staff-alert").count() == 4


def test_going_on_does_not_show_the_same_emergency_again(wang: Client) -> None:
    url = start(wang)
    wang.get(fall_and_lie(wang, url))
    following = wang.post(url.replace("rf-check", "fall-head"), {"fall-head": "no"}).url
    assert not following.endswith("/urgent/")
    assert Response.objects.count() == 1


def test_another_emergency_is_shown_with_its_own_help(wang: Client) -> None:
    url = start(wang)
    fall_and_lie(wang, url)
    wang.post(url.replace("rf-check", "sym-mood"), {"sym-mood": "very"})
    urgent = wang.post(url.replace("rf-check", "rf-selfharm"), {"rf-selfharm": "act"}).url
    assert urgent.endswith("/urgent/")
    assert "12356" in wang.get(urgent).content.decode()


def test_finishing_replaces_the_snapshot_and_the_page_after_is_no_green_tick(
    wang: Client,
) -> None:
    url = start(wang)
    fall_and_lie(wang, url)
    for link_id, value in (
        ("fall-count", "1"),
        ("fall-date", None),
        ("fall-head", "no"),
        ("rf-seen", "no"),
    ):
        posted = {link_id: value} if value else {"fall-date-near": "2026-11-23"}
        wang.post(url.replace("rf-check", link_id), posted)
    more = walk(wang, url.replace("rf-check", "sym-pain-rest"))
    wang.post(more, {"fu-note": ""})
    sent = wang.post(more.replace("more", "check")).url
    page = wang.get(sent).content.decode()
    assert "<h1>请马上就医</h1>" in page
    assert "送到了。谢谢您" not in page
    assert f'action="/me/record/{record_of(url)}/correct/"' in page
    stopped = Response.objects.get(status="stopped")
    assert stopped.superseded_by.status == "completed"
    assert OpenItem.objects.count() == 1


def test_out_of_hours_nobody_is_said_to_have_been_told(wang: Client, monday: datetime) -> None:
    with clock.frozen(monday + timedelta(hours=12)):
        page = wang.get(fall_and_lie(wang, start(wang))).content.decode()
    assert "我们已经通知" not in page
    assert "现在是下班时间，没有人看到这条消息，请不要等我们的电话。" in page


def test_a_mistake_can_be_changed_before_sending(wang: Client) -> None:
    url = start(wang)
    page = wang.get(fall_and_lie(wang, url)).content.decode()
    assert f'href="{url.replace("rf-check", "check")}"' in page
    changed = wang.post(f"{url}?check=1", {"rf-check": ["none"]}).url
    assert changed == url.replace("rf-check", "check")


def test_an_answer_only_touched_alarms_nobody_until_she_goes_on(wang: Client) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["fall"]})
    draft = url.replace("rf-check", "draft")
    assert wang.post(draft, {"fall-hurt": "nostand", "draft": "1"}).status_code == 204
    assert Response.objects.count() == 0
    # It waited on the phone after she had gone on: now it is heard.
    given = {"fall-hurt": "nostand", "draft": "1", "pressed": "1"}
    assert wang.post(draft, given).status_code == 204
    assert Response.objects.get().status == "stopped"


def test_the_family_can_be_called_with_one_press(clinic: Clinic, signed_in: SignIn) -> None:
    someone = builders.patient(
        clinic, emergency_name="女儿 王小梅", emergency_phone="+8613800000098"
    )
    client = signed_in(someone)
    page = client.get(fall_and_lie(client, start(client))).content.decode()
    assert "打给女儿 王小梅" in page
    assert 'href="tel:+8613800000098"' in page


def test_the_page_kept_on_phones_names_nobody_and_needs_no_sign_in(
    clinic: Clinic, wang: Client
) -> None:
    for client in (Client(), wang):
        page = client.get("/me/urgent/")
        assert page.status_code == 200
        text = page.content.decode()
        assert 'href="tel:120"' in text
        assert "12356" in text
        assert "028-0000 1234" in text
        assert not any(name in text for name in ("王阿姨", "王秀英", "李护士"))


def test_the_script_that_keeps_the_page_may_look_after_the_patients_pages(clinic: Clinic) -> None:
    script = Client().get("/urgent-worker.js")
    assert script.headers["Service-Worker-Allowed"] == "/me/"
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert b"/me/urgent/" in script.content
