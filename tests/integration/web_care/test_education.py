"""Words about honest answers are said when clinical content 5.5 says: on screens and by phone."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.followup import actions
from osteopro.followup.actions import Asked, Heard
from osteopro.followup.learning import education
from osteopro.followup.queries import home
from osteopro.followup.queries.frame import frame
from osteopro.followup.terms import Agrees, CallOutcome, Privacy
from osteopro.instruments.answers import Value
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level
from osteopro.triage.validity.checkset import load_checks
from tests import builders
from tests.integration.web_care.conftest import SignIn, page, review_url

ORDER = education().reminder["zh-CN"]
TOGETHER = load_checks().teaching["E3"]["zh-CN"]
ASKS_VISIT: dict[str, Value] = {"fu-wish": "visit", "wish-why": "check"}


def talked_about(clinic: builders.Clinic, someone: builders.Someone, weeks: int) -> actions.Receipt:
    """Each week a report, talked about the same day: on the phone pain is three lower."""
    for week in range(weeks):
        with clock.frozen(clock.now() + timedelta(days=7 * week)):
            receipt = builders.send(someone, sym_pain_rest="5", sym_pain_move="6")
            actions.record_verification(
                by=clinic.li.actor,
                patient_id=someone.patient_id,
                occasion=receipt.occasion,
                key=uuid4(),
                heard=Heard(2, 3, event=False, level=Level.ROUTINE, agrees=Agrees.PARTLY),
            )
    return receipt


def test_after_three_talks_that_differ_the_manager_has_the_words_to_say(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    monday: datetime,
    sign_in: SignIn,
) -> None:
    third = talked_about(clinic, wang_xiuying, 3)
    assert TOGETHER not in page(sign_in(clinic.li).get(review_url(third))), (
        "the third pair came after it"
    )
    with clock.frozen(monday + timedelta(days=21)):
        after = builders.send(wang_xiuying)
        assert TOGETHER in page(sign_in(clinic.li).get(review_url(after)))
        assert TOGETHER in page(sign_in(clinic.lead).get(review_url(after)))


def by_phone(clinic: builders.Clinic, someone: builders.Someone, li: Client, **more: Value) -> str:
    """Take the record on the phone; the page with the last words."""
    by, patient_id = clinic.li.actor, someone.patient_id
    key = uuid4()
    actions.begin_call(
        by=by,
        patient_id=patient_id,
        key=key,
        language="zh-CN",
        asked=Asked(builders.form(), ByWhom.STAFF_PHONE),
    )
    actions.note_privacy(by=by, patient_id=patient_id, privacy=Privacy.ALONE)
    draft = home.records_queries.open_drafts(patient_id)[-1].uuid
    named = {name.replace("_", "-"): value for name, value in more.items()}
    builders.save(someone, draft, {**builders.STEADY, **named})
    actions.send_form(by=by, patient_id=patient_id, draft_uuid=draft)
    text = page(li.get(f"/care/patients/{patient_id}/call/"))
    actions.end_call(by=by, patient_id=patient_id, key=key, outcome=CallOutcome.REACHED, note="")
    return text


def test_who_reports_by_phone_hears_it_every_twelve_weeks_and_with_a_wish(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    monday: datetime,
    sign_in: SignIn,
) -> None:
    heard = {}
    for day in (0, 77, 84, 91):
        with clock.frozen(monday + timedelta(days=day)):
            heard[day] = ORDER in by_phone(clinic, wang_xiuying, sign_in(clinic.li))
    assert heard == {0: False, 77: False, 84: True, 91: False}
    with clock.frozen(monday + timedelta(days=98)):
        assert ORDER in by_phone(clinic, wang_xiuying, sign_in(clinic.li), **ASKS_VISIT)


@pytest.mark.parametrize("level", ["7", "8"])
def test_with_something_urgent_nothing_is_said_about_the_order(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    monday: datetime,
    sign_in: SignIn,
    level: str,
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=84)):
        text = by_phone(clinic, wang_xiuying, sign_in(clinic.li), sym_pain_rest=level)
        assert home.tells_order(frame(wang_xiuying.patient_id))
    assert (ORDER in text) == (level == "7")
