"""Advice as a thing of its own: sent, refused, taken back, tried, and told back to the manager."""

import importlib
from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions, advised
from osteopro.followup.actions import AdviceRefused, Chosen, NoSuchAdvice
from osteopro.followup.models import AdviceGiven, AdviceSaid, CareState, OpenItem
from osteopro.followup.queries import review
from osteopro.followup.rules import Ending
from osteopro.followup.terms import AdviceBar, AdviceWord, ItemKind, Outcome
from osteopro.instruments.terms import Mode
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging.terms import ReceiptKind
from osteopro.patients.terms import ClinicalProfile, ProfileFlag
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Barrier, Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
A_WEEK = timedelta(days=7)
FLAGS = [*ProfileFlag]


def fragile(clinic: Clinic, *flags: str, n: int = 0) -> Someone:
    profile = ClinicalProfile(flags=frozenset(flags))
    return builders.patient(clinic, profile=profile, phone=f"+86138000{66000 + n}")


def refusal(
    clinic: Clinic, someone: Someone, code: str, *, body: str | None = None, **answers: object
) -> AdviceBar | Barrier:
    receipt = builders.send(someone, **answers)
    text = f"收到了。{builders.advice_text(code)}" if body is None else body
    with pytest.raises(AdviceRefused) as caught:
        actions.record_review(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=receipt.occasion,
            ending=Ending(Outcome.REPLIED, body=text),
            versions=[receipt.uuid],
            advice=[Chosen(code, by_hand=True)],
            approved=[text],
        )
    assert not AdviceGiven.objects.exists()
    return caught.value.bar


def test_each_advice_is_kept_as_it_was_sent(clinic: Clinic, wang_xiuying: Someone) -> None:
    receipt = builders.send(wang_xiuying)
    answered = builders.reply(clinic, wang_xiuying, receipt, advice=["R13", "R02"])
    rows = AdviceGiven.objects.order_by("pk")
    assert [(r.code, r.title) for r in rows] == [("R13", "热敷"), ("R02", "起床方法")]
    first = rows[0]
    assert first.text == builders.advice_text("R13")
    assert (first.ruleset, first.edition, first.language) == ("opros|1.2.0", 0, "zh-CN")
    assert (first.message_id, first.by) == (answered.message_id, clinic.li.account_id)
    assert first.checked_at is None
    assert Event.objects.filter(kind="advice.sent").count() == 2


def test_in_english_the_english_text_is_kept(clinic: Clinic, wang_xiuying: Someone) -> None:
    receipt = builders.send(wang_xiuying)
    text = builders.advice_text("R13", "en")
    actions.record_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.REPLIED, body=f"Hello. {text}"),
        versions=[receipt.uuid],
        advice=[Chosen("R13")],
        approved=[text],
    )
    assert (AdviceGiven.objects.get().language, AdviceGiven.objects.get().title) == ("en", "Warmth")


def test_a_flag_refuses_by_name(clinic: Clinic) -> None:
    assert refusal(clinic, fragile(clinic, "neuropathy"), "R13") is Barrier.FLAG


def test_what_was_reported_refuses(clinic: Clinic, wang_xiuying: Someone) -> None:
    fall = {
        "rf-check": ["fall"], "fall-count": "1", "fall-hurt": "ok", "fall-head": "no",
        "rf-seen": "yes",
    }  # fmt: skip
    assert refusal(clinic, wang_xiuying, "R13", **fall) is Barrier.ANSWERS


