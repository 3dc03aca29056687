"""The talk with a patient as staff see it: page by page, answered in the four outcomes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions
from osteopro.followup.actions import Wish
from osteopro.followup.models import CareState, Escalation, OpenItem, Request, Review
from osteopro.followup.terms import RequestKind
from osteopro.messaging.models import Message, MessageReceipt
from osteopro.messaging.terms import ReceiptKind
from tests import builders
from tests.integration.web_care.conftest import SignIn, page

pytestmark = pytest.mark.django_db


def url(someone: builders.Someone) -> str:
    return f"/care/patients/{someone.patient_id}/messages/"


def write(someone: builders.Someone, words: str, topic: str = "body") -> int:
    return actions.write_back(
        by=someone.actor, patient_id=someone.patient_id, body=words, topic=topic
    )


def send(client: Client, someone: builders.Someone, **fields: Any) -> Any:
    """Answer everything that waits."""
    waits = OpenItem.objects.filter(patient_id=someone.patient_id, closed_at=None)
    items = [str(pk) for pk in waits.values_list("pk", flat=True)]
    return client.post(url(someone), {"item": items, "outcome": "replied", **fields})


def test_everything_said_stands_there_with_what_became_of_it(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    write(wang_xiuying, "早上起来好多了")
    shown = page(li.get(url(wang_xiuying)))
    assert "早上起来好多了" in shown
    assert "身体情况" in shown
    assert "还没标为已看" in shown
    send(li, wang_xiuying, text="好的，继续。")
    later = monday + timedelta(minutes=1)
    with clock.frozen(later):
        assert "患者还没打开" in page(li.get(url(wang_xiuying)))
        reply = Message.objects.get(direction="to-patient")
        actions.note_reply_opened(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, message_id=reply.pk
        )
        assert "已打开" in page(li.get(url(wang_xiuying)))


def test_a_look_marks_nothing_and_the_button_does(
    wang_xiuying: builders.Someone, li: Client
) -> None:
    message = write(wang_xiuying, "在吗")
    li.get(url(wang_xiuying))
    assert not MessageReceipt.objects.exists()
    li.post(url(wang_xiuying), {"do": "seen", "unseen": str(message), "text": "我想想"})
    receipt = MessageReceipt.objects.get()
    assert (receipt.kind, receipt.by is not None) == (ReceiptKind.SEEN, True)
    assert OpenItem.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"text": "收到了。"}, "replied"),
        ({"outcome": "called", "call": "reached", "call_note": "说过了"}, "called"),
        ({"outcome": "escalated", "question": "要紧吗？"}, "escalated"),
        ({"outcome": "no-reply", "reason": "thanks"}, "no-reply"),
    ],
)
def test_a_message_ends_in_one_of_the_four_outcomes(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    monday: datetime,
    li: Client,
    fields: dict[str, str],
    outcome: str,
) -> None:
    write(wang_xiuying, "谢谢")
    answer = send(li, wang_xiuying, physician=str(clinic.zhang.account_id), **fields)
    assert answer.status_code == 302, page(answer)
    assert Review.objects.get().outcome == outcome
    left = OpenItem.objects.filter(closed_at=None).values_list("kind", flat=True)
    assert list(left) == (["escalation"] if outcome == "escalated" else [])
    assert Escalation.objects.count() == (outcome == "escalated")


def test_an_urgent_message_waits_for_the_patient_to_understand(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    write(wang_xiuying, "胸口痛")
    refused = send(li, wang_xiuying, outcome="no-reply", reason="thanks")
    assert refused.status_code == 422
    send(li, wang_xiuying, text="请马上去医院，我打给您。")
    item, reply = OpenItem.objects.get(), Message.objects.get(direction="to-patient")
    assert (item.closed_at, item.reply) == (None, reply.pk)
    with clock.frozen(monday + timedelta(minutes=1)):
        actions.answer_reply(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            message_id=reply.pk,
            kind=ReceiptKind.UNDERSTOOD,
        )
    assert OpenItem.objects.get().closed_at is not None


def test_taking_back_opens_again_every_message_that_was_answered_together(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    write(wang_xiuying, "腿酸")
    write(wang_xiuying, "还有，凳子买好了")
    answer = send(li, wang_xiuying, text="收到了。")
    assert CareState.objects.get().open_items == 0
    shown = page(li.get(answer.url))
    review = Review.objects.get()
    assert f"/care/reviews/{review.pk}/undo/" in shown
    back = li.post(f"/care/reviews/{review.pk}/undo/")
    assert CareState.objects.get().open_items == 2
    assert "收到了。" in page(li.get(back.url))


def test_what_came_after_the_page_was_opened_goes_on_waiting(
    wang_xiuying: builders.Someone, li: Client
) -> None:
    write(wang_xiuying, "早上好")
    seen = OpenItem.objects.get().pk
    write(wang_xiuying, "又摔了一下")
    li.post(url(wang_xiuying), {"item": [str(seen)], "outcome": "replied", "text": "早上好"})
    (left,) = OpenItem.objects.filter(closed_at=None)
    assert left.pk != seen


def test_the_manager_begins_a_talk_and_takes_it_back(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    answer = li.post(url(wang_xiuying), {"outcome": "replied", "text": "天冷了，出门慢点。"})
    message = Message.objects.get()
    assert f"/care/messages/{message.pk}/undo/" in page(li.get(answer.url))
    back = li.post(f"/care/messages/{message.pk}/undo/")
    assert "天冷了，出门慢点。" in page(li.get(back.url))
    assert hasattr(Message.objects.get(), "void")
    again = li.post(url(wang_xiuying), {"outcome": "replied", "text": "天冷了。"})
    assert again.status_code == 302
    with clock.frozen(monday + timedelta(seconds=30)):
        late = li.post(f"/care/messages/{Message.objects.latest('pk').pk}/undo/")
    assert late.status_code == 409


def test_medicine_wording_is_stopped_and_nothing_typed_is_lost(
    wang_xiuying: builders.Someone, li: Client
) -> None:
    write(wang_xiuying, "药要不要停", "medicine")
    stopped = send(li, wang_xiuying, text="那就停药吧")
    assert stopped.status_code == 422
    assert "那就停药吧" in page(stopped)
    assert "药的事要医生当面看过才能定" in page(stopped)


def test_a_colleague_was_quicker(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, li: Client
) -> None:
    write(wang_xiuying, "在吗")
    item = OpenItem.objects.get().pk
    actions.reply_to_message(
        by=clinic.wang.actor, patient_id=wang_xiuying.patient_id, body="在的。"
    )
    late = li.post(url(wang_xiuying), {"item": [str(item)], "outcome": "replied", "text": "我在"})
    assert late.status_code == 409
    assert "我在" in page(late)


def test_a_visit_is_kept_waiting_and_phoned_about_first(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    number = actions.make_request(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        wanted=Wish(RequestKind.VISIT, words="想看腰"),
    )
    assert "想看腰" in page(li.get(url(wang_xiuying)))
    closed = li.post(url(wang_xiuying), {"do": f"wait-{number}", "contact": "2026-11-28"})
    assert closed.status_code == 422
    assert "那天门诊不上班" in page(closed)
    li.post(url(wang_xiuying), {"do": f"wait-{number}", "contact": "2026-11-30"})
    assert Request.objects.get().state == "waiting"
    li.post(url(wang_xiuying), {"do": f"phone-first-{number}"})
    assert Request.objects.get().state == "calling"
    assert li.post(url(wang_xiuying), {"do": "wait-99"}).status_code == 404


def test_the_cost_follows_the_page_and_not_the_talk(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert li.get(url(wang_xiuying)).status_code == 200
        return len(seen)

    for n in range(3):
        write(wang_xiuying, f"第 {n} 句")
    queries()
    little = queries()
    for n in range(3, 45):
        write(wang_xiuying, f"第 {n} 句")
    assert queries() == little
    shown = page(li.get(url(wang_xiuying)))
    assert "第 44 句" in shown
    assert "第 24 句" not in shown
    before = Message.objects.order_by("-pk")[19].pk
    assert "第 24 句" in page(li.get(f"{url(wang_xiuying)}?before={before}"))


def test_a_row_of_the_worklist_leads_to_the_talk(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    write(wang_xiuying, "药快没了", "medicine")
    shown = page(li.get("/care/"))
    assert "来信：药" in shown
    assert f"/care/patients/{wang_xiuying.patient_id}/messages/?who=" in shown


def test_a_physician_opens_a_question_about_a_message_with_and_without_a_record(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    monday: datetime,
    li: Client,
    sign_in: SignIn,
) -> None:
    write(wang_xiuying, "手指发麻")
    asked = {"outcome": "escalated", "question": "要提前来吗？"}
    send(li, wang_xiuying, physician=str(clinic.zhang.account_id), **asked)
    zhang, path = sign_in(clinic.zhang), f"/visit/escalations/{Escalation.objects.get().pk}/"
    assert "要提前来吗？" in page(zhang.get(path))
    assert zhang.post(path, {"do": "seen"}).status_code == 302
    builders.send(wang_xiuying, sym_pain_rest="4")
    assert zhang.get(path).status_code == 200


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"outcome": "called", "call": "reached", "call_note": "说过了"}, "called"),
        ({"outcome": "escalated", "question": "要紧吗？"}, "escalated"),
        ({"outcome": "no-reply", "reason": "thanks"}, "no-reply"),
    ],
)
def test_what_somebody_wrote_who_left_is_answered_without_writing_to_them(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    li: Client,
    fields: dict[str, str],
    outcome: str,
) -> None:
    write(wang_xiuying, "谢谢你们")
    actions.leave(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        wanted=Wanted(State.LEFT, DecidedBy.FAMILY, ("burden",)),
    )
    assert "发送" in page(li.get(url(wang_xiuying)))
    for barred in ({"text": "谢谢您"}, {**fields, "text": "谢谢您"}):
        refused = send(li, wang_xiuying, physician=str(clinic.zhang.account_id), **barred)
        assert refused.status_code == 422
        assert "患者已退出，不能发送" in page(refused)
    answer = send(li, wang_xiuying, physician=str(clinic.zhang.account_id), **fields)
    assert answer.status_code == 302, page(answer)
    assert Review.objects.get().outcome == outcome
    assert not OpenItem.objects.filter(kind="message", closed_at=None).exists()
    assert not Message.objects.filter(direction="to-patient").exists()


def test_a_form_that_began_a_talk_answers_nothing(
    wang_xiuying: builders.Someone, li: Client
) -> None:
    """Going back and ticking what came meanwhile: the words are kept, nothing is sent twice."""
    form = {"outcome": "replied", "key": str(uuid4())}
    assert li.post(url(wang_xiuying), {**form, "text": "最近好吗？"}).status_code == 302
    write(wang_xiuying, "好多了")
    again = send(li, wang_xiuying, **form, text="那就好。")
    assert again.status_code == 409
    assert "那就好。" in page(again)
    assert Message.objects.filter(direction="to-patient").count() == 1
