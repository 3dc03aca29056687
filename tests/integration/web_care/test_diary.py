"""The diary before those who care for the patient: read with the record, heard, written down."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import READ
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup import actions
from osteopro.followup.models import OpenItem
from osteopro.messaging.models import OutboundMessage
from osteopro.records import attachments
from osteopro.records.models import Response, Transcript
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn, act, page, review_url

WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(400)
WEEK = timedelta(days=7)
FELL = {"fall_count": "1", "fall_hurt": "ok", "fall_head": "no", "rf_seen": "yes"}


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def agreed(wang_xiuying: Someone) -> Someone:
    builders.consent(wang_xiuying)
    return wang_xiuying


def say(someone: Someone, occasion: UUID) -> UUID:
    """A voice note on an entry; returns its name."""
    actions.add_voice(by=someone.actor, patient_id=someone.patient_id, occasion=occasion, data=WEBM)
    return attachments.of_occasions([occasion])[occasion][-1].name


def test_entries_since_the_last_record_stand_beside_it(
    li: Client, agreed: Someone, monday: datetime
) -> None:
    with clock.frozen(monday - WEEK):
        builders.note(agreed, "good", dia_note="很久以前的")
    builders.send(agreed, at=monday - timedelta(days=3))
    entry = builders.note(agreed, "exercise", dia_note="走到菜市场", dia_ex_min="30")
    photo = builders.photo_of(agreed, entry)
    text = page(li.get(review_url(builders.send(agreed))))

    assert "上次记录以后的日记" in text
    assert "走到菜市场" in text
    assert "多少分钟" in text
    assert f'<img src="/care/files/{photo}/"' in text
    assert "很久以前的" not in text.split("上次记录以后的日记")[1].split("</section>")[0]


def test_record_without_entries_has_no_panel_for_them(li: Client, agreed: Someone) -> None:
    assert "上次记录以后的日记" not in page(li.get(review_url(builders.send(agreed))))


def test_page_of_a_record_costs_the_same_with_many_entries(li: Client, agreed: Someone) -> None:
    record = builders.send(agreed)

    def cost() -> int:
        li.get(review_url(record))
        with CaptureQueriesContext(connection) as seen:
            li.get(review_url(record))
        return len(seen)

    builders.photo_of(agreed, builders.note(agreed))
    one = cost()
    for _ in range(6):
        entry = builders.note(agreed)
        builders.photo_of(agreed, entry)
        say(agreed, entry)
    assert cost() <= one


def test_photos_are_for_those_who_care_for_the_patient(
    sign_in: SignIn, clinic: Clinic, agreed: Someone
) -> None:
    where = f"/care/files/{builders.photo_of(agreed, builders.note(agreed))}/"
    shown = sign_in(clinic.li).get(where)

    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"
    assert sign_in(clinic.lead).get(where).status_code == 200
    for other in (clinic.admin, clinic.researcher, builders.clinic("east").li):
        assert sign_in(other).get(where).status_code == 404


def test_opening_a_photo_is_noted_whatever_page_it_is_opened_from(
    li: Client, clinic: Clinic, agreed: Someone
) -> None:
    photo = builders.photo_of(agreed, builders.note(agreed))
    li.get(f"/care/files/{photo}/")

    event = Event.objects.get(kind=READ, object_id=photo)
    assert (event.actor, event.object_type) == (clinic.li.account_id, "attachment")


def test_photos_are_gone_for_staff_when_consent_is_taken_back(li: Client, agreed: Someone) -> None:
    record = builders.send(agreed)
    photo = builders.photo_of(agreed, record.occasion)
    assert str(photo) in page(li.get(review_url(record)))
    actions.withdraw_consent(
        by=agreed.actor,
        patient_id=agreed.patient_id,
        purpose=Purpose.MEDIA,
        how=How.OWN_PAGE,
        language="zh-CN",
    )

    assert str(photo) not in page(li.get(review_url(record)))
    assert li.get(f"/care/files/{photo}/").status_code == 404


def test_what_is_heard_is_written_down_with_who_and_when(
    li: Client, clinic: Clinic, agreed: Someone
) -> None:
    record = builders.send(agreed)
    voice = say(agreed, record.occasion)
    field = f"voice-{voice}"
    assert page(act(li, record, do=field)).count("请写下听到的内容") >= 1
    text = page(act(li, record, do=field, **{field: "这几天睡得好", "text": "我正在写的回复"}))

    assert "这几天睡得好" in text
    assert "李护士" in text
    assert "我正在写的回复" in text
    row = Transcript.objects.get()
    assert (row.words, row.by) == ("这几天睡得好", clinic.li.account_id)
    act(li, record, do=field, **{field: "这几天睡得好"})
    assert Transcript.objects.count() == 1
    act(li, record, do=field, **{field: "这几天睡得不好"})
    assert [t.words for t in Transcript.objects.order_by("pk")] == [
        "这几天睡得好",
        "这几天睡得不好",
    ]


@pytest.mark.parametrize(
    ("words", "level"), [("昨晚胸口痛", Level.URGENT), ("又摔了一下", Level.ATTENTION)]
)
def test_words_of_the_lists_in_a_voice_note_are_heard(
    li: Client, agreed: Someone, words: str, level: Level
) -> None:
    entry = builders.note(agreed, "other")
    voice = say(agreed, entry)
    record = builders.send(agreed)
    OutboundMessage.objects.filter(kind="staff-alert").delete()
    act(li, record, do=f"voice-{voice}", **{f"voice-{voice}": words})

    item = OpenItem.objects.get(source=str(entry))
    assert item.level == level.rank
    alerts = OutboundMessage.objects.filter(kind="staff-alert").count()
    assert bool(alerts) is (level is Level.URGENT)


def test_voice_of_another_patient_is_not_written_down(
    li: Client, clinic: Clinic, agreed: Someone
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    builders.consent(other)
    voice = say(other, builders.note(other))
    act(li, builders.send(agreed), do=f"voice-{voice}", **{f"voice-{voice}": "胸口痛"})

    assert not Transcript.objects.exists()


def test_newest_entries_stand_on_the_page_of_the_patient(li: Client, agreed: Someone) -> None:
    entry = builders.note(agreed, "exercise", dia_note="走到菜市场")
    text = page(li.get(f"/care/patients/{agreed.patient_id}/"))

    assert "走到菜市场" in text
    assert f'href="/care/records/{entry}/"' in text
    own = page(li.get(f"/care/records/{entry}/"))
    assert "记在日记里，不用回复" in own
    assert "和上次比" not in own


def test_event_is_noted_on_the_phone(li: Client, agreed: Someone) -> None:
    where = f"/care/patients/{agreed.patient_id}/call/"
    li.post(where, {"do": "diary", "birth": "1", "key": str(uuid4())})
    steps = {"dia-type": "6", "dia-date": "0", "dia-ex-kind": "1", "dia-ex-min": "2"}
    for item, number in steps.items():
        li.post(where, {"do": "answer", "item": item, "number": number})
    li.post(where, {"do": "skip", "item": "dia-ex-after"})
    li.post(where, {"do": "send", "words": "在院子里走"})
    end = page(li.get(where))

    stored = Response.objects.get()
    assert (stored.kind, stored.mode, stored.by_whom) == ("diary", "phone", "staff-phone")
    assert stored.values["dia-note"] == "在院子里走"
    assert "都记下了" in end
    assert "看起来比较平稳" not in end
    assert not OpenItem.objects.exists()


def test_event_on_the_phone_leaves_the_call_for_the_record_waiting(
    li: Client, agreed: Someone
) -> None:
    actions.request_call(by=agreed.actor, patient_id=agreed.patient_id)
    where = f"/care/patients/{agreed.patient_id}/call/"
    before = OpenItem.objects.filter(closed_at__isnull=True).count()
    li.post(where, {"do": "diary", "birth": "1", "key": str(uuid4())})
    li.post(where, {"do": "end"})

    assert OpenItem.objects.filter(closed_at__isnull=True).count() <= before
    assert not Response.objects.filter(kind="record").exists()


def test_entry_stands_among_the_events_on_the_day_it_is_about(
    li: Client, agreed: Someone, monday: datetime
) -> None:
    for week in (3, 2, 1):
        builders.send(agreed, at=monday - week * WEEK)
    day = (monday - timedelta(days=2)).date().isoformat()
    builders.note(agreed, "fall", dia_date=day, **FELL, fall_date=day)
    builders.note(agreed, "good", dia_date=day)
    text = page(li.get(review_url(builders.send(agreed))))

    happened = text.split("这段时间的事", 1)[1]
    assert happened.count("11-21") >= 2
    assert "好事、好转" in happened
    assert "摔倒" in happened


def test_urgent_entry_is_answered_like_a_record(
    li: Client, clinic: Clinic, agreed: Someone
) -> None:
    entry = builders.note(agreed, "other", dia_note="昨晚胸口痛")
    where = f"/care/records/{entry}/"
    assert "胸口痛" in page(li.get(where))
    li.post(
        where,
        {
            "do": "send",
            "version": [str(entry)],
            "outcome": "called",
            "call": "reached",
            "call_note": "已去医院",
            "text": "",
        },
    )

    item = OpenItem.objects.get(source=str(entry))
    assert item.closed_at is not None
    assert item.closed_by == clinic.li.account_id
