"""Photos and voice notes on an entry: made harmless, sealed, and shown to few."""

import errno
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django import Settings

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.audit.models import Event
from osteopro.audit.terms import READ
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup import actions
from osteopro.media import vault
from osteopro.records import attachments
from osteopro.records.models import Attachment, Response
from osteopro.records.terms import ByWhom
from tests import builders
from tests.builders import Someone
from tests.integration.web_patient.conftest import helpers_phone, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(400)
GPS = 0x8825


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def entry(wang_xiuying: Someone) -> str:
    """An entry of Mrs Wang, who agreed to voice and photos."""
    builders.consent(wang_xiuying)
    return str(builders.note(wang_xiuying, "other"))


def add(client: Client, entry: str, data: bytes, kind: str = "photo", name: str = "photo.jpg"):
    sent = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(f"/me/record/{entry}/media/", {kind: sent})


def files(folder: Path) -> list[Path]:
    return [path for path in (folder / "media").rglob("*") if path.is_file()]


def from_a_phone() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (30.0, 39.0, 27.0)
    return builders.picture(exif=exif.tobytes())


def name_of(entry: str) -> UUID:
    return attachments.of_occasions([UUID(entry)])[UUID(entry)][-1].name


def test_photo_is_kept_sealed_without_place_and_shown_again(
    wang: Client, entry: str, data_folder: Path
) -> None:
    answer = add(wang, entry, from_a_phone())

    assert answer.status_code == 302
    [path] = files(data_folder)
    assert path.name == name_of(entry).hex
    assert path.read_bytes()[:3] != b"\xff\xd8\xff"
    shown = wang.get(f"/me/media/{name_of(entry)}/")
    picture = Image.open(BytesIO(shown.content))
    assert picture.format == "JPEG"
    assert dict(picture.getexif().get_ifd(GPS)) == {}
    assert f"/me/media/{name_of(entry)}/" in wang.get(answer.url).content.decode()
    assert "照片和录音：1" in wang.get(f"/me/diary/{entry}/").content.decode()


def test_nobody_on_the_way_keeps_a_photo_and_it_can_do_nothing(wang: Client, entry: str) -> None:
    add(wang, entry, builders.picture())
    shown = wang.get(f"/me/media/{name_of(entry)}/")

    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Disposition"] == "inline"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "script-src" not in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<svg onload='alert(1)'/>", "photo.jpg", "这不是照片"),
        (b"<!doctype html><script>", "photo.png", "这不是照片"),
        (b"PK\x03\x04" + bytes(50), "photo.webp", "这不是照片"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(60), "IMG_1.HEIC", "这种照片打不开"),
        (builders.picture(900, 700)[:2000], "photo.jpg", "这张照片打不开"),
        (b"", "photo.jpg", "文件是空的"),
        (b"\xff\xd8\xff" + bytes(12 * 1024 * 1024), "photo.jpg", "太大"),
    ],
    ids=["svg", "html", "zip", "heic", "half", "empty", "long"],
)
def test_what_cannot_be_taken_has_its_sentence_and_the_entry_stays(
    wang: Client, entry: str, data_folder: Path, data: bytes, name: str, words: str
) -> None:
    answer = add(wang, entry, data, name=name)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Response.objects.get().uuid == UUID(entry)
    assert not Attachment.objects.exists()
    assert files(data_folder) == []


def test_moving_picture_has_its_sentence(wang: Client, entry: str) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    assert "会动的图不行" in add(wang, entry, out.getvalue()).content.decode()


def test_nothing_chosen_is_said(wang: Client, entry: str) -> None:
    answer = wang.post(f"/me/record/{entry}/media/", {})

    assert answer.status_code == 422
    assert "请先选一张照片" in answer.content.decode()


def test_three_photos_are_the_most_and_the_same_twice_is_one(wang: Client, entry: str) -> None:
    for side in (10, 10, 20, 30):
        assert add(wang, entry, builders.picture(side, 10)).status_code == 302
    assert Attachment.objects.count() == 3

    answer = add(wang, entry, builders.picture(40, 10))
    assert answer.status_code == 422
    assert "最多 3 张" in answer.content.decode()


