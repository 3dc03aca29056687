"""Recordings of questions: taken by content, served in parts, offered where they are."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from osteopro.instruments import audio, recordings
from osteopro.instruments.audio import Voice
from osteopro.instruments.models import Recording
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import give_birth_date, start

NEW = "/manage/recordings/new/"
# MPEG 1 layer III, 32 kbit/s, 44.1 kHz, mono: frames of silence of 26 ms each.
FRAME = b"\xff\xfb\x10\xc4" + bytes(100)
MP3 = FRAME * 80
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(40)
M4A = b"\x00\x00\x00\x20ftypM4A " + bytes(40)


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    recordings.forget()


@pytest.fixture
def admin(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(pk=clinic.admin.account_id),
        backend="osteopro.accounts.backends.StaffBackend",
    )
    return client


def fields(
    data: bytes | None, slot: str = "rf-check", voice: str = "mandarin"
) -> dict[str, object]:
    form = builders.form(full=True).canonical
    body: dict[str, object] = {"form": form, "slot": slot, "voice": voice}
    if data is not None:
        body["file"] = SimpleUploadedFile("anything.exe", data, "text/html")
    return body


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (MP3, "mp3"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + MP3, "mp3"),
        (OGG, "ogg"),
        (M4A, "m4a"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"<html><script>", None),
        (b"OggS" + bytes(200), None),
        (b"\xff\xfb\xf0\x00", None),
        (b"", None),
    ],
)
def test_files_are_known_by_what_is_in_them(data: bytes, kind: str | None) -> None:
    assert audio.kind_of(data) == kind


def test_a_recording_is_kept_used_and_replaced_by_a_newer_one(
    admin: Client, clinic: Clinic
) -> None:
    listing = "/manage/recordings/"
    assert "Recorded" not in admin.get(listing).content.decode()
    assert admin.post(NEW, fields(MP3)).url == f"{listing}?added=1"
    first = Recording.objects.get()
    assert first.name == f"{hashlib.sha256(MP3).hexdigest()}.mp3"
    assert (first.language, first.dialect, first.uploaded_by) == (
        "zh-CN",
        "mandarin",
        clinic.admin.account_id,
    )
    assert admin.post(NEW, fields(MP3)).status_code == 302
    assert Recording.objects.count() == 1
    assert admin.post(NEW, fields(OGG)).status_code == 302
    assert Recording.objects.count() == 2
    used = recordings.recorded()[(first.canonical, "rf-check")][Voice.MANDARIN]
    assert used.name.endswith(".ogg")
    assert Event.objects.filter(kind="recording.added").count() == 2
    assert "已录" in admin.get(listing).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "请选择文件"),
        (b"<html>", "这不是 mp3"),
        (MP3 * 60, "文件太大"),
    ],
)
def test_mistakes_are_said_and_nothing_is_kept(
    admin: Client, data: bytes | None, words: str
) -> None:
    answer = admin.post(NEW, fields(data))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Recording.objects.count() == 0


def test_what_is_not_read_aloud_takes_no_file(admin: Client) -> None:
    assert admin.post(NEW, fields(MP3, slot="nothing")).status_code == 404
    assert admin.post(NEW, fields(MP3, slot="ctx-helper")).status_code == 404
    assert admin.post(NEW, fields(MP3, voice="robot")).status_code == 404


def test_files_are_refused_everywhere_else(wang_xiuying: Someone) -> None:
    client = Client()
    file = SimpleUploadedFile("a.mp3", MP3)
    assert client.post("/signin/", {"phone": "1", "file": file}).status_code == 400
    two = {**fields(MP3), "other": SimpleUploadedFile("b.mp3", MP3)}
    assert client.post(NEW, two).status_code == 400


@pytest.mark.parametrize(
    ("asked", "status", "sent", "told"),
    [
        ("", 200, MP3, None),
        ("bytes=0-3", 206, MP3[:4], f"bytes 0-3/{len(MP3)}"),
        ("bytes=8310-", 206, MP3[8310:], f"bytes 8310-{len(MP3) - 1}/{len(MP3)}"),
        ("bytes=-10", 206, MP3[-10:], f"bytes {len(MP3) - 10}-{len(MP3) - 1}/{len(MP3)}"),
        ("bytes=0-999999", 206, MP3, f"bytes 0-{len(MP3) - 1}/{len(MP3)}"),
        ("bytes=999999-", 416, b"", f"bytes */{len(MP3)}"),
        ("bytes=x", 200, MP3, None),
    ],
)
def test_players_ask_for_parts(
    clinic: Clinic, asked: str, status: int, sent: bytes, told: str | None
) -> None:
    name = recordings.add_recording(
        by=clinic.admin.actor, place=("", "start"), voice=Voice.MANDARIN, data=MP3
    )
    answer = Client().get(f"/listen/{name}", headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.content) == (status, sent)
    assert answer.headers.get("Content-Range") == told
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["../../settings.py", "0.mp3", f"{'0' * 64}.html"])
def test_only_recordings_are_served(name: str) -> None:
    assert Client().get(f"/listen/{name}").status_code == 404


def test_a_question_offers_the_voice_she_chose(clinic: Clinic, wang_xiuying: Someone) -> None:
    client = Client()
    give_birth_date(client, wang_xiuying)
    url = start(client)
    assert '<a class="listen"' not in client.get(url).content.decode()
    place = (builders.form(full=True).canonical, "rf-check")
    names = {
        voice: recordings.add_recording(
            by=clinic.admin.actor, place=place, voice=voice, data=FRAME * n
        )
        for n, voice in enumerate(Voice, 10)
    }
    assert names[Voice.MANDARIN] in client.get(url).content.decode()
    client.post(
        "/me/settings/",
        {"text_size": "standard", "language": "zh-hans", "dialect": "sichuan"},
    )
    assert names[Voice.SICHUAN] in client.get(url).content.decode()
    client.post("/me/settings/", {"text_size": "standard", "language": "en", "dialect": "sichuan"})
    assert names[Voice.ENGLISH] in client.get(url).content.decode()
