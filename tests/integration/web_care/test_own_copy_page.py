"""A printed copy for who has no phone: written down first, by the own team, seen by the patient."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.accounts import actions as accounts_actions
from osteopro.accounts.models import Account
from osteopro.audit import queries as audit_queries
from osteopro.audit.models import Event
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions
from osteopro.followup.actions import CopyRefused
from osteopro.followup.own_copies import ASKED, PRINTED
from osteopro.followup.terms import CallOutcome, CheckedHow, CopyRefusal, CopySpan
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
DAY = {"asked-year": "2026", "asked-month": "11", "asked-day": "23"}
WISH = DAY | {"checked": "id-card", "span": "all"}


def form(someone: Someone) -> str:
    return f"/care/patients/{someone.patient_id}/copy/"


def pages(someone: Someone) -> str:
    return f"{form(someone)}pages/"


def write_down(client: Client, someone: Someone, **changes: str) -> Any:
    return client.post(form(someone), WISH | {"key": str(uuid4())} | changes)


def printed(client: Client, someone: Someone) -> str:
    response = client.get(pages(someone))
    assert response.status_code == 200, response.headers
    whole: bytes = response.getvalue()
    return whole.decode()


def events(kind: str) -> list[Event]:
    return list(Event.objects.filter(kind=kind).order_by("seq"))


def test_the_wish_is_written_down_then_the_pages_open(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, fu_note="夜里翻身痛", sym_mood="very", rf_selfharm="no")
    assert li.get(pages(wang_xiuying)).headers["Location"] == form(wang_xiuying)
    assert write_down(li, wang_xiuying).headers["Location"] == pages(wang_xiuying)
    (noted,) = events(ASKED)
    assert noted.actor == clinic.li.account_id
    assert noted.detail == {"asked_on": "2026-11-23", "checked": "id-card", "span": "all"}
    page = printed(li, wang_xiuying)
    for words in ("王秀英", "夜里翻身痛", "data-print", "您的记录"):
        assert words in page, words
    # Pages to print, no file to carry away, and no way into the patient's own pages.
    assert "/me/" not in page
    read = audit_queries.reads(wang_xiuying.patient_id, own=wang_xiuying.account_id, limit=1)
    assert read[0].object_type == PRINTED


def test_it_says_what_the_own_copy_says_and_no_more(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, sym_mood="very", rf_selfharm="no")
    actions.record_call(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        outcome=CallOutcome.REACHED,
        note="家里人在旁边",
    )
    with clock.frozen(MONDAY + timedelta(minutes=1)):
        write_down(li, wang_xiuying)
        page = printed(li, wang_xiuying)
    assert "伤害自己" in page
    for words in ("家里人在旁边", "需要再问一问", "clinic.example"):
        assert words not in page, words


def test_an_hour_later_it_is_written_down_anew(li: Client, wang_xiuying: Someone) -> None:
    write_down(li, wang_xiuying)
    with clock.frozen(MONDAY + timedelta(minutes=14)):
        assert li.get(pages(wang_xiuying)).status_code == 200
    with clock.frozen(MONDAY + timedelta(minutes=15)):
        assert li.get(pages(wang_xiuying)).headers["Location"] == form(wang_xiuying)


def test_only_as_much_as_was_asked_for(li: Client, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying, at=MONDAY - timedelta(days=100), fu_note="一百天以前")
    write_down(li, wang_xiuying, span="newest")
    assert "一百天以前" not in printed(li, wang_xiuying)
    with clock.frozen(MONDAY + timedelta(seconds=1)):
        write_down(li, wang_xiuying, span="all")
        assert "一百天以前" in printed(li, wang_xiuying)


def test_the_same_form_twice_is_one_wish(li: Client, wang_xiuying: Someone) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert write_down(li, wang_xiuying, key=key).status_code == 302
    assert len(events(ASKED)) == 1


def test_only_the_own_team_prints(
    li: Client, clinic: Clinic, wang_xiuying: Someone, sign_in: SignIn
) -> None:
    backup, lead = sign_in(clinic.wang), sign_in(clinic.lead)
    button = f'href="{form(wang_xiuying)}"'
    patient = f"/care/patients/{wang_xiuying.patient_id}/"
    assert backup.get(form(wang_xiuying)).status_code == 200
    assert button in li.get(patient).content.decode()
    assert lead.get(patient).status_code == 200
    assert button not in lead.get(patient).content.decode()
    for address in (form(wang_xiuying), pages(wang_xiuying)):
        assert lead.get(address).status_code == 404
    assert write_down(lead, wang_xiuying).status_code == 404
    # What one of the team wrote down opens nothing to another.
    write_down(li, wang_xiuying)
    assert backup.get(pages(wang_xiuying)).headers["Location"] == form(wang_xiuying)
    with pytest.raises(CopyRefused) as refused:
        actions.hand_copy(
            by=clinic.lead.actor,
            patient_id=wang_xiuying.patient_id,
            asked_on=clock.now().date(),
            checked=CheckedHow.KNOWN,
            span=CopySpan.ALL,
            key=uuid4(),
        )
    assert refused.value.code is CopyRefusal.NOT_THEIRS


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked-day": "24"}, "asked"),
        ({"asked-day": ""}, "asked"),
        ({"checked": ""}, "checked"),
        ({"span": "file"}, "span"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    li: Client, wang_xiuying: Someone, changes: dict[str, str], field: str
) -> None:
    answer = write_down(li, wang_xiuying, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}' in page
    assert 'value="2026"' in page
    assert events(ASKED) == []


def test_who_left_gets_theirs_and_for_who_died_there_is_nobody(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    gone = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    left = Wanted(State.LEFT, DecidedBy.PATIENT)
    actions.leave(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, wanted=left)
    assert li.get(form(wang_xiuying)).status_code == 200
    died = Wanted(State.DIED, DecidedBy.FAMILY, died_on=MONDAY.date())
    actions.leave(by=clinic.li.actor, patient_id=gone.patient_id, wanted=died)
    for address in (form(gone), pages(gone)):
        assert li.get(address).status_code == 404


def test_the_pages_are_in_the_language_of_the_patient(li: Client, wang_xiuying: Someone) -> None:
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language="en"
    )
    write_down(li, wang_xiuying)
    page = printed(li, wang_xiuying)
    assert '<html lang="en"' in page
    assert "Your records" in page


def test_the_patient_sees_who_printed_it(li: Client, wang_xiuying: Someone) -> None:
    write_down(li, wang_xiuying)
    printed(li, wang_xiuying)
    phone = Client()
    phone.force_login(
        Account.objects.get(pk=wang_xiuying.account_id),
        backend="osteopro.accounts.backends.LinkBackend",
    )
    session = phone.session
    session[SESSION_PATIENT] = wang_xiuying.patient_id
    session.save()
    assert "李护士给您打印了一份资料" in phone.get("/me/data/").content.decode()
