"""People of a programme that already runs, brought in from a file: each once, whatever happens."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.models import Intake
from osteopro.enrolment.terms import How, Paper, Purpose
from osteopro.followup.importing import actions, running
from osteopro.followup.importing.checking import check_file
from osteopro.followup.importing.problems import problems_from_json
from osteopro.followup.models import CareState
from osteopro.messaging import outbox
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import actions as patients_actions
from osteopro.patients import queries as patients_queries
from osteopro.patients import staging
from osteopro.patients.models import ImportBatch, ImportRow, Patient
from osteopro.patients.staging import WrongMoment
from osteopro.patients.terms import BatchState, RowState
from osteopro.records.models import Measurement
from tests import builders
from tests.integration.conftest import MONDAY
from tests.patient_files import file, people, person

pytestmark = pytest.mark.django_db


def bring(at: builders.Clinic, data: bytes) -> UUID:
    uuid = uuid4()
    actions.bring_file(by=at.lead.actor, uuid=uuid, site_id=at.site_id, data=data)
    return uuid


def run(at: builders.Clinic, uuid: UUID, *, links_now: bool = False) -> Mapping[RowState, int]:
    actions.start(by=at.lead.actor, uuid=uuid, links_now=links_now)
    while running.bring_in():
        pass
    return counts(at, uuid)


def counts(at: builders.Clinic, uuid: UUID) -> dict[RowState, int]:
    found = staging.batch_of(at.lead.account_id, uuid)
    assert found is not None
    return {state: n for state, n in staging.counts(found.batch_id).items() if n}


def reasons(uuid: UUID) -> dict[int, list[tuple[str, str]]]:
    rows = ImportRow.objects.filter(batch__uuid=uuid).order_by("number")
    return {
        row.number: [(each.column, each.code) for each in problems_from_json(row.problems)]
        for row in rows
        if row.problems
    }


def checked(at: builders.Clinic, **changes: str) -> list[tuple[str, str]]:
    (row,) = check_file(file(person(**changes)), at.site_id).rows
    return [(each.column, each.code) for each in problems_from_json(row.problems)]


def test_a_person_comes_in_as_the_file_says(clinic: builders.Clinic) -> None:
    more = {
        "address_as": "王阿姨",
        "id_number": "11010519550302002X",
        "education": "初中",
        "channel": "电话",
        "call_times": "上午、晚上",
        "call_days": "周一、周三",
        "flags": "独居、椎体骨折",
        "medicine": "地舒单抗",
        "next_dose_due": "2026-12-20",
        "first_due": "2026-11-30",
        "height_cm": "158.5",
        "weight_kg": "52",
        "measured_on": "2026-10-08",
        "emergency_name": "李娜",
        "emergency_phone": "13900001111",
        "emergency_relation": "女儿",
    }
    number = more["id_number"]
    more["id_number"] = number[:17] + _check_digit(number)
    uuid = bring(clinic, file(person(**more)))
    assert reasons(uuid) == {}
    assert run(clinic, uuid) == {RowState.ADDED: 1}
    patient = Patient.objects.get()
    who = patients_queries.person(patient.pk)
    assert (who.name, who.birth, who.phone) == ("王秀英", date(1955, 3, 2), "+8613800006620")
    assert (who.address_as, who.emergency_name, who.emergency_phone, who.emergency_relation) == (
        "王阿姨",
        "李娜",
        "+8613900001111",
        "女儿",
    )
    profile = patients_queries.clinical_profile(patient.pk)
    assert (profile.med_class, profile.next_dose_due) == ("denosumab", date(2026, 12, 20))
    assert profile.flags == {"lives_alone", "vf"}
    plan = patients_queries.contact_plan(patient.pk)
    assert (plan.call_times, plan.call_days) == (("morning", "evening"), (1, 3))
    state = CareState.objects.get(patient=patient)
    assert (state.next_due_on, state.manager, state.backup) == (
        date(2026, 11, 30),
        clinic.li.account_id,
        clinic.wang.account_id,
    )
    assert Measurement.objects.get(patient_id=patient.pk).on == date(2026, 10, 8)
    intake = Intake.objects.get(patient=patient)
    assert (intake.on, intake.age) == (date(2024, 5, 6), 69)


def test_consent_on_paper_holds_with_its_date_and_is_asked_again(clinic: builders.Clinic) -> None:
    run(clinic, bring(clinic, file(person(consents="参加随访、健康信息、研究"))))
    (patient_id,) = Patient.objects.values_list("pk", flat=True)
    found = {each.purpose: each for each in enrolment_queries.consents(patient_id)}
    given = {Purpose.PROGRAMME, Purpose.HEALTH_DATA, Purpose.RESEARCH}
    assert {purpose for purpose, each in found.items() if each.holds} == given
    answer = found[Purpose.PROGRAMME].answer
    assert answer is not None
    assert (answer.how, answer.by) == (How.PAPER, clinic.lead.account_id)
    assert answer.paper == Paper(date(2024, 5, 6), "V2.1")
    # The paper had other words than ours: they are read to the patient at the first occasion.
    assert set(enrolment_queries.asks_again(patient_id)) == given


def test_a_paper_with_our_own_words_need_not_be_asked_again(clinic: builders.Clinic) -> None:
    version = enrolment_queries.current_text().text.version
    run(clinic, bring(clinic, file(person(consent_version=version))))
    assert enrolment_queries.asks_again(Patient.objects.get().pk) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"consent_on": ""}, ("consent_on", "missing")),
        ({"consent_version": ""}, ("consent_version", "missing")),
        ({"consents": "参加随访"}, ("consents", "consent")),
        ({"consent_on": "2026-11-24"}, ("consent_on", "day-future")),
        ({"birth": "02/03/1955"}, ("birth", "day-ambiguous")),
        ({"birth": "1899-03-02"}, ("birth", "day-old")),
        ({"joined_on": "1950-01-01"}, ("joined_on", "before-birth")),
        ({"phone": "1.38E+10"}, ("phone", "phone-scientific")),
        ({"phone": "1380000662"}, ("phone", "phone")),
        ({"phone": "1380000"}, ("phone", "phone")),
        ({"phone": "+8613800006620;ext=1"}, ("phone", "phone")),
        ({"id_number": "110105194912310021"}, ("id_number", "id-checksum")),
        ({"manager": "nobody"}, ("manager", "no-staff")),
        ({"manager": "zhang-main"}, ("manager", "no-staff")),
        ({"backup": "li-main"}, ("backup", "same-staff")),
        ({"channel": "电话"}, ("call_times", "call-times")),
        ({"first_due": "2026-11-22"}, ("first_due", "day-past")),
        ({"first_due": "2027-11-22"}, ("first_due", "day-far")),
        ({"height_cm": "158"}, ("measured_on", "measured-on")),
        ({"emergency_phone": ""}, ("emergency_phone", "missing")),
        ({"medicine": "无", "next_dose_due": "2026-12-01"}, ("next_dose_due", "dose-none")),
        ({"other_condition": "医生同意参加"}, ("other_note", "other-note")),
        # The conditions of the programme, on the day of joining (clinical content 6.2).
        ({"birth": "1980-01-01"}, ("birth", "age")),
        ({"diagnosis": "未确诊"}, ("diagnosis", "not-eligible")),
        ({"symptoms": "无"}, ("symptoms", "not-eligible")),
        ({"cancer": "现在有"}, ("cancer", "not-eligible")),
        ({"depression": "不清楚"}, ("depression", "needs-decision")),
        ({"understands": "不能"}, ("understands", "needs-decision")),
    ],
)
def test_a_row_is_refused_with_column_and_reason(
    clinic: builders.Clinic, changes: Mapping[str, str], problem: tuple[str, str]
) -> None:
    assert problem in checked(clinic, **changes)


def test_who_was_of_age_when_joining_comes_in_older(clinic: builders.Clinic) -> None:
    assert checked(clinic, birth="1944-06-01", joined_on="2023-01-09") == []
    assert checked(clinic, birth="1944-06-01", joined_on="") == [("birth", "age")]


def test_every_mistake_of_a_row_is_said_at_once(clinic: builders.Clinic) -> None:
    found = checked(clinic, name="", birth="x", phone="1", sex="?", manager="", medicine="")
    assert {column for column, _ in found} == {
        "name",
        "birth",
        "phone",
        "sex",
        "manager",
        "medicine",
    }


def test_people_who_may_be_here_already_are_found_and_passed_over(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    rows = [
        person(phone="13900000001"),  # 2: name and birth date of Mrs Wang
        person(name="李强", sex="男"),  # 3: her phone
        person(5),  # 4: nobody
        person(6, phone="13800000005"),  # 5: the phone of row 4
        person(5, phone="13900000009"),  # 6: name and birth date of row 4
    ]
    uuid = bring(clinic, file(*rows))
    assert counts(clinic, uuid) == {RowState.READY: 1, RowState.SAME: 4}
    found = {row.number: row.same for row in ImportRow.objects.filter(batch__uuid=uuid)}
    mrs_wang = wang_xiuying.patient_id
    assert found[2] == [["name-and-birth", mrs_wang, None]]
    assert found[3] == [["phone", mrs_wang, None]]
    assert (found[5], found[6]) == ([["phone", None, 4]], [["name-and-birth", None, 4]])
    actions.decide(by=clinic.lead.actor, uuid=uuid, another={3: True, 5: True, 6: True})
    actions.decide(by=clinic.lead.actor, uuid=uuid, another={6: False})
    assert run(clinic, uuid) == {RowState.ADDED: 3, RowState.SKIPPED: 2}
    assert Patient.objects.count() == 4


def test_an_identity_number_is_one_persons(clinic: builders.Clinic) -> None:
    number = "11010519550302002"
    rows = [person(n, id_number=number + _check_digit(number)) for n in (1, 2)]
    uuid = bring(clinic, file(*rows))
    assert reasons(uuid) == {3: [("id_number", "id-twice")]}
    run(clinic, uuid)
    again = bring(clinic, file(person(3, id_number=number + _check_digit(number))))
    assert reasons(again) == {2: [("id_number", "id-here")]}


def test_the_same_file_again_adds_nobody(clinic: builders.Clinic) -> None:
    data = file(*people(3))
    assert run(clinic, bring(clinic, data)) == {RowState.ADDED: 3}
    uuid = bring(clinic, data)
    assert reasons(uuid) == {n: [("", "added-before")] for n in (2, 3, 4)}
    assert run(clinic, uuid) == {RowState.SKIPPED: 3}
    # The same people in another file, with one more.
    more = bring(clinic, file(*people(4)))
    assert counts(clinic, more) == {RowState.SAME: 3, RowState.READY: 1}


def test_the_same_form_sent_twice_is_one_file(clinic: builders.Clinic) -> None:
    uuid, data = uuid4(), file(*people(2))
    for _ in range(2):
        actions.bring_file(by=clinic.lead.actor, uuid=uuid, site_id=clinic.site_id, data=data)
    assert ImportBatch.objects.count() == 1
    for _ in range(2):
        actions.start(by=clinic.lead.actor, uuid=uuid, links_now=False)
    assert ImportBatch.objects.get().state == BatchState.RUNNING


def test_killed_in_the_middle_it_goes_on_and_adds_nobody_twice(
    clinic: builders.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = bring(clinic, file(*people(6)))
    actions.start(by=clinic.lead.actor, uuid=uuid, links_now=False)
    settle, calls = staging.settle, []

    def killed(row_id: int, *args: Any, **named: Any) -> None:
        calls.append(row_id)
        if len(calls) % 3 == 0:
            # After the person was stored, before the row was marked.
            raise KeyboardInterrupt
        settle(row_id, *args, **named)

    monkeypatch.setattr(staging, "settle", killed)
    for _ in range(5):
        try:
            while running.bring_in():
                pass
            break
        except KeyboardInterrupt:
            added = ImportRow.objects.filter(state=RowState.ADDED).count()
            assert Patient.objects.count() == added
    assert counts(clinic, uuid) == {RowState.ADDED: 6}
    assert Patient.objects.count() == 6
    assert ImportBatch.objects.get().state == BatchState.DONE


def test_two_files_with_the_same_people_add_each_once(clinic: builders.Clinic) -> None:
    first, second = bring(clinic, file(*people(3))), bring(clinic, file(*people(4)))
    same = bring(clinic, file(*people(3)))
    for uuid in (first, second, same):
        actions.start(by=clinic.lead.actor, uuid=uuid, links_now=False)
    while running.bring_in(2):
        pass
    assert Patient.objects.count() == 4
    assert counts(clinic, second) == {RowState.ADDED: 1, RowState.SKIPPED: 3}
    assert counts(clinic, same) == {RowState.SKIPPED: 3}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_bring_in_each_person_once() -> None:
    with clock.frozen(MONDAY):
        at = builders.clinic()
        uuids = [bring(at, file(*people(4))), bring(at, file(*people(5)))]
        for uuid in uuids:
            actions.start(by=at.lead.actor, uuid=uuid, links_now=False)

        def work(_: int) -> None:
            try:
                while running.bring_in(3):
                    pass
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        while running.bring_in():
            pass
    assert Patient.objects.count() == 5
    states = set(ImportRow.objects.values_list("state", flat=True))
    assert states == {RowState.ADDED, RowState.SKIPPED}
    assert not ImportBatch.objects.exclude(state=BatchState.DONE).exists()


def test_somebody_enrolled_since_the_check_is_not_added_again(clinic: builders.Clinic) -> None:
    uuid = bring(clinic, file(person()))
    builders.patient(clinic)
    assert run(clinic, uuid) == {RowState.SKIPPED: 1}
    assert reasons(uuid) == {2: [("", "here-now")]}


def test_one_row_that_fails_holds_up_nobody(
    clinic: builders.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = bring(clinic, file(*people(3)))
    add = running.add_to_programme

    def fails(**named: Any) -> int:
        patient_id = add(**named)
        if named["newcomer"].person.name == "王秀英2":
            raise ZeroDivisionError
        return patient_id

    monkeypatch.setattr(running, "add_to_programme", fails)
    assert run(clinic, uuid) == {RowState.ADDED: 2, RowState.REFUSED: 1}
    assert reasons(uuid) == {3: [("", "unexpected")]}
    assert Patient.objects.count() == 2


def test_links_now_wait_for_the_morning_and_later_means_none(clinic: builders.Clinic) -> None:
    late = clock.now() + timedelta(hours=12)
    with clock.frozen(late):
        run(
            clinic,
            bring(clinic, file(person(1), person(2, channel="电话", call_times="上午"))),
            links_now=True,
        )
        message = OutboundMessage.objects.get(kind="personal-link")
        outbox.send_due(on_failure=lambda *_: None)
        message.refresh_from_db()
        assert message.attempts == 0
        run(clinic, bring(clinic, file(person(3), person(4))))
    assert OutboundMessage.objects.filter(kind="personal-link").count() == 1
    with clock.frozen(late + timedelta(hours=11)):
        outbox.send_due(on_failure=lambda *_: None)
    message.refresh_from_db()
    assert message.attempts == 1


def test_without_a_first_day_the_first_records_are_spread_over_a_week(
    clinic: builders.Clinic,
) -> None:
    run(clinic, bring(clinic, file(*people(14))))
    days = list(CareState.objects.values_list("next_due_on", flat=True))
    assert {days.count(day) for day in days} == {2}
    assert min(days) == date(2026, 11, 24)
    assert max(days) == date(2026, 11, 30)


def test_what_stood_in_the_file_is_sealed_and_goes(clinic: builders.Clinic) -> None:
    uuid = bring(clinic, file(person(1), person(2, sex="?"), person(1)))
    stored = str(list(ImportRow.objects.values())) + str(list(ImportBatch.objects.values()))
    assert "王秀英" not in stored
    assert "13800000001" not in stored
    patients_actions.rotate_identity_keys(by=builders.SETUP)
    run(clinic, uuid)
    left = ImportRow.objects.exclude(sealed="")
    assert [row.number for row in left] == [3]
    (refused,) = actions.fetch_refused(by=clinic.lead.actor, uuid=uuid)
    assert refused.cells["name"] == "王秀英2"
    with pytest.raises(WrongMoment):
        actions.fetch_refused(by=clinic.lead.actor, uuid=uuid)
    assert not ImportRow.objects.exclude(sealed="").exists()
    assert "王秀英" not in str(list(Event.objects.values()))


def test_a_file_nobody_said_yes_to_is_gone_after_a_day(clinic: builders.Clinic) -> None:
    uuid = bring(clinic, file(person(1)))
    with clock.frozen(clock.now() + timedelta(hours=23)):
        assert staging.remove_old(by=builders.SETUP) == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert staging.remove_old(by=builders.SETUP) == 1
        assert staging.remove_old(by=builders.SETUP) == 0
        with pytest.raises(WrongMoment):
            actions.start(by=clinic.lead.actor, uuid=uuid, links_now=False)
    assert not ImportRow.objects.exclude(sealed="").exists()
    assert Patient.objects.count() == 0


def test_a_check_asks_as_often_for_three_hundred_as_for_one(clinic: builders.Clinic) -> None:
    def asked(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            check_file(file(*people(count)), clinic.site_id)
        return len(queries)

    asked(1)
    assert asked(1) == asked(300) <= 12


def _check_digit(number: str) -> str:
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    return "10X98765432"[total % 11]
