"""The same form twice is one act: a double click, or a line that broke before the answer."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from osteopro import clock
from osteopro.followup import actions
from osteopro.followup.models import Call, OpenItem, Review
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, CameOf, Outcome
from osteopro.messaging.models import Message
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

KEY = UUID(int=42)
REPLY = Ending(Outcome.REPLIED, body="收到了，先侧着睡试试。", came_of=CameOf.NOTHING)


def answer(
    clinic: Clinic,
    someone: Someone,
    receipt: actions.Receipt,
    ending: Ending = REPLY,
    key: UUID | None = KEY,
) -> actions.Answered:
    return actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=ending,
        versions=[receipt.uuid],
        key=key,
    )


@pytest.mark.parametrize("pain", ["3", "8"])
def test_an_outcome_sent_twice_is_given_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, pain: str
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest=pain)
    first = answer(clinic, wang_xiuying, receipt)
    with clock.frozen(monday + timedelta(minutes=5)):
        assert answer(clinic, wang_xiuying, receipt) == first
    assert (Review.objects.count(), Message.objects.count()) == (1, 1)


def test_one_form_with_another_text_is_refused(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    answer(clinic, wang_xiuying, receipt)
    with pytest.raises(actions.AlreadySent):
        answer(clinic, wang_xiuying, receipt, Ending(Outcome.REPLIED, body="别的话"))
    assert Message.objects.count() == 1


def test_a_double_click_without_a_key_answers_an_urgent_record_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="8")
    first = answer(clinic, wang_xiuying, receipt, key=None)
    assert answer(clinic, wang_xiuying, receipt, key=None) == first
    assert Message.objects.count() == 1
    # An hour later the same words are meant: the patient did not answer to the first.
    with clock.frozen(monday + timedelta(hours=1)):
        assert answer(clinic, wang_xiuying, receipt, key=None) != first
    assert Message.objects.count() == 2


def test_a_call_noted_twice_is_one_call(clinic: Clinic, wang_xiuying: Someone) -> None:
    def note(text: str) -> int:
        return actions.record_call(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            outcome=CallOutcome.REACHED,
            note=text,
            key=KEY,
        )

    assert note("睡得好些") == note("睡得好些 ")
    with pytest.raises(actions.AlreadySent):
        note("没接")
    assert Call.objects.count() == 1


def test_what_a_patient_writes_twice_is_one_message(wang_xiuying: Someone) -> None:
    def write(text: str) -> int:
        return actions.write_back(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body=text, key=KEY
        )

    assert write("腿疼") == write("腿疼")
    with pytest.raises(actions.AlreadySent):
        write("头疼")
    assert Message.objects.count() == OpenItem.objects.count() == 1


def test_an_answer_to_a_message_sent_twice_is_one_answer(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    def reply() -> int:
        return actions.reply_to_message(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, body="好的", key=KEY
        )

    first = reply()
    actions.write_back(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="还有")
    assert reply() == first
    # What she wrote since was not answered by the repeat.
    assert OpenItem.objects.get(closed_at__isnull=True)


def test_two_patients_may_have_the_same_key(clinic: Clinic, wang_xiuying: Someone) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    for someone in (wang_xiuying, other):
        actions.write_back(by=someone.actor, patient_id=someone.patient_id, body="腿疼", key=KEY)
    assert Message.objects.count() == 2
