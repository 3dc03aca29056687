"""The synthetic clinic as the product keeps it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import Settings

from osteopro import clock
from osteopro.access.queries import staff_viewer
from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from osteopro.followup.models import CareState, Escalation, OpenItem, Review
from osteopro.followup.queries import figures, worklist
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.state import lane_of
from osteopro.followup.terms import ItemKind, Lane
from osteopro.instruments import queries as instruments_queries
from osteopro.messaging.models import MessageReceipt, OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.records.models import Assessment, Response
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.signin import queries as signin_queries
from osteopro.simulation.clinic import Built, build
from osteopro.simulation.people import Resident, residents
from osteopro.simulation.ways_in import ways_in
from osteopro.triage import queries as triage_queries

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 9, 31, tzinfo=ZONE)
SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 12, tzinfo=ZONE)
CAST = 19
DAYS = 72


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.DATA = tmp_path


def built(seed: int = 1, patients: int = CAST, days: int = DAYS) -> Built:
    return build(seed=seed, patients=patients, days=days, progress=lambda day, of: None)


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside is taken back, so that a second clinic can be built."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        instruments_queries.forget()
        triage_queries.forget()


class _Undo(Exception):
    pass


def state(clinic: Built, scene: str) -> CareState:
    life = clinic.in_scene(scene)
    assert life is not None
    return CareState.objects.get(pk=life.patient_id)


def shown_lanes(clinic: Built) -> dict[Lane, set[str]]:
    """Who stands in which lane of Nurse Li's worklist, by their part."""
    nurse = Account.objects.get(pk=clinic.team.managers[0].account_id)
    viewer, chosen = staff_viewer(nurse), Filter(Whose.MINE)
    numbers = figures.figures(viewer, chosen)
    return {
        page.lane: {clinic.lives[row.patient_id].resident.scene for row in page.rows}
        for page in worklist.lanes(viewer, chosen, numbers)
    }


def waits(clinic: Built, scene: str) -> set[str]:
    items = OpenItem.objects.filter(patient_id=state(clinic, scene).pk, closed_at__isnull=True)
    return {str(reason["id"]) for item in items for reason in item.reasons}


@pytest.mark.parametrize("now", [MORNING, SUNDAY_NIGHT])
def test_every_lane_has_somebody_at_any_hour(now: datetime) -> None:
    with clock.frozen(now):
        clinic = built()
        lanes = {
            scene: (lane_of(state(clinic, scene).lane), state(clinic, scene).level)
            for scene in (
                "emergency",
                "urgent-back",
                "worse",
                "fell-by-phone",
                "unread-message",
                "steady",
                "wants-advice",
                "corrected",
                "daughter-answers",
                "late",
                "reply-waiting",
                "newcomer",
            )
        }
        assert lanes == {
            "emergency": (Lane.NOW, 3),
            "urgent-back": (Lane.NOW, 2),
            "worse": (Lane.TODAY, 1),
            "fell-by-phone": (Lane.TODAY, 1),
            "unread-message": (Lane.TODAY, 0),
            "steady": (Lane.REPLY, 0),
            "wants-advice": (Lane.REPLY, 0),
            "corrected": (Lane.REPLY, 0),
            "daughter-answers": (Lane.REPLY, 0),
            "late": (Lane.NONE, 0),
            "reply-waiting": (Lane.NONE, 0),
            "newcomer": (Lane.NONE, 0),
        }
        today = clock.today(ZONE)
        assert state(clinic, "due-today").next_due_on == today
        assert (today - state(clinic, "late").next_due_on).days == 7
        assert (today - state(clinic, "missed").next_due_on).days == 12
        assert state(clinic, "newcomer").last_record_at is None
        # Calls are asked for at half past nine: before, a record due today waits in no lane.
        calls = {"call-back", "call-morning"} if now == MORNING else {"call-back"}
        assert shown_lanes(clinic) == {
            Lane.NOW: {"emergency", "urgent-back"},
            Lane.TODAY: {"worse", "fell-by-phone", "unread-message", "silent"} | calls,
            Lane.REPLY: {"steady", "wants-advice", "corrected", "daughter-answers"},
            Lane.LATE: {"late", "missed"},
        }
        for scene in ("emergency", "urgent-back", "worse", "wants-advice"):
            due = state(clinic, scene).due_at
            assert due is not None
            assert due > now
        _check_stories(clinic, now)


