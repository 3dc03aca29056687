"""Interval, pause and forms in turn, with the database: what is kept equals what is computed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.audit import queries as audit_queries
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions, jobs, planning, state
from osteopro.followup.actions import PauseRefused, Receipt
from osteopro.followup.flow import flow
from osteopro.followup.models import CareState, OpenItem, Plan
from osteopro.followup.queries.forms import forms_of_sitting
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import CameOf, IntervalReason, ItemKind, Outcome, PauseReason
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ClinicalProfile, MedicineClass, ProfileFlag
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.terms import ByWhom
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

GAPS = tuple(
    timedelta(days=n, hours=h) for n, h in ((0, 1), (0, 5), (1, 0), (6, 23), (15, 0), (200, 0))
)


class Life:
    """One patient and their clinic; every method is something that may happen now."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        number = f"+86138{len(clinic.people):08d}"
        self.someone = builders.patient(clinic, phone=number)
        self.sent: list[Receipt] = []
        self.reviews: list[int] = []

    def events(self) -> Mapping[str, Callable[[], object]]:
        who, nurse = self.someone, self.clinic.li.actor
        mine = {"patient_id": who.patient_id}
        today = clock.today(state.clinic(self.row()).zone)
        return {
            "quiet": lambda: self.sent.append(builders.send(who)),
            "full": lambda: self.sent.append(builders.send(who, full=True)),
            "urgent": lambda: self.sent.append(builders.send(who, rf_check=["fever"])),
            "fall": lambda: self.sent.append(
                builders.send(who, rf_check=["fall"], fall_count="1", fall_hurt="pain")
            ),
            "proxy": lambda: self.sent.append(builders.send(who, by_whom=ByWhom.PROXY)),
            "correct": self.correct,
            "rest": lambda: self.sent and builders.finish(who, self.sent[-1], {"phq2-1": "3"}),
            "review": self.review,
            "undo": self.undo,
            "often": lambda: actions.wish_interval(by=who.actor, days=7, **mine),
            "seldom": lambda: actions.wish_interval(by=who.actor, days=14, **mine),
            "no wish": lambda: actions.wish_interval(by=who.actor, days=None, **mine),
            "override": lambda: actions.set_interval(
                by=nurse, days=11, reason="电话里说好", **mine
            ),
            "lift": lambda: actions.set_interval(by=nurse, days=None, reason="按规则", **mine),
            "medicine": lambda: actions.set_profile(
                by=nurse, profile=ClinicalProfile(MedicineClass.DENOSUMAB), **mine
            ),
            "fracture": lambda: actions.set_profile(
                by=nurse,
                profile=ClinicalProfile(flags=frozenset({ProfileFlag.RECENT_FRACTURE})),
                **mine,
            ),
            "pause": lambda: actions.pause(
                by=who.actor, until=today + timedelta(days=20), reason=PauseReason.HOLIDAY, **mine
            ),
            "resume": lambda: actions.resume(by=who.actor, **mine),
            "leave": lambda: actions.leave(
                by=who.actor, wanted=Wanted(State.LEFT, DecidedBy.PATIENT), **mine
            ),
            "take back": lambda: actions.undo_leaving(by=who.actor, **mine),
            "begin anew": lambda: builders.come_again(self.clinic, who),
        }

    def row(self) -> CareState:
        return CareState.objects.get(patient_id=self.someone.patient_id)

    def correct(self) -> None:
        if self.sent:
            record = actions.start_form(
                by=self.someone.actor,
                patient_id=self.someone.patient_id,
                instrument=builders.form(),
                mode=builders.Mode.ONLINE,
                language="zh-CN",
                by_whom=ByWhom.SELF,
                corrects=self.sent[-1].uuid,
            )
            builders.save(self.someone, record, {"rf-check": ["none"], "sym-sleep": "very"})
            actions.send_form(
                by=self.someone.actor, patient_id=self.someone.patient_id, draft_uuid=record
            )

    def review(self) -> None:
        if self.sent:
            seen = records_queries.occasion(self.sent[-1].occasion)
            answered = actions.record_review(
                by=self.clinic.li.actor,
                patient_id=self.someone.patient_id,
                occasion=self.sent[-1].occasion,
                ending=Ending(Outcome.REPLIED, body="收到了。", came_of=CameOf.NOTHING),
                versions=[each.uuid for each in seen],
            )
            self.reviews.append(answered.review_id)

    def undo(self) -> None:
        if self.reviews:
            actions.undo_review(
                by=self.clinic.li.actor,
                patient_id=self.someone.patient_id,
                review_id=self.reviews[-1],
            )


