"""Reading one record, answering it, and everything that can be refused."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions, state, suggesting
from osteopro.followup.actions import Receipt
from osteopro.followup.actions.escalating import ESCALATION_WAITS
from osteopro.followup.actions.telling import TELL_BY_PHONE
from osteopro.followup.models import (
    AdviceGiven,
    Call,
    Escalation,
    LevelChange,
    Opened,
    OpenItem,
    Review,
    Seen,
)
from osteopro.instruments.terms import Mode
from osteopro.messaging.models import Message, MessageVoid
from osteopro.patients.terms import ClinicalProfile
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.web.care import labels, sending
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, act, page, review_url

FOLLOWUP = Path(state.__file__).parent
REPLY = "看到了，先歇一歇，明天我打电话给您。"
REPLIED = {"outcome": "replied", "text": REPLY, "came_of": "contact"}


@pytest.fixture
def record(wang_xiuying: builders.Someone, monday: datetime) -> Receipt:
    """A record at attention: pain on moving went up, sleep as well, with a note."""
    builders.send(wang_xiuying, at=MONDAY - timedelta(days=8))
    return builders.send(
        wang_xiuying,
        sym_pain_move="7",
        sym_sleep="quite",
        fu_wish="advice",
        fu_note="搬了米以后更痛",
    )


def test_the_page_says_what_changed_why_and_what_was_written(record: Receipt, li: Client) -> None:
    text = page(li.get(review_url(record)))
    assert text.index("动的时候痛") < text.index("睡不好")
    assert 'class="strong"' in text
    assert "变差" in text
    assert "“搬了米以后更痛”" in text
    assert "给我点建议" in text
    assert "<code>T-A02</code>" in text
    assert "平时 = 最近几次本人记录的中位数：动的时候痛 5" in text
    assert "突然的情况：<b>都没有</b>" in text
    assert "王阿姨，您写了“搬了米以后更痛”。" in text
    assert "您说“动的时候痛”：上次 5，这次 7。" in text
    assert text.count("<svg xmlns") == 4


def test_a_record_cut_short_by_an_emergency_still_shows_the_months_before(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    for days in (24, 16, 8):
        builders.send(wang_xiuying, at=MONDAY - timedelta(days=days))
    saved = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, saved, {"rf-check": ["back"], "rf-back-stand": "no"})
    address = OpenItem.objects.get(closed_at__isnull=True, level=3).source
    text = page(li.get(reverse("care_review", args=[address])))
    assert "还没有可画的" not in text
    assert text.index("不动时痛") < text.index("动的时候痛")


def test_opening_is_audited_once_per_page_and_noted_for_colleagues(
    record: Receipt, clinic: builders.Clinic, li: Client
) -> None:
    li.get(review_url(record))
    reads = Event.objects.filter(kind="patient.read", object_id=str(record.occasion))
    assert [event.actor for event in reads] == [clinic.li.account_id]
    assert Opened.objects.filter(occasion=record.occasion).count() == 1
    li.get(review_url(record))
    assert reads.all().count() == 2
    assert Opened.objects.filter(occasion=record.occasion).count() == 1
    assert not Seen.objects.exists()


def test_a_colleague_is_told_who_has_it_open(
    record: Receipt, clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    li.get(review_url(record))
    wang = sign_in(clinic.wang)
    text = page(wang.get(review_url(record)))
    assert "李护士 10:00 打开了这份记录" in text
    assert "仍要处理" in text
    assert 'name="outcome"' not in text
    anyway = page(wang.get(review_url(record) + "?anyway=1"))
    assert 'name="outcome"' in anyway
    with clock.frozen(MONDAY + timedelta(minutes=16)):
        assert 'name="outcome"' in page(sign_in(clinic.lead).get(review_url(record)))


def test_a_reply_begins_with_the_patients_words_and_ends_the_record(
    record: Receipt, clinic: builders.Clinic, li: Client
) -> None:
    answer = act(li, record, outcome="replied", text=REPLY, quote="item-sym-pain-move")
    assert answer.status_code == 302
    message = Message.objects.get()
    assert message.quote == "王阿姨，您说“动的时候痛”：上次 5，这次 7。"
    assert message.body == REPLY
    assert message.author == clinic.li.account_id
    assert Review.objects.get().outcome == "replied"
    assert Seen.objects.get().by == clinic.li.account_id


def test_a_quote_cannot_be_typed(record: Receipt, li: Client) -> None:
    act(li, record, outcome="replied", text=REPLY, quote="王阿姨，您把药停了吧。")
    assert Message.objects.get().quote == "王阿姨，您写了“搬了米以后更痛”。"


def test_after_sending_the_next_record_opens_with_the_bar_to_take_it_back(
    record: Receipt, clinic: builders.Clinic, li: Client
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    second = builders.send(other, sym_sleep="very")
    answer = act(li, record, outcome="replied", text=REPLY)
    earlier = next(
        item for item in OpenItem.objects.filter(closed_at=None, patient_id=other.patient_id)
    )
    assert earlier.source == str(second.occasion)
    assert f"/care/records/{second.occasion}/" in answer["Location"]
    text = page(li.get(answer["Location"]))
    assert "已发给王秀英" in text
    assert 'data-undo="20"' in text
    with clock.frozen(MONDAY + timedelta(seconds=21)):
        assert "已发给王秀英" not in page(li.get(answer["Location"]))


def test_taking_back_within_twenty_seconds_keeps_the_text(record: Receipt, li: Client) -> None:
    act(li, record, outcome="replied", text=REPLY)
    review = Review.objects.get()
    answer = li.post(f"/care/reviews/{review.pk}/undo/")
    assert answer.status_code == 302
    assert MessageVoid.objects.count() == 1
    text = page(li.get(answer["Location"]))
    assert REPLY in text
    assert 'name="outcome"' in text


def test_too_late_to_take_back(record: Receipt, clinic: builders.Clinic, li: Client) -> None:
    act(li, record, outcome="replied", text=REPLY)
    with clock.frozen(MONDAY + timedelta(seconds=21)):
        answer = li.post(f"/care/reviews/{Review.objects.get().pk}/undo/")
    assert answer.status_code == 409
    assert "来不及撤回了" in page(answer)
    assert not MessageVoid.objects.exists()


def test_only_ones_own_outcome_can_be_taken_back(
    record: Receipt, clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    act(li, record, outcome="replied", text=REPLY)
    answer = sign_in(clinic.wang).post(f"/care/reviews/{Review.objects.get().pk}/undo/")
    assert answer.status_code == 404
    assert li.get(f"/care/reviews/{Review.objects.get().pk}/undo/").status_code == 405


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, "outcome", "缺少处理结果。"),
        ({"outcome": "gone"}, "outcome", "缺少处理结果。"),
        ({"outcome": "replied", "text": "  "}, "text", "请至少写一句。"),
        ({"outcome": "replied", "text": "好" * 604}, "text", "多了 4 个字，请删短。"),
        ({"outcome": "called", "call_note": "x"}, "call", "电话要打通"),
        ({"outcome": "called", "call": "busy", "call_note": "x"}, "call", "电话要打通"),
        ({"outcome": "called", "call": "reached"}, "call_note", "请记下说了什么。"),
        ({"outcome": "escalated"}, "question", "请写要问医生的问题。"),
        ({"outcome": "escalated", "question": "要拍片吗？"}, "physician", "请选医生。"),
        (
            {"outcome": "escalated", "question": "要拍片吗？", "physician": "999"},
            "physician",
            "请选医生。",
        ),
        ({"outcome": "no-reply"}, "reason", "请选无需回复的原因。"),
        ({"outcome": "no-reply", "reason": "test"}, "outcome", "只有平稳的记录可以不回复。"),
    ],
)
def test_each_refusal_is_one_sentence_at_its_field(
    record: Receipt, li: Client, fields: dict[str, str], field: str, sentence: str
) -> None:
    answer = act(li, record, **{"text": "写了一半", **fields})
    text = page(answer)
    assert answer.status_code == 422
    assert "<title>有问题：" in text
    assert f'href="#f-{field}"' in text
    assert text.count(sentence) >= 2, "in the summary and at the field"
    assert (fields.get("text") or "写了一半").strip() in text
    assert not Review.objects.exists()


def test_medicine_wording_is_held_back_and_the_fixed_reply_offered(
    record: Receipt, li: Client
) -> None:
    answer = act(li, record, outcome="replied", text="先把药减半吧")
    text = page(answer)
    assert answer.status_code == 422
    assert "“减半”" in text
    assert "先把药减半吧" in text
    assert "药的事要医生当面看过才能定" in text
    assert not Message.objects.exists()
    fixed = suggesting.medicine_reply()["zh-CN"]
    assert act(li, record, outcome="replied", text=fixed).status_code == 302


def test_library_texts_are_sent_unchanged_and_kept_by_code(
    record: Receipt, clinic: builders.Clinic, li: Client
) -> None:
    text = page(li.get(review_url(record)))
    assert 'data-digit="1"' in text
    code = text.split('name="advice" value="')[1].split('"')[0]
    act(li, record, outcome="replied", text=REPLY, advice=[code], scriptless="1")
    message = Message.objects.get()
    assert message.advice == [code]
    assert message.body.startswith(REPLY + "\n")
    assert len(message.body) > len(REPLY) + 5


def test_only_what_stands_in_the_reply_unchanged_is_sent_as_advice(
    record: Receipt, li: Client
) -> None:
    changed = REPLY + builders.advice_text("R15").replace("枕头", "被子")
    for text, said in (
        (REPLY, "“睡好一点”没有按核准的原文"),
        (changed, "“睡好一点”没有按核准的原文"),
    ):
        refused = act(li, record, outcome="replied", text=text, advice=["R15"])
        assert refused.status_code == 422
        assert said in page(refused)
        assert text in page(refused)
    assert act(li, record, outcome="replied", text=REPLY, advice=["nonsense"]).status_code == 422
    assert not Message.objects.exists()


def test_what_is_blocked_for_the_patient_is_refused_by_name(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    numb = builders.patient(
        clinic, profile=ClinicalProfile(flags=frozenset({"neuropathy"})), phone="+8613800006699"
    )
    receipt = builders.send(numb)
    shown = page(li.get(review_url(receipt)))
    row = shown.split('value="R13"')[1].split("</li>")[0]
    assert "disabled" in row
    assert "皮肤麻木" in row
    text = f"{REPLY}\n{builders.advice_text('R13')}"
    refused = act(li, receipt, outcome="replied", text=text, picked=["R13"])
    assert refused.status_code == 422
    assert "“热敷”不适合这位患者：皮肤麻木。" in page(refused)
    assert not AdviceGiven.objects.exists()


def test_exercise_after_a_fracture_needs_a_tick(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    fragile = builders.patient(
        clinic, profile=ClinicalProfile(flags=frozenset({"vf"})), phone="+8613800006699"
    )
    receipt = builders.send(fragile, sym_pain_move="1", sym_pain_rest="2", sym_mobility="none")
    text = page(li.get(review_url(receipt)))
    assert "有骨折史，先确认" in text
    code = next(
        part.split('"')[0]
        for part in text.split('name="advice" value="')[1:]
        if "有骨折史" in part.split("</li>")[0]
    )
    refused = act(li, receipt, outcome="replied", text=REPLY, advice=[code])
    assert refused.status_code == 422
    assert "骨折后的锻炼" in page(refused)
    text = f"{REPLY}\n{builders.advice_text(code)}"
    sent = act(li, receipt, outcome="replied", text=text, advice=[code], checked="1")
    assert sent.status_code == 302
    assert AdviceGiven.objects.get().checked_at is not None


def test_with_something_urgent_only_seeing_a_doctor_is_offered(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="9")
    text = page(li.get(review_url(receipt)))
    assert text.count('name="advice"') == 1
    assert 'value="R00"' in text


def test_advice_sent_lately_is_not_offered_again(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    first = builders.send(wang_xiuying, at=MONDAY - timedelta(days=8))
    codes = [
        p.split('"')[0] for p in page(li.get(review_url(first))).split('name="advice" value="')
    ]
    text = f"{REPLY}\n{builders.advice_text(codes[1])}"
    act(li, first, outcome="replied", text=text, advice=[codes[1]])
    second = builders.send(wang_xiuying)
    again = page(li.get(review_url(second)))
    assert f'name="advice" value="{codes[1]}"' not in again
    assert "发过" in again.split(f'name="picked" value="{codes[1]}"')[1].split("</li>")[0]
    # What an old page still proposes is refused, and sent when it is picked with open eyes.
    refused = act(li, second, outcome="replied", text=text, advice=[codes[1]])
    assert refused.status_code == 422
    assert "再发请从全部建议里选" in page(refused)
    assert act(li, second, outcome="replied", text=text, picked=[codes[1]]).status_code == 302
    assert [each.by_hand for each in AdviceGiven.objects.order_by("pk")] == [False, True]


def test_a_correction_meanwhile_shows_what_changed_and_keeps_the_text(
    record: Receipt, wang_xiuying: builders.Someone, li: Client
) -> None:
    seen = [str(each.uuid) for each in records_queries.occasion(record.occasion)]
    corrected = correct(wang_xiuying, record, {"sym-pain-move": "4"})
    answer = li.post(review_url(record), {"version": seen, "do": "send", **REPLIED})
    text = page(answer)
    assert answer.status_code == 409
    assert "您打开以后，患者更正了这份记录" in text
    assert REPLY in text
    assert not Message.objects.exists()
    assert f'name="version" value="{corrected}"' in text
    again = li.post(
        review_url(record),
        {"version": [str(corrected)], "do": "send", **REPLIED},
    )
    assert again.status_code == 302


def correct(someone: builders.Someone, record: Receipt, values: dict[str, str]) -> UUID:
    """The patient corrects a record they sent; returns the new version's uuid."""
    sent = records_queries.occasion(record.occasion)[0]
    draft = actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=sent.instrument,
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=sent.uuid,
    )
    builders.save(someone, draft, values)
    actions.send_form(by=someone.actor, patient_id=someone.patient_id, draft_uuid=draft)
    return draft