def test_with_something_urgent_only_seeing_a_doctor_is_sent(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    assert refusal(clinic, wang_xiuying, "R13", sym_pain_rest="9") is Barrier.URGENT
    receipt = builders.send(wang_xiuying, sym_pain_rest="9")
    builders.reply(clinic, wang_xiuying, receipt, advice=["R00"])
    assert AdviceGiven.objects.get().code == "R00"


def test_a_level_that_a_person_raised_counts_like_a_rule(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying)
    actions.set_level(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        level=Level.URGENT,
        reason="电话里说站不住",
    )
    with pytest.raises(AdviceRefused) as caught:
        builders.reply(clinic, wang_xiuying, receipt, advice=["R15"])
    assert caught.value.bar is Barrier.URGENT


def test_exercise_after_a_fracture_is_refused_without_the_tick(clinic: Clinic) -> None:
    someone = fragile(clinic, "vf")
    assert refusal(clinic, someone, "R08") is AdviceBar.NOT_CHECKED
    receipt = builders.send(someone)
    builders.reply(clinic, someone, receipt, advice=["R08"], checked=True)
    assert AdviceGiven.objects.get().checked_at is not None


def test_only_the_approved_text_is_sent_as_advice(clinic: Clinic, wang_xiuying: Someone) -> None:
    assert refusal(clinic, wang_xiuying, "R13", body="热敷 30 分钟") is AdviceBar.NOT_IN_REPLY
    receipt = builders.send(wang_xiuying)
    with pytest.raises(AdviceRefused) as caught:
        builders.reply(clinic, wang_xiuying, receipt, advice=["R13", "R02", "R10", "R15"])
    assert caught.value.bar is AdviceBar.TOO_MANY
    with pytest.raises(AdviceRefused) as caught:
        builders.reply(clinic, wang_xiuying, receipt, " \n。", advice=["R13", "R02"])
    assert caught.value.bar is AdviceBar.NO_OWN_LINE


def test_the_same_advice_within_28_days_only_when_picked_by_hand(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    text = f"收到了。{builders.advice_text('R13')}"

    def send(by_hand: bool) -> None:
        receipt = builders.send(wang_xiuying)
        actions.record_review(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=receipt.occasion,
            ending=Ending(Outcome.REPLIED, body=text),
            versions=[receipt.uuid],
            advice=[Chosen("R13", by_hand=by_hand)],
            approved=[text],
        )

    send(by_hand=False)
    with clock.frozen(monday + 3 * A_WEEK):
        with pytest.raises(AdviceRefused) as caught:
            send(by_hand=False)
        assert (caught.value.bar, caught.value.sent_at) == (AdviceBar.SENT_LATELY, monday)
        send(by_hand=True)
    assert AdviceGiven.objects.count() == 2


def test_advice_of_a_reply_that_was_taken_back_was_never_given(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    answered = builders.reply(clinic, wang_xiuying, receipt, advice=["R13"])
    actions.undo_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        review_id=answered.review_id,
    )
    assert advised.given(wang_xiuying.patient_id) == []
    with clock.frozen(monday + A_WEEK):
        assert _asked(wang_xiuying) == []


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    flags=st.frozensets(st.sampled_from(FLAGS), max_size=4),
    rest=st.integers(0, 9),
    unsteady=st.sampled_from(["none", "little", "some", "quite"]),
    code=st.integers(0, 25).map(lambda n: f"R{n:02}"),
)
def test_whatever_is_barred_on_the_page_is_refused_by_the_action(
    clinic: Clinic, flags: frozenset[str], rest: int, unsteady: str, code: str
) -> None:
    someone = fragile(clinic, *flags, n=Patients.next())
    receipt = builders.send(someone, sym_pain_rest=str(rest), sym_unsteady=unsteady)
    shown = review.sitting(clinic.li.viewer, someone.patient_id, receipt.occasion).help
    assert all(each.verdict.barrier is None for each in shown.offers)
    choice = shown.choice(code)
    assert choice is not None
    barred = choice.verdict.barrier is not None or choice.needs_check
    with pytest.raises(AdviceRefused) if barred else nullcontext():
        builders.reply(clinic, someone, receipt, advice=[code])
    sent = AdviceGiven.objects.filter(patient_id=someone.patient_id).exists()
    assert sent is not barred


class Patients:
    """Each example has a patient of its own."""

    count = 0

    @classmethod
    def next(cls) -> int:
        cls.count += 1
        return cls.count


# ---- whether it was tried ----


def _asked(someone: Someone) -> list[str]:
    return [e.code for e in advised.asked_about(someone.patient_id, None, clock.now())]


def test_the_next_record_says_of_each_advice_how_it_went(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, first, advice=["R13", "R02"])
    with clock.frozen(monday + A_WEEK):
        assert _asked(wang_xiuying) == ["R13", "R02"]
        receipt = builders.send(wang_xiuying, **{"adv-tried": "helped"})
        found = review.sitting(clinic.li.viewer, wang_xiuying.patient_id, receipt.occasion)
    words = [(e.code, e.tried.word, e.tried.occasion) for e in found.help.given if e.tried]
    assert words == [
        ("R13", AdviceWord.HELPED, receipt.occasion),
        ("R02", AdviceWord.HELPED, receipt.occasion),
    ]


def test_it_is_asked_once_and_again_only_after_new_advice(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    with clock.frozen(monday + A_WEEK):
        second = builders.send(wang_xiuying, **{"adv-tried": "nohelp"})
        assert _asked(wang_xiuying) == []
        builders.reply(clinic, wang_xiuying, second, advice=["R02"])
    with clock.frozen(monday + 2 * A_WEEK):
        assert _asked(wang_xiuying) == ["R02"]
    with clock.frozen(monday + 6 * A_WEEK):
        assert _asked(wang_xiuying) == [], "after 28 days nobody remembers"


def test_advice_that_came_after_the_form_was_begun_is_not_what_it_asks_about(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    with clock.frozen(monday + A_WEEK):
        other = builders.send(wang_xiuying)
        record = builders.begin(wang_xiuying)
    with clock.frozen(monday + A_WEEK + timedelta(hours=1)):
        builders.reply(clinic, wang_xiuying, other, advice=["R02"])
    with clock.frozen(monday + A_WEEK + timedelta(hours=2)):
        builders.save(wang_xiuying, record, {**builders.STEADY, "adv-tried": "not"})
        actions.send_form(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
        )
    assert [said.given.code for said in AdviceSaid.objects.select_related("given")] == ["R13"]


def test_a_corrected_answer_is_about_the_same_advice(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    with clock.frozen(monday + A_WEEK):
        sent = builders.send(wang_xiuying, **{"adv-tried": "nohelp"})
        builders.reply(clinic, wang_xiuying, sent, advice=["R02"])
    with clock.frozen(monday + A_WEEK + timedelta(hours=1)):
        stored = records_queries.standing_version(sent.uuid)
        assert stored is not None
        record = actions.start_form(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            instrument=stored.instrument,
            mode=Mode.ONLINE,
            language="zh-CN",
            by_whom=ByWhom.SELF,
            corrects=sent.uuid,
        )
        builders.save(wang_xiuying, record, {"adv-tried": "helped"})
        actions.send_form(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
        )
    given_ = {each.code: each.tried for each in advised.given(wang_xiuying.patient_id)}
    assert given_["R13"] is not None
    assert given_["R13"].word is AdviceWord.HELPED
    assert given_["R02"] is None


def test_how_it_went_stands_beside_the_next_proposal_and_counts_in_its_order(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R02"])
    with clock.frozen(monday + A_WEEK):
        builders.send(wang_xiuying, **{"adv-tried": "nohelp"})
    with clock.frozen(monday + 5 * A_WEEK):
        receipt = builders.send(wang_xiuying)
        found = review.sitting(clinic.li.viewer, wang_xiuying.patient_id, receipt.occasion)
    choice = found.help.choice("R02")
    assert choice is not None
    assert choice.last_try is not None
    assert choice.last_sent is None
    assert "R02" not in [each.code for each in found.help.offers], "others may help more"


def test_a_record_that_answers_about_advice_costs_two_statements_more(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])

    def statements(at: datetime, tried: dict[str, str]) -> int:
        with clock.frozen(at):
            record = builders.begin(wang_xiuying)
            builders.save(wang_xiuying, record, {**builders.STEADY, **tried})
            with CaptureQueriesContext(connection) as captured:
                actions.send_form(
                    by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
                )
        return len([q for q in captured if not q["sql"].startswith(("BEGIN", "SAVE", "RELEASE"))])

    without = statements(monday + A_WEEK, {})
    assert statements(monday + 2 * A_WEEK, {"adv-tried": "helped"}) <= without + 2


# ---- what the patient marks ----


def _given(someone: Someone) -> int:
    return advised.given(someone.patient_id)[0].given_id


def test_cannot_do_it_comes_back_by_the_next_working_day_and_can_be_changed(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    with clock.frozen(monday + timedelta(minutes=5)):
        mark = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id}
        actions.say_advice(**mark, given_id=_given(wang_xiuying), word=AdviceWord.CANNOT)
        actions.say_advice(**mark, given_id=_given(wang_xiuying), word=AdviceWord.CANNOT)
        item = OpenItem.objects.get(kind=ItemKind.MESSAGE, closed_at=None)
        assert item.reasons[0]["tags"] == ["R13"]
        assert item.due_at.date() == (monday + timedelta(days=1)).date()
        assert CareState.objects.get().open_items == 1
        assert AdviceSaid.objects.count() == 1
        actions.say_advice(**mark, given_id=_given(wang_xiuying), word=AdviceWord.DOING)
    stands = advised.given(wang_xiuying.patient_id)[0].stands
    assert stands is not None
    assert stands.word is AdviceWord.DOING
    assert Event.objects.filter(kind="advice.answered").count() == 2


def test_nobody_marks_what_is_not_theirs_or_cannot_be_read_yet(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    other = fragile(clinic)
    given_id = _given(wang_xiuying)
    for someone, at in ((wang_xiuying, monday), (other, monday + A_WEEK)):
        with clock.frozen(at), pytest.raises(NoSuchAdvice):
            actions.say_advice(
                by=someone.actor,
                patient_id=someone.patient_id,
                given_id=given_id,
                word=AdviceWord.DOING,
            )


def test_hard_to_do_names_the_advice(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    answered = builders.reply(
        clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13", "R02"]
    )
    hard = advised.of_message(wang_xiuying.patient_id, answered.message_id or 0)[1]
    with clock.frozen(monday + timedelta(minutes=5)):
        actions.answer_reply(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            message_id=answered.message_id or 0,
            kind=ReceiptKind.DIFFICULT,
            hard=[hard.given_id, 999],
        )
    item = OpenItem.objects.get(kind=ItemKind.MESSAGE)
    assert [reason["tags"] for reason in item.reasons] == [["R02"]]
    marked = {e.code: e.stands.word for e in advised.given(wang_xiuying.patient_id) if e.stands}
    assert marked == {"R02": AdviceWord.CANNOT}


# ---- what was there before ----


def test_advice_that_replies_named_by_code_becomes_rows(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    messaging_actions.write_to_patient(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        body=f"Hello. {builders.advice_text('R13', 'en')}",
        visible_at=monday,
        advice=["R13", "gone"],
    )
    migration = importlib.import_module("osteopro.followup.migrations.0002_advice")
    migration.carry_over(apps, None)
    row = AdviceGiven.objects.get()
    assert (row.code, row.language, row.title) == ("R13", "en", "Warmth")
    assert (row.at, row.by, row.ruleset) == (monday, clinic.li.account_id, "opros|1.2.0")