def test_full_disk_leaves_the_entry_and_says_so(
    wang: Client, entry: str, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("osteopro.disk.os.fsync", full)
    answer = add(wang, entry, builders.picture())

    assert answer.status_code == 507
    assert "您写的已经送到了" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert files(data_folder) == []
    assert Response.objects.exists()


def test_file_of_a_photo_whose_row_cannot_be_kept_is_gone(
    wang: Client, entry: str, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_row: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Attachment.objects, "create", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        add(wang, entry, builders.picture())

    assert files(data_folder) == []


def test_photo_that_was_taken_back_is_gone_and_its_row_stays(
    wang: Client,
    entry: str,
    data_folder: Path,
    django_capture_on_commit_callbacks: object,
) -> None:
    add(wang, entry, builders.picture())
    name = name_of(entry)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = wang.post(f"/me/record/{entry}/media/", {"remove": str(name)})

    assert answer.status_code == 302
    assert files(data_folder) == []
    assert wang.get(f"/me/media/{name}/").status_code == 404
    row = Attachment.objects.get()
    assert row.void.at
    kinds = set(Event.objects.filter(object_type="attachment").values_list("kind", flat=True))
    assert kinds == {"attachment.added", "attachment.taken-back"}


def test_rows_of_photos_are_never_changed_or_removed(wang: Client, entry: str) -> None:
    add(wang, entry, builders.picture())
    for change in (
        lambda: Attachment.objects.update(digest=""),
        lambda: Attachment.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_without_consent_nothing_is_taken(
    wang: Client, wang_xiuying: Someone, data_folder: Path
) -> None:
    entry = str(builders.note(wang_xiuying))
    page = wang.get(f"/me/record/{entry}/media/").content.decode()

    assert "/me/consent/media/" in page
    assert 'type="file"' not in page
    answer = add(wang, entry, builders.picture())
    assert answer.status_code == 422
    assert "您还没有同意" in answer.content.decode()
    assert files(data_folder) == []


def test_after_a_day_nothing_is_added(wang: Client, entry: str, monday: datetime) -> None:
    with clock.frozen(monday + timedelta(hours=25)):
        answer = add(wang, entry, builders.picture())

    assert answer.status_code == 422
    assert "过了一天" in answer.content.decode()


def test_corrected_entry_keeps_its_photos(wang: Client, entry: str) -> None:
    add(wang, entry, builders.picture())
    check = wang.post(f"/me/record/{entry}/correct/").url
    wang.post(check)

    newest = Response.objects.order_by("pk").last()
    assert newest is not None
    assert newest.uuid != UUID(entry)
    page = wang.get(f"/me/record/{newest.uuid}/media/").content.decode()
    assert str(name_of(entry)) in page


def test_record_takes_photos_too(wang: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    record = send(wang)

    assert f"/me/record/{record}/media/" in wang.get(f"/me/record/{record}/done/").content.decode()
    assert add(wang, record, builders.picture()).status_code == 302


def test_voice_note_is_kept_and_played_in_parts(wang: Client, entry: str) -> None:
    assert add(wang, entry, WEBM, "voice", "voice").status_code == 302
    part: HttpResponse = wang.get(f"/me/media/{name_of(entry)}/", headers={"range": "bytes=0-3"})

    assert part.status_code == 206
    assert part.content == WEBM[:4]
    assert part["Content-Type"] == "audio/webm"


def test_film_is_no_voice_note(wang: Client, entry: str) -> None:
    answer = add(wang, entry, b"\x00\x00\x00\x18ftypqt  " + bytes(400), "voice", "voice")

    assert answer.status_code == 422
    assert "请重新录一次" in answer.content.decode()


def test_only_the_page_of_an_entry_asks_for_the_microphone(wang: Client, entry: str) -> None:
    assert "microphone=(self)" in wang.get(f"/me/record/{entry}/media/")["Permissions-Policy"]
    assert "microphone=()" in wang.get("/me/diary/")["Permissions-Policy"]


def test_files_elsewhere_are_refused(wang: Client, entry: str) -> None:
    sent = SimpleUploadedFile("photo.jpg", builders.picture())

    assert wang.post("/me/diary/new/", {"photo": sent}).status_code == 400


def test_helper_sees_photos_of_their_own_entries_only(
    wang: Client, wang_xiuying: Someone, entry: str
) -> None:
    add(wang, entry, builders.picture())
    son = helpers_phone(builders.helper(wang_xiuying, *Scope))

    assert son.get(f"/me/media/{name_of(entry)}/").status_code == 404
    assert son.get(f"/me/record/{entry}/media/").status_code == 404


def test_voice_note_that_a_helper_plays_in_parts_is_noted(
    wang_xiuying: Someone, entry: str
) -> None:
    helping = builders.helper(wang_xiuying, *Scope)
    key, day = uuid4(), clock.now().date().isoformat()
    values = {"dia-type": "other", "dia-date": day}
    note = actions.Note(key, values, language="zh-CN", by_whom=ByWhom.PROXY)
    actions.note_event(by=helping.actor, patient_id=wang_xiuying.patient_id, note=note)
    daughter = helpers_phone(helping)
    add(daughter, str(key), WEBM, "voice", "voice")
    where = f"/me/media/{name_of(str(key))}/"
    assert not Event.objects.filter(kind=READ).exists()

    assert daughter.get(where, headers={"range": "bytes=0-3"}).status_code == 206
    assert Event.objects.get(kind=READ).actor == helping.account_id


def test_changed_keys_open_every_photo(
    wang: Client, entry: str, settings: Settings, data_folder: Path
) -> None:
    add(wang, entry, builders.picture())
    [path] = files(data_folder)
    old, before = settings.IDENTITY_KEYS, path.read_bytes()
    new = [Fernet.generate_key().decode()]
    settings.IDENTITY_KEYS = [*new, *old]
    assert vault.reseal() == 1
    assert path.read_bytes() != before
    settings.IDENTITY_KEYS = new

    assert vault.read(name_of(entry))
    settings.IDENTITY_KEYS = old
    assert vault.read(name_of(entry)) is None


def test_command_that_changes_keys_takes_photos_along(entry: str, wang: Client) -> None:
    add(wang, entry, builders.picture())
    call_command("rotate_keys")
    assert vault.read(name_of(entry))


def test_withdrawn_consent_takes_nothing_more(
    wang: Client, wang_xiuying: Someone, entry: str
) -> None:
    actions.withdraw_consent(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        purpose=Purpose.MEDIA,
        how=How.OWN_PAGE,
        language="zh-CN",
    )

    assert add(wang, entry, builders.picture()).status_code == 422


def test_file_that_could_not_be_removed_is_looked_for_again(
    wang: Client, wang_xiuying: Someone, entry: str, data_folder: Path
) -> None:
    add(wang, entry, builders.picture())
    name = name_of(entry)
    # Nothing after the commit, as if the power had gone.
    actions.take_back_attachment(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, name=name
    )
    assert len(files(data_folder)) == 1

    assert actions.remove_taken_back() == 1
    assert files(data_folder) == []
    assert actions.remove_taken_back() == 0
