"""What is sent is text and nothing else, and both databases take it alike."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from osteopro.followup.queries import frame as frame_queries
from osteopro.records import queries as records_queries
from osteopro.ui.middleware import clean
from tests.builders import Someone
from tests.integration.web_patient.conftest import link_path, start

pytestmark = pytest.mark.django_db
NUL = "\x00"


def test_control_characters_are_taken_out_of_a_note(wang: Client, wang_xiuying: Someone) -> None:
    record = start(wang).split("/")[3]
    answer = wang.post(f"/me/record/{record}/more/", {"fu-note": f"两行{NUL}\r\n字\x1b[2J\t。"})
    assert answer.status_code == 302
    draft = records_queries.open_draft(wang_xiuying.patient_id)
    assert draft is not None
    assert draft.values["fu-note"] == "两行\n字[2J\t。"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/signin/", {"phone": f"1380000{NUL}6620"}),
        ("/staff/signin/", {"login": f"li{NUL}", "password": f"x{NUL}"}),
        ("/language/", {"language": f"en{NUL}", "next": f"/{NUL}"}),
    ],
)
def test_no_page_breaks_on_a_nul(path: str, fields: dict[str, str], wang_xiuying: Someone) -> None:
    assert Client().post(path, fields).status_code in (200, 302, 404, 422)
    assert Client().get(path, {"next": f"/me/{NUL}"}).status_code in (200, 302, 404)


def test_lines_and_tabs_stay() -> None:
    assert clean("a\tb\nc\r\nd\re\x7f\x0b") == "a\tb\nc\nd\ne"


def test_a_file_is_refused(wang_xiuying: Someone) -> None:
    path = link_path(wang_xiuying)
    file = SimpleUploadedFile("a.txt", b"x" * 100)
    assert Client().post(path, {"birth-year": "1955", "file": file}).status_code == 400


def test_a_large_upload_is_refused_before_it_is_read(wang_xiuying: Someone) -> None:
    path = link_path(wang_xiuying)
    file = SimpleUploadedFile("a.txt", b"x" * 300_000)
    assert Client().post(path, {"file": file}).status_code == 400


def test_a_form_without_a_file_may_still_come_in_parts(wang_xiuying: Someone) -> None:
    parts = {"birth-year": "1955", "birth-month": "3", "birth-day": "2"}
    assert Client().post(link_path(wang_xiuying), parts).status_code == 302
    assert frame_queries.frame(wang_xiuying.patient_id).person.name == "王秀英"
