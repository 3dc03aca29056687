"""Leaving: what ends with it, what stays, and taking it back (6.5; resolutions 50, 53)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import Actor, patient_stream, system
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, How, Purpose, State
from osteopro.followup import actions, departed, jobs
from osteopro.followup.actions import LeavingRefused, NotAsked, TooLateToReturn, Wish
from osteopro.followup.models import CareState, Leaving, OpenItem
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import CallOutcome, Doubt, ItemKind, PauseReason, RequestKind
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind, Mode
from osteopro.messaging import channels
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.terms import Channel
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.signin import actions as signin_actions
from osteopro.signin import cards
from osteopro.signin import queries as signin_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.conftest import MONDAY

BY_CHOICE = Wanted(State.LEFT, DecidedBy.PATIENT, ("burden",))
DIED = Wanted(State.DIED, DecidedBy.FAMILY, died_on=date(2026, 11, 20))
A_DAY = timedelta(days=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that left the house."""
    texts: list[str] = []

    class Operator:
        def send(self, to: str, text: str, key: str) -> str:
            texts.append(text)
            return key

    monkeypatch.setattr(channels, "gateway", Operator)
    return texts


def go(someone: Someone, wanted: Wanted = BY_CHOICE, by: Actor | None = None) -> Leaving:
    pk = actions.leave(by=by or someone.actor, patient_id=someone.patient_id, wanted=wanted)
    return Leaving.objects.get(pk=pk)


def row(someone: Someone) -> CareState:
    return CareState.objects.get(patient_id=someone.patient_id)


def waiting(someone: Someone) -> set[str]:
    rows = OpenItem.objects.filter(patient_id=someone.patient_id, closed_at__isnull=True)
    return set(rows.values_list("kind", flat=True))


def work() -> None:
    """A round of everything that could send or ask."""
    for job in (
        jobs.end_pauses,
        jobs.see_to_due_records,
        jobs.note_silence,
        jobs.see_to_silence,
        jobs.keep_left_drafts,
        jobs.send_messages,
    ):
        job()


def test_leaving_ends_reminders_links_and_forms_in_one_go(
    wang_xiuying: Someone, sent: list[str]
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["none"]})
    assert signin_queries.link_url(wang_xiuying.patient_id) is not None
    left = go(wang_xiuying)
    assert (left.state, left.decided_by, left.reasons) == ("left", "patient", ["burden"])
    assert enrolment_queries.state(wang_xiuying.patient_id) is State.LEFT
    assert not row(wang_xiuying).active
    assert signin_queries.link_url(wang_xiuying.patient_id) is None
    assert records_queries.open_draft(wang_xiuying.patient_id) is None
    kept = records_queries.latest_records(wang_xiuying.patient_id, 1)
    assert kept[0].values["rf-check"] == ["none"], "what was answered is kept"
    for day in range(20):
        with clock.frozen(MONDAY + day * A_DAY):
            work()
    assert sent == []


def test_the_paper_card_ends_too(clinic: Clinic, wang_xiuying: Someone) -> None:
    cards.print_cards(by=clinic.li.actor, patient_ids=[wang_xiuying.patient_id])
    assert cards.live().filter(patient_id=wang_xiuying.patient_id).exists()
    go(wang_xiuying)
    assert not cards.live().filter(patient_id=wang_xiuying.patient_id).exists()


def test_nothing_is_asked_of_who_left_but_what_they_think(wang_xiuying: Someone) -> None:
    go(wang_xiuying)
    with pytest.raises(NotAsked):
        builders.begin(wang_xiuying)
    with pytest.raises(OutcomeRefused):
        actions.send_link(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id)
    uuid = begin_exit(wang_xiuying)
    draft = records_queries.draft(wang_xiuying.patient_id, uuid)
    assert draft is not None
    assert draft.values["ctx-leaving"] is True
    builders.save(wang_xiuying, uuid, {"exit-easy": "a3", "exit-back": "maybe"})
    receipt = actions.send_form(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=uuid
    )
    stored = records_queries.response(receipt.uuid)
    assert stored is not None
    assert stored.values["exit-back"] == "maybe"
    assert receipt.level is Level.ROUTINE


