"""The end of the fate line: the doctor looked at it, and what came of it; the month in one line."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.appointments import actions
from osteopro.appointments.actions import Outcome
from osteopro.appointments.terms import NotTold, VisitOutcome
from osteopro.followup import actions as actions_of
from osteopro.followup.rules import Ending
from osteopro.followup.terms import NoReplyReason
from osteopro.followup.terms import Outcome as Review
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import helpers_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
LATER = timedelta(seconds=31)
USED = Outcome(
    (VisitOutcome.MEDICINE, VisitOutcome.TESTS), used=True, line="怎么用，看处方。", medicine="换药"
)


def see(clinic: Clinic, someone: Someone, outcome: Outcome = USED) -> int:
    return actions.record_outcome(
        by=clinic.zhang.actor, patient_id=someone.patient_id, outcome=outcome, key=uuid4()
    )


def page(client: Client, where: str = "/me/") -> str:
    return str(client.get(where).content.decode())


def test_the_patient_sees_what_the_doctor_did_with_the_record(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    assert "张医生看过" not in page(wang), "nobody acted yet"
    with clock.frozen(monday + timedelta(minutes=5)):
        see(clinic, wang_xiuying)
        assert "张医生看过" not in page(wang), "it can still be taken back"
    with clock.frozen(monday + timedelta(minutes=5) + LATER):
        shown = page(wang)
        for words in (
            "张医生看过",
            "用上了：药有调整、安排了检查",
            "“怎么用，看处方。”",
            "张医生回复",
        ):
            assert words in shown, words
        assert "换药" not in shown, "the words for the record are the clinic's"
    with clock.frozen(monday + timedelta(days=1)):
        builders.send(wang_xiuying)
        assert "用上了" not in page(wang), "the new record waits for the next visit"


@pytest.mark.parametrize(
    ("outcome", "there", "absent"),
    [
        (
            Outcome((VisitOutcome.NO_CHANGE,), used=True, line="照旧。"),
            "看过了：这次不用改",
            "用上了",
        ),
        (
            Outcome((VisitOutcome.TESTS,), used=True, not_told=NotTold.FAMILY_WISH),
            "张医生看过",
            "检查",
        ),
        (Outcome((VisitOutcome.TESTS,), used=False, line="约了检查。"), "约了检查。", "张医生看过"),
    ],
)
def test_what_is_not_told_or_was_not_used_is_not_claimed(
    clinic: Clinic,
    wang: Client,
    wang_xiuying: Someone,
    monday: datetime,
    outcome: Outcome,
    there: str,
    absent: str,
) -> None:
    builders.send(wang_xiuying)
    see(clinic, wang_xiuying, outcome)
    with clock.frozen(monday + LATER):
        shown = page(wang)
        assert there in shown
        assert absent not in shown


def test_who_only_fills_in_reads_no_words_of_the_doctor(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    reader = builders.helper(wang_xiuying, Scope.READ)
    writer = builders.helper(wang_xiuying, Scope.ENTER, phone="+8613900002222")
    builders.send(wang_xiuying)
    see(clinic, wang_xiuying)
    with clock.frozen(monday + LATER):
        assert "怎么用，看处方。" in page(helpers_phone(reader))
        assert "怎么用，看处方。" not in page(helpers_phone(writer))


def test_the_same_line_stands_on_the_page_of_the_record_and_of_its_reply(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    done = f"/me/record/{receipt.uuid}/done/"
    assert "您的记录怎样了" not in page(wang, done), "nobody acted yet: the promise says it all"
    answered = builders.reply(clinic, wang_xiuying, receipt)
    see(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(days=2)):
        builders.send(wang_xiuying)
        for where in (done, f"/me/messages/{answered.message_id}/"):
            shown = page(wang, where)
            for words in (
                "您的记录怎样了",
                "李护士看过",
                "李护士回复了",
                "张医生看过",
                "用上了：药有调整、安排了检查",
                "“怎么用，看处方。”",
            ):
                assert words in shown, (where, words)
            assert "接下来" not in shown
        assert "用上了" not in page(wang), "home tells of the newest record"


def test_a_record_that_needed_no_reply_does_not_wait_for_one(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    done = f"/me/record/{receipt.uuid}/done/"
    actions_of.mark_seen(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, occasion=receipt.occasion
    )
    assert "（还没有）" in page(wang, done)
    actions_of.record_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Review.NO_REPLY, reason=NoReplyReason.TEST),
        versions=[receipt.uuid],
    )
    with clock.frozen(monday + timedelta(days=3)):
        shown = page(wang, done)
    assert "李护士看过" in shown
    assert "（还没有）" not in shown


def test_the_line_of_a_record_costs_the_same_after_years(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    answered = builders.reply(clinic, wang_xiuying, receipt)
    see(clinic, wang_xiuying)
    where = f"/me/messages/{answered.message_id}/"

    def cost(after: timedelta) -> int:
        with clock.frozen(monday + after), CaptureQueriesContext(connection) as asked:
            assert "用上了" in page(wang, where)
        return len(asked)

    cost(timedelta(minutes=5))  # notes that it was opened
    first = cost(timedelta(minutes=6))
    for week in range(1, 4):
        with clock.frozen(monday + timedelta(days=7 * week)):
            another = builders.send(wang_xiuying)
            builders.reply(clinic, wang_xiuying, another)
            see(clinic, wang_xiuying)
    assert cost(timedelta(days=25)) == first


def test_a_month_is_told_for_a_week_and_where_changes_are(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, receipt)
    with clock.frozen(monday + timedelta(minutes=1)):
        see(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(minutes=3)):
        told = "这个月：1 份记录、1 次回复、1 份给医生用上了。谢谢您的记录。"
        assert told in page(wang, "/me/trend/")
        assert "这个月" not in page(wang)
    with clock.frozen(monday + timedelta(days=9)):
        assert "上个月：1 份记录、1 次回复、1 份给医生用上了。" in page(wang)
        assert "这个月还没有记录。方便时再写。" in page(wang, "/me/trend/")
    with clock.frozen(monday + timedelta(days=16)):
        assert "上个月" not in page(wang)
    with clock.frozen(monday + timedelta(days=40)):
        assert "上个月没有记录。随时可以接着写。" in page(wang)
