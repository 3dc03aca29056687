"""The clinic's tablet: one patient, their record, then nobody (ux 2.1, R30, O2)."""

import re
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from osteopro import clock
from osteopro.access.middleware import declared_permission
from osteopro.access.terms import Permission
from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from osteopro.records.models import DraftAnswer
from osteopro.signin import cards, rules, tablets
from osteopro.signin import queries as signin_queries
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.test_role_matrix import MATRIX, NAMES
from tests.integration.web_patient.conftest import link_path, record_of, start, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
IDLE = rules.TABLET_IDLE + rules.TABLET_GRACE
# What a tablet opens besides staff pages; a new page has to be added here on purpose.
ON_TABLETS = {
    "card", "card_secret", "kiosk", "kiosk_here", "kiosk_leave", "kiosk_who", "language",
    "patient_gentle",
    "patient_check", "patient_done", "patient_draft", "patient_more", "patient_next",
    "patient_question", "patient_record_urgent", "patient_start", "patient_urgent", "recording",
}  # fmt: skip


@pytest.fixture
def tablet(clinic: Clinic) -> Client:
    client = Client()
    secret = tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    client.cookies[rules.TABLET_COOKIE] = secret
    return client


def unlock(tablet: Client, clinic: Clinic, someone: Someone) -> HttpResponse:
    """Staff give six digits, the patient says yes to the name."""
    code = tablets.issue_tablet_code(by=clinic.li.actor, patient_id=someone.patient_id)
    asked = tablet.post("/kiosk/", {"code": f"{code[:3]} {code[3:]}"})
    assert asked.url == "/kiosk/who/", asked.content.decode()
    return tablet.post("/kiosk/who/")