def test_somebody_was_quicker(
    record: Receipt, clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    act(li, record, outcome="replied", text=REPLY)
    answer = act(sign_in(clinic.wang), record, outcome="replied", text="我也写了一句")
    text = page(answer)
    assert answer.status_code == 409
    assert "李护士 10:00 处理过：已回复。" in text
    assert "我也写了一句" in text
    assert Message.objects.count() == 1
    assert "李护士 10:00 处理过：已回复。" in page(li.get(review_url(record)))


def test_seen_is_an_act_of_its_own_and_keeps_the_text(record: Receipt, li: Client) -> None:
    answer = act(li, record, do="seen", text="写了一半", outcome="replied")
    assert answer.status_code == 200
    assert "已标记看过 10:00" in page(answer)
    assert "写了一半" in page(answer)
    assert Seen.objects.count() == 1
    assert not Review.objects.exists()


def test_the_preview_shows_quote_and_text(record: Receipt, li: Client) -> None:
    text = page(act(li, record, do="preview", text=REPLY))
    preview = text.split('class="as-patient"')[1].split("</p>")[0]
    assert "王阿姨，您写了“搬了米以后更痛”。" in preview
    assert REPLY in preview
    assert not Message.objects.exists()


def test_a_call_that_was_not_answered_is_noted_and_the_record_stays(
    record: Receipt, li: Client
) -> None:
    assert act(li, record, do="call").status_code == 422
    answer = act(li, record, do="call", call="no-answer", text="写了一半")
    assert answer.status_code == 200
    assert "您打电话：没接" in page(answer)
    assert "写了一半" in page(answer)
    assert Call.objects.get().outcome == "no-answer"


def test_a_record_ends_by_a_call(record: Receipt, li: Client) -> None:
    answer = act(li, record, outcome="called", call="reached", call_note="说了翻身的方法")
    assert answer.status_code == 302
    assert Call.objects.get().note == "说了翻身的方法"
    assert not Message.objects.exists()


def test_a_record_is_handed_to_a_doctor(
    record: Receipt, clinic: builders.Clinic, li: Client
) -> None:
    answer = act(
        li,
        record,
        outcome="escalated",
        question="要不要拍片？",
        physician=clinic.zhang.account_id,
        text="我请张医生看了，他明天前答复。",
    )
    assert answer.status_code == 302
    assert Escalation.objects.get().physician == clinic.zhang.account_id
    assert Message.objects.get().body.startswith("我请张医生看了")


def test_a_routine_record_may_end_without_a_reply_but_with_a_reason(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying)
    twice = act(li, receipt, outcome="no-reply", reason="duplicate")
    assert "当天没有第二份记录。" in page(twice)
    corrected = act(li, receipt, outcome="no-reply", reason="amended")
    assert "患者没有更正这份记录。" in page(corrected)
    assert act(li, receipt, outcome="no-reply", reason="test").status_code == 302
    assert Review.objects.get().reason == "test"


def test_an_emergency_ends_only_with_its_outcome(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, rf_check=["chest"])
    called = {"outcome": "called", "call": "reached", "call_note": "去急诊了"}
    refused = act(li, receipt, **called)
    assert refused.status_code == 422
    assert "请选这次急症的结果。" in page(refused)
    assert act(li, receipt, **called, emergency="went-to-ER").status_code == 302


def test_a_wrong_emergency_entry_is_confirmed_by_phone(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, rf_check=["chest"])
    replied = {"outcome": "replied", "text": REPLY, "emergency": "false-entry"}
    assert "填错了要先打电话确认" in page(act(li, receipt, **replied))
    act(li, receipt, do="call", call="reached", call_note="按错了")
    assert act(li, receipt, **replied).status_code == 302


def test_one_form_is_one_act(record: Receipt, li: Client) -> None:
    key = str(uuid4())
    for _ in range(2):
        answer = act(li, record, outcome="replied", text=REPLY, key=key)
        assert answer.status_code == 302
    assert Message.objects.count() == 1
    other = act(li, record, outcome="replied", text="另一段话", key=key)
    assert other.status_code == 409
    assert "另一段话" in page(other)
    assert Message.objects.count() == 1


def test_a_call_noted_twice_by_one_form_is_one_call(record: Receipt, li: Client) -> None:
    key = str(uuid4())
    shown = page(act(li, record, do="call", call="busy", key=key))
    act(li, record, do="call", call="busy", key=key)
    assert Call.objects.count() == 1
    assert f'name="key" value="{key}"' not in shown, "the next call is another act"


def test_every_refusal_of_the_core_has_its_sentence() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in FOLLOWUP.rglob("*.py"))
    codes = set(re.findall(r'OutcomeRefused\("([a-z-]+)"\)', source))
    assert len(codes) > 10
    assert codes - set(sending.REFUSALS) == set()


