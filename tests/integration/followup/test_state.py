"""The row that says where a patient stands is always what its items say."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.followup import actions, state
from osteopro.followup.models import CareState
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

DERIVED = ("lane", "level", "due_at", "reasons", "open_items", "kind", "source")
EVENTS = st.lists(
    st.sampled_from(["quiet", "worse", "urgent", "emergency", "write", "review"]),
    min_size=1,
    max_size=7,
)
RECORDS: dict[str, dict[str, Any]] = {
    "quiet": {},
    "worse": {"sym_sleep": "very"},
    "urgent": {"rf_check": ["fever"]},
    "emergency": {"rf_check": ["chest"]},
}


def check(patient_id: int) -> None:
    kept = CareState.objects.get(patient_id=patient_id)
    derived = CareState.objects.select_related("site").get(patient_id=patient_id)
    state.rewrite(derived)
    for name in DERIVED:
        assert getattr(kept, name) == getattr(derived, name), name


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(events=EVENTS)
def test_folding_in_agrees_with_deriving_anew(
    clinic: Clinic, monday: datetime, events: list[str]
) -> None:
    someone = builders.patient(clinic, phone=f"+86138{len(clinic.people):08d}")
    open_records = []
    for place, event in enumerate(events):
        moment = monday + timedelta(days=place)
        if event in RECORDS:
            open_records.append(builders.send(someone, at=moment, **RECORDS[event]))
        elif event == "write":
            with clock.frozen(moment):
                actions.write_back(by=someone.actor, patient_id=someone.patient_id, body="谢谢")
        elif open_records:
            _escalate(clinic, someone, open_records.pop(0), moment)
        check(someone.patient_id)


def _escalate(clinic: Clinic, someone: Someone, receipt: actions.Receipt, moment: datetime) -> None:
    from_list = "seen" if receipt.level == "emergency" else None
    with clock.frozen(moment):
        actions.record_review(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=receipt.occasion,
            ending=Ending(
                Outcome.ESCALATED,
                question="请看看",
                emergency_outcome=from_list,  # type: ignore[arg-type]
            ),
            versions=[receipt.uuid],
            physician=clinic.zhang.account_id,
        )