def begin_exit(someone: Someone) -> "object":
    return actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=instruments_queries.latest(Kind.EXIT).instrument,
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
    )


def test_records_and_what_is_urgent_stay_with_the_manager(clinic: Clinic) -> None:
    calm, alarmed = (
        builders.patient(clinic),
        builders.patient(clinic, name="陈国民", phone="+8613800006621"),
    )
    builders.send(calm)
    builders.send(alarmed, rf_check=["bladder"])
    actions.write_back(by=calm.actor, patient_id=calm.patient_id, body="上次说的凳子在哪里买？")
    for each in (calm, alarmed):
        go(each)
    assert waiting(calm) == {"record", "message", "leaving"}
    assert waiting(alarmed) == {"record", "leaving"}
    assert row(alarmed).level == Level.EMERGENCY.rank
    assert row(alarmed).manager == clinic.li.account_id


def test_who_left_alone_comes_before_a_person_and_who_was_let_go_does_not(clinic: Clinic) -> None:
    alone, let_go = (
        builders.patient(clinic),
        builders.patient(clinic, name="陈国民", phone="+8613800006621"),
    )
    go(alone)
    go(let_go, replace(BY_CHOICE, decided_by=DecidedBy.FAMILY), clinic.li.actor)
    assert waiting(alone) == {"leaving"}
    assert waiting(let_go) == set()


def test_what_there_is_to_learn_is_stored_by_itself(clinic: Clinic) -> None:
    someone = builders.patient(clinic)
    first = builders.send(someone)
    with clock.frozen(MONDAY + timedelta(hours=2)):
        builders.reply(clinic, someone, first)
    builders.send(someone, at=MONDAY + timedelta(days=7))
    with clock.frozen(MONDAY + timedelta(days=29)):
        actions.write_back(by=someone.actor, patient_id=someone.patient_id, body="在吗？")
        for kind in RequestKind:
            actions.make_request(by=someone.actor, patient_id=someone.patient_id, wanted=Wish(kind))
        left = go(someone)
    assert left.days_in_programme == 29
    # Due on days 14 and 21, and again on day 28; the first two were missed by day 29.
    assert (left.reports_done, left.reports_expected) == (2, 4)
    assert left.median_reply_s == 2 * 3600
    assert (left.last_level, left.channel, left.education) == ("routine", "online", "junior-high")
    assert left.age_band == "70-74"
    assert left.unanswered == 1 + len(RequestKind)
    assert (left.a1_verified, left.a2_verified) == (0, 0)


def test_nothing_known_is_not_zero(wang_xiuying: Someone) -> None:
    left = go(wang_xiuying)
    assert left.median_reply_s is None
    assert left.last_level == ""


def test_leaving_twice_is_leaving_once(wang_xiuying: Someone) -> None:
    first = go(wang_xiuying)
    assert go(wang_xiuying, replace(BY_CHOICE, reasons=("cost",))).pk == first.pk
    assert Leaving.objects.count() == 1


