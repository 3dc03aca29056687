"""Silence is looked for without looking at everybody who is silent already."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.actions import ending
from osteopro.followup.models import OpenItem
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("people", [1, 12])
def test_looking_again_is_one_query_for_any_number_of_silent_people(
    clinic: Clinic, monday: datetime, people: int
) -> None:
    for number in range(people):
        builders.patient(clinic, phone=f"+86138{number:08d}")
    with clock.frozen(monday + timedelta(days=20)):
        assert jobs.note_silence() == people
        with CaptureQueriesContext(connection) as captured:
            assert jobs.note_silence() == 0
    assert len(captured) == 1


def test_who_writes_every_two_weeks_is_not_looked_at_after_one_missed(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    actions.set_interval(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, days=14, reason="说好的"
    )
    receipt = builders.send(wang_xiuying, at=monday + timedelta(days=30))
    assert receipt.level
    with clock.frozen(monday + timedelta(days=30 + 14 + 14)):
        with CaptureQueriesContext(connection) as captured:
            assert jobs.note_silence() == 0
        clinics = [q for q in captured if "sites_" in q["sql"]]
        assert len(captured) - len(clinics) == 1
    with clock.frozen(monday + timedelta(days=30 + 14 + 28)):
        assert jobs.note_silence() == 1


def test_silence_that_goes_on_is_noted_once_and_again_after_a_record(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    for days, new in ((14, 1), (21, 0), (40, 0)):
        with clock.frozen(monday + timedelta(days=days)):
            assert jobs.note_silence() == new
    builders.send(wang_xiuying, at=monday + timedelta(days=41))
    with clock.frozen(monday + timedelta(days=41 + 14 + 28)):
        assert jobs.note_silence() == 1
    assert OpenItem.objects.filter(kind="silence").count() == 2


def test_only_what_was_judged_of_late_is_remembered(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="8")
    actions.record_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.CALLED, reached_by_phone=True, note="好些了"),
        versions=[receipt.uuid],
    )
    assert ending.judged_rules(wang_xiuying.patient_id)
    with clock.frozen(monday + ending.JUDGED_FOR + timedelta(days=1)):
        assert not ending.judged_rules(wang_xiuying.patient_id)
