"""How and when a patient likes to be reached."""

from osteopro.audit import queries as audit_queries
from osteopro.audit.models import Event
from osteopro.patients import actions, queries
from osteopro.patients.models import ContactPlan as Row
from osteopro.patients.terms import CallTime, ContactPlan, ReminderWay
from tests import builders

BY_PHONE = ContactPlan(
    reminders=ReminderWay.NONE,
    call_times=(CallTime.MORNING, CallTime.EVENING),
    call_days=(1, 3, 5),
    dialect="四川话",
    hard_of_hearing=True,
)


def set_plan(clinic: builders.Clinic, someone: builders.Someone, plan: ContactPlan) -> None:
    actions.set_contact_plan(by=clinic.li.actor, patient_id=someone.patient_id, plan=plan)


def test_somebody_of_whom_nothing_was_noted_has_the_defaults(
    wang_xiuying: builders.Someone,
) -> None:
    assert queries.contact_plan(wang_xiuying.patient_id) == ContactPlan()


def test_a_plan_is_read_as_it_was_noted_and_replaced_in_place(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    set_plan(clinic, wang_xiuying, ContactPlan(low_sight=True))
    set_plan(clinic, wang_xiuying, BY_PHONE)
    assert queries.contact_plan(wang_xiuying.patient_id) == BY_PHONE
    assert Row.objects.filter(patient_id=wang_xiuying.patient_id).count() == 1
    events = Event.objects.filter(kind="patient.contact-plan-set")
    assert [event.detail for event in events] == [{"reminders": "sms"}, {"reminders": "none"}]
    assert list(audit_queries.verify()) == []


def test_the_same_plan_again_leaves_no_trace(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    set_plan(clinic, wang_xiuying, BY_PHONE)
    set_plan(clinic, wang_xiuying, BY_PHONE)
    assert Event.objects.filter(kind="patient.contact-plan-set").count() == 1


def test_plans_of_many_are_one_query(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    other = builders.patient(clinic, name="李建国", phone="+8613800006621")
    set_plan(clinic, other, BY_PHONE)
    with django_assert_num_queries(1):
        plans = queries.contact_plans([wang_xiuying.patient_id, other.patient_id])
    assert plans == {wang_xiuying.patient_id: ContactPlan(), other.patient_id: BY_PHONE}