def test_every_remark_of_the_core_has_its_words() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in FOLLOWUP.rglob("*.py"))
    codes = set(re.findall(r'remark\("([a-z-]+)"\)', source))
    assert "again" in codes
    codes |= {state.AWAITS_UNDERSTOOD, TELL_BY_PHONE, ESCALATION_WAITS}
    assert codes - set(labels.REMARKS) == set()


def test_an_urgent_reply_waits_for_understood_and_stays_open(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="9")
    assert act(li, receipt, outcome="replied", text=REPLY).status_code == 302
    text = page(li.get(review_url(receipt)))
    assert "已回复，等患者说“看懂了”" in text
    assert 'name="outcome"' in text


def test_the_level_goes_up_with_a_reason_and_down_only_after_a_call(
    record: Receipt, li: Client
) -> None:
    assert "请选另一个级别。" in page(act(li, record, do="level"))
    no_reason = act(li, record, do="level", level="urgent")
    assert "请写改级别的原因。" in page(no_reason)
    down = act(li, record, do="level", level="routine", level_reason="没事")
    assert down.status_code == 422
    assert "先打通电话并记下通话" in page(down)
    up = act(li, record, do="level", level="urgent", level_reason="听着不对", text="写了一半")
    assert up.status_code == 200
    assert "写了一半" in page(up)
    act(li, record, do="call", call="reached", call_note="好多了")
    assert act(li, record, do="level", level="routine", level_reason="好多了").status_code == 200
    assert [(c.before, c.after) for c in LevelChange.objects.order_by("pk")] == [(1, 2), (2, 0)]


