"""The synthetic clinic is a well-run one: whatever waits when it opens does so on purpose."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from osteopro import clock
from osteopro.access.queries import staff_viewer
from osteopro.access.terms import Viewer
from osteopro.accounts.models import Account
from osteopro.appointments.queries import offers
from osteopro.audit.models import Event
from osteopro.audit.terms import READ
from osteopro.enrolment import screenings
from osteopro.enrolment.models import Consent
from osteopro.enrolment.terms import How, State
from osteopro.followup import planning
from osteopro.followup.models import (
    Absence,
    Call,
    CareState,
    Leaving,
    Move,
    OpenItem,
    Pause,
    Review,
)
from osteopro.followup.plan.facts import PlanFacts
from osteopro.followup.queries import calls, figures, worklist
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.state import due_now
from osteopro.followup.terms import CallKind, CallOutcome, DueStatus, ItemKind, Lane
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.terms import Channel
from osteopro.records.models import Response
from osteopro.simulation.clinic import Built, build

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 9, 31, tzinfo=ZONE)
# Long enough for every form to come round.
DAYS = 182
MINE = Filter(Whose.MINE)
# On purpose: a call or a word waits, nothing comes, or nothing came yet.
SILENT = {"silent"}
LATE = {"late", "missed"}
NEW, AWAY = {"newcomer"}, {"away"}
GONE = {"moved-away", "too-much", "lost", "died", "consent-back"}
DUE = {"due-today", "call-morning", "call-back"}
HORIZON = timedelta(days=6)
FAR = timedelta(days=50)


@pytest.fixture
def clinic(settings: Settings, tmp_path: Path, db: None) -> Any:
    settings.DEMO = True
    settings.DATA = tmp_path
    with clock.frozen(MORNING):
        yield build(seed=1, patients=40, days=DAYS, progress=lambda day, of: None)


def test_months_of_a_well_run_clinic(clinic: Built) -> None:
    """One clinic, for building one takes long; each check names what it holds."""
    wrong = []
    for check in CHECKS:
        try:
            check(clinic)
        except AssertionError as error:
            wrong.append(f"{check.__name__}: {error}")
    assert not wrong, "\n".join(wrong)


def _nurse(clinic: Built) -> Viewer:
    return staff_viewer(Account.objects.get(pk=clinic.team.managers[0].account_id))


def _scene(clinic: Built, patient_id: int) -> str:
    return clinic.lives[patient_id].resident.scene


def _ids(clinic: Built, scenes: set[str]) -> list[int]:
    return [pk for pk in clinic.lives if _scene(clinic, pk) in scenes]


def _facts(row: CareState) -> PlanFacts:
    return planning.facts(row, from_the_start=True)


def records_come_as_on_paper_or_a_little_better(clinic: Built) -> None:
    came, missed = 0, 0
    for row in CareState.objects.select_related("site"):
        came += len({report.occasion for report in _facts(row).reports})
        missed += len(planning.computed(row, from_the_start=True).missed)
    assert 0.75 <= came / (came + missed) <= 0.90


def nobody_is_silent_but_on_purpose(clinic: Built) -> None:
    for row in CareState.objects.select_related("site"):
        scene = _scene(clinic, row.pk)
        if scene in NEW | AWAY | SILENT | LATE | GONE:
            continue
        days = sorted({report.on for report in _facts(row).reports})
        gaps = [after - before for before, after in pairwise(days)]
        assert max(gaps, default=timedelta(0)) <= timedelta(days=60), scene
        assert (clock.today(ZONE) - days[-1]).days <= 19, scene
        assert len(days) >= 3, scene


def nobody_is_late_but_on_purpose(clinic: Built) -> None:
    rows = CareState.objects.filter(active=True).select_related("site")
    late = {_scene(clinic, row.pk) for row in rows if due_now(row).status is DueStatus.LATE}
    assert late <= SILENT | LATE
    found = {_scene(clinic, row.pk) for row in rows if row.next_due_on < clock.today(ZONE)}
    assert found >= SILENT | LATE | {"call-back"}


def nothing_waits_longer_than_its_scene_says(clinic: Built) -> None:
    oldest: dict[str, date] = {}
    waiting = OpenItem.objects.filter(closed_at__isnull=True)
    # A place that is booked waits for its day, however early it was asked for.
    for item in waiting.filter(kind=ItemKind.VISIT):
        assert offers.live(item.patient_id), _scene(clinic, item.patient_id)
    for item in waiting.exclude(kind=ItemKind.VISIT):
        assert item.opened_at > MORNING - HORIZON, (item.kind, _scene(clinic, item.patient_id))
        oldest[item.kind] = item.opened_at.date()
    assert set(oldest) == {
        ItemKind.RECORD, ItemKind.MESSAGE, ItemKind.REQUEST, ItemKind.SILENCE, ItemKind.CALL
    }  # fmt: skip


def the_call_list_is_worked(clinic: Built) -> None:
    outcomes = Counter(Call.objects.values_list("outcome", flat=True))
    assert set(outcomes) >= {
        CallOutcome.REACHED,
        CallOutcome.NO_ANSWER,
        CallOutcome.BUSY,
        CallOutcome.POSTPONED,
        CallOutcome.REFUSED,
    }
    asked = OpenItem.objects.filter(kind=ItemKind.CALL)
    assert asked.filter(closed_at__isnull=False).count() > 50
    taken = Call.objects.filter(kind=CallKind.RECORD, outcome=CallOutcome.REACHED)
    by_phone = Response.objects.filter(mode="phone", instrument__kind="record")
    assert taken.count() == by_phone.filter(status="completed").count() > 50
    assert not taken.filter(started_at__isnull=True).exists()
    rescued = taken.filter(patient__care_state__channel=Channel.ONLINE)
    assert rescued.count() > 3


def calls_are_made_when_people_like_it(clinic: Built) -> None:
    phoned = [life for life in clinic.lives.values() if life.by_phone]
    assert len({life.resident.contact.call_times for life in phoned}) >= 3
    for life in phoned:
        morning_only = [str(each) for each in life.resident.contact.call_times] == ["morning"]
        if morning_only and not life.resident.scene:
            first = Call.objects.filter(patient_id=life.patient_id, kind=CallKind.RECORD)
            hours = [call.at.astimezone(ZONE).hour for call in first]
            assert sum(hour < 12 for hour in hours) > len(hours) / 2


def reminders_lead_to_records(clinic: Built) -> None:
    sent = OutboundMessage.objects.filter(kind="reminder", state="sent")
    followed = sum(
        Response.objects.filter(
            patient_id=patient_id, received__gte=at, received__lt=at + timedelta(hours=12)
        ).exists()
        for patient_id, at in sent.values_list("patient_id", "finished_at")
        if at is not None
    )
    assert followed > sent.count() / 5


def every_form_is_filled_in_its_turn(clinic: Built) -> None:
    found = set(Response.objects.values_list("instrument__code", "mode"))
    for code in ("opros-fu", "opros-full", "opros-qol", "opros-exit"):
        assert {(code, "online"), (code, "phone")} <= found


def whoever_read_a_record_is_named(clinic: Built) -> None:
    reads = Event.objects.filter(kind=READ, object_type="occasion")
    assert reads.count() >= 200
    streams = {event.stream for event in reads}
    assert len(streams) >= len(clinic.lives) - 3


def there_is_something_in_every_lane(clinic: Built) -> None:
    viewer = _nurse(clinic)
    numbers = figures.figures(viewer, MINE)
    lanes = {page.lane: len(page.rows) for page in worklist.lanes(viewer, MINE, numbers)}
    wanted = {Lane.NOW: (2, 3), Lane.TODAY: (4, 7), Lane.REPLY: (6, 12), Lane.LATE: (2, 4)}
    for lane, (least, most) in wanted.items():
        assert least <= lanes[lane] <= most, lane
    listed = calls.to_phone(viewer, MINE)
    assert 3 <= len(listed) <= 6
    assert len({row.plan.call_times for row in listed}) >= 3
    assert screenings.waiting(viewer)


def scenes_stand_as_they_are_meant(clinic: Built) -> None:
    rows = {_scene(clinic, row.pk): row for row in CareState.objects.select_related("site")}
    assert rows["away"].paused
    assert rows["newcomer"].last_record_at is None
    today = clock.today(ZONE)
    assert {rows[scene].next_due_on for scene in ("due-today", "call-morning")} == {today}
    assert rows["call-back"].next_due_on == today - timedelta(days=1)


def people_have_gone_each_in_their_way(clinic: Built) -> None:
    left = {_scene(clinic, each.patient_id): each for each in Leaving.objects.all()}
    assert {scene: each.state for scene, each in left.items()} == {
        "moved-away": State.LEFT,
        "too-much": State.LEFT,
        "lost": State.LEFT_SILENT,
        "died": State.DIED,
        "consent-back": State.LEFT,
    }
    assert not CareState.objects.filter(pk__in=_ids(clinic, GONE), active=True).exists()
    waiting = OpenItem.objects.filter(patient_id__in=_ids(clinic, GONE), closed_at__isnull=True)
    assert not waiting.exists()
    opinions = Response.objects.filter(instrument__code="opros-exit")
    told = {_scene(clinic, pk) for pk in opinions.values_list("patient_id", flat=True)}
    assert told >= {"moved-away", "too-much"}
    assert not told & {"lost", "died", "consent-back"}
    lost = Call.objects.filter(patient_id__in=_ids(clinic, {"lost"}), at__gte=left["lost"].at - FAR)
    assert set(lost.values_list("outcome", flat=True)) <= {CallOutcome.NO_ANSWER, CallOutcome.BUSY}
    assert lost.count() > 5


def nothing_comes_from_somebody_who_went(clinic: Built) -> None:
    for each in Leaving.objects.all():
        later = Response.objects.filter(patient_id=each.patient_id, received__gt=each.at)
        assert not later.exclude(instrument__code="opros-exit").exists()
        texts = OutboundMessage.objects.filter(patient_id=each.patient_id, finished_at__gt=each.at)
        assert not texts.filter(state="sent").exists(), _scene(clinic, each.patient_id)


def somebody_came_back_from_hospital(clinic: Built) -> None:
    (patient,) = _ids(clinic, {"hospital"})
    stay = Pause.objects.get(patient_id=patient)
    came = Response.objects.filter(patient_id=patient, instrument__kind="record")
    days = [at.astimezone(ZONE).date() for at in came.values_list("received", flat=True)]
    assert any(day >= stay.resumes_on for day in days)
    assert not any(stay.starts_on < day < stay.resumes_on for day in days)


def the_team_changed(clinic: Built) -> None:
    away = Absence.objects.get()
    li, chen = clinic.team.named("li").account_id, clinic.team.named("chen").account_id
    assert (away.account, away.substitute) == (chen, li)
    began = datetime.combine(away.first, time(), ZONE)
    back = datetime.combine(away.last + timedelta(days=1), time(), ZONE)
    assert not Review.objects.filter(by=chen, at__gte=began, at__lt=back).exists()
    theirs = Review.objects.filter(by=li, at__gte=began, at__lt=back)
    assert theirs.filter(patient__care_state__manager=chen).exists()
    moved = Move.objects.filter(done_at__isnull=False)
    assert moved.count() == 3
    for patient_id in moved.values_list("patient_id", flat=True):
        assert clinic.lives[patient_id].manager.account_id == chen
        assert CareState.objects.get(pk=patient_id).answers == chen


def helpers_fill_in_with_a_link_of_their_own(clinic: Built) -> None:
    helped = [life for life in clinic.lives.values() if life.helper]
    assert len(helped) == 4
    accounts = {life.helper.account_id for life in helped if life.helper}
    written = Event.objects.filter(kind="record.received", capacity="helper", actor__in=accounts)
    assert written.values("actor").distinct().count() >= 2


def some_came_over_from_paper(clinic: Built) -> None:
    assert Consent.objects.filter(how=How.PAPER).values("patient_id").distinct().count() >= 1


CHECKS: tuple[Callable[[Built], None], ...] = (
    records_come_as_on_paper_or_a_little_better,
    nobody_is_silent_but_on_purpose,
    nobody_is_late_but_on_purpose,
    nothing_waits_longer_than_its_scene_says,
    the_call_list_is_worked,
    calls_are_made_when_people_like_it,
    reminders_lead_to_records,
    every_form_is_filled_in_its_turn,
    whoever_read_a_record_is_named,
    there_is_something_in_every_lane,
    scenes_stand_as_they_are_meant,
    people_have_gone_each_in_their_way,
    nothing_comes_from_somebody_who_went,
    somebody_came_back_from_hospital,
    the_team_changed,
    helpers_fill_in_with_a_link_of_their_own,
    some_came_over_from_paper,
)
