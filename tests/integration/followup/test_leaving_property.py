"""Whatever happened before and happens after: nothing is sent to or asked of who left (6.5)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions, jobs
from osteopro.followup.actions import NotAsked, PauseRefused, TooLateToReturn
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import PauseReason
from osteopro.messaging import channels
from osteopro.records import queries as records_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

REFUSED = (NotAsked, PauseRefused, TooLateToReturn, OutcomeRefused)
ENDS = (State.LEFT, State.COMPLETED, State.DIED)
JOBS = (
    jobs.keep_left_drafts,
    jobs.end_pauses,
    jobs.see_to_due_records,
    jobs.note_silence,
    jobs.see_to_silence,
    jobs.send_messages,
)


class Story:
    """One patient and everything that may happen, with what must hold after each step."""

    def __init__(self, clinic: Clinic, someone: Someone) -> None:
        self.clinic, self.someone = clinic, someone
        self.left_the_house: list[str] = []
        ends = {f"leave {state}": partial(self.leave, state) for state in ENDS}
        self.acts: Mapping[str, Callable[[], object]] = ends | {
            "work": self.work,
            "begin": lambda: builders.begin(someone),
            "record": lambda: builders.send(someone),
            "alarm": lambda: builders.send(someone, rf_check=["bladder"]),
            "write": lambda: actions.write_back(
                by=someone.actor, patient_id=someone.patient_id, body="在吗？"
            ),
            "pause": self.pause,
            "link": lambda: actions.send_link(by=clinic.li.actor, patient_id=someone.patient_id),
            "back": lambda: actions.undo_leaving(by=clinic.li.actor, patient_id=someone.patient_id),
        }

    def send(self, _to: str, text: str, key: str) -> str:
        self.left_the_house.append(f"{key} {text}")
        return key

    def leave(self, state: State) -> None:
        day = date(2026, 11, 1) if state is State.DIED else None
        actions.leave(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            wanted=Wanted(state, DecidedBy.PATIENT, ("other",), died_on=day),
        )

    def pause(self) -> None:
        until = clock.now().date() + timedelta(days=10)
        actions.pause(
            by=self.someone.actor,
            patient_id=self.someone.patient_id,
            until=until,
            reason=PauseReason.HOLIDAY,
        )

    def work(self) -> None:
        for job in JOBS:
            job()

    def step(self, act: str) -> None:
        row = CareState.objects.get(patient_id=self.someone.patient_id)
        ended, urgent = row.ended, self.urgent()
        said = len(self.left_the_house)
        try:
            with transaction.atomic():
                self.acts[act]()
        except REFUSED:
            pass
        row.refresh_from_db()
        if ended and ended == row.ended:
            told = self.left_the_house[said:]
            assert not [each for each in told if not each.startswith("alert:")], "sent after all"
            assert not row.active
            assert not row.paused
        if row.ended in ENDS:
            assert records_queries.open_draft(self.someone.patient_id) is None
            assert urgent <= self.urgent() or act == "back", "urgent and nobody's"

    def urgent(self) -> set[int]:
        rows = OpenItem.objects.filter(closed_at__isnull=True, level__gte=Level.URGENT.rank)
        return set(rows.values_list("pk", flat=True))


ACTS = (
    "work work work begin record alarm write pause link back leave_left leave_died leave_completed"
).replace("leave_", "leave-")
steps = st.lists(
    st.tuples(st.sampled_from(ACTS.split()), st.integers(0, 8 * 24)), min_size=5, max_size=20
)


@given(steps=steps)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_follows_anybody_who_left(
    clinic: Clinic,
    wang_xiuying: Someone,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[str, int]],
) -> None:
    story = Story(clinic, wang_xiuying)
    monkeypatch.setattr(channels, "gateway", lambda: story)
    now = clock.now()
    with transaction.atomic():
        for act, hours in steps:
            now += timedelta(hours=hours)
            with clock.frozen(now):
                story.step(act.replace("-", " "))
        transaction.set_rollback(True)


def test_due_work_sends_while_somebody_takes_part(
    clinic: Clinic, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The property above would hold of a programme that never sends anything."""
    story = Story(clinic, wang_xiuying)
    monkeypatch.setattr(channels, "gateway", lambda: story)
    with clock.frozen(clock.now() + timedelta(days=1)):
        story.work()
    assert story.left_the_house
