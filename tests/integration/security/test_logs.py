"""Nothing of a person stands in the log, not even when everything breaks (invariant 8)."""

import io
import logging
from datetime import date
from uuid import uuid4

import pytest
import structlog
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from osteopro import logs
from osteopro.followup import jobs
from osteopro.patients.models import Patient
from osteopro.schedule import runner
from osteopro.schedule.jobs import Job
from osteopro.signin import actions as signin_actions
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import fill, give_birth_date, link_path

pytestmark = pytest.mark.django_db
ROW = [f.attname for f in Patient._meta.fields if not f.primary_key]
WORDS = "我叫王秀英，想找李护士"


def quiet_about(text: str, someone: Someone, *more: str) -> None:
    phone = someone.person.phone
    private = (someone.person.name, phone, phone[-11:], WORDS, "1955-03-02", *more)
    assert [each for each in private if each in text] == []


def test_a_whole_journey_writes_nothing_about_the_person(
    wang_xiuying: Someone, clinic: Clinic, written: io.StringIO
) -> None:
    client, path = Client(), link_path(wang_xiuying)
    client.post(path, {"birth-year": "1950", "birth-month": "1", "birth-day": "1"})
    client.get(path + "?next=" + WORDS)
    give_birth_date(client, wang_xiuying)
    record = fill(client, sym_pain_rest="9", fu_wish="call")
    client.post(f"/me/record/{record}/more/", {"fu-note": WORDS})
    client.post(f"/me/record/{record}/check/")
    Client().post("/signin/", {"phone": wang_xiuying.person.phone})
    Client().post("/staff/signin/", {"login": wang_xiuying.person.name, "password": WORDS})
    Client(enforce_csrf_checks=True).post("/signin/", {"phone": wang_xiuying.person.phone})
    jobs.send_messages()
    text = written.getvalue()
    assert "staff.signin-failed" in text
    quiet_about(text, wang_xiuying, path.split("/")[2], record)


@pytest.mark.parametrize("page", ["link", "check"])
def test_a_broken_page_writes_where_and_not_what(
    wang_xiuying: Someone,
    wang: Client,
    written: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
) -> None:
    path, record = link_path(wang_xiuying), fill(wang)

    def fails(*_: object, **__: object) -> None:
        try:
            raise ValueError(f"Failing row contains ({wang_xiuying.person.name}, {WORDS})")
        except ValueError as inner:
            raise DatabaseError(f"DETAIL: {wang_xiuying.person.phone} {path}") from inner

    monkeypatch.setattr("osteopro.web.patient.views.entrance.signin_queries.link", fails)
    monkeypatch.setattr("osteopro.web.patient.page.frame_queries.frame", fails)
    client = wang if page == "check" else Client()
    client.raise_request_exception = False
    address = path if page == "link" else f"/me/record/{record}/check/"
    assert client.get(address).status_code == 500
    text = written.getvalue()
    assert "Internal Server Error" in text
    assert "django.db.utils.DatabaseError" in text
    assert "in fails" in text
    quiet_about(text, wang_xiuying, path.split("/")[2], record)


def test_a_real_refusal_of_the_database_is_not_quoted(
    wang_xiuying: Someone, written: io.StringIO
) -> None:
    patient_id = wang_xiuying.patient_id
    patients = Patient.objects.filter(pk=patient_id)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        # PostgreSQL answers with the whole row that would have been stored.
        Patient.objects.bulk_create([Patient(pk=patient_id, **patients.values(*ROW).get())])
    logging.getLogger("django.request").error("Internal Server Error", exc_info=caught.value)
    text = written.getvalue()
    assert "django.db.utils.IntegrityError" in text
    assert "DETAIL" not in text
    assert "constraint failed" not in text
    assert "duplicate key" not in text


def test_a_failing_job_writes_its_name_and_place_only(
    wang_xiuying: Someone, written: io.StringIO
) -> None:
    def fails() -> int:
        raise RuntimeError(WORDS)

    assert runner.run_job(Job("silence", fails)) is None
    text = written.getvalue()
    assert "job.failed" in text
    assert "builtins.RuntimeError" in text
    quiet_about(text, wang_xiuying)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Forbidden (CSRF): /go/0a1b2c/", "Forbidden (CSRF): /go/…/"),
        ("Not Found: /go/0a1b2c", "Not Found: /go/…"),
        ("/me/record/7b0c7f6e-3c2e-4f1e-9a52-3a3c6a1b2c3d/check/", "/me/record/…/check/"),
        ("GET /care/?q=王秀英", "GET /care/"),
        ("a record without a path", "a record without a path"),
    ],
)
def test_addresses_are_cut(given: str, kept: str) -> None:
    assert logs.scrubbed({"deep": [given]}) == {"deep": [kept]}


def test_an_id_that_is_no_address_stays(written: io.StringIO) -> None:
    record = str(uuid4())
    structlog.get_logger("tests").warning("record.late", record=record)
    assert record in written.getvalue()


def test_the_class_of_what_led_to_an_error_is_kept() -> None:
    try:
        try:
            date(1955, 2, 30)
        except ValueError as error:
            raise LookupError(WORDS) from error
    except LookupError as error:
        text = logs.described(error)
    assert text.splitlines()[0] == "builtins.LookupError"
    assert "builtins.ValueError" in text
    assert "day is out of range" not in text


def test_codes_are_not_written(wang_xiuying: Someone, written: io.StringIO) -> None:
    signin_actions.send_code(
        by=wang_xiuying.actor, phone=wang_xiuying.person.phone, address="10.0.0.1"
    )
    jobs.send_messages()
    quiet_about(written.getvalue(), wang_xiuying)
