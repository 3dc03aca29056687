"""Which texts name somebody of a study: told by their places alone, and at no cost for more."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro.audit.models import Event
from osteopro.patients import study_naming, study_vault
from osteopro.patients.study_naming import Named
from osteopro.patients.terms import StudySubject
from tests import builders
from tests.builders import SETUP, Clinic, Someone

pytestmark = pytest.mark.django_db


def noted(subject: StudySubject) -> UUID:
    guid = uuid4()
    study_vault.note_study_key(by=SETUP, guid=guid, subject=subject)
    return guid


def test_texts_that_name_a_patient_or_a_member_of_staff(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    guids = [
        noted(StudySubject(patient_id=wang_xiuying.patient_id)),
        noted(StudySubject(account_id=clinic.li.account_id)),
    ]
    stranger = uuid4()
    before = Event.objects.count()
    phone = wang_xiuying.person.phone.removeprefix("+86")
    texts = ["麻烦", "他们叫我王秀英", "", f"打 {phone}", "李护士回得快", "秀", "英"]
    found = study_naming.naming([*guids, stranger], texts)
    assert found == Named(frozenset({1, 3, 4}), frozenset({stranger}))
    assert Event.objects.count() == before


def test_nobody_and_nothing() -> None:
    assert study_naming.naming([], []) == Named(frozenset(), frozenset())
    assert study_naming.naming([], ["王秀英"]) == Named(frozenset(), frozenset())


def test_more_people_and_texts_cost_no_more_queries(clinic: Clinic, wang_xiuying: Someone) -> None:
    guids = [noted(StudySubject(patient_id=wang_xiuying.patient_id))]
    with CaptureQueriesContext(connection) as before:
        study_naming.naming(guids, ["麻烦"])
    for at in range(3):
        someone = builders.patient(clinic, name=f"陈国{'民安平'[at]}", phone=f"+861380000700{at}")
        guids.append(noted(StudySubject(patient_id=someone.patient_id)))
    with CaptureQueriesContext(connection) as after:
        found = study_naming.naming(guids, ["麻烦", "陈国安"] * 20)
    assert len(found.texts) == 20
    assert len(after) == len(before) <= 5
