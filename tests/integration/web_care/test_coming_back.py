"""A nurse lets somebody who left take part again, over the pages."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.models import Consent, Screening
from osteopro.enrolment.terms import DecidedBy, How, Purpose, ScreeningState, State
from osteopro.followup import actions
from osteopro.followup.models import CareState, Return
from osteopro.patients import intake_drafts
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn, page
from tests.integration.web_care.enrolling import NEW, STEPS, address, key_of, team

pytestmark = pytest.mark.usefixtures("monday")
CONTACT = {
    "emergency_name": "王小梅",
    "emergency_relation": "女儿",
    "emergency_phone": "138 0000 0098",
}


def leave(someone: Someone, how: State = State.LEFT, **more: Any) -> None:
    wanted = Wanted(how, DecidedBy.PATIENT, **more)
    actions.leave(by=someone.actor, patient_id=someone.patient_id, wanted=wanted)


def again(someone: Someone) -> str:
    return f"/care/patients/{someone.patient_id}/again/"


def go_on(client: Client, key: Any, clinic: Clinic, **changes: Any) -> Any:
    """Look over every step as it stands filled and answer what is asked anew."""
    known = intake_drafts.draft(key)
    assert known is not None
    asked = {
        "disease": {"enr-symptom": ["pain"], "basis": "dxa"},
        "health": STEPS["health"],
        "mood": STEPS["mood"],
        "people": CONTACT,
        "team": team(clinic),
    }
    answer = None
    for step in ("who", "disease", "health", "mood", "medicines", "reach", "people", "team"):
        answer = client.post(
            address(key, step),
            {**known.fields, **asked.get(step, {}), **changes.get(step, {})},
        )
        assert answer.status_code == 302, page(answer)
    return answer


def add(client: Client, key: Any) -> Any:
    return client.post(address(key, "summary"), {"do": "add"})


def test_what_is_known_stands_in_the_form_and_the_rest_is_asked(
    clinic: Clinic, li: Client, wang_xiuying: Someone
) -> None:
    leave(wang_xiuying)
    assert again(wang_xiuying) in page(li.get(f"/care/patients/{wang_xiuying.patient_id}/"))
    assert again(wang_xiuying) in page(li.get(f"/care/patients/{wang_xiuying.patient_id}/leave/"))
    begun = li.post(again(wang_xiuying))
    key = key_of(begun)
    who = page(li.get(begun.url))
    assert 'value="王秀英"' in who
    assert 'value="13800006620"' in who
    assert "重新参加" in who
    assert re.search(r'value="confirmed"[^>]* checked', page(li.get(address(key, "disease"))))
    health = page(li.get(address(key, "health")))
    assert "checked" not in health
    go_on(li, key, clinic)
    consent = page(li.get(address(key, "consent")))
    assert "文本没有变" in consent
    assert 'name="consent-programme"' not in consent
    # Never asked when she joined; now they are.
    free = {f"consent-{p}": "no" for p in Purpose if f'name="consent-{p}"' in consent}
    assert "consent-research" in free
    li.post(address(key, "consent"), {"how": "in-person", **free})
    done = add(li, key)
    assert done.url == f"/care/patients/{wang_xiuying.patient_id}/?did=added"
    assert Patient.objects.count() == 1
    row = CareState.objects.get()
    assert (row.ended, row.active) == ("", True)
    assert Return.objects.count() == 1
    assert intake_drafts.draft(key) is None
    given = Consent.objects.filter(purpose=Purpose.PROGRAMME)
    assert given.count() == 1
    assert patients_queries.person(wang_xiuying.patient_id).emergency_name == "王小梅"
    # The last button once more.
    assert add(li, key).url == done.url
    assert Return.objects.count() == 1


def test_consent_taken_back_is_asked(clinic: Clinic, li: Client, wang_xiuying: Someone) -> None:
    actions.withdraw_consent(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        purpose=Purpose.PROGRAMME,
        how=How.OWN_PAGE,
        language="zh-CN",
    )
    leave(wang_xiuying)
    key = key_of(li.post(again(wang_xiuying)))
    go_on(li, key, clinic)
    consent = page(li.get(address(key, "consent")))
    assert 'name="consent-programme"' in consent
    assert 'name="consent-health-data"' not in consent
    answers = {f"consent-{p}": "no" for p in Purpose}
    refused = li.post(address(key, "consent"), {"how": "in-person", **answers})
    assert refused.status_code == 422
    assert add(li, key).status_code == 422
    agreed = {**answers, "consent-programme": "yes"}
    assert li.post(address(key, "consent"), {"how": "in-person", **agreed}).status_code == 302
    add(li, key)
    assert CareState.objects.get().active


def test_all_consents_standing_nothing_is_asked(
    clinic: Clinic, li: Client, wang_xiuying: Someone
) -> None:
    builders.consent(wang_xiuying)
    leave(wang_xiuying)
    key = key_of(li.post(again(wang_xiuying)))
    go_on(li, key, clinic)
    consent = page(li.get(address(key, "consent")))
    assert "没有需要重新询问的" in consent
    assert 'name="how"' not in consent
    assert li.post(address(key, "consent"), {}).url == address(key, "summary")
    add(li, key)
    assert CareState.objects.get().active


def test_low_mood_waits_for_a_physician_here_too(
    clinic: Clinic, li: Client, wang_xiuying: Someone, sign_in: SignIn
) -> None:
    builders.consent(wang_xiuying)
    leave(wang_xiuying)
    key = key_of(li.post(again(wang_xiuying)))
    low = {"phq2-1": "3", "phq2-2": "1", "rf-selfharm": "no"}
    shown = {"shown": ["phq2-1", "phq2-2", "rf-selfharm"]}
    go_on(li, key, clinic, mood={**low, **shown})
    li.post(address(key, "consent"), {})
    li.post(address(key, "result"), {"do": "ask"})
    assert Screening.objects.get().state == ScreeningState.WAITING
    assert add(li, key).url == address(key, "result")
    zhang = sign_in(clinic.zhang)
    zhang.post(f"/care/enrolments/{key}/", {"decision": "include", "reason": "谈过，可以参加"})
    add(li, key)
    assert CareState.objects.get().active


def test_the_second_look_goes_on_with_the_form_that_was_begun(
    clinic: Clinic, li: Client, wang_xiuying: Someone
) -> None:
    leave(wang_xiuying)
    first = key_of(li.post(again(wang_xiuying)))
    assert key_of(li.post(again(wang_xiuying))) == first


def test_the_duplicate_check_offers_it_and_takes_the_newcomers_form_away(
    clinic: Clinic, li: Client, wang_xiuying: Someone
) -> None:
    leave(wang_xiuying)
    person = wang_xiuying.person
    typed = {
        **STEPS["who"],
        "key": str(uuid4()),
        "site": clinic.site_id,
        "name": person.name,
        "sex": "female",
        "phone": "13800006620",
        "birth-year": person.birth.year,
        "birth-month": person.birth.month,
        "birth-day": person.birth.day,
    }
    found = li.post(NEW, typed)
    assert found.status_code == 409
    assert again(wang_xiuying) in page(found)
    assert len(intake_drafts.drafts_of(clinic.li.account_id)) == 1
    key = key_of(li.post(again(wang_xiuying), typed))
    assert [each.key for each in intake_drafts.drafts_of(clinic.li.account_id)] == [key]


def test_who_takes_part_is_not_offered_it(li: Client, wang_xiuying: Someone) -> None:
    assert again(wang_xiuying) not in page(li.get(f"/care/patients/{wang_xiuying.patient_id}/"))
    gone = li.post(again(wang_xiuying))
    assert gone.url == f"/care/patients/{wang_xiuying.patient_id}/leave/"


def test_who_died_is_not_offered_it(clinic: Clinic, li: Client, wang_xiuying: Someone) -> None:
    leave(wang_xiuying, State.DIED, died_on=clock.now().date())
    for path in ("", "leave/"):
        found = page(li.get(f"/care/patients/{wang_xiuying.patient_id}/{path}"))
        assert again(wang_xiuying) not in found
    assert li.post(again(wang_xiuying)).url.endswith("/leave/")
    assert intake_drafts.drafts_of(clinic.li.account_id) == []


def test_dying_meanwhile_ends_the_form(clinic: Clinic, li: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    leave(wang_xiuying)
    key = key_of(li.post(again(wang_xiuying)))
    go_on(li, key, clinic)
    li.post(address(key, "consent"), {})
    actions.undo_leaving(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    leave(wang_xiuying, State.DIED, died_on=clock.now().date())
    gone = li.post(address(key, "summary"), {"do": "add"}, follow=True)
    assert "现在不能这样做了" in page(gone)
    assert intake_drafts.draft(key) is None
    assert CareState.objects.get().ended == State.DIED


def test_another_birth_date_is_another_person(
    clinic: Clinic, li: Client, wang_xiuying: Someone
) -> None:
    leave(wang_xiuying)
    key = key_of(li.post(again(wang_xiuying)))
    known = intake_drafts.draft(key)
    assert known is not None
    refused = li.post(address(key, "who"), {**known.fields, "birth-year": "1956"})
    assert refused.status_code == 422
    assert "与档案里的生日不同" in page(refused)


def test_after_seven_days_only_the_new_beginning_is_offered(
    clinic: Clinic, li: Client, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    leave(wang_xiuying)
    path = f"/care/patients/{wang_xiuying.patient_id}/leave/"
    assert 'value="back"' in page(li.get(path))
    with clock.frozen(monday + timedelta(days=8)):
        later = page(sign_in(clinic.li).get(path))
    assert 'value="back"' not in later
    assert again(wang_xiuying) in later
