"""Enrolling over the pages: who joins, who does not, and that nothing typed is lost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from osteopro import clock
from osteopro.audit import queries as audit_queries
from osteopro.audit.models import Event
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment import screenings
from osteopro.enrolment.models import Intake, Screening
from osteopro.enrolment.terms import State
from osteopro.followup.models import CareState
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import IntakeDraft, Patient
from osteopro.records import measuring
from osteopro.records.models import Response, Score
from osteopro.schedule import jobs
from tests import builders
from tests.integration.web_care.conftest import SignIn, page
from tests.integration.web_care.enrolling import (
    NEW,
    STEPS,
    add,
    address,
    begin,
    fill,
    key_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_somebody_joins_with_everything_that_was_asked(clinic: builders.Clinic, li: Client) -> None:
    key = fill(li, clinic)
    assert "加入随访" in page(li.get(address(key, "summary")))
    answer = add(li, key)
    patient = Patient.objects.get()
    assert answer.url == f"/care/patients/{patient.pk}/?did=added"
    person = patients_queries.person(patient.pk)
    assert (person.name, person.phone, person.birth) == (
        "陈国民",
        "+8613800006621",
        date(1952, 8, 1),
    )
    assert (person.emergency_name, person.emergency_relation) == ("陈小梅", "女儿")
    assert person.emergency_phone == "+8613800000098"
    team = patients_queries.care_team(patient.pk)
    assert (team.manager, team.backup) == (clinic.li.account_id, clinic.wang.account_id)
    assert enrolment_queries.state(patient.pk) == State.ACTIVE
    assert enrolment_queries.consent_complete(patient.pk)
    profile = patients_queries.clinical_profile(patient.pk)
    assert profile.flags == {"vf", "recent_fx", "lives_alone"}
    assert profile.next_dose_due == date(2027, 1, 15)
    assert OutboundMessage.objects.filter(kind="personal-link").count() == 1
    assert not IntakeDraft.objects.exists()
    assert list(audit_queries.verify()) == []


def test_clinical_facts_measurements_and_the_mood_screen_are_stored(
    clinic: builders.Clinic, li: Client
) -> None:
    add(li, fill(li, clinic))
    patient_id = Patient.objects.get().pk
    found = screenings.intake(patient_id)
    assert found is not None
    assert (found.age, found.screen_total, found.facts.t_score) == (74, 1, Decimal("-2.7"))
    assert found.answers["enr-symptom"] == ["pain", "height"]
    assert [(each.site, each.on) for each in found.facts.fractures] == [("spine", "2026-11")]
    (measured,) = measuring.measurements(patient_id)
    assert (measured.height_cm, measured.weight_kg) == (Decimal("165.5"), Decimal("61"))
    state = CareState.objects.get(patient_id=patient_id)
    assert state.measured == [{"on": "2026-11-23", "height_cm": "165.5", "weight_kg": "61.0"}]
    response = Response.objects.get(patient_id=patient_id)
    assert (response.kind, response.mode) == ("screen", "in-person")
    assert Score.objects.get(response=response).value == 1
    stored = str(Intake.objects.values().get())
    shown = page(li.get(f"/care/patients/{patient_id}/"))
    for words in ("脊柱 2026-11", "-2.7", "变矮或驼背", "165.5 cm 61.0 kg 2026-11-23"):
        assert words in shown
    assert "陈" not in stored
    assert "1952" not in stored


def test_the_last_button_pressed_twice_enrols_once(clinic: builders.Clinic, li: Client) -> None:
    key = fill(li, clinic)
    first, again = add(li, key), add(li, key)
    assert Patient.objects.count() == 1
    assert first.url == again.url
    assert li.get(address(key, "who")).url == first.url


@pytest.mark.parametrize(
    ("step", "changes", "field", "sentence"),
    [
        ("disease", {"enr-op-dx": ""}, "enr-op-dx", "请说明是否已确诊"),
        ("disease", {"basis": ""}, "basis", "诊断依据"),
        ("disease", {"enr-symptom": []}, "enr-symptom", "至少选一项"),
        ("disease", {"enr-symptom": ["none", "pain"]}, "enr-symptom", "不能和别的一起选"),
        ("disease", {"fractures": "?"}, "fractures", "骨头"),
        ("disease", {"fx1-site": ""}, "fx1-site", "哪块骨头"),
        ("disease", {"fx1-year": "", "fx1-month": ""}, "fx1", "年份"),
        ("disease", {"fx1-month": "13"}, "fx1", "没有这一天"),
        ("disease", {"fx1-year": "2027"}, "fx1", "还没到"),
        ("disease", {"diagnosed-month": "3"}, "diagnosed", "没有这一天"),
        ("disease", {"height": "16.5"}, "height", "80"),
        ("disease", {"weight": "1e2"}, "weight", "20"),
        ("disease", {"t_score": "NaN"}, "t_score", "-10"),
        ("health", {"enr-depr": ""}, "enr-depr", "请选一个答案"),
        ("health", {"enr-other": "yes"}, "other_text", "写明"),
        ("mood", {"phq2-1": ""}, "phq2-1", "请选一个答案"),
        ("medicines", {"med_class": "x"}, "med_class", "药"),
        ("medicines", {"dose-month": "13"}, "dose", "没有这一天"),
        ("reach", {"channel": "x"}, "channel", "怎么"),
        ("reach", {"channel": "phone"}, "call_times", "什么时候"),
        ("reach", {"reminders": "email"}, "email", "邮箱"),
        ("reach", {"email": "nobody"}, "email", "邮箱不对"),
        ("people", {"emergency_name": ""}, "emergency_name", "姓名"),
        ("people", {"emergency_phone": "138"}, "emergency_phone", "11"),
        ("people", {"emergency_relation": ""}, "emergency_relation", "什么人"),
        ("people", {"helper_name": "陈小军"}, "helper_phone", "手机号"),
        ("team", {"backup": ""}, "backup", "后备"),
        ("team", {"physician": "999999"}, "physician", "医生"),
        ("consent", {"how": ""}, "how", "怎样"),
        ("consent", {"consent-research": ""}, "consent-research", "请选一个答案"),
        ("consent", {"consent-programme": "no"}, "consent-programme", "不能参加"),
        ("consent", {"how": "phone"}, "witness", "同事"),
    ],
)
def test_each_mistake_is_said_and_what_was_typed_stays(
    clinic: builders.Clinic,
    li: Client,
    step: str,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    key = fill(li, clinic, until=step)
    team = {"manager": clinic.li.account_id, "backup": clinic.wang.account_id}
    sent = {**STEPS[step], **(team if step == "team" else {}), **changes}
    answer = li.post(address(key, step), sent)
    text = page(answer)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in text
    assert sentence in text
    # The page opened anew shows the same: the mistake was kept with everything else.
    for name, value in changes.items():
        if value and isinstance(value, str) and name not in ("how", "channel", "fractures"):
            stored = li.get(address(key, step)).content.decode()
            assert f'value="{value}"' in stored or "999999" in value or value == "x"


def test_first_step_says_all_mistakes_at_once(clinic: builders.Clinic, li: Client) -> None:
    answer = begin(li, clinic, name="", phone="138", sex="?", **{"birth-year": "2030"})
    text = page(answer)
    assert answer.status_code == 422
    for field in "name birth phone sex".split():
        assert f'href="#f-{field}"' in text, field
    assert "手机号应该是 11 位数字，您填了 3 位。" in text
    assert 'value="138"' in text
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("birth", "sentence"),
    [
        (("", "", ""), "请填生日。"),
        (("1950", "2", "30"), "没有这一天"),
        (("1950", "二", "3"), "没有这一天"),
        (("1850", "1", "1"), "请检查年份。"),
        (("2026", "12", "1"), "这个日期还没到。"),
    ],
)
def test_birth_dates(
    clinic: builders.Clinic, li: Client, birth: tuple[str, str, str], sentence: str
) -> None:
    parts = dict(zip(("birth-year", "birth-month", "birth-day"), birth, strict=True))
    assert sentence in page(begin(li, clinic, **parts))


def test_a_form_is_found_again_from_any_computer(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = fill(li, clinic, until="medicines")
    later = {**STEPS["medicines"], "do": "later", "dose-month": "13"}
    assert li.post(address(key, "medicines"), later).url == NEW + "?did=kept"
    elsewhere = sign_in(clinic.li)
    assert "陈国民" in page(elsewhere.get(NEW))
    assert elsewhere.get(f"{NEW}{key}/").url == address(key, "medicines")
    assert 'value="13"' in page(elsewhere.get(address(key, "medicines")))


def test_what_is_kept_says_nothing_to_who_reads_the_table(
    clinic: builders.Clinic, li: Client
) -> None:
    fill(li, clinic, until="medicines")
    row = str(IntakeDraft.objects.values().get())
    assert "陈国民" not in row
    assert "6621" not in row
    events = str(list(Event.objects.values("detail", "reason", "object_id")))
    assert "陈" not in events


def test_a_form_left_alone_for_thirty_days_is_removed(clinic: builders.Clinic, li: Client) -> None:
    key = fill(li, clinic, until="medicines")
    with clock.frozen(clock.now() + timedelta(days=29)):
        assert jobs.remove_old_intakes() == 0
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert jobs.remove_old_intakes() == 1
    assert li.get(f"{NEW}{key}/").status_code == 404


def test_somebody_elses_form_is_not_there(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = fill(li, clinic, until="medicines")
    wang = sign_in(clinic.wang)
    assert wang.get(address(key, "who")).status_code == 404
    assert wang.post(address(key, "who"), {"name": "别人"}).status_code == 404
    assert wang.post(NEW, {"key": key, "name": "别人"}).status_code == 404
    assert li.get(address(key, "nothing")).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "别人"},  # the phone alone
        {"phone": "138 0000 9999"},  # name and birth date
        {"name": "别人", "phone": "138 0000 9999", "birth-year": "1953"},  # the id number
    ],
)
def test_the_same_person_twice_is_shown_at_the_first_step(
    clinic: builders.Clinic, li: Client, changes: dict[str, Any]
) -> None:
    number = "51010219520801123X"
    add(li, fill(li, clinic, changes={"who": {"id_number": number}}))
    again = begin(li, clinic, id_number=number if "birth-year" in changes else "", **changes)
    assert again.status_code == 409
    assert "这个人可能已经在了" in page(again)
    assert "陈国民 74 男" in page(again)
    other = begin(li, clinic, another="1", **changes)
    assert other.url == address(key_of(other), "disease")


def test_a_duplicate_at_another_clinic_is_not_named(clinic: builders.Clinic, li: Client) -> None:
    elsewhere = builders.clinic("east")
    builders.patient(elsewhere, name="陈国民", birth=date(1952, 8, 1), phone="+8613800009999")
    text = page(begin(li, clinic))
    assert "在别的门诊" in text
    assert "陈国民 74" not in text


def test_clinic_and_team_come_from_where_one_works(clinic: builders.Clinic, li: Client) -> None:
    elsewhere = builders.clinic("east")
    assert "请选门诊。" in page(begin(li, clinic, site=elsewhere.site_id))
    key = fill(li, clinic, until="team")
    sent = {"manager": elsewhere.li.account_id, "backup": clinic.wang.account_id}
    assert li.post(address(key, "team"), sent).status_code == 422


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        ("who", {"birth-year": "1990"}, "年龄"),
        ("disease", {"enr-op-dx": "not-confirmed", "basis": ""}, "未确诊"),
        ("disease", {"enr-symptom": ["none"]}, "没有症状"),
        ("health", {"enr-depr": "serious"}, "抑郁"),
        ("health", {"enr-cancer": "current"}, "癌"),
    ],
)
def test_who_is_not_eligible_gets_usual_care_and_only_reasons_are_kept(
    clinic: builders.Clinic, li: Client, step: str, changes: dict[str, Any], words: str
) -> None:
    key = fill(li, clinic, until="medicines", changes={step: changes})
    text = page(li.get(address(key, "result")))
    assert words in text
    assert "常规" in text
    assert li.post(address(key, "result"), {"do": "close"}).url == NEW + "?did=closed"
    row = Screening.objects.get()
    assert row.state == "not-eligible"
    assert row.sex == "male"
    assert row.age_band == ("under 50" if step == "who" else "70-74")
    assert not IntakeDraft.objects.exists()
    assert not Patient.objects.exists()
    everything = str(list(Screening.objects.values())) + str(list(Event.objects.values()))
    assert "陈国民" not in everything
    assert "13800006621" not in everything


def test_who_is_not_eligible_cannot_be_added_by_going_round(
    clinic: builders.Clinic, li: Client
) -> None:
    key = fill(li, clinic, changes={"health": {"enr-depr": "serious"}})
    assert "加入随访</span>" not in page(li.get(address(key, "summary")))
    assert add(li, key).url == address(key, "result")
    assert not Patient.objects.exists()


def test_who_does_not_want_to_is_counted(clinic: builders.Clinic, li: Client) -> None:
    key = fill(li, clinic, until="consent")
    answer = li.post(address(key, "consent"), {**STEPS["consent"], "do": "decline"})
    assert answer.url == NEW + "?did=closed"
    row = Screening.objects.get()
    # Every box was ticked by then, but they left: what is kept is that they declined.
    assert row.state == "declined"
    assert screenings.flow([clinic.site_id]) == {"declined": 1, "joined": 0}


LOW = {"phq2-1": "2", "phq2-2": "1", "shown": ["phq2-1", "phq2-2"]}


def low_mood(li: Client, clinic: builders.Clinic, answer: str = "some") -> Any:
    """A form whose mood screen asks for more, and the answer to that."""
    key = fill(li, clinic, until="mood")
    assert li.post(address(key, "mood"), LOW).url == address(key, "mood")
    asked = page(li.get(address(key, "mood")))
    assert "不想活" in asked
    shown = [*LOW["shown"], "rf-selfharm"]
    more = {**LOW, "shown": shown}
    assert li.post(address(key, "mood"), more).status_code == 422
    sent = li.post(address(key, "mood"), {**more, "rf-selfharm": answer})
    assert sent.url == address(key, "result")
    return key


def test_low_mood_asks_on_and_a_physician_decides(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = low_mood(li, clinic, "no")
    text = page(li.get(address(key, "result")))
    assert "心情" in text
    assert "12356" not in text
    assert li.post(address(key, "result"), {"do": "ask"}).url == address(key, "result")
    row = Screening.objects.get()
    assert (row.state, row.reasons) == ("waiting", ["phq2-total"])
    # One working day: Tuesday at closing.
    assert row.due_at.isoformat() == "2026-11-24T09:30:00+00:00"
    zhang = sign_in(clinic.zhang)
    assert "陈国民" in page(zhang.get("/care/enrolments/"))
    one = f"/care/enrolments/{key}/"
    assert "心情" in page(zhang.get(one))
    assert "请写明理由" in page(zhang.post(one, {"decision": "include"}))
    assert "请选一个决定" in page(zhang.post(one, {"reason": "谈过"}))
    done = zhang.post(one, {"decision": "include", "reason": "谈过，无自伤想法，可以参加。"})
    assert done.url == "/care/enrolments/?did=decided"
    assert zhang.post(one, {"decision": "exclude", "reason": "再想想"}).status_code == 409
    event = Event.objects.get(kind="enrolment.decided")
    assert (event.actor, event.detail["state"]) == (clinic.zhang.account_id, "included")
    assert "谈过，无自伤想法" in page(li.get(address(key, "result")))
    finish(li, clinic, key)
    patient = Patient.objects.get()
    found = screenings.intake(patient.pk)
    assert found is not None
    assert found.decision is not None
    assert found.decision.state == "joined"
    assert Score.objects.get(response__patient=patient).value == 3


def finish(client: Client, clinic: builders.Clinic, key: Any) -> None:
    """The steps after the result, and the last button."""
    team = {"manager": clinic.li.account_id, "backup": clinic.wang.account_id}
    for step in ("medicines", "reach", "people", "team", "consent"):
        sent = {**STEPS[step], **(team if step == "team" else {})}
        assert client.post(address(key, step), sent).status_code == 302
    assert "did=added" in add(client, key).url


def test_thoughts_of_self_harm_are_urgent_at_once(clinic: builders.Clinic, li: Client) -> None:
    key = low_mood(li, clinic, "act")
    text = page(li.get(address(key, "result")))
    assert "12356" in text
    li.post(address(key, "result"), {"do": "ask"})
    # Four service hours from Monday 10:00.
    assert Screening.objects.get().due_at.isoformat() == "2026-11-23T06:00:00+00:00"


def test_the_rules_judge_the_screen_once_the_patient_exists(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = low_mood(li, clinic, "act")
    li.post(address(key, "result"), {"do": "ask"})
    one = f"/care/enrolments/{key}/"
    sign_in(clinic.lead).post(one, {"decision": "include", "reason": "精神科看过。"})
    finish(li, clinic, key)
    state = CareState.objects.get()
    assert state.kind == "record"
    assert state.level == 3


def test_a_nurse_does_not_decide(clinic: builders.Clinic, li: Client) -> None:
    key = low_mood(li, clinic, "no")
    li.post(address(key, "result"), {"do": "ask"})
    one = f"/care/enrolments/{key}/"
    assert "只有医生" in page(li.get(one))
    assert li.post(one, {"decision": "include", "reason": "没事"}).status_code == 404
    assert add(li, key).status_code == 422
    assert not Patient.objects.exists()


def test_whom_a_physician_excludes_is_told_and_closed(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = low_mood(li, clinic, "no")
    li.post(address(key, "result"), {"do": "ask"})
    one = f"/care/enrolments/{key}/"
    sign_in(clinic.zhang).post(one, {"decision": "exclude", "reason": "重度抑郁，先治疗。"})
    assert "先治疗" in page(li.get(address(key, "result")))
    li.post(address(key, "result"), {"do": "close"})
    assert Screening.objects.get().state == "excluded"
    assert not IntakeDraft.objects.exists()
    # The decision stays on record; the list names nobody any more.
    assert "陈国民" not in page(li.get("/care/enrolments/"))


def test_a_new_reason_after_the_decision_is_asked_anew(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = low_mood(li, clinic, "no")
    li.post(address(key, "result"), {"do": "ask"})
    one = f"/care/enrolments/{key}/"
    sign_in(clinic.zhang).post(one, {"decision": "include", "reason": "谈过。"})
    li.post(address(key, "health"), {**STEPS["health"], "enr-cancer": "unknown"})
    assert "问医生" in page(li.get(address(key, "result")))
    li.post(address(key, "result"), {"do": "ask"})
    row = Screening.objects.get()
    assert (row.state, row.reasons) == ("waiting", ["enr-cancer", "phq2-total"])


def test_a_colleague_goes_on_once_a_physician_was_asked(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    key = low_mood(li, clinic, "no")
    wang = sign_in(clinic.wang)
    assert wang.get(address(key, "who")).status_code == 404
    li.post(address(key, "result"), {"do": "ask"})
    assert wang.get(address(key, "who")).status_code == 200
    assert sign_in(builders.clinic("east").li).get(address(key, "who")).status_code == 404


def test_declining_the_mood_questions_keeps_nobody_out_and_stores_no_answers(
    clinic: builders.Clinic, li: Client
) -> None:
    declined = {"phq2-1": "declined", "phq2-2": "declined", "shown": ["phq2-1", "phq2-2"]}
    add(li, fill(li, clinic, changes={"mood": declined}))
    assert Patient.objects.count() == 1
    assert not Response.objects.exists()


def test_pages_of_enrolment_ask_a_constant_number_of_queries(
    clinic: builders.Clinic,
    li: Client,
    sign_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    for n in range(3):
        changes = {"who": {"name": f"陈{n}", "phone": f"138 0000 77{n:02d}"}}
        key = fill(li, clinic, until="mood", changes=changes)
        li.post(address(key, "mood"), LOW)
        li.post(
            address(key, "mood"),
            {**LOW, "shown": [*LOW["shown"], "rf-selfharm"], "rf-selfharm": "no"},
        )
        li.post(address(key, "result"), {"do": "ask"})
    zhang = sign_in(clinic.zhang)
    zhang.get("/care/enrolments/")
    with django_assert_max_num_queries(20):
        zhang.get("/care/enrolments/")
    with django_assert_max_num_queries(20):
        li.get(NEW)
