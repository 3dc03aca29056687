"""A copy of my own data: only for me, all of mine, nothing of others, however much it is."""

import json
import tracemalloc
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.audit import queries as audit_queries
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions, jobs
from osteopro.followup.models import AdviceGiven, AdviceSaid
from osteopro.followup.terms import AdviceWord, CallOutcome
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.messaging import channels
from osteopro.records.measuring import Measured
from osteopro.records.models import Response
from osteopro.records.terms import MeasuredHow
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, helpers_phone

COPY, CODE, PAGE, FILE = "/me/data/copy/", "/me/data/code/", "/me/data/page/", "/me/data/file/"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Text messages as the operator gets them."""
    sent: list[str] = []

    class Operator:
        def send(self, to: str, text: str, key: str) -> str:
            sent.append(text)
            return key

    monkeypatch.setattr(channels, "gateway", Operator)
    return sent


def step_up(client: Client, texts: list[str]) -> None:
    """Ask for a code and type it."""
    assert client.post(COPY).headers["Location"] == CODE
    jobs.send_messages()
    code = next(text for text in reversed(texts) if "验证码" in text).split("验证码 ")[1][:6]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert client.post(CODE, {"code": wrong}).status_code == 422
    assert client.post(CODE, {"code": code}).headers["Location"] == COPY


def read(client: Client, path: str) -> str:
    """The whole of a page that is sent in pieces."""
    response = client.get(path)
    assert response.status_code == 200, response.headers
    whole: bytes = response.getvalue()
    return whole.decode()


def file(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read(client, FILE))
    return found


def everything(clinic: Clinic, someone: Someone) -> None:
    """A record with low mood, a reply, a call with a note, a measurement, a helper."""
    receipt = builders.send(someone, sym_mood="very", rf_selfharm="no")
    actions.note_opened(
        by=clinic.li.actor, patient_id=someone.patient_id, occasion=receipt.occasion
    )
    builders.reply(clinic, someone, receipt, "每天晒晒太阳。")
    actions.record_call(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        outcome=CallOutcome.REACHED,
        note="家里人在旁边",
    )
    actions.note_measurement(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        measured=Measured(clock.now().date(), Decimal(152), None, MeasuredHow.ENROLMENT),
    )
    builders.helper(someone, Scope.READ)


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?from=all", FILE])
def test_nothing_without_a_fresh_code(wang: Client, path: str) -> None:
    assert wang.get(path).headers["Location"] == COPY
    assert "给我发验证码" in wang.get(COPY).content.decode()


@pytest.mark.usefixtures("monday")
def test_a_code_opens_it_for_a_quarter_of_an_hour(wang: Client, texts: list[str]) -> None:
    step_up(wang, texts)
    assert PAGE in wang.get(COPY).content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=14)):
        assert wang.get(FILE).status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        assert wang.get(FILE).headers["Location"] == COPY


def test_a_code_of_one_is_not_one_of_another(
    wang: Client, texts: list[str], clinic: Clinic, signed_in: SignIn
) -> None:
    step_up(wang, texts)
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    stepped = wang.session["stepped_up"]
    other = signed_in(chen)
    session = other.session
    session["stepped_up"] = stepped
    session.save()
    assert other.get(FILE).headers["Location"] == COPY


def test_the_page_says_everything_in_words(
    wang: Client, texts: list[str], clinic: Clinic, wang_xiuying: Someone
) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        everything(clinic, wang_xiuying)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        step_up(wang, texts)
        page = read(wang, PAGE)
    for words in (
        "王秀英",
        "1955年3月2日",
        "2026年11月23日 上午10:01</span>\u00a0· 随访记录",
        "每天晒晒太阳。",
        "李护士\u00a0· 通上了话",
        "152",
        "同意，在自己的页面上，2026年11月23日 上午10:01",
        "李护士看了您的记录",
    ):
        assert words in page, words


@pytest.mark.parametrize("path", [f"{PAGE}?from=all", FILE])
def test_what_is_not_for_the_patient_is_not_in_it(
    wang: Client, texts: list[str], clinic: Clinic, wang_xiuying: Someone, path: str
) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        everything(clinic, wang_xiuying)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        step_up(wang, texts)
        found = read(wang, path)
    # A note of the staff; the daughter's name; somebody's e-mail; times and flags of answers.
    for words in ("家里人在旁边", "王芳", "clinic.example", "circumstances", "seconds", "digest"):
        assert words not in found, words


def test_the_file_is_a_bundle_with_everything_beside_it(
    wang: Client, texts: list[str], clinic: Clinic, wang_xiuying: Someone
) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        everything(clinic, wang_xiuying)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        step_up(wang, texts)
        found = file(wang)
    assert found["person"]["name"] == "王秀英"
    records = found["records"]
    assert (records["resourceType"], records["type"]) == ("Bundle", "collection")
    for entry in records["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['identifier']['value']}"
        assert schema_problems(entry["resource"]) == []
    asked = {item["linkId"] for item in records["entry"][0]["resource"]["item"]}
    assert "rf-selfharm" in asked
    assert {each["record"] for each in found["scores"]} == {
        records["entry"][0]["resource"]["identifier"]["value"]
    }
    assert [each["body"] for each in found["messages"]] == ["每天晒晒太阳。"]
    assert found["messages"][0]["by"] == "李护士"
    assert found["calls"][0]["outcome"] == "reached"
    assert found["family"][0]["relation"] == "daughter"
    assert [each["state"] for each in found["taking_part"]] == ["active"]
    assert {each["decision"] for each in found["consents"]} == {"given"}
    assert {(each["by"], each["what"]) for each in found["opened_or_written"]} == {
        ("李护士", "occasion"),
        ("您自己", "copy"),
    }


def test_old_things_stand_only_in_the_whole_copy(
    wang: Client, texts: list[str], wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(clock.now() + timedelta(days=100)):
        client = Client()
        client.cookies = wang.cookies
        step_up(client, texts)
        assert "随访记录" not in read(client, PAGE)
        assert "随访记录" in read(client, f"{PAGE}?from=all")


def test_making_a_copy_is_seen_on_the_page(
    wang: Client, texts: list[str], wang_xiuying: Someone
) -> None:
    step_up(wang, texts)
    assert "拿走过一份资料" not in wang.get("/me/data/").content.decode()
    file(wang)
    assert "拿走过一份资料" in wang.get("/me/data/").content.decode()
    assert [
        each.object_type
        for each in audit_queries.reads(
            wang_xiuying.patient_id, own=wang_xiuying.account_id, limit=9
        )
    ] == ["copy"]


def test_who_helps_gets_no_copy(wang_xiuying: Someone) -> None:
    phone = helpers_phone(builders.helper(wang_xiuying))
    for path in (COPY, CODE, PAGE, FILE):
        assert phone.get(path).status_code == 404


def test_who_left_still_gets_theirs(wang: Client, texts: list[str], wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    actions.leave(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        wanted=Wanted(State.LEFT, DecidedBy.PATIENT),
    )
    assert COPY in wang.get("/me/leave/").content.decode()
    step_up(wang, texts)
    assert "随访记录" in read(wang, PAGE)


def years(one: Response, days: range) -> None:
    """The same record on many earlier days."""
    copies = []
    for number in days:
        uuid = uuid4()
        content = {**one.content, "identifier": {**one.content["identifier"], "value": str(uuid)}}
        fields = {
            field.attname: getattr(one, field.attname)
            for field in Response._meta.concrete_fields
            if field.attname != "id"
        }
        then = one.effective - timedelta(days=number)
        copies.append(Response(**{**fields, "uuid": uuid, "content": content, "effective": then}))
    Response.objects.bulk_create(copies)


def peak(client: Client, path: str) -> int:
    """The most memory that sending it held, in bytes; every piece is let go."""
    response = client.get(path)
    tracemalloc.start()
    for _ in response.streaming_content:
        pass
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


@pytest.mark.parametrize("path", [f"{PAGE}?from=all", FILE])
def test_ten_years_take_no_more_memory_or_queries_than_one(
    wang: Client, texts: list[str], wang_xiuying: Someone, path: str
) -> None:
    step_up(wang, texts)
    one = Response.objects.get(uuid=builders.send(wang_xiuying).uuid)
    years(one, range(1, 300))
    read(wang, path)
    with CaptureQueriesContext(connection) as before:
        read(wang, path)
    little = peak(wang, path)
    years(one, range(300, 3000))
    with CaptureQueriesContext(connection) as after:
        read(wang, path)
    assert len(after) == len(before)
    assert peak(wang, path) < little * 1.5


def test_advice_stands_in_it_as_it_was_sent_with_what_was_said(
    wang: Client, texts: list[str], clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, receipt, advice=["R13"])
    sent = AdviceGiven.objects.get()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        step_up(wang, texts)
        assert sent.text in read(wang, PAGE)
        AdviceSaid.objects.create(
            given=sent, word=AdviceWord.DOING, at=clock.now(), by=wang_xiuying.account_id
        )
        page, found = read(wang, PAGE), file(wang)
    assert "您说：在做。" in page
    (advice,) = found["advice"]
    assert (advice["code"], advice["by"]) == ("R13", "李护士")
    assert advice["stands"]["word"] == "doing"
    assert found["attachments"] == []
