"""The diary beside a record and on the page of its patient, with photos and spoken words."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from osteopro.followup import actions
from osteopro.records.models import Transcript
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES

WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(400)
WRITTEN = {"zh-hans": "写下", "en": "wrote it down"}


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@STAFF_SIZES
def test_entries_are_read_opened_and_written_down(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    wang = next(each for each in clinic.people if each.person.name == "王秀英")
    builders.consent(wang)
    entry = builders.note(wang, "exercise", dia_note="走到菜市场", dia_ex_min="30")
    builders.photo_of(wang, entry, builders.picture(1200, 900))
    actions.add_voice(by=wang.actor, patient_id=wang.patient_id, occasion=entry, data=WEBM)
    record = builders.send(wang)
    where = f"/care/records/{record.occasion}/"
    page = open_page(clinic.li, where, width=width, language=language)
    found = {"record": problems_of(page)}

    expect(page.locator(".thumb img")).to_have_js_property("naturalWidth", 1200)
    page.locator("textarea[name^=voice-]").fill("这几天睡得好")
    with page.expect_navigation():
        page.locator("button[value^=voice-]").click()
    expect(page.locator(".voice .note")).to_contain_text(WRITTEN[language])
    found["written down"] = problems_of(page)
    page.locator(".thumb").click()
    page.wait_for_url("**/care/files/**")
    page.goto(f"/care/patients/{wang.patient_id}/")
    found["patient"] = problems_of(page)
    page.locator(f"a[href='/care/records/{entry}/']").click()
    page.wait_for_url(f"**/{entry}/")
    found["entry"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}
    assert Transcript.objects.get().words == "这几天睡得好"