def test_within_seven_days_everything_is_as_before(clinic: Clinic, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    before = row(wang_xiuying)
    go(wang_xiuying)
    with clock.frozen(MONDAY + timedelta(days=6)):
        actions.undo_leaving(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
        now = row(wang_xiuying)
        assert (now.active, now.ended, now.next_due_on) == (True, "", before.next_due_on)
        assert waiting(wang_xiuying) == {"record"}
        assert enrolment_queries.state(wang_xiuying.patient_id) is State.ACTIVE
        assert departed.latest(wang_xiuying.patient_id) is None
        builders.send(wang_xiuying)


def test_what_was_not_asked_meanwhile_was_not_missed(wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(MONDAY + timedelta(days=5)):
        go(wang_xiuying)
    with clock.frozen(MONDAY + timedelta(days=11)):
        actions.undo_leaving(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id)
        assert row(wang_xiuying).next_due_on == date(2026, 12, 4)


def test_after_seven_days_it_is_too_late(wang_xiuying: Someone) -> None:
    go(wang_xiuying)
    with clock.frozen(MONDAY + timedelta(days=7)), pytest.raises(TooLateToReturn):
        actions.undo_leaving(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id)
    assert enrolment_queries.state(wang_xiuying.patient_id) is State.LEFT


def test_a_pause_that_ran_runs_on(wang_xiuying: Someone) -> None:
    actions.pause(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        until=date(2026, 12, 20),
        reason=PauseReason.HOSPITAL,
    )
    go(wang_xiuying)
    assert not row(wang_xiuying).paused
    with clock.frozen(MONDAY + timedelta(days=2)):
        actions.undo_leaving(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id)
        now = row(wang_xiuying)
        assert (now.paused, now.active, now.resumes_on) == (True, False, date(2026, 12, 21))
        assert now.next_due_on == date(2026, 12, 21)
        assert enrolment_queries.state(wang_xiuying.patient_id) is State.PAUSED


def test_who_waited_for_consent_waits_again(wang_xiuying: Someone) -> None:
    actions.withdraw_consent(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        purpose=Purpose.PROGRAMME,
        how=How.OWN_PAGE,
        language="zh-CN",
    )
    go(wang_xiuying)
    assert waiting(wang_xiuying) == {"leaving"}
    actions.undo_leaving(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id)
    assert waiting(wang_xiuying) == {"consent"}
    assert not row(wang_xiuying).active
    builders.consent(wang_xiuying, Purpose.PROGRAMME, Purpose.HEALTH_DATA)
    assert row(wang_xiuying).active


def test_what_ended_is_known_again_while_the_clock_goes_on(
    wang_xiuying: Someone, monday: datetime
) -> None:
    """Every look at the clock is a later one, as in life."""
    seconds = count()
    with clock.use(lambda: monday + timedelta(seconds=next(seconds))):
        test_who_waited_for_consent_waits_again(wang_xiuying)


def test_an_answer_to_the_last_record_of_somebody_who_died_is_no_call(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying, rf_check=["back"], rf_back_stand="yes", rf_seen="yes")
    assert receipt.level is Level.ATTENTION
    go(wang_xiuying, DIED, clinic.li.actor)
    builders.reply(clinic, wang_xiuying, receipt)
    waiting = OpenItem.objects.filter(patient_id=wang_xiuying.patient_id, closed_at__isnull=True)
    assert not waiting.exists()


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.PHONE])
def test_nobody_writes_to_or_phones_somebody_who_died(
    clinic: Clinic, sent: list[str], channel: Channel
) -> None:
    someone = builders.patient(clinic, channel=channel)
    receipt = builders.send(someone)
    jobs.send_messages()
    sent.clear()
    builders.reply(clinic, someone, receipt)
    go(someone, DIED, clinic.li.actor)
    assert waiting(someone) == set(), "not even the reply is read out"
    with clock.frozen(MONDAY + A_DAY):
        signin_actions.send_code(
            by=system("tests"), phone=someone.person.phone, address="192.0.2.1"
        )
        actions.receive_text(
            by=system("tests"), digest=uuid4().hex, phone=someone.person.phone, text="1"
        )
        work()
    assert sent == []
    assert not OutboundMessage.objects.filter(patient_id=someone.patient_id, state="waiting")


def test_a_death_needs_its_day(clinic: Clinic, wang_xiuying: Someone) -> None:
    with pytest.raises(LeavingRefused) as refused:
        go(wang_xiuying, replace(DIED, died_on=None), clinic.li.actor)
    assert refused.value.code == "leave-needs-day"
    assert enrolment_queries.state(wang_xiuying.patient_id) is State.ACTIVE


def test_only_a_clinician_takes_somebody_out(clinic: Clinic, wang_xiuying: Someone) -> None:
    out = Wanted(State.LEFT, DecidedBy.CLINICIAN, ("exclusion",), note="转肿瘤科张主任")
    with pytest.raises(LeavingRefused):
        go(wang_xiuying, out, clinic.li.actor)
    actions.ask_clinician_about(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, doubt=Doubt.EXCLUSION
    )
    assert waiting(wang_xiuying) == {"criteria"}
    item = OpenItem.objects.get(kind=ItemKind.CRITERIA)
    with pytest.raises(OutcomeRefused):
        actions.close_item(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, item_id=item.pk)
    assert go(wang_xiuying, out, clinic.zhang.actor).note == "转肿瘤科张主任"
    assert waiting(wang_xiuying) == set()


def test_a_clinician_may_let_somebody_go_on(clinic: Clinic, wang_xiuying: Someone) -> None:
    actions.ask_clinician_about(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, doubt=Doubt.EXCLUSION
    )
    with pytest.raises(OutcomeRefused):
        actions.keep_in_programme(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, reason="还行"
        )
    actions.keep_in_programme(
        by=clinic.zhang.actor, patient_id=wang_xiuying.patient_id, reason="早期，稳定"
    )
    assert waiting(wang_xiuying) == set()
    assert row(wang_xiuying).active


def test_turning_81_is_a_task_and_removes_nobody(clinic: Clinic) -> None:
    someone = builders.patient(clinic, birth=date(1945, 11, 25))
    assert jobs.ask_about_age() == 0
    with clock.frozen(MONDAY + 2 * A_DAY):
        assert jobs.ask_about_age() == 1
        assert jobs.ask_about_age() == 0
    assert waiting(someone) == {"criteria"}
    assert row(someone).active
    actions.keep_in_programme(by=clinic.lead.actor, patient_id=someone.patient_id, reason="健康")
    with clock.frozen(MONDAY + timedelta(days=30)):
        assert jobs.ask_about_age() == 0, "asked once"


def test_silence_is_a_call_after_42_days_and_leaving_after_56(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    seen = {}
    for day in range(60):
        with clock.frozen(MONDAY + day * A_DAY):
            if jobs.see_to_silence():
                seen[day] = row(wang_xiuying).ended
    assert seen == {42: "", 56: "left-silent"}
    left = Leaving.objects.get()
    assert (left.decided_by, left.reasons, left.by) == ("system", ["lost"], None)
    assert waiting(wang_xiuying) == {"record", "leaving"}


@pytest.mark.parametrize("sign", ["message", "call"])
def test_any_sign_of_life_begins_the_count_anew(
    clinic: Clinic, wang_xiuying: Someone, sign: str
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(MONDAY + timedelta(days=41)):
        if sign == "message":
            actions.write_back(
                by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="在外地"
            )
        else:
            actions.record_call(
                by=clinic.li.actor,
                patient_id=wang_xiuying.patient_id,
                outcome=CallOutcome.REACHED,
                note="在外地",
            )
    with clock.frozen(MONDAY + timedelta(days=60)):
        assert jobs.see_to_silence() == 0
    with clock.frozen(MONDAY + timedelta(days=83)):
        assert jobs.see_to_silence() == 1


def test_work_that_stood_still_first_asks_for_the_call(wang_xiuying: Someone) -> None:
    for day, ended in ((90, ""), (103, ""), (104, "left-silent")):
        with clock.frozen(MONDAY + timedelta(days=day)):
            jobs.see_to_silence()
            assert row(wang_xiuying).ended == ended


def test_nobody_is_let_go_while_something_urgent_is_open(wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying, rf_check=["bladder"])
    for day in (42, 56, 70):
        with clock.frozen(MONDAY + timedelta(days=day)):
            jobs.see_to_silence()
    assert row(wang_xiuying).ended == ""


def test_who_fell_silent_comes_back_by_reporting(wang_xiuying: Someone) -> None:
    for day in (42, 56):
        with clock.frozen(MONDAY + timedelta(days=day)):
            jobs.see_to_silence()
    with clock.frozen(MONDAY + timedelta(days=200)):
        builders.send(wang_xiuying)
        now = row(wang_xiuying)
        assert (now.ended, now.active) == ("", True)
        assert now.next_due_on == date(2027, 6, 18)
        assert waiting(wang_xiuying) == {"record"}
        assert enrolment_queries.state(wang_xiuying.patient_id) is State.ACTIVE


def test_every_step_stands_in_the_audit_trail(clinic: Clinic, wang_xiuying: Someone) -> None:
    go(wang_xiuying)
    actions.undo_leaving(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    found = Event.objects.filter(stream=patient_stream(wang_xiuying.patient_id))
    names = set(found.values_list("kind", flat=True))
    assert {"programme.left", "programme.returned", "link.ended"} <= names