def check(life: Life) -> None:
    """The row says what follows from everything that happened, and so does the log."""
    row = life.row()
    if row.ended:
        # Nothing is planned for who left; what they have open ends in its own time.
        assert (row.active, row.paused) == (False, False)
        return
    computed = planning.computed(row, from_the_start=True)
    found = computed.interval
    assert (row.interval_days, row.interval_reason) == (found.days, found.reason)
    assert (row.interval_since, row.next_due_on) == (found.on, computed.first_due)
    logged = Plan.objects.filter(patient_id=row.patient_id).latest("pk")
    assert (logged.interval_days, logged.cause) == (found.days, found.reason)
    due = state.due_now(row)
    if row.paused:
        assert (due.missed, due.days_late) == (0, 0)
        assert not row.active
    enrolled = enrolment_queries.state(row.patient_id)
    assert enrolled == (State.PAUSED if row.paused else State.ACTIVE)
    if computed.last is not None:
        assert row.next_due_on - computed.last >= timedelta(days=7)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_is_kept_is_what_follows_from_everything_that_happened(
    clinic: Clinic, monday: datetime, data: st.DataObject
) -> None:
    # Each life has the clinic to itself: whoever lived before would be seen to in its past.
    patients_queries.profile_at.cache_clear()
    with transaction.atomic():
        live(clinic, monday, data)
        transaction.set_rollback(True)


def live(clinic: Clinic, monday: datetime, data: st.DataObject) -> None:
    """One patient's months, as the dice want them."""
    with clock.frozen(monday):
        life = Life(clinic)
        names = list(life.events())
    moment = monday
    for _ in range(data.draw(st.integers(1, 12))):
        moment += data.draw(st.sampled_from(GAPS))
        name = data.draw(st.sampled_from(names))
        with clock.frozen(moment):
            jobs.keep_left_drafts()
            jobs.end_pauses()
            refused = (OutcomeRefused, PauseRefused, actions.TooLateToCorrect)
            late = (actions.TooLateToUndo, actions.AlreadyEnded, actions.AlreadySent)
            gone = (actions.TooLateToReturn, actions.ReturnRefused, actions.NotAsked)
            with suppress(*refused, *late, *gone):
                life.events()[name]()
            check(life)
    assert list(audit_queries.verify()) == []


def test_the_last_records_count_however_long_ago_they_came(
    clinic: Clinic, monday: datetime
) -> None:
    with clock.frozen(monday):
        life = Life(clinic)
        life.events()["urgent"]()
    for gap, name in ((200, "urgent"), (215, "review")):
        with clock.frozen(monday + timedelta(days=gap)):
            life.events()[name]()
            check(life)
    assert life.row().interval_reason == IntervalReason.ATTENTION_TWICE


def review(clinic: Clinic, someone: Someone, receipt: Receipt, at: datetime) -> None:
    with clock.frozen(at):
        builders.reply(clinic, someone, receipt)