def _check_stories(clinic: Built, now: datetime) -> None:
    assert {"stopped"} <= waits(clinic, "emergency")
    assert {"amended"} <= waits(clinic, "corrected")
    assert {"T-A14"} <= waits(clinic, "silent")
    assert state(clinic, "daughter-answers").by_whom == ByWhom.PROXY
    assert state(clinic, "fell-by-phone").by_whom == ByWhom.STAFF_PHONE
    low = state(clinic, "low-mood-handled").pk
    urgent = Assessment.objects.filter(patient_id=low, level="urgent")
    assert "T-U06" in {rule["id"] for each in urgent for rule in each.rules}
    assert Escalation.objects.filter(patient_id=low).exists()
    assert not OpenItem.objects.filter(patient_id=low, closed_at__isnull=True).exists()
    answered = state(clinic, "reply-waiting").pk
    reply = Review.objects.filter(patient_id=answered).latest("at").message
    assert reply is not None
    assert not MessageReceipt.objects.filter(message_id=reply).exists()
    assert Response.objects.filter(status=ResponseStatus.AMENDED).count() == 1
    assert not Event.objects.exclude(capacity="system:library").filter(at__gt=now).exists()
    assert not OpenItem.objects.filter(
        kind=ItemKind.DELIVERY, patient__care_state__channel="online", closed_at__isnull=True
    ).exists()
    waiting = OutboundMessage.objects.filter(state=DeliveryState.WAITING, due_at__lte=now)
    assert not waiting.exists()


def test_same_seed_and_moment_build_the_same_clinic() -> None:
    def story(seed: int) -> list[tuple[object, ...]]:
        with undone():
            built(seed=seed, patients=3, days=30)
            rows = Assessment.objects.filter(response__isnull=False).order_by("pk")
            told = rows.values_list("level", "response__values", "response__effective")
            ended = Review.objects.order_by("pk").values_list("outcome", "at")
            found = [tuple(map(str, row)) for row in told]
            return [*found, *(tuple(map(str, row)) for row in ended)]
        raise AssertionError("undone() ended without its story")

    with clock.frozen(MORNING):
        first = story(7)
        assert len(first) > 15
        assert story(7) == first
        assert story(8) != first


def test_a_crowd_lives_by_its_habits() -> None:
    """Beyond the scenes: levels in proportion, all channels, records with their fate."""
    with clock.frozen(MORNING):
        clinic = built(patients=45, days=30)
        crowd = [pk for pk, life in clinic.lives.items() if not life.resident.scene]
        mine = Assessment.objects.filter(patient_id__in=crowd)
        levels = Counter(mine.values_list("level", flat=True))
        assert levels["routine"] > levels["attention"] >= 1
        modes = set(Response.objects.values_list("mode", flat=True))
        assert modes == {"online", "phone", "in-person"}
        records = OpenItem.objects.filter(kind=ItemKind.RECORD, patient_id__in=crowd)
        done = records.filter(closed_at__isnull=False).count()
        assert done > 3 * records.filter(closed_at__isnull=True).count()


def test_the_terminal_shows_a_way_in_for_every_role() -> None:
    with clock.frozen(MORNING):
        clinic = built(patients=4, days=20)
        text = ways_in(clinic, "http://127.0.0.1:8120")
        tokens = [line.split("/go/")[1].strip("/") for line in text.splitlines() if "/go/" in line]
        assert len(tokens) == 3
        assert all(signin_queries.link(token) for token in tokens)
        for name in ("li", "zhang", "liu", "admin"):
            assert f"\n  {name}" in text
        for life in (clinic.in_scene("due-today"), clinic.in_scene("newcomer")):
            assert life is not None
            assert life.resident.person.birth.isoformat() in text


def test_a_small_clinic_says_who_is_not_there() -> None:
    with clock.frozen(MORNING):
        text = ways_in(built(patients=1, days=10), "http://127.0.0.1:8120")
        assert "the clinic is too small" in text


def test_everybody_expected_is_enrolled() -> None:
    with clock.frozen(MORNING):
        clinic = built(patients=20, days=4)
        expected: list[Resident] = residents(1, 20, MORNING.date())
        found = [life.resident for life in clinic.lives.values()]
        assert sorted(found, key=lambda each: each.number) == expected
        assert CareState.objects.count() == 20
