"""The story of one patient: everything once, newest first, at the same cost for ten years."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.enrolment.terms import REQUIRED, Purpose, State
from osteopro.followup import actions
from osteopro.followup.actions import Wanted
from osteopro.followup.models import Call, CareState, OpenItem, Plan
from osteopro.followup.queries import timeline as queries
from osteopro.followup.queries import whole
from osteopro.followup.queries.review import CallView, QuestionView
from osteopro.followup.queries.told import (
    Agreed,
    Answered,
    Entry,
    HandedOver,
    Measured,
    Part,
    Paused,
    Reported,
    Resumed,
    Spaced,
)
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, IntervalReason, MoveReason, Outcome, PauseReason
from osteopro.instruments.terms import Kind
from osteopro.messaging.models import Message
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction
from osteopro.patients.helpers import Change, HelperStep
from osteopro.records.models import Response
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def every(someone: Someone, part: Part = Part.ALL) -> list[Entry]:
    """All pages one after the other."""

    def pages() -> Iterator[Entry]:
        cut = None
        while True:
            page = queries.story(someone.patient_id, part, cut)
            yield from page.entries
            if page.older is None:
                return
            cut = page.older

    return list(pages())


def kinds(entries: list[Entry]) -> list[type]:
    return [type(entry.about) for entry in entries]


@pytest.fixture
def lived(clinic: Clinic, wang_xiuying: Someone, monday: datetime) -> Someone:
    """Something of everything, an hour apart."""

    def hour(n: int) -> Any:
        return clock.frozen(monday + timedelta(hours=n))

    patient_id = wang_xiuying.patient_id
    first = builders.send(wang_xiuying)
    with hour(1):
        actions.mark_seen(by=clinic.li.actor, patient_id=patient_id, occasion=first.occasion)
        builders.reply(clinic, wang_xiuying, first)
    with hour(2):
        actions.write_back(by=wang_xiuying.actor, patient_id=patient_id, body="腰还是痛")
    with hour(3):
        actions.record_call(
            by=clinic.li.actor, patient_id=patient_id, outcome=CallOutcome.NO_ANSWER
        )
    worse = builders.send(wang_xiuying, at=monday + timedelta(hours=4), sym_pain_rest="8")
    with hour(5):
        actions.record_review(
            by=clinic.li.actor,
            patient_id=patient_id,
            occasion=worse.occasion,
            ending=Ending(Outcome.ESCALATED, question="要拍片吗？"),
            versions=[worse.uuid],
            physician=clinic.zhang.account_id,
        )
    with hour(6):
        question = next(e for e in every(wang_xiuying) if isinstance(e.about, QuestionView))
        actions.answer_escalation(
            by=clinic.li.actor,
            patient_id=patient_id,
            escalation_id=question.place.pk,
            answer="下周来。",
        )
    with hour(7):
        actions.pause(
            by=clinic.li.actor,
            patient_id=patient_id,
            until=(monday + timedelta(days=3)).date(),
            reason=PauseReason.HOLIDAY,
        )
    return wang_xiuying


def test_helpers_come_are_changed_and_go(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.ask_helper(wang_xiuying, Scope.READ)
    with clock.frozen(monday + timedelta(hours=1)):
        again = builders.ask_helper(wang_xiuying, Scope.READ, Scope.ENTER)
    with clock.frozen(monday + timedelta(hours=2)):
        actions.stop_helper(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, helper_id=again)
    assert first != again
    entries = [e for e in every(wang_xiuying, Part.TEAM) if isinstance(e.about, HelperStep)]
    told = [(e.about.change, e.by, sorted(e.about.scopes)) for e in entries]
    both = sorted([Scope.READ, Scope.ENTER])
    assert told == [
        (Change.STOPPED, clinic.li.account_id, both),
        (Change.RENEWED, None, both),
        (Change.ADDED, None, [Scope.READ]),
    ]
    assert {e.about.person.name for e in entries} == {"王芳"}


def test_helpers_of_many_years_are_told_page_by_page(
    wang_xiuying: Someone, monday: datetime
) -> None:
    """Each is asked and stopped: two entries of one row, none lost between pages."""
    builders.consent(wang_xiuying, *REQUIRED, Purpose.HELPER)
    for n in range(13):
        with clock.frozen(monday + timedelta(hours=n)):
            helper = builders.ask_helper(wang_xiuying, phone=f"+86139000011{n:02}")
            actions.stop_helper(
                by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, helper_id=helper
            )
    told = [e.about for e in every(wang_xiuying, Part.TEAM)]
    assert [each.change for each in told] == [Change.STOPPED, Change.ADDED] * 13


def test_a_hand_over_names_who_before_and_who_after(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    before = CareState.objects.get(pk=wang_xiuying.patient_id)
    actions.hand_over(
        by=clinic.li.actor,
        key=uuid4(),
        patient_ids=[wang_xiuying.patient_id],
        wanted=Wanted(monday.date(), MoveReason.STAFF, clinic.wang.account_id, before.manager),
        today=monday.date(),
    )
    (entry,) = every(wang_xiuying, Part.TEAM)
    assert entry.by == clinic.li.account_id
    assert entry.about == HandedOver(
        clinic.wang.account_id,
        before.manager,
        before.manager,
        before.backup,
        MoveReason.STAFF,
    )
    assert {before.manager, clinic.wang.account_id} <= queries.story(
        wang_xiuying.patient_id, Part.TEAM
    ).people


def test_a_hand_over_ahead_is_not_told_yet(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    later = monday.date() + timedelta(days=3)
    actions.hand_over(
        by=clinic.li.actor,
        key=uuid4(),
        patient_ids=[wang_xiuying.patient_id],
        wanted=Wanted(later, MoveReason.STAFF, clinic.wang.account_id, clinic.li.account_id),
        today=monday.date(),
    )
    assert every(wang_xiuying, Part.TEAM) == []


def test_another_interval_is_told_and_another_reason_alone_is_not(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    mine: Any = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id}
    for n, days in enumerate((12, 7, None)):
        with clock.frozen(monday + timedelta(days=n)):
            actions.set_interval(days=days, reason=f"理由 {n}", **mine)
    told = [e.about for e in every(wang_xiuying, Part.PLAN) if isinstance(e.about, Spaced)]
    assert [(each.days, each.before) for each in told] == [(7, 12), (12, 7)]
    assert {each.cause for each in told} == {IntervalReason.MANAGER}
    assert Plan.objects.filter(patient_id=wang_xiuying.patient_id).count() > 3


def test_a_pause_that_ends_early_is_told_and_a_replaced_one_is_not(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    mine: Any = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id}
    for n, days in enumerate((10, 20)):
        with clock.frozen(monday + timedelta(days=n)):
            until = (monday + timedelta(days=days)).date()
            actions.pause(until=until, reason=PauseReason.HOLIDAY, **mine)
    with clock.frozen(monday + timedelta(days=5)):
        actions.resume(**mine)
    told = [e.about for e in every(wang_xiuying, Part.PLAN) if isinstance(e.about, Resumed)]
    assert told == [Resumed((monday + timedelta(days=5)).date())]


def test_everything_stands_once_and_newest_first(lived: Someone) -> None:
    entries = every(lived)
    assert [entry.place for entry in entries] == sorted(
        {entry.place for entry in entries}, reverse=True
    )
    told = kinds(entries)
    assert told[:8] == [Paused, Answered, QuestionView, Reported, CallView, Turn, Turn, Reported]
    agreed = [entry.about for entry in entries if isinstance(entry.about, Agreed)]
    assert len(agreed) == 1, "what was ticked in one go is one act"
    assert len(agreed[0].purposes) >= 2
    assert told.count(State) == 1


def test_a_record_tells_what_became_of_it(clinic: Clinic, lived: Someone) -> None:
    worse, first = [e.about for e in every(lived) if isinstance(e.about, Reported)]
    assert [by for by, _at in first.fate.seen] == [clinic.li.account_id]
    assert [review.outcome for review in first.fate.reviews] == [Outcome.REPLIED]
    assert not first.fate.open
    assert first.before is None
    assert worse.before is not None
    assert worse.before.occasion == first.response.occasion
    assert worse.fate.level is Level.URGENT
    assert [review.outcome for review in worse.fate.reviews] == [Outcome.ESCALATED]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part.RECORDS, {Reported}),
        (Part.CALLS, {CallView}),
        (Part.MESSAGES, {Turn}),
        (Part.ADVICE, set()),
        (Part.DOCTORS, {QuestionView, Answered}),
    ],
)
def test_a_chip_leaves_the_rest_out(lived: Someone, part: Part, expected: set[type]) -> None:
    assert set(kinds(every(lived, part))) == expected


def test_what_was_taken_back_is_not_told(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    answered = actions.record_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.REPLIED, body="慢慢来。"),
        versions=[receipt.uuid],
    )
    actions.undo_review(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, review_id=answered.review_id
    )
    entries = every(wang_xiuying)
    assert Turn not in kinds(entries)
    report = next(e.about for e in entries if isinstance(e.about, Reported))
    assert report.fate.reviews == ()
    assert report.fate.open


def test_a_form_that_rides_on_a_record_is_told_with_it(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True)
    builders.finish(wang_xiuying, receipt)
    assert Response.objects.count() > 1
    assert kinds(every(wang_xiuying, Part.RECORDS)).count(Reported) == 1


def test_another_patients_story_is_not_mixed_in(clinic: Clinic, lived: Someone) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    assert {type(entry.about) for entry in every(other)} <= {State, Agreed, Measured}


def years(someone: Someone, monday: datetime, number: int) -> None:
    """As many calls and messages, two days apart backwards (rows as the actions write them)."""
    days = [monday - timedelta(days=2 * n) for n in range(1, number + 1)]
    Call.objects.bulk_create(
        Call(patient_id=someone.patient_id, at=at, by=1, outcome=CallOutcome.REACHED, key=uuid4())
        for at in days
    )
    Message.objects.bulk_create(
        Message(
            patient_id=someone.patient_id,
            direction=Direction.FROM_PATIENT,
            author=someone.account_id,
            at=at,
            visible_at=at,
            body="还好",
        )
        for at in days
    )


def cost(someone: Someone) -> tuple[int, int]:
    """Statements of the first page and of one in the middle."""
    with CaptureQueriesContext(connection) as first:
        page = queries.story(someone.patient_id)
    with CaptureQueriesContext(connection) as second:
        queries.story(someone.patient_id, Part.ALL, page.entries[-1].place)
    return len(first), len(second)


def test_ten_years_cost_what_two_months_cost(lived: Someone, monday: datetime) -> None:
    years(lived, monday, 30)
    months = cost(lived)
    assert max(months) <= 20
    years(lived, monday - timedelta(days=60), 1800)
    assert cost(lived) == months
    told = [entry.place for entry in every(lived)]
    assert len(told) == len(set(told)) > 3600


def test_every_strand_is_read_by_index(lived: Someone, monday: datetime) -> None:
    """No strand is read from its beginning: the plan of each names an index."""
    page = queries.story(lived.patient_id)
    for strand in queries.STRANDS:
        for older in (Q(), strand.before(page.entries[-1].place)):
            with CaptureQueriesContext(connection) as captured:
                list(strand.read(lived.patient_id, older))
            asked = captured[0]["sql"]
            assert " LIMIT " in asked, asked
            if connection.vendor != "sqlite":
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
                plan = [row[3] for row in cursor.fetchall()]
            assert not [step for step in plan if step.startswith("SCAN")], (asked, plan)


def test_advice_in_force_says_what_came_of_it(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13", "R02"])
    with clock.frozen(monday + timedelta(days=7)):
        untold = whole.advice_in_force(wang_xiuying.patient_id)
        assert sorted((each.code, each.tried) for each in untold) == [("R02", None), ("R13", None)]
        builders.send(wang_xiuying, adv_tried="helped")
        told = whole.advice_in_force(wang_xiuying.patient_id)
        assert {each.tried.word for each in told if each.tried} == {"helped"}
    with clock.frozen(monday + timedelta(days=57)):
        assert whole.advice_in_force(wang_xiuying.patient_id) == []


def test_months_without_a_record_have_no_curves(wang_xiuying: Someone) -> None:
    assert whole.months(wang_xiuying.patient_id) is None
    assert not OpenItem.objects.exists()
    assert Kind.RECORD in whole.DRAWN_KINDS
