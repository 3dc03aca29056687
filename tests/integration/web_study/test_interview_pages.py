"""Interviews in their pages: planned, run, recorded, heard; nothing typed is lost."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path as Folder
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.media import vault
from osteopro.media.vault import NoRoom
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import CareRole
from osteopro.research import sounds
from osteopro.research.models import FieldNote, Interview, LogEntry, Recording, StudyConsent
from tests import builders, interviews
from tests.builders import Clinic
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied

pytestmark = pytest.mark.django_db
Path = Callable[[str], str]
SMALL = 1000
ROOM = {"do": "begin", "quiet": "1", "private": "1", "well": "1", "alone": "yes", "record": "yes"}
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def small_parts(settings: Settings, tmp_path: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(sounds, "PART", SMALL)


@pytest.fixture
def at(study: Studied) -> Path:
    return lambda page: f"/study/{study.study_id}/interviews/{page}"


@pytest.fixture
def luo(study: Studied, sign_in: SignIn) -> Client:
    """Another interviewer of the team."""
    return sign_in(study.luo)


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def plan(study: Studied, who: int, **more: str) -> dict[str, str]:
    form = {"participant": str(who), "interviewer": str(study.qin.account_id)}
    return form | {"at": "2026-12-01T09:30", "place": "谈话间"} | more


def test_an_interview_is_planned_and_mistakes_keep_what_was_typed(
    qin: Client, at: Path, study: Studied
) -> None:
    who = interviews.participant(study)
    refused = qin.post(at(""), plan(study, who.pk, at="明天", participant=""))
    assert refused.status_code == 422
    assert 'value="谈话间"' in text(refused)
    done = qin.post(at(""), plan(study, who.pk), follow=True)
    assert "已计划。" in text(done)
    planned = Interview.objects.get()
    assert planned.planned_at.isoformat() == "2026-12-01T01:30:00+00:00"
    assert "参与者 1" in text(qin.get(at("")))


def test_the_own_follow_up_manager_is_warned_of(
    qin: Client, at: Path, study: Studied, clinic: Clinic
) -> None:
    wang = builders.patient(clinic)
    who = interviews.participant(study, wang)
    patients_actions.assign(
        by=clinic.lead.actor,
        patient_id=wang.patient_id,
        role=CareRole.MANAGER,
        account_id=study.qin.account_id,
    )
    assert "本人的随访责任人" not in text(qin.get(at("")))
    warned = qin.post(at(""), plan(study, who.pk))
    assert warned.status_code == 422
    assert "这位访谈者就是参与者本人的随访责任人" in text(warned)
    assert not Interview.objects.exists()
    qin.post(at(""), plan(study, who.pk, why="另一位请假"))
    assert LogEntry.objects.get(about_kind="interview").reason == "另一位请假"
    assert "王秀英" not in text(qin.get(at("")))


def test_the_room_comes_before_the_first_question(qin: Client, at: Path, study: Studied) -> None:
    one = interviews.planned(study)
    refused = qin.post(at(f"{one}/"), {**ROOM, "alone": "no", "others": "", "record": ""})
    assert refused.status_code == 422
    assert "请写明房间里有谁。" in text(refused)
    assert "请再问一次是否同意录音" in text(refused)
    begun = qin.post(at(f"{one}/"), {**ROOM, "alone": "no", "others": "女儿"}, follow=True)
    assert "访谈已开始" in text(begun)
    assert "女儿" in text(begun)


def test_nobody_begins_without_consent_or_for_another(
    qin: Client, luo: Client, at: Path, study: Studied
) -> None:
    one = interviews.planned(study)
    assert luo.post(at(f"{one}/"), ROOM).status_code == 404
    StudyConsent.objects.update(withdrawn_at=clock.now())
    assert "知情同意已撤回" in text(qin.get(at(f"{one}/")))
    assert qin.post(at(f"{one}/"), ROOM).status_code == 422
    assert Interview.objects.get().started_at is None


def test_notes_ticks_and_the_end_come_from_a_script_or_a_form(
    qin: Client, at: Path, study: Studied
) -> None:
    one = interviews.planned(study)
    here = at(f"{one}/")
    qin.post(here, ROOM)
    note = {"do": "note", "kind": "tone", "text": "声音低下来", "t_ms": "0", "key": str(uuid4())}
    for _ in range(2):
        assert qin.post(here, note, headers=FETCH).json() == {"kept": True}
    wrong = qin.post(here, {**note, "text": ""}, headers=FETCH)
    assert (wrong.status_code, "refused" in wrong.json()) == (422, True)
    plain = qin.post(here, {"do": "note", "kind": "face", "text": "皱眉", "whole": "1"})
    assert plain.status_code == 302
    lost = qin.post(here, {"do": "note", "kind": "", "text": "看窗外"})
    assert lost.status_code == 422
    assert "看窗外" in text(lost)
    assert list(FieldNote.objects.order_by("pk").values_list("t_ms", flat=True)) == [0, None]
    question = str(Interview.objects.get().guide.questions.get().guid)  # type: ignore[union-attr]
    qin.post(here, {"do": "ask", "question": question, "asked": "yes", "t_ms": "0"}, headers=FETCH)
    assert Interview.objects.get().asked == {question: 0}
    qin.post(here, {"do": "end", "t_ms": "99999999"}, headers=FETCH)
    held = Interview.objects.get()
    assert held.started_at is not None
    assert held.ended_at is not None
    assert held.started_at <= held.ended_at <= clock.now()
    late = qin.post(here, {**note, "key": str(uuid4()), "kind": "context"}, headers=FETCH)
    assert late.status_code == 200


def test_a_forgotten_end_is_typed(qin: Client, at: Path, study: Studied) -> None:
    one = interviews.held(study, minutes=60)
    begun = clock.now() - timedelta(hours=1)
    Interview.objects.update(ended_at=None, started_at=begun)
    refused = qin.post(at(f"{one}/"), {"do": "end", "ended": "25:00"})
    assert refused.status_code == 422
    assert 'value="25:00"' in text(refused)


def test_an_interview_is_cancelled_for_a_reason(qin: Client, at: Path, study: Studied) -> None:
    one = interviews.planned(study)
    assert qin.post(at(f"{one}/"), {"do": "cancel", "why": ""}).status_code == 422
    cancelled = qin.post(at(f"{one}/"), {"do": "cancel", "why": "下雨没有来"}, follow=True)
    assert "下雨没有来" in text(cancelled)
    assert qin.post(at(f"{one}/"), {"do": "nothing"}).status_code == 404
    assert qin.get(at("99999/")).status_code == 404


def test_lengths_are_held_against_the_plan(qin: Client, at: Path, study: Studied) -> None:
    interviews.held(study, minutes=13)
    again = interviews.held(study, minutes=30)
    page = text(qin.get(at("")))
    assert "2 次访谈中有 1 次不在计划时长内" in page
    assert "偏短 1 次，偏长 0 次" in page
    repeat = text(qin.get(at(f"?repeats={again}")))
    assert "接续与参与者 2 的第 1 次访谈" in repeat


def test_pages_cost_a_constant_number_of_queries(qin: Client, at: Path, study: Studied) -> None:
    one = interviews.held(study)
    interviews.recording(study, one)
    for page, most in {"": 18, f"{one}/": 15, f"{one}/recording/": 13}.items():
        qin.get(at(page))
        with CaptureQueriesContext(connection) as counted:
            qin.get(at(page))
        before = len(counted)
        for _ in range(3):
            interviews.recording(study, interviews.held(study))
        with CaptureQueriesContext(connection) as counted:
            qin.get(at(page))
        assert len(counted) == before <= most, page


class Browser:
    """What recording.js sends."""

    def __init__(self, client: Client, page: str, data: bytes) -> None:
        self.client, self.page = client, page
        self.pieces = [data[n : n + SMALL] for n in range(0, len(data), SMALL)]
        hashes = [sounds.hash_of(each) for each in self.pieces]
        whole = sounds.whole_of(hashes)
        self.about = {"size": len(data), "sha256": whole, "head": data[:64].hex(), "ms": "780000"}

    def begin(self, **other: Any) -> Any:
        return self.client.post(f"{self.page}begin/", self.about | other)

    def part(self, guid: str, no: int, data: bytes | None = None) -> Any:
        digest = sounds.hash_of(self.pieces[no])
        return self.client.put(
            f"{self.page}{guid}/{no}/",
            self.pieces[no] if data is None else data,
            content_type="application/octet-stream",
            headers={"X-Part-SHA256": digest},
        )


def test_a_recording_comes_in_parts_and_is_heard(
    qin: Client, luo: Client, at: Path, study: Studied
) -> None:
    page = at(f"{interviews.held(study)}/recording/")
    data = interviews.mp3(2500)
    sender = Browser(qin, page, data)
    begun = sender.begin().json()
    assert (begun["parts"], begun["there"], begun["whole"]) == (3, [], False)
    guid = begun["recording"]
    assert sender.part(guid, 0).json()["there"] == [0]
    assert "已到 1 / 3 份" in text(qin.get(page))
    assert sender.begin().json()["there"] == [0]
    sender.part(guid, 1)
    assert sender.part(guid, 2).json()["whole"] is True
    assert qin.get(f"{page}{guid}/").status_code == 404
    opened = luo.post(page, {"do": "open", "recording": guid}, follow=True)
    key = opened.redirect_chain[-1][0].split("key=")[1]
    assert Event.objects.filter(kind="recording.opened").count() == 1
    sound = f"{page}{guid}/?key={key}"
    assert sound in text(opened)
    assert qin.get(sound).status_code == 404
    piece = luo.get(sound, headers={"Range": "bytes=990-"})
    assert piece.status_code == 206
    assert piece["Content-Range"] == "bytes 990-999/2500"
    assert piece.content == data[990:1000]
    middle = luo.get(sound, headers={"Range": "bytes=1500-1599"})
    assert middle.content == data[1500:1600]
    assert luo.get(sound, headers={"Range": "bytes=2500-"}).status_code == 416
    everything = luo.get(sound)
    assert b"".join(everything.streaming_content) == data  # type: ignore[attr-defined]
    assert everything["Content-Length"] == "2500"
    assert everything["Cache-Control"] == "private, no-store"


def test_what_is_wrong_with_a_part_is_said(
    qin: Client, at: Path, study: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at(f"{interviews.held(study)}/recording/")
    sender = Browser(qin, page, interviews.mp3(2500))
    guid = sender.begin().json()["recording"]
    changed = sender.part(guid, 1, bytes(SMALL))
    assert (changed.status_code, changed.json()["code"]) == (409, "wrong-hash")
    assert sender.part(str(UUID(int=5)), 0).status_code == 404
    assert sender.begin(sha256="zz").status_code == 400
    for wrong in ({"size": 2**32}, {"head": b"%PDF-1.7".hex()}):
        refused = sender.begin(**wrong)
        assert refused.status_code == 409
        assert refused.json()["refused"]

    def no_room(*_: object) -> None:
        raise NoRoom(28, "full")

    monkeypatch.setattr(vault, "keep", no_room)
    full = sender.part(guid, 0)
    assert full.status_code == 507
    assert "磁盘已满" in full.json()["refused"]


def test_a_part_needs_the_token_of_the_page(sign_in: SignIn, at: Path, study: Studied) -> None:
    page = at(f"{interviews.held(study)}/recording/")
    client = sign_in(study.qin)
    client.handler.enforce_csrf_checks = True
    sent = client.put(f"{page}{uuid4()}/0/", b"x", content_type="application/octet-stream")
    assert sent.status_code == 403


def test_a_small_file_comes_without_a_script(qin: Client, at: Path, study: Studied) -> None:
    page = at(f"{interviews.held(study)}/recording/")
    sound = SimpleUploadedFile("a.mp3", interviews.mp3(2500), "audio/mpeg")
    assert "录音已保存" in text(qin.post(page, {"file": sound}, follow=True))
    picture = SimpleUploadedFile("a.mp3", b"\xff\xd8\xff\xe0" + bytes(90), "audio/mpeg")
    refused = qin.post(page, {"file": picture})
    assert refused.status_code == 422
    assert "这不是录音文件" in text(refused)
    assert qin.post(page, {}).status_code == 422
    assert Recording.objects.count() == 1


def test_only_who_leads_wipes(qin: Client, zhou: Client, at: Path, study: Studied) -> None:
    one = interviews.held(study)
    page, guid = at(f"{one}/recording/"), interviews.recording(study, one)
    wipe = {"do": "wipe", "recording": str(guid), "why": "保存期已过"}
    assert qin.post(page, wipe).status_code == 404
    assert zhou.post(page, {**wipe, "why": ""}).status_code == 422
    assert "录音已擦除" in text(zhou.post(page, wipe, follow=True))
    assert zhou.post(page, {"do": "open", "recording": str(guid)}).status_code == 422
    assert zhou.post(page, {"do": "open", "recording": str(uuid4())}).status_code == 404


def test_nothing_of_a_person_stands_in_a_trail_or_address(
    qin: Client, at: Path, study: Studied
) -> None:
    one = interviews.planned(study)
    qin.post(at(f"{one}/"), {**ROOM, "alone": "no", "others": "女儿小芳"})
    trail = json.dumps(list(Event.objects.values_list("detail", flat=True)), ensure_ascii=False)
    assert "小芳" not in trail
