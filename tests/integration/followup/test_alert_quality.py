"""What came of alerts is stored by rule; a known problem rests and wakes when it gets worse."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions, jobs
from osteopro.followup.actions.knowing import write_down
from osteopro.followup.models import (
    AlertOutcome,
    CareState,
    KnownProblem,
    KnownProblemEnd,
    OpenItem,
    Request,
)
from osteopro.followup.queries import alert_quality, problems
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import (
    CallOutcome,
    CameOf,
    Lane,
    Outcome,
    ProblemEnd,
    RequestKind,
    RequestState,
)
from osteopro.records import queries as records_queries
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
HIGH = {"sym_pain_rest": "6"}


def end(clinic: Clinic, someone: Someone, ending: Ending, **answers: Any) -> actions.Answered:
    receipt = builders.send(someone, **answers)
    return actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=ending,
        versions=[receipt.uuid],
        physician=clinic.zhang.account_id,
    )


def replied(came: CameOf | None = None) -> Ending:
    return Ending(Outcome.REPLIED, body="看到了。", came_of=came)


def test_each_rule_of_an_alert_is_kept_with_its_version(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    end(clinic, wang_xiuying, replied(CameOf.NOTHING), **HIGH, sym_sleep="very")
    rows = AlertOutcome.objects.order_by("rule")
    assert [(row.rule, row.came_of) for row in rows] == [
        ("T-A01", "nothing"),
        ("T-A03", "nothing"),
    ]
    assert {row.ruleset for row in rows} == {triage_queries.current().ruleset.name}
    assert {row.level for row in rows} == {Level.ATTENTION}


def test_what_is_certain_needs_no_key_and_nothing_is_guessed(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    third = builders.patient(clinic, name="刘素芳", phone="+8613800006622")
    end(clinic, wang_xiuying, Ending(Outcome.ESCALATED, question="?"), **HIGH)
    with pytest.raises(OutcomeRefused, match="came-of-unsaid"):
        end(clinic, other, replied(), **HIGH)
    end(clinic, third, replied(CameOf.SEEN))
    assert [row.came_of for row in AlertOutcome.objects.all()] == ["referred"]


def test_a_call_or_new_advice_says_it_and_the_same_advice_again_does_not(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    def answer(days: int, **more: Any) -> None:
        with clock.frozen(monday + timedelta(days=days)):
            receipt = builders.send(wang_xiuying, sym_sleep="very", sym_pain_rest=str(6 + days % 2))
            if days == 21:
                actions.record_call(
                    by=clinic.li.actor,
                    patient_id=wang_xiuying.patient_id,
                    outcome=CallOutcome.REACHED,
                    note="睡不好",
                    occasion=receipt.occasion,
                )
            builders.reply(clinic, wang_xiuying, receipt, came_of=None, **more)

    answer(0, advice=["R15"])
    with pytest.raises(OutcomeRefused, match="came-of-unsaid"):
        answer(7, advice=["R15"])
    answer(21)
    found = AlertOutcome.objects.order_by("pk").values_list("came_of", flat=True)
    assert list(dict.fromkeys(found)) == ["advice-changed", "contact"]


def test_a_visit_since_says_it(clinic: Clinic, wang_xiuying: Someone, monday: datetime) -> None:
    receipt = builders.send(wang_xiuying, **HIGH)
    with clock.frozen(monday + timedelta(hours=3)):
        Request.objects.create(
            patient_id=wang_xiuying.patient_id,
            kind=RequestKind.VISIT,
            state=RequestState.SEEN,
            at=monday - timedelta(days=9),
            closed_at=clock.now(),
            closed_by=clinic.li.account_id,
        )
        builders.reply(clinic, wang_xiuying, receipt, came_of=None)
    assert [row.came_of for row in AlertOutcome.objects.all()] == ["seen"]


def test_a_silence_counts_once_a_person_ended_it(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, at=monday)
    with clock.frozen(monday + timedelta(days=40)):
        jobs.note_silence()
        item = OpenItem.objects.get(kind="silence")
        close = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id, "item_id": item.pk}
        with pytest.raises(OutcomeRefused, match="came-of-unsaid"):
            actions.close_item(**close)
        assert not AlertOutcome.objects.exists()
        actions.close_item(**close, came_of=CameOf.NOTHING)
        actions.close_item(**close, came_of=CameOf.SEEN)
        (share,) = alert_quality.per_rule({clinic.site_id}, monday)
    assert (share.rule, share.reviewed) == ("T-A14", 1)
    assert share.ruleset == triage_queries.current().ruleset.name
    assert [row.came_of for row in AlertOutcome.objects.all()] == ["nothing"]


def test_what_was_taken_back_or_said_again_counts_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    answered = end(clinic, wang_xiuying, replied(CameOf.NOTHING), **HIGH)
    actions.undo_review(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, review_id=answered.review_id
    )
    since, sites = monday - timedelta(days=1), {clinic.site_id}
    assert alert_quality.per_rule(sites, since) == []
    item = OpenItem.objects.get(closed_at=None)
    for came in (CameOf.NOTHING, CameOf.SEEN):
        with clock.frozen(monday + timedelta(minutes=5)):
            actions.record_review(
                by=clinic.li.actor,
                patient_id=wang_xiuying.patient_id,
                occasion=UUID(item.source),
                ending=Ending(Outcome.REPLIED, body=f"看到了{came}", came_of=came),
                versions=[each.uuid for each in records_queries.occasion(UUID(item.source))],
            )
            OpenItem.objects.update(closed_at=None, closed_by=None)
    assert AlertOutcome.objects.count() == 3
    assert [row.reviewed for row in alert_quality.per_rule(sites, since)] == [1]


def test_a_share_is_shown_from_five_reviews_on(
    clinic: Clinic, monday: datetime, django_assert_num_queries: Any
) -> None:
    since, sites = monday - timedelta(days=1), {clinic.site_id}
    for n in range(5):
        someone = builders.patient(clinic, name="陈国民", phone=f"+86138000067{n:02d}")
        came = CameOf.NOTHING if n < 2 else CameOf.CONTACT
        end(clinic, someone, replied(came), **HIGH)
        with django_assert_num_queries(1):
            (share,) = alert_quality.per_rule(sites, since)
        assert share.reviewed == n + 1
        assert (share.share is None) == (n < 4)
    assert (share.acted, share.share) == (3, 60)
    assert alert_quality.per_rule({clinic.site_id + 1}, since) == []
    assert alert_quality.RuleShare("T-A01", "x", 40, 7).revise
    assert not alert_quality.RuleShare("T-A01", "x", 29, 1).revise


def rest(clinic: Clinic, someone: Someone, days: int = 14, rule: str = "T-A01") -> Any:
    item = OpenItem.objects.filter(patient_id=someone.patient_id).latest("pk")
    return actions.pause_problem(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=UUID(item.source),
        rule=rule,
        reason="周四门诊看",
        until=clock.now().date() + timedelta(days=days),
    )


def lane() -> Lane:
    return list(Lane)[CareState.objects.get().lane]


@pytest.fixture
def painful(clinic: Clinic, wang_xiuying: Someone) -> Someone:
    """High pain that the manager answered; it rests now."""
    end(clinic, wang_xiuying, replied(CameOf.NOTHING), **HIGH)
    rest(clinic, wang_xiuying)
    return wang_xiuying


def test_a_problem_that_rests_is_listed_and_raises_nothing(
    clinic: Clinic, painful: Someone, monday: datetime
) -> None:
    # Something new fires beside it, so that "known and unchanged" does not hold by itself.
    with clock.frozen(monday + timedelta(days=7)):
        receipt = builders.send(painful, **HIGH, sym_sleep="very")
        assert receipt.level is Level.ATTENTION
        item = OpenItem.objects.get(closed_at=None)
        levels = {reason["id"]: (reason["level"], reason["tags"]) for reason in item.reasons}
        assert levels["T-A01"] == (Level.ROUTINE, ["paused"])
        assert levels["T-A03"] == (Level.ATTENTION, [])


def test_alone_it_does_not_lift_the_row(clinic: Clinic, painful: Someone, monday: datetime) -> None:
    with clock.frozen(monday + timedelta(days=7)):
        receipt = builders.send(painful, sym_pain_rest="6")
        assert receipt.level is Level.ROUTINE
        assert lane() is Lane.REPLY
    assert not KnownProblemEnd.objects.exists()


def test_worse_wakes_it_at_once_and_for_good(
    clinic: Clinic, painful: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + timedelta(days=7)):
        receipt = builders.send(painful, sym_pain_rest="7")
        assert receipt.level is Level.ATTENTION
        assert lane() is Lane.TODAY
    assert KnownProblemEnd.objects.get().cause == ProblemEnd.WORSE
    assert CareState.objects.get().known_problems is None
    assert Event.objects.filter(kind="problem.woken").count() == 1


def test_after_its_last_day_and_by_hand_it_raises_again(
    clinic: Clinic, painful: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + timedelta(days=15)):
        assert problems.resting(painful.patient_id, clock.now().date()) == []
    (problem,) = problems.resting(painful.patient_id, monday.date())
    assert problem.reason == "周四门诊看"
    for _ in range(2):
        actions.end_problem(
            by=clinic.li.actor, patient_id=painful.patient_id, problem_id=problem.problem_id
        )
    assert KnownProblemEnd.objects.get().cause == ProblemEnd.BY_HAND
    assert CareState.objects.get().known_problems is None


@pytest.mark.parametrize(
    ("rule", "days", "reason", "code"),
    [
        ("T-A01", 15, "有安排", "problem-too-long"),
        ("T-A01", -1, "有安排", "problem-in-the-past"),
        ("T-A01", 7, " ", "problem-needs-reason"),
        ("T-A08", 7, "有安排", "problem-is-a-red-flag"),
        ("T-U09", 7, "有安排", "problem-is-a-red-flag"),
        ("nonsense", 7, "有安排", "problem-is-a-red-flag"),
    ],
)
def test_what_may_not_rest_is_refused(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    rule: str,
    days: int,
    reason: str,
    code: str,
) -> None:
    receipt = builders.send(wang_xiuying, **HIGH, med_taken="stopped")
    with pytest.raises(OutcomeRefused, match=code):
        actions.pause_problem(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=receipt.occasion,
            rule=rule,
            reason=reason,
            until=monday.date() + timedelta(days=days),
        )
    assert not KnownProblem.objects.exists()
    assert CareState.objects.get().known_problems is None


def test_an_urgent_record_is_urgent_whatever_rests(
    clinic: Clinic, painful: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + timedelta(days=7)):
        assert builders.send(painful, rf_check=["fever"], **HIGH).level is Level.URGENT


def test_the_row_says_what_the_rows_say(clinic: Clinic, painful: Someone) -> None:
    rest(clinic, painful, days=7)
    kept = CareState.objects.get()
    derived = CareState.objects.get()
    write_down(derived)
    assert kept.known_problems == derived.known_problems
    assert [each["until"] for each in kept.known_problems] == ["2026-11-30"]
    assert KnownProblemEnd.objects.get().cause == ProblemEnd.AGAIN


def test_a_record_costs_no_statement_more_while_something_rests(
    clinic: Clinic, painful: Someone, monday: datetime
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    end(clinic, other, replied(CameOf.NOTHING), **HIGH)

    def cost(someone: Someone) -> int:
        with (
            clock.frozen(monday + timedelta(days=7)),
            CaptureQueriesContext(connection) as captured,
        ):
            builders.send(someone, **HIGH)
        return len(captured)

    cost(builders.patient(clinic, name="刘素芳", phone="+8613800006622"))  # compiles what is new
    assert cost(painful) <= cost(other)
