"""Ways in for patients, and their limits (ux 2.1)."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions as followup_actions
from osteopro.followup import jobs
from osteopro.signin import actions, queries
from osteopro.signin.codes import Refusal
from osteopro.signin.models import PatientLink, SmsCode
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

VISITOR = Actor(None, "visitor")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WRONG = date(1950, 1, 1)


def token_of(someone: Someone) -> str:
    url = queries.link_url(someone.patient_id)
    assert url is not None
    return url.rstrip("/").rsplit("/", 1)[-1]


def try_birth(token: str, birth: date) -> actions.Answer:
    return actions.try_birth_date(by=VISITOR, token=token, birth=birth, zone=SHANGHAI)


def test_the_right_birth_date_lets_in(wang_xiuying: Someone) -> None:
    answer = try_birth(token_of(wang_xiuying), wang_xiuying.person.birth)
    assert answer.patient_id == wang_xiuying.patient_id


def test_looking_at_a_link_shows_a_masked_name_and_uses_nothing_up(wang_xiuying: Someone) -> None:
    token = token_of(wang_xiuying)
    for _ in range(10):
        view = queries.link(token)
        assert view is not None
        assert view.masked_name == "王*英"
    assert try_birth(token, wang_xiuying.person.birth).patient_id


def test_the_fifth_wrong_birth_date_locks_the_link_for_good(
    wang_xiuying: Someone, monday: datetime
) -> None:
    token = token_of(wang_xiuying)
    left = [try_birth(token, WRONG).tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert try_birth(token, wang_xiuying.person.birth).refusal == Refusal.LOCKED
    with clock.frozen(monday + timedelta(days=1)):
        assert try_birth(token, wang_xiuying.person.birth).refusal == Refusal.LOCKED


def test_wrong_tries_are_counted_by_the_day(wang_xiuying: Someone, monday: datetime) -> None:
    token = token_of(wang_xiuying)
    for _ in range(4):
        try_birth(token, WRONG)
    with clock.frozen(monday + timedelta(days=1)):
        assert try_birth(token, WRONG).tries_left == 4


def test_a_new_link_ends_the_one_before(clinic: Clinic, wang_xiuying: Someone) -> None:
    old = token_of(wang_xiuying)
    followup_actions.send_link(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    assert token_of(wang_xiuying) != old
    assert try_birth(old, wang_xiuying.person.birth).refusal == Refusal.UNKNOWN


def test_a_link_ends_after_fourteen_days(wang_xiuying: Someone, monday: datetime) -> None:
    token = token_of(wang_xiuying)
    with clock.frozen(monday + timedelta(days=14)):
        assert queries.link(token) is None
        assert try_birth(token, wang_xiuying.person.birth).refusal == Refusal.UNKNOWN


def test_the_token_is_not_in_the_database(wang_xiuying: Someone) -> None:
    token = token_of(wang_xiuying)
    row = PatientLink.objects.get(replaced_at__isnull=True)
    assert token not in (row.nonce, row.token_hash)


def test_a_known_device_enters_by_link_alone(clinic: Clinic, wang_xiuying: Someone) -> None:
    secret = actions.remember_device(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, label="Android"
    )
    token = token_of(wang_xiuying)
    known = actions.enter_from_known_device(by=VISITOR, token=token, device_secret=secret)
    strange = actions.enter_from_known_device(by=VISITOR, token=token, device_secret="other")
    assert known.patient_id == wang_xiuying.patient_id
    assert strange.patient_id is None


def sent_code(capsys: pytest.CaptureFixture[str], phone: str) -> str:
    jobs.send_messages()
    found = re.findall(rf"\[SMS {re.escape(phone)}\] .*?(\d{{6}})，", capsys.readouterr().out)
    assert found
    return str(found[-1])


@pytest.fixture
def demo(settings: object, tmp_path: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    settings.DATA = tmp_path  # type: ignore[attr-defined]


def send(phone: str, address: str = "10.0.0.1") -> actions.CodeSent:
    return actions.send_code(by=VISITOR, phone=phone, address=address)


def try_code(phone: str, code: str) -> actions.Answer:
    return actions.try_code(by=VISITOR, phone=phone, code=code)


@pytest.mark.usefixtures("demo")
def test_a_code_sent_by_text_message_lets_in_once(
    wang_xiuying: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = wang_xiuying.person.phone
    assert send(phone).sent
    code = sent_code(capsys, phone)
    assert try_code(phone, code).patient_id == wang_xiuying.patient_id
    assert try_code(phone, code).refusal == Refusal.WRONG


@pytest.mark.usefixtures("demo")
def test_a_code_ends_after_ten_minutes_and_after_five_wrong_tries(
    wang_xiuying: Someone, monday: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = wang_xiuying.person.phone
    send(phone)
    code = sent_code(capsys, phone)
    with clock.frozen(monday + timedelta(minutes=11)):
        assert try_code(phone, code).refusal == Refusal.EXPIRED
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        try_code(phone, wrong)
    assert try_code(phone, code).refusal == Refusal.TOO_MANY


def test_codes_are_limited_by_number_and_by_address(
    wang_xiuying: Someone, monday: datetime
) -> None:
    phone = wang_xiuying.person.phone
    assert send(phone).sent
    assert send(phone).wait_seconds == 60
    for minute in range(1, 8):
        with clock.frozen(monday + timedelta(minutes=2 * minute)):
            send(phone)
    assert SmsCode.objects.count() == 5
    with clock.frozen(monday + timedelta(hours=2)):
        sent = [send(f"+8613900{n:06d}").sent for n in range(25)]
    assert sent.count(True) == 20


def test_an_unknown_number_gets_the_same_answer_and_no_message(
    wang_xiuying: Someone, monday: datetime
) -> None:
    known, unknown = send(wang_xiuying.person.phone), send("+8613900000000")
    assert known == unknown
    assert try_code("+8613900000000", "123456").refusal == Refusal.WRONG


@pytest.mark.usefixtures("demo")
def test_a_couple_with_one_phone_is_told_apart_by_birth_date(
    clinic: Clinic, wang_xiuying: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = wang_xiuying.person.phone
    husband = builders.patient(clinic, name="李国强", birth=date(1950, 8, 9), phone=phone)
    send(phone)
    answer = try_code(phone, sent_code(capsys, phone))
    assert answer.patient_id is None
    assert set(answer.sharing) == {wang_xiuying.patient_id, husband.patient_id}
    chosen = actions.choose_by_birth_date(
        by=VISITOR, code_id=answer.code_id, sharing=answer.sharing, birth=husband.person.birth
    )
    assert chosen.patient_id == husband.patient_id
    again = actions.choose_by_birth_date(
        by=VISITOR, code_id=answer.code_id, sharing=answer.sharing, birth=husband.person.birth
    )
    assert again.refusal == Refusal.TOO_MANY


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("twice", [False, True])
def test_of_two_rows_of_one_person_the_one_who_takes_part_is_meant(
    clinic: Clinic, wang_xiuying: Someone, capsys: pytest.CaptureFixture[str], twice: bool
) -> None:
    phone = wang_xiuying.person.phone
    anew = builders.patient(clinic, phone=phone)
    for someone in (wang_xiuying, anew) if twice else (wang_xiuying,):
        followup_actions.leave(
            by=someone.actor,
            patient_id=someone.patient_id,
            wanted=Wanted(State.LEFT, DecidedBy.PATIENT),
        )
    send(phone)
    answer = try_code(phone, sent_code(capsys, phone))
    chosen = actions.choose_by_birth_date(
        by=VISITOR, code_id=answer.code_id, sharing=answer.sharing, birth=anew.person.birth
    )
    assert chosen.patient_id == (None if twice else anew.patient_id)
