"""The pages of bringing in a file: upload, preview, progress, report."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.audit.models import Event
from osteopro.followup.importing import running, table
from osteopro.patients.models import ImportBatch, ImportRow, Patient
from osteopro.patients.terms import BatchState
from tests import builders
from tests.integration.web_care.conftest import SignIn, page
from tests.patient_files import file, people, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(clinic: builders.Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.lead)


def upload(client: Client, clinic: builders.Clinic, data: bytes, **fields: Any) -> Any:
    sent = {"site": clinic.site_id, "file": SimpleUploadedFile("p.csv", data), **fields}
    return client.post("/care/import/", sent)


def brought(client: Client, clinic: builders.Clinic, data: bytes) -> str:
    response = upload(client, clinic, data)
    assert response.status_code == 302, page(response)
    return str(response["Location"])


def test_from_file_to_report(clinic: builders.Clinic, lead: Client) -> None:
    assert "/care/import/template/zh/" in page(lead.get("/care/import/"))
    where = brought(
        lead, clinic, file(*people(2), person(3, sex="?"), person(4, phone="13800000001"))
    )
    preview = page(lead.get(where))
    assert "还没有加进任何人" in preview
    assert "性别：只能填：女、男。" in preview
    assert "第 5 行" in preview
    assert Patient.objects.count() == 0
    assert lead.post(where, {"do": "decide", "row-5": "another"}).status_code == 302
    assert "加进 3 人" in page(lead.get(where))
    assert lead.post(where, {"do": "start"}).status_code == 422
    assert lead.post(where, {"do": "start", "links": "later"}).status_code == 302
    running.bring_in(2)
    going_on = lead.get(where)
    assert going_on["Refresh"] == "4"
    assert "<progress" in page(going_on)
    while running.bring_in():
        pass
    report = lead.get(where)
    assert "Refresh" not in report
    assert Patient.objects.count() == 3
    assert "王秀英1" in page(report)
    assert Event.objects.filter(kind="list.read", object_id="import").exists()


def test_refused_rows_are_handed_out_once_without_formulas(
    clinic: builders.Clinic, lead: Client
) -> None:
    bad = person(2, sex="?", name="=1+1", phone="+8613800000002")
    where = brought(lead, clinic, file(person(1), bad))
    assert lead.post(f"{where}refused/").status_code == 302
    lead.post(where, {"do": "start", "links": "now"})
    while running.bring_in():
        pass
    assert lead.get(f"{where}refused/").status_code == 405
    answer = lead.post(f"{where}refused/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    words = answer.content.decode("utf-8-sig")
    assert ",'=1+1," in words
    assert ",'+8613800000002," in words
    assert "性别：只能填：女、男。" in words
    # Mended and brought again as it is.
    again = table.read_table(words.replace(",?,", ",女,").encode())
    assert again.rows[0].cells["phone"] == "+8613800000002"
    assert lead.post(f"{where}refused/").status_code == 302
    assert not ImportRow.objects.exclude(sealed="").exists()


def test_a_file_is_its_owners(clinic: builders.Clinic, lead: Client, sign_in: SignIn) -> None:
    where = brought(lead, clinic, file(person(1)))
    other = builders.staff(clinic.site_id, "other", "赵主任", "Dr Zhao", clinic.lead.role)
    for client in (sign_in(other), sign_in(clinic.li), sign_in(clinic.admin)):
        assert client.get(where).status_code == 404
        assert client.post(where, {"do": "start", "links": "now"}).status_code == 404
        assert client.post(f"{where}refused/").status_code == 404
    assert sign_in(clinic.li).get("/care/import/").status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04", "这不是 CSV 文件"),
        ("姓名\n王\n".encode(), "缺少这些列"),
        (b" " * (table.MOST_BYTES + 1), "文件太大"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_at_its_field(
    clinic: builders.Clinic, lead: Client, data: bytes, sentence: str
) -> None:
    answer = upload(lead, clinic, data)
    assert answer.status_code == 422
    assert page(answer).count(sentence) == 2
    assert not ImportBatch.objects.exists()


def test_without_a_file_or_clinic_it_is_said(clinic: builders.Clinic, lead: Client) -> None:
    answer = lead.post("/care/import/", {"site": "999"})
    assert answer.status_code == 422
    assert "请选一个文件。" in page(answer)
    assert "请选诊所。" in page(answer)


def test_the_form_sent_twice_is_one_file(clinic: builders.Clinic, lead: Client) -> None:
    shown = page(lead.get("/care/import/"))
    found = re.search(r'name="key" value="([^"]+)"', shown)
    assert found is not None
    data = file(*people(2))
    places = {upload(lead, clinic, data, key=found[1])["Location"] for _ in range(2)}
    assert len(places) == 1
    assert ImportBatch.objects.count() == 1


def test_a_consent_on_paper_is_shown_with_its_own_day_and_version(
    clinic: builders.Clinic, lead: Client
) -> None:
    where = brought(lead, clinic, file(person(1)))
    lead.post(where, {"do": "start", "links": "later"})
    running.bring_in()
    patient = Patient.objects.get()
    shown = page(lead.get(f"/care/patients/{patient.pk}/consent/"))
    assert "2024-05-06</span> (V2.1)" in shown
    assert "纸上" in shown
    copy = page(lead.get(f"/care/patients/{patient.pk}/consent/copy/"))
    assert "2024年5月6日" in copy


def test_thrown_away_is_gone(clinic: builders.Clinic, lead: Client) -> None:
    where = brought(lead, clinic, file(person(1)))
    assert lead.post(where, {"do": "discard"})["Location"].endswith("?did=discarded")
    assert lead.get(where).status_code == 404
    assert lead.post(where, {"do": "start", "links": "now"}).status_code == 404
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.sealed) == (BatchState.DISCARDED, "")


def test_a_second_window_that_is_too_late_shows_where_it_stands(
    clinic: builders.Clinic, lead: Client
) -> None:
    where = brought(lead, clinic, file(person(1)))
    lead.post(where, {"do": "start", "links": "later"})
    for late in ({"do": "discard"}, {"do": "decide", "row-2": "another"}):
        assert lead.post(where, late)["Location"] == where
    assert lead.post(where, {"do": "start", "links": "later"})["Location"] == where
    assert ImportBatch.objects.get().state == BatchState.RUNNING


def test_names_of_the_file_and_of_patients_are_words_not_markup(
    clinic: builders.Clinic, lead: Client
) -> None:
    rows = [person(1, name="<b>王</b>"), person(2, name="<i>李</i>", sex="<u>")]
    rows.append(person(3, name="<s>张</s>", phone="13800000001"))
    shown = page(lead.get(brought(lead, clinic, file(*rows))))
    assert not re.search(r"<(b|i|s|u)>[王李张]", shown)
    assert "&lt;s&gt;张" in shown


def test_the_preview_asks_as_often_for_many_as_for_few(
    clinic: builders.Clinic, lead: Client
) -> None:
    def asked(start: int, count: int) -> int:
        rows = [person(start + n // 2, name=f"王{n}") for n in range(count)]
        rows += [person(start + n, sex="?") for n in range(count)]
        where = brought(lead, clinic, file(*rows))
        lead.get(where)
        with CaptureQueriesContext(connection) as queries:
            lead.get(where)
        return len(queries)

    assert asked(1000, 4) == asked(5000, 60)


def test_the_limit_of_the_upload_is_that_of_the_file() -> None:
    assert settings.UPLOADS["/care/import/"] == table.MOST_BYTES


def test_templates_can_be_fetched(clinic: builders.Clinic, lead: Client) -> None:
    for words, heading in (("zh", "姓名"), ("en", "Name")):
        answer = lead.get(f"/care/import/template/{words}/")
        assert answer.content.decode("utf-8-sig").startswith(heading)
    assert lead.get("/care/import/template/fr/").status_code == 404
