"""Whatever a worker, a patient and a manager do in whatever order: the promises of 7.3 hold."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import State
from osteopro.followup import jobs, reminding, state
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import channels
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACTS = ("work", "work", "work", "dies before", "dies after", "record", "pause", "return", "tend")


class Killed(BaseException):
    """The worker's process ended here: nothing after it happened."""


class Operator:
    """Keeps what it was handed and how things stood then; may be the end of the worker."""

    def __init__(self, patient_id: int) -> None:
        self.patient_id = patient_id
        self.dies = ""
        self.keys: list[str] = []
        self.texts: dict[str, str] = {}

    def send(self, to: str, text: str, key: str) -> str:
        if self.dies == "dies before":
            raise Killed
        if key.startswith("reminder:"):
            self._check(text, key)
        if self.dies == "dies after":
            raise Killed
        return key

    def _check(self, text: str, key: str) -> None:
        row = CareState.objects.get(patient_id=self.patient_id)
        assert not reminding.is_quiet(clock.now(), SHANGHAI)
        assert row.next_due_on <= clock.today(SHANGHAI), "after the record came"
        assert enrolment_queries.state(self.patient_id) == State.ACTIVE
        assert self.texts.setdefault(key, text) == text, "a repeat says the same"
        self.keys.append(key)

    def cycles(self) -> Counter[str]:
        """How many different messages about each due day."""
        return Counter(key.split(":")[2] for key in set(self.keys))


steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(-90, 40 * 60)), min_size=10, max_size=40
)


@given(steps=steps, planned=st.sampled_from((7, 14)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_promises_hold(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[str, int]],
    planned: int,
) -> None:
    operator = Operator(wang_xiuying.patient_id)
    monkeypatch.setattr(channels, "gateway", lambda: operator)
    now = monday
    with transaction.atomic():
        for act, minutes in [("record", 0), *steps]:
            now += timedelta(minutes=minutes)  # at times the clock is set back
            with clock.frozen(now):
                _do(act, clinic, wang_xiuying, operator)
        transaction.set_rollback(True)
    assert all(count <= reminding.MESSAGES for count in operator.cycles().values())
    days = Counter(date.fromisoformat(key.split(":")[2]) for key in set(operator.keys))
    for day in days:
        week = [days[each] for each in days if day <= each < day + timedelta(days=7)]
        assert sum(week) <= reminding.MESSAGES


def _do(act: str, clinic: Clinic, someone: Someone, operator: Operator) -> None:
    operator.dies = act if act.startswith("dies") else ""
    if act == "record":
        builders.send(someone)
    elif act in ("pause", "return"):
        enrolment_actions.change_state(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            state=State.PAUSED if act == "pause" else State.ACTIVE,
        )
    elif act == "tend":
        jobs.see_to_due_records()
    else:
        _work(someone)


def _work(someone: Someone) -> None:
    """A round of due work that may end in the middle; then what must be true of calls."""
    row = CareState.objects.get(patient_id=someone.patient_id)
    active = enrolment_queries.state(someone.patient_id) == State.ACTIVE
    quiet = reminding.is_quiet(clock.now(), SHANGHAI)
    seen_to = active and not quiet and row.tended_on != clock.today(SHANGHAI)
    jobs.see_to_due_records()
    try:
        jobs.send_messages()
    except Killed:
        pass
    due = state.due_in(row, SHANGHAI)
    calls = OpenItem.objects.filter(kind=ItemKind.CALL, patient_id=someone.patient_id)
    assert calls.filter(closed_at__isnull=True).count() <= 1
    if seen_to and due.days_late >= reminding.CALL_AFTER:
        assert calls.filter(source=reminding.cycle_source(due.on)).count() == 1
