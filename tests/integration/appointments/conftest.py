"""Slots of a clinic, and somebody who asked for a visit."""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import uuid4

import pytest

from osteopro.appointments import actions
from osteopro.appointments.models import Slot
from osteopro.appointments.rules import Pattern
from osteopro.appointments.terms import SlotKind
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import Heard, Wish
from osteopro.followup.terms import Agrees, RequestKind, VisitReason
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

Enter = Callable[..., list[int]]


def enter(clinic: Clinic, *days: int, **more: object) -> list[int]:
    """Slots at nine and half past nine on these days of the week after Monday 23 November."""
    key = uuid4()
    kind = more.pop("kind", SlotKind.VISIT)
    pattern = Pattern(
        first=date(2026, 11, 23),
        last=date(2026, 11, 29),
        weekdays=frozenset(days or (2, 3)),
        times=(time(9), time(9, 30)),
        minutes=30,
        per_week=40,
    )
    actions.add_slots(
        by=clinic.li.actor,
        site_id=clinic.site_id,
        kind=kind,  # type: ignore[arg-type]
        pattern=pattern,
        key=key,
        **more,  # type: ignore[arg-type]
    )
    rows = Slot.objects.filter(batch=key).order_by("starts_at")
    return list(rows.values_list("pk", flat=True))


def ask(someone: Someone, words: str = "", why: VisitReason = VisitReason.CHECK) -> int:
    """A request for a visit."""
    return followup_actions.make_request(
        by=someone.actor,
        patient_id=someone.patient_id,
        wanted=Wish(RequestKind.VISIT, why=why, words=words),
    )


def offer(clinic: Clinic, someone: Someone, slot: int, request: int, **more: object) -> int:
    """Nurse Li offers a slot."""
    return actions.offer_slot(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        request_id=request,
        slot_id=slot,
        **{"key": uuid4()} | more,  # type: ignore[arg-type]
    )


def talk(clinic: Clinic, someone: Someone, report: followup_actions.Receipt, level: Level) -> None:
    """Nurse Li talked about a report and heard this level."""
    followup_actions.record_verification(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=report.occasion,
        key=uuid4(),
        heard=Heard(7, 8, event=False, level=level, agrees=Agrees.YES, note="说是夜里痛醒"),
    )


@pytest.fixture
def slots(clinic: Clinic) -> list[int]:
    """Four slots, on Tuesday and Wednesday."""
    return enter(clinic)


@pytest.fixture
def request_id(monday: datetime, wang_xiuying: Someone) -> int:
    """Mrs Wang asked for a visit."""
    return ask(wang_xiuying)


@pytest.fixture
def chen(clinic: Clinic) -> Someone:
    """Mr Chen, in the same panel."""
    return builders.patient(clinic, name="陈国民", phone="+8613800006621")
