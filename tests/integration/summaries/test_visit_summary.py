"""What the page for a visit gathers, and what never gets onto it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.appointments import actions as appointments
from osteopro.appointments.actions.visiting import Outcome
from osteopro.appointments.terms import VisitOutcome
from osteopro.followup import actions
from osteopro.followup.rules import Ending
from osteopro.followup.terms import EmergencyOutcome
from osteopro.followup.terms import Outcome as RecordOutcome
from osteopro.messaging.models import Message
from osteopro.patients.terms import ClinicalProfile, MedicineClass
from osteopro.records.models import Response
from osteopro.records.terms import ByWhom
from osteopro.summaries import asking, reading
from osteopro.summaries.facts import Mark, VisitSummary
from osteopro.summaries.models import VisitQuestions
from osteopro.summaries.sheet import sheet
from osteopro.summaries.visit import visit_summary
from osteopro.triage import queries as triage_queries
from osteopro.ui.trends import Verdict
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

# Every statement of the page: patient, visits, records, first records, scores, plan, pauses,
# alarms, their ends, talks, advice, facts, questions, names.
STATEMENTS = 14


def days_ago(days: int) -> Any:
    return clock.now() - timedelta(days=days)


@pytest.fixture
def seen(clinic: Clinic) -> Someone:
    """Mrs Wang with three months behind her."""
    profile = ClinicalProfile(MedicineClass.DENOSUMAB, date(2027, 1, 12), frozenset({"vf"}))
    someone = builders.patient(
        clinic, starts_on=(clock.now() - timedelta(days=90)).date(), profile=profile
    )
    first = builders.send(someone, full=True, at=days_ago(84), sym_pain_rest="7", med_taken="all")
    with clock.frozen(days_ago(84)):
        builders.finish(someone, first)
    builders.send(someone, at=days_ago(28), sym_pain_rest="5", med_taken="missed", med_why=["cost"])
    builders.send(someone, at=days_ago(14), sym_pain_rest="4", by_whom=ByWhom.PROXY)
    builders.send(
        someone, sym_pain_rest="4", sym_sleep=None, fu_note="夜里翻身还是痛", fu_wish="advice"
    )
    return someone


def words(of: VisitSummary) -> str:
    """Everything that stands on it, in both languages and for both readers."""
    return "".join(
        render_to_string(
            "summaries/sheet.html", {"sheet": sheet(of, language, copy=copy), "numbers": True}
        )
        for language in ("zh-CN", "en")
        for copy in (False, True)
    )


def row(of: VisitSummary, code: str) -> Any:
    return next(each for each in of.rows() if each.code == code)


def test_now_four_weeks_ago_and_the_start_with_a_change_beyond_the_threshold_only(
    seen: Someone,
) -> None:
    of = visit_summary(seen.patient_id)
    rest = row(of, "sym-pain-rest")
    assert (rest.now.value, rest.before.value, rest.first.value) == (4, 5, 7)
    assert rest.since_start is Verdict.BETTER
    assert row(of, "sym-pain-move").since_start is Verdict.EQUAL
    assert row(of, "sym-sleep").now.value is None
    assert [each["zh-CN"] for each in of.skipped] == ["睡不好"]
    assert [curve.row.code for curve in of.curves][:3] == [
        "sym-pain-rest",
        "sym-pain-move",
        "SYM-C",
    ]


def test_how_much_came_and_by_whom(seen: Someone) -> None:
    of = visit_summary(seen.patient_id)
    assert of.complete.received == 4
    assert len(of.complete.family) == 1
    assert of.complete.expected == 4 + len(of.complete.missed)
    assert len(of.complete.missed) > 3
    assert [note.words for note in of.notes] == ["夜里翻身还是痛"]
    assert of.medicine.interrupted == 1
    assert of.medicine.next_dose == date(2027, 1, 12)
    assert of.spine_fracture


def test_a_proxys_answers_are_shown_and_not_compared(clinic: Clinic, seen: Someone) -> None:
    builders.send(
        seen, sym_pain_rest="9", by_whom=ByWhom.PROXY, at=clock.now() + timedelta(hours=1)
    )
    with clock.frozen(clock.now() + timedelta(hours=2)):
        rest = row(visit_summary(seen.patient_id), "sym-pain-rest")
    assert rest.now.value == 9
    assert rest.now.proxy
    assert rest.since_start is None


def test_falls_count_once_a_day_and_stand_on_the_strip(seen: Someone) -> None:
    with clock.frozen(days_ago(40)):
        day = clock.now().date().isoformat()
        fallen = {"fall-count": "2", "fall-hurt": "mild", "fall-head": "no", "rf-seen": "yes"}
        named = {name.replace("-", "_"): value for name, value in fallen.items()}
        builders.note(seen, "fall", **named, fall_date=day)
        builders.note(seen, "fall", **named | {"fall_count": "1"}, fall_date=day)
    of = visit_summary(seen.patient_id)
    assert (of.falls.times, of.falls.injured) == (2, 1)
    assert [event.mark for event in of.events].count(Mark.FALL) == 1
    assert "摔倒" in sheet(of, "zh-CN").sentences[1]


def test_a_red_box_for_what_was_urgent_since_the_last_visit(clinic: Clinic, seen: Someone) -> None:
    assert visit_summary(seen.patient_id).alarms == ()
    receipt = builders.send(
        seen, at=clock.now() + timedelta(minutes=1), rf_check=["bladder"], fu_note=None
    )
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        (alarm,) = visit_summary(seen.patient_id).alarms
        assert alarm.emergency
        assert alarm.because["zh-CN"] == "大小便管不住，或尿不出来"
        assert (alarm.outcome, alarm.verified) == ("", False)
        end(clinic, seen, receipt)
        (alarm,) = visit_summary(seen.patient_id).alarms
        assert (alarm.outcome, alarm.verified) == ("went-to-ER", True)
        visit(clinic, seen)
    with clock.frozen(clock.now() + timedelta(days=1, minutes=5)):
        of = visit_summary(seen.patient_id)
        assert of.alarms == ()
        assert of.head.visit is not None
        assert of.head.visit_by["zh-CN"] == "张医生"
        marks = {event.mark for event in of.events}
        assert {Mark.VISIT, Mark.MEDICINE} <= marks


def end(clinic: Clinic, someone: Someone, receipt: Any) -> None:
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(
            RecordOutcome.CALLED,
            reached_by_phone=True,
            emergency_outcome=EmergencyOutcome.WENT_TO_ER,
            note="去了急诊",
        ),
        versions=[receipt.uuid],
    )


def visit(clinic: Clinic, someone: Someone) -> None:
    appointments.record_outcome(
        by=clinic.zhang.actor,
        patient_id=someone.patient_id,
        outcome=Outcome((VisitOutcome.MEDICINE,), used=True, line="药换了。", medicine="换药"),
        key=uuid4(),
        seen_at=clock.now() + timedelta(days=1),
    )


def test_questions_stand_until_the_visit_and_the_last_choice_counts(
    clinic: Clinic, seen: Someone
) -> None:
    choose(seen, ["density", "food"])
    choose(seen, ["density"], ["要不要换床垫"])
    of = visit_summary(seen.patient_id)
    assert [each["zh-CN"] for each in of.questions] == ["骨密度什么时候再查？", "要不要换床垫"]
    visit(clinic, seen)
    with clock.frozen(clock.now() + timedelta(days=1, minutes=5)):
        assert visit_summary(seen.patient_id).questions == ()


def choose(someone: Someone, codes: list[str], own: list[str] | None = None) -> int | None:
    return asking.choose_questions(
        by=someone.actor, patient_id=someone.patient_id, codes=codes, words=own or [], key=uuid4()
    )


def test_the_same_choice_sent_twice_is_one_and_four_are_refused(seen: Someone) -> None:
    key = uuid4()
    named: dict[str, Any] = {"by": seen.actor, "patient_id": seen.patient_id, "words": []}
    for _ in range(2):
        asking.choose_questions(codes=["food"], key=key, **named)
    assert VisitQuestions.objects.filter(patient_id=seen.patient_id).count() == 1
    with pytest.raises(asking.TooMany):
        asking.choose_questions(codes=["food", "pain", "density", "injection"], key=key, **named)


def test_a_question_that_cannot_wait_goes_to_the_clinic_at_once(seen: Someone) -> None:
    message = choose(seen, [], ["胸口痛怎么办"])
    assert Message.objects.get(pk=message).body == "胸口痛怎么办"
    assert choose(seen, [], ["要不要补钙"]) is None


def test_nothing_of_self_harm_and_no_flag_is_ever_on_the_page(seen: Someone) -> None:
    harm = triage_queries.current().ruleset.words["self_harm"]
    builders.send(
        seen,
        at=clock.now() + timedelta(minutes=1),
        sym_mood="very",
        rf_selfharm="act",
        fu_note=f"{harm[0]}，翻身痛",
    )
    builders.send(seen, at=clock.now() + timedelta(minutes=2), sym_mood="quite", rf_selfharm="some")
    choose(seen, [], [harm[1]])
    of = visit_summary(seen.patient_id)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        of = visit_summary(seen.patient_id)
    text = words(of)
    question = "不想活、想伤害自己"
    forbidden = [*harm, question, "伤害", "self-harm", "not living", "PHQ", "需要再问一问"]
    assert [each for each in forbidden if each.lower() in text.lower()] == []
    assert of.alarms == ()
    assert of.questions == ()


def test_what_else_was_urgent_is_told_at_its_own_level(seen: Someone) -> None:
    builders.send(
        seen,
        at=clock.now() + timedelta(minutes=1),
        sym_mood="very",
        rf_selfharm="act",
        rf_check=["fever"],
    )
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        (alarm,) = visit_summary(seen.patient_id).alarms
    assert alarm.because["zh-CN"] == "发烧，同时背痛"
    assert not alarm.emergency


def test_somebody_of_whom_nothing_was_heard(wang_xiuying: Someone) -> None:
    of = visit_summary(wang_xiuying.patient_id)
    assert of.empty
    assert "还没有任何记录。" in words(of)


def statements(someone: Someone) -> int:
    with CaptureQueriesContext(connection) as caught:
        visit_summary(someone.patient_id)
    return len(caught)


def test_ten_years_cost_no_more_than_three_months(seen: Someone) -> None:
    visit_summary(seen.patient_id)
    few = statements(seen)
    assert few <= STATEMENTS
    before = reading.read(seen.patient_id)
    long_ago(seen, 400)
    assert statements(seen) == few
    after = reading.read(seen.patient_id)
    assert len(after.responses) == len(before.responses)
    assert len(after.scores) <= len(before.scores) + len(after.firsts)


def long_ago(someone: Someone, number: int) -> None:
    """Copies of the newest record, week by week, from more than a year ago on."""
    newest = Response.objects.filter(patient_id=someone.patient_id, kind="record").order_by("-pk")
    row = newest[0]
    copies = []
    for week in range(number):
        fields = {
            field.attname: getattr(row, field.attname)
            for field in Response._meta.concrete_fields
            if field.name != "id"
        }
        at = row.effective - timedelta(days=366 + 7 * week)
        fields |= {"uuid": uuid4(), "occasion": UUID(int=uuid4().int), "effective": at}
        copies.append(Response(**fields | {"received": at, "authored": at, "supersedes_id": None}))
    Response.objects.bulk_create(copies)