def test_the_interval_follows_the_reviews(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    for week in range(5):
        at = monday + timedelta(days=7 * week)
        receipt = builders.send(wang_xiuying, at=at)
        review(clinic, wang_xiuying, receipt, at + timedelta(hours=1))
    row = CareState.objects.get()
    assert (row.interval_days, row.interval_reason) == (14, IntervalReason.STEADY)
    assert row.next_due_on.isoformat() == "2027-01-04"


def test_only_one_of_two_who_pause_at_once_is_kept_and_the_day_after_all_goes_on(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    today = monday.date()
    mine = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id}
    actions.pause(until=today + timedelta(days=40), reason=PauseReason.HOLIDAY, **mine)
    actions.pause(until=today + timedelta(days=9), reason=PauseReason.HOSPITAL, **mine)
    row = CareState.objects.get()
    assert (row.active, row.paused, row.next_due_on) == (False, True, today + timedelta(days=10))
    with clock.frozen(monday + timedelta(days=9, hours=13)):
        assert jobs.end_pauses() == 0
        assert jobs.note_silence() == 0
    with clock.frozen(monday + timedelta(days=9, hours=15)):
        assert jobs.end_pauses() == 1
        assert jobs.end_pauses() == 0
        row = CareState.objects.get()
        assert (row.active, row.paused, state.due_now(row).missed) == (True, False, 0)
        assert enrolment_queries.state(row.patient_id) == State.ACTIVE


def test_pausing_and_going_on_at_once_forgives_nothing(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    mine = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id}
    with clock.frozen(monday + timedelta(days=17)):
        jobs.see_to_due_records()
        before = CareState.objects.get()
        late = state.due_now(before)
        assert (late.missed, late.days_late) == (2, 3)
        call = OpenItem.objects.get(kind=ItemKind.CALL, closed_at=None)
        for until in (20, 9):
            back = clock.now().date() + timedelta(days=until)
            actions.pause(until=back, reason=PauseReason.HOLIDAY, **mine)
        assert not OpenItem.objects.filter(kind=ItemKind.CALL, closed_at=None).exists()
        actions.resume(**mine)
        row = CareState.objects.get()
        assert state.due_now(row) == late
        assert row.active
        again = OpenItem.objects.get(kind=ItemKind.CALL, closed_at=None)
        assert (again.pk, again.due_at) == (call.pk, call.due_at)
        assert (row.lane, row.due_at) == (before.lane, before.due_at)
    with clock.frozen(monday + timedelta(days=18)):
        actions.pause(
            until=clock.now().date() + timedelta(days=9), reason=PauseReason.OTHER, **mine
        )
    with clock.frozen(monday + timedelta(days=19)):
        actions.resume(**mine)
        assert state.due_now(CareState.objects.get()).days_late == 0, "a day off is a break"
        assert not OpenItem.objects.filter(kind=ItemKind.CALL, closed_at=None).exists()


@pytest.mark.parametrize(("days", "code"), [(-1, "pause-in-the-past"), (90, "pause-too-long")])
def test_a_pause_has_an_end_within_90_days(
    wang_xiuying: Someone, monday: datetime, days: int, code: str
) -> None:
    with pytest.raises(PauseRefused) as refused:
        actions.pause(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            until=monday.date() + timedelta(days=days),
            reason=PauseReason.HOLIDAY,
        )
    assert refused.value.code == code


def test_an_interval_of_the_managers_own_needs_a_reason(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    with pytest.raises(OutcomeRefused):
        actions.set_interval(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, days=9, reason=" "
        )


def test_forms_of_an_occasion_come_in_turn_and_share_what_was_asked(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True, qol_gh1="g3")
    sitting = forms_of_sitting(wang_xiuying.patient_id, receipt.occasion)
    assert sitting is not None
    assert [form.instrument.kind for form in sitting.left] == [Kind.QUALITY_OF_LIFE]
    assert sitting.questions == 14
    record = builders.next_form(wang_xiuying, receipt.occasion)
    assert record is not None
    assert builders.next_form(wang_xiuying, receipt.occasion) == record
    builders.save(wang_xiuying, record, {"qol-pf1": "d1"})
    sent = actions.send_form(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
    )
    assert sent.occasion == receipt.occasion
    stored = Response.objects.get(uuid=record)
    assert stored.values["qol-gh1"] == "g3"
    assert stored.circumstances["qol-gh1"] == {"copied_from": str(receipt.uuid)}
    assert builders.next_form(wang_xiuying, receipt.occasion) is None


def test_the_rest_of_an_occasion_may_wait_for_six_days_and_then_comes_with_the_next(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True)
    with clock.frozen(monday + timedelta(days=6)):
        assert builders.next_form(wang_xiuying, receipt.occasion) is not None
    with clock.frozen(monday + timedelta(days=7)):
        jobs.keep_left_drafts()
        assert builders.next_form(wang_xiuying, receipt.occasion) is None
        following = builders.send(wang_xiuying)
        sitting = forms_of_sitting(wang_xiuying.patient_id, following.occasion)
    assert sitting is not None
    assert [form.instrument.kind for form in sitting.left] == [Kind.QUALITY_OF_LIFE]
    assert Response.objects.filter(kind=Kind.QUALITY_OF_LIFE).count() == 0


def test_a_form_in_a_relatives_sitting_is_the_relatives(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True, by_whom=ByWhom.PROXY)
    builders.finish(wang_xiuying, receipt)
    quality = Response.objects.get(kind=Kind.QUALITY_OF_LIFE)
    assert quality.by_whom == ByWhom.PROXY


def test_one_review_ends_all_forms_of_an_occasion_and_low_mood_keeps_it_weekly(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying, full=True)
    builders.finish(wang_xiuying, first)
    at = monday + timedelta(days=84)
    with clock.frozen(at):
        receipt = builders.send(wang_xiuying)
        builders.finish(wang_xiuying, receipt, {"phq2-1": "2", "phq2-2": "1", "rf-selfharm": "no"})
        seen = records_queries.occasion(receipt.occasion)
        kinds = {instruments_queries.published(each.canonical).instrument.kind for each in seen}
        assert kinds == {Kind.RECORD, Kind.QUALITY_OF_LIFE, Kind.SCREEN}
        assert CareState.objects.get().open_items == 2
        actions.record_review(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=receipt.occasion,
            ending=builders.Ending(
                builders.Outcome.CALLED, reached_by_phone=True, note="聊了聊心情"
            ),
            versions=[each.uuid for each in seen],
        )
    row = CareState.objects.get()
    assert row.open_items == 1
    assert row.interval_reason == IntervalReason.LOW_MOOD


def correct(someone: Someone, record: UUID, changes: Mapping[str, object]) -> UUID:
    before = records_queries.response(record)
    assert before is not None
    draft = actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=before.instrument,
        mode=builders.Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=record,
    )
    builders.save(someone, draft, changes)
    actions.send_form(by=someone.actor, patient_id=someone.patient_id, draft_uuid=draft)
    return draft


def test_correcting_a_form_does_not_ask_again_what_another_form_asked(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True, qol_gh1="g3")
    builders.finish(wang_xiuying, receipt, {"qol-pf1": "d1"})
    quality = Response.objects.get(kind=Kind.QUALITY_OF_LIFE)
    draft = actions.start_form(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        instrument=instruments_queries.latest(Kind.QUALITY_OF_LIFE, baseline=True).instrument,
        mode=builders.Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=quality.uuid,
    )
    view = records_queries.draft(wang_xiuying.patient_id, draft)
    assert view is not None
    asked = {item.link_id for item in flow(view.instrument, view.values, view.copied).items}
    assert len(asked) == 14
    assert "qol-gh1" not in asked
    builders.save(wang_xiuying, draft, {"qol-pf1": "d3"})
    actions.send_form(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=draft)
    stored = Response.objects.get(uuid=draft)
    assert (stored.values["qol-pf1"], stored.values["qol-gh1"]) == ("d3", "g3")
    assert stored.circumstances["qol-gh1"] == {"copied_from": str(receipt.uuid)}
    assert stored.supersedes_id == quality.pk


def test_a_corrected_answer_is_corrected_in_every_form_that_took_it_over(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True, qol_gh1="g3")
    builders.finish(wang_xiuying, receipt, {"qol-pf1": "d1"})
    first = Response.objects.get(kind=Kind.QUALITY_OF_LIFE)
    unrelated = correct(wang_xiuying, receipt.uuid, {"sym-sleep": "very"})
    assert Response.objects.filter(kind=Kind.QUALITY_OF_LIFE).count() == 1
    corrected = correct(wang_xiuying, unrelated, {"qol-gh1": "g1"})
    second = Response.objects.get(kind=Kind.QUALITY_OF_LIFE, supersedes=first)
    assert (second.values["qol-gh1"], second.values["qol-pf1"]) == ("g1", "d1")
    assert second.circumstances["qol-gh1"] == {"copied_from": str(corrected)}
    assert second.status == "amended"
    assert CareState.objects.get().open_items == 1


def test_a_form_being_filled_goes_on_with_the_corrected_answer(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True, qol_gh1="g3")
    rest = builders.next_form(wang_xiuying, receipt.occasion)
    assert rest is not None
    corrected = correct(wang_xiuying, receipt.uuid, {"qol-gh1": "g1"})
    builders.save(wang_xiuying, rest, {"qol-pf1": "d1"})
    actions.send_form(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=rest)
    stored = Response.objects.get(uuid=rest)
    assert stored.values["qol-gh1"] == "g1"
    assert stored.circumstances["qol-gh1"] == {"copied_from": str(corrected)}


def test_correcting_the_first_record_keeps_what_only_the_first_one_asks(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, full=True)
    before = Response.objects.get(uuid=receipt.uuid)
    assert before.values["ctx-baseline"] is True
    corrected = correct(wang_xiuying, receipt.uuid, {"sym-sleep": "very"})
    after = Response.objects.get(uuid=corrected)
    assert after.values["ctx-baseline"] is True
    assert after.values.keys() == before.values.keys()