def is_locked(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/kiosk/")


def test_any_other_device_is_no_tablet(wang_xiuying: Someone) -> None:
    page = Client().get("/kiosk/")
    assert page.status_code == 404
    assert "这不是诊室的平板" in page.content.decode()
    stolen = Client()
    stolen.cookies[rules.TABLET_COOKIE] = "made-up"
    assert stolen.post("/kiosk/", {"code": "123456"}).status_code == 404


def test_the_name_is_asked_before_anything_opens(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    code = tablets.issue_tablet_code(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    tablet.post("/kiosk/", {"code": code})
    assert is_locked(tablet.get("/me/record/start/"))
    tablet.post("/kiosk/", {"code": code})
    page = tablet.get("/kiosk/who/").content.decode()
    assert "王*英" not in page  # going elsewhere had ended the question


def test_yes_opens_the_record_and_nothing_else(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    begun = unlock(tablet, clinic, wang_xiuying)
    assert begun.url == "/me/record/start/"
    page = tablet.get("/me/record/start/")
    assert page.status_code == 200
    assert "data-kiosk" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store, private"
    assert "worker" not in re.search("<body[^>]*>", page.content.decode())[0]  # type: ignore[index]
    assert tablet.get("/me/").url == "/me/record/start/"
    assert is_locked(tablet.get("/me/messages/"))


def test_which_pages_a_tablet_opens() -> None:
    marked = {
        pattern.name
        for pattern in _patterns(get_resolver().url_patterns)
        if getattr(pattern.callback, "on_tablet", False)
    }
    assert marked == ON_TABLETS


def _patterns(entries: list) -> list:
    found = []
    for entry in entries:
        found += _patterns(entry.url_patterns) if hasattr(entry, "url_patterns") else [entry]
    return found


def test_no_other_page_of_patients_or_staff_opens_in_a_sitting(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    for pattern in _patterns(get_resolver().url_patterns):
        allowed = pattern.name in ON_TABLETS or pattern.name == "patient_home"
        if allowed or MATRIX[pattern.name].needs or pattern.name not in NAMES:
            continue
        if declared_permission(pattern.callback) == "public" and pattern.name.startswith(
            ("account_", "mfa_", "staff_")
        ):
            continue  # the staff's own way in
        unlock(tablet, clinic, wang_xiuying)
        answer = tablet.get(reverse(pattern.name))
        assert answer.status_code == 404 or is_locked(answer), (pattern.name, answer.status_code)


def test_three_minutes_without_a_touch_lock_it(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    question = start(tablet)
    with clock.frozen(monday + IDLE - timedelta(seconds=1)):
        assert tablet.post("/kiosk/here/").status_code == 204
    later = monday + 2 * IDLE - timedelta(seconds=2)
    with clock.frozen(later):
        assert tablet.get(question).status_code == 200
    with clock.frozen(later + IDLE):
        answer = tablet.get(question)
        assert answer.url == "/kiosk/?why=idle"
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert tablet.post("/kiosk/here/").status_code == 409
        assert is_locked(tablet.get(question))


def test_an_answer_that_comes_after_the_lock_is_not_taken(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    question = start(tablet)
    with clock.frozen(monday + IDLE):
        assert is_locked(tablet.post(question, {"rf-check": "none"}))
    assert not DraftAnswer.objects.filter(link_id="rf-check").exists()


def test_the_draft_goes_on_at_home_and_says_where_it_was_given(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    question = start(tablet)
    tablet.post(question, {"rf-check": "none"})
    assert tablet.get("/kiosk/leave/").url == "/kiosk/?why=left"
    assert is_locked(tablet.get(question))
    given = DraftAnswer.objects.get(link_id="rf-check")
    assert given.circumstances["channel"] == "clinic"
    home = Client()
    birth = wang_xiuying.person.birth
    home.post(
        link_path(wang_xiuying),
        {"birth-year": birth.year, "birth-month": birth.month, "birth-day": birth.day},
    )
    assert "第 2 题" in home.get("/me/record/start/").content.decode()


def test_sending_locks_it_and_the_last_page_shows_no_more_than_that_it_arrived(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    unlock(tablet, clinic, wang_xiuying)
    record, page = fill_in(tablet, start(tablet))
    # More forms of this occasion are offered here: until they are sent the patient goes on.
    while further := re.search(r'action="(/me/record/[^"]+/next/)"', page):
        assert "data-over" not in page
        page = fill_in(tablet, tablet.post(further[1]).url)[1]
    assert "data-over" in page
    assert "和上次比" not in page
    assert is_locked(tablet.get(f"/me/record/{record}/done/"))


def fill_in(tablet: Client, question: str) -> tuple[str, str]:
    """Answer or skip to the end, send, and read the last page."""
    end = walk(tablet, question)
    if end.endswith("/more/"):
        end = tablet.post(end, {"fu-note": ""}).url
    sent = tablet.post(end)
    assert sent.status_code == 302, sent.content.decode()
    done = tablet.get(sent.url)
    while done.status_code == 302:
        done = tablet.get(done.url)
    assert done.status_code == 200
    return record_of(end), done.content.decode()


def test_an_emergency_stays_on_the_screen_and_calls_the_staff(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    answer = tablet.post(start(tablet), {"rf-check": ["chest"]})
    assert answer.url.endswith("/urgent/")
    page = tablet.get(answer.url).content.decode()
    assert "马上叫工作人员" in page
    assert "120" in page


def test_nothing_of_the_first_is_there_for_the_second(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    question = start(tablet)
    tablet.post(question, {"rf-check": "none"})
    tablet.get("/language/")
    tablet.post("/language/", {"language": "en", "next": question})
    record = record_of(question)
    tablet.get("/kiosk/leave/")
    assert set(tablet.cookies) <= {rules.TABLET_COOKIE, "csrftoken", "sessionid"}
    assert tablet.cookies["sessionid"].value == ""
    assert "lang" not in tablet.cookies
    second = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    unlock(tablet, clinic, second)
    for page in ("rf-check", "more", "check", "done", "urgent", "draft", "next", "pack"):
        where = f"/me/record/{record}/{page}/"
        for answer in (tablet.get(where), tablet.post(where, {"rf-check": "none"})):
            assert answer.status_code == 404 or is_locked(answer), (page, answer.status_code)
        unlock(tablet, clinic, second)
    begun = tablet.get("/me/record/start/").content.decode()
    assert "王" not in begun
    assert "陈" not in begun or "陈国民" not in begun
    assert 'lang="zh-CN"' in begun


def test_a_tablet_taken_away_ends_the_sitting(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    [view] = signin_queries.tablets([clinic.site_id])
    tablets.remove_tablet(by=clinic.li.actor, tablet_id=view.tablet_id, site_ids=[clinic.site_id])
    assert is_locked(tablet.get("/me/record/start/"))
    assert tablet.get("/kiosk/").status_code == 404


def test_a_sitting_is_worth_nothing_without_the_tablets_cookie(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    unlock(tablet, clinic, wang_xiuying)
    carried_off = Client()
    carried_off.cookies["sessionid"] = tablet.cookies["sessionid"].value
    assert is_locked(carried_off.get("/me/"))


def test_with_a_card_on_the_tablet(tablet: Client, clinic: Clinic, wang_xiuying: Someone) -> None:
    ids = [wang_xiuying.patient_id]
    [card] = cards.print_cards(by=clinic.li.actor, patient_ids=ids)
    born = wang_xiuying.person.birth
    birth = {"birth-year": born.year, "birth-month": born.month, "birth-day": born.day}
    path = card.address[card.address.index("/card/") :]
    assert "own-phone" not in tablet.get(path).content.decode()
    assert tablet.post(path, birth).url == "/me/record/start/"
    assert "device" not in tablet.cookies
    answer = tablet.post("/card/", {**birth, "number": rules.grouped(card.number)})
    assert answer.url == "/kiosk/who/"
    assert "王*英" in tablet.get("/kiosk/who/").content.decode()
    assert tablet.post("/kiosk/who/").url == "/me/record/start/"


def test_staff_meet_the_same_three_minutes_and_the_start_page_ends_their_session(
    tablet: Client, clinic: Clinic, wang_xiuying: Someone, monday: datetime, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    li = Account.objects.get(pk=clinic.li.account_id)
    backend = "osteopro.accounts.backends.StaffBackend"
    tablet.force_login(li, backend=backend)
    assert tablet.get("/care/patients/").status_code == 200
    with clock.frozen(monday + IDLE):
        assert is_locked(tablet.get("/care/patients/"))
    tablet.force_login(li, backend=backend)
    assert tablet.get("/care/patients/").status_code == 200
    unlock(tablet, clinic, wang_xiuying)
    assert tablet.get("/care/patients/").status_code == 404
    assert tablet.get("/care/").status_code == 404


def test_wrong_codes_are_said_and_counted(tablet: Client, clinic: Clinic) -> None:
    short = tablet.post("/kiosk/", {"code": "12"})
    assert short.status_code == 422
    assert "号码是 6 位数字" in short.content.decode()
    for _ in range(rules.WRONG_TABLET_CODES):
        wrong = tablet.post("/kiosk/", {"code": "000000"})
    assert "不能用" in wrong.content.decode()
    assert "10 分钟" in tablet.post("/kiosk/", {"code": "000000"}).content.decode()
    assert Event.objects.filter(kind="tablet.wrong-code").count() == rules.WRONG_TABLET_CODES


def test_permission_of_a_sitting_is_the_patients_own() -> None:
    owned = [
        pattern.name
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.name in ON_TABLETS and pattern.name.startswith("patient_")
    ]
    for pattern in _patterns(get_resolver().url_patterns):
        if pattern.name in owned and pattern.name != "patient_urgent":
            assert declared_permission(pattern.callback) == Permission.ENTER_RECORD