def test_a_record_by_family_says_so_and_quotes_so(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, by_whom=ByWhom.PROXY, fu_note="妈妈睡不好")
    text = page(li.get(review_url(receipt)))
    assert '<span class="tag warn">家人代填</span>' in text
    assert "王阿姨，家里人替您写了“妈妈睡不好”。" in text


def test_an_event_comes_first_in_the_panel_and_in_the_quotes(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(
        wang_xiuying,
        rf_check=["fall"],
        fall_count="1",
        fall_date="2026-11-22",
        fall_hurt="ok",
        fall_head="no",
        rf_seen="no",
    )
    text = page(li.get(review_url(receipt)))
    assert "王阿姨，您说：摔倒了。" in text
    assert text.index("突然的情况：") < text.index("为什么在")


def test_another_clinics_record_is_not_there(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    stranger = builders.patient(builders.clinic("east"))
    receipt = builders.send(stranger)
    assert li.get(review_url(receipt)).status_code == 404
    assert act(li, receipt, outcome="replied", text=REPLY).status_code == 404
    assert li.get("/care/records/8ff69102-afd9-4e31-b61e-4d23271ecf89/").status_code == 404


def test_english_page_for_a_patient_who_reads_chinese(record: Receipt, li: Client) -> None:
    li.cookies["lang"] = "en"
    text = page(li.get(review_url(record)))
    assert "Against last time" in text
    assert "Pain when moving" in text
    assert "王阿姨，您写了“搬了米以后更痛”。" in text


def test_the_usual_value_named_is_the_one_the_rule_used(
    clinic: builders.Clinic, monday: datetime, li: Client, sign_in: SignIn
) -> None:
    someone = builders.patient(clinic, starts_on=MONDAY.date() - timedelta(days=400))
    for days, pain in ((300, "2"), (290, "9"), (20, "6")):
        builders.send(
            someone, full=days == 300, at=MONDAY - timedelta(days=days), sym_pain_move=pain
        )
    # Only the last one lies inside the 56 days of 2.4, so usual is 6 then and later.
    late = builders.send(someone, sym_pain_move="8")
    assert "动的时候痛 6" in usual(page(li.get(review_url(late))))
    # Read half a year later nothing has moved: the rule's own day counts, not today's.
    with clock.frozen(MONDAY + timedelta(days=200)):
        assert "动的时候痛 6" in usual(page(sign_in(clinic.li).get(review_url(late))))


def test_without_recent_records_the_usual_value_is_the_baseline(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    someone = builders.patient(clinic, starts_on=MONDAY.date() - timedelta(days=400))
    builders.send(someone, full=True, at=MONDAY - timedelta(days=300), sym_pain_move="4")
    receipt = builders.send(someone, sym_pain_move="7")
    text = page(li.get(review_url(receipt)))
    assert "比平时高 3 分" in text
    assert "动的时候痛 4" in usual(text)


def usual(text: str) -> str:
    """The line that names the usual values."""
    return text.split("平时 = ")[1].split("</p>")[0]


def test_a_long_record_opens_when_a_short_one_came_since(
    clinic: builders.Clinic, monday: datetime, li: Client, wang_xiuying: builders.Someone
) -> None:
    long = builders.send(
        wang_xiuying, full=True, at=MONDAY - timedelta(days=7), sym_appetite="some"
    )
    builders.send(wang_xiuying)
    assert li.get(review_url(long)).status_code == 200
