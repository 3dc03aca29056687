"""Consent in the database: what is stored, what holds, what nobody can change."""

import copy
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from osteopro.audit.models import Event
from osteopro.audit.queries import verify
from osteopro.enrolment import actions, queries
from osteopro.enrolment.actions import ConsentRefused, PublishedVersionChanged
from osteopro.enrolment.consent import Refused
from osteopro.enrolment.definition import LIBRARY, read_consent
from osteopro.enrolment.models import Consent, ConsentVersion
from osteopro.enrolment.terms import REQUIRED, Decision, How, Purpose, Witness
from osteopro.patients import actions as patients_actions
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from osteopro.patients.models import Witness as WitnessRow
from osteopro.patients.terms import Channel, Person, Sex
from tests import builders
from tests.builders import SETUP, Clinic, Someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang_xiuying(clinic: Clinic) -> Someone:
    """Mrs Wang as she is stored before she was asked for anything."""
    person = Person("王秀英", date(1955, 3, 2), "+8613800006620", "王阿姨")
    patient_id = patients_actions.add_patient(
        by=SETUP, site_id=clinic.site_id, person=person, sex=Sex.FEMALE, channel=Channel.ONLINE
    )
    return Someone(patient_id, Patient.objects.get(pk=patient_id).account_id, person)


def document(version: str = "1.1.0", **changes: Any) -> dict[str, Any]:
    """A later version; `media="…"` adds a sentence to an element."""
    found = copy.deepcopy(read_consent(LIBRARY / "1.0.0")) | {"version": version}
    for element in found["elements"]:
        for language in element["text"]:
            element["text"][language] += changes.get(element["code"], "")
    return found


def give(someone: Someone, *purposes: Purpose, **changes: Any) -> None:
    actions.give_consent(
        **{
            "by": someone.actor,
            "patient_id": someone.patient_id,
            "version": queries.current_text().text.version,
            "purposes": purposes or tuple(Purpose),
            "how": How.OWN_PAGE,
            "language": "zh-CN",
        }
        | changes
    )


def held(someone: Someone) -> set[Purpose]:
    return {each.purpose for each in queries.consents(someone.patient_id) if each.holds}


def kinds(someone: Someone) -> list[str]:
    rows = Event.objects.filter(stream=f"patient:{someone.patient_id}", kind__startswith="consent.")
    return list(rows.order_by("seq").values_list("kind", flat=True))


def test_the_packaged_text_is_in_force_after_migrate() -> None:
    assert queries.current_text().text.version == "1.0.0"
    assert ConsentVersion.objects.count() == 1


def test_each_purpose_is_given_for_itself(wang_xiuying: Someone) -> None:
    someone = wang_xiuying
    assert not queries.consent_complete(someone.patient_id)
    give(someone, *REQUIRED, declined=[Purpose.MEDIA])
    assert held(someone) == REQUIRED
    assert queries.consent_complete(someone.patient_id)
    assert queries.may(someone.patient_id, Purpose.HEALTH_DATA)
    assert not queries.may(someone.patient_id, Purpose.MEDIA)
    asked = {each.answer.purpose: each.answer for each in queries.history(someone.patient_id)}
    assert asked[Purpose.MEDIA].decision is Decision.DECLINED
    assert Purpose.RESEARCH not in asked
    assert kinds(someone) == ["consent.given", "consent.declined"]


def test_the_same_answer_again_is_stored_once(wang_xiuying: Someone) -> None:
    give(wang_xiuying)
    give(wang_xiuying)
    assert Consent.objects.count() == len(Purpose)
    assert kinds(wang_xiuying) == ["consent.given"]


def test_withdrawing_holds_at_once_and_leaves_the_history(wang_xiuying: Someone) -> None:
    someone = wang_xiuying
    give(someone)
    ended = actions.withdraw_consent(
        by=someone.actor, patient_id=someone.patient_id, purpose=Purpose.RESEARCH
    )
    assert ended == (Purpose.RESEARCH,)
    assert held(someone) == set(Purpose) - {Purpose.RESEARCH}
    assert not queries.withdrew(someone.patient_id)
    give(someone, Purpose.RESEARCH)
    assert held(someone) == set(Purpose)
    assert kinds(someone) == ["consent.given", "consent.withdrawn", "consent.given"]


def test_what_was_never_given_is_not_withdrawn(wang_xiuying: Someone) -> None:
    ended = actions.withdraw_consent(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, purpose=Purpose.MEDIA
    )
    assert ended == ()
    assert Consent.objects.count() == 0


def test_everything_that_rests_on_health_information_ends_with_it(wang_xiuying: Someone) -> None:
    someone = wang_xiuying
    give(someone)
    actions.withdraw_consent(
        by=someone.actor, patient_id=someone.patient_id, purpose=Purpose.HEALTH_DATA
    )
    assert held(someone) == {Purpose.PROGRAMME}
    assert queries.withdrew(someone.patient_id)
    give(someone, Purpose.HEALTH_DATA)
    # What ended with it does not come back by itself.
    assert held(someone) == REQUIRED


def test_a_yes_on_the_phone_needs_somebody_who_heard_it(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    spoken = {"by": clinic.li.actor, "how": How.PHONE}
    with pytest.raises(ConsentRefused) as refused:
        give(wang_xiuying, **spoken)
    assert refused.value.code is Refused.WITNESS_MISSING
    with pytest.raises(ConsentRefused) as refused:
        give(wang_xiuying, **spoken, witness=Witness(clinic.li.account_id))
    assert refused.value.code is Refused.WITNESS_IS_AUTHOR
    assert Consent.objects.count() == 0
    give(wang_xiuying, **spoken, witness=Witness(clinic.wang.account_id))
    assert held(wang_xiuying) == set(Purpose)
    heard = {each.witness_account for each in queries.history(wang_xiuying.patient_id)}
    assert heard == {clinic.wang.account_id}


def test_the_database_itself_refuses_a_yes_on_the_phone_nobody_heard(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    give(wang_xiuying, *REQUIRED)
    row = Consent.objects.values().first()
    assert row is not None
    del row["id"]
    for wrong in (
        {"how": How.PHONE},
        {"how": How.PHONE, "by": clinic.li.account_id, "witness_account": clinic.li.account_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**(row | wrong))
    Consent.objects.create(**(row | {"how": How.PHONE, "decision": Decision.WITHDRAWN}))


def test_a_witness_of_the_family_is_known_by_a_sealed_name(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    witness = Witness(name=" 女儿王芳 ")
    give(wang_xiuying, by=clinic.li.actor, how=How.PHONE, witness=witness)
    row = WitnessRow.objects.get()
    assert "王芳" not in row.sealed
    assert patients_queries.witness_names(wang_xiuying.patient_id) == {row.pk: "女儿王芳"}
    patients_actions.rotate_identity_keys(by=SETUP)
    assert WitnessRow.objects.get().sealed != row.sealed
    assert patients_queries.witness_names(wang_xiuying.patient_id) == {row.pk: "女儿王芳"}
    assert "王芳" not in str(list(Event.objects.values_list("detail", "reason")))


@pytest.mark.parametrize("table", [Consent, ConsentVersion])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_agreed_to_cannot_be_changed(
    wang_xiuying: Someone, table: type[Consent] | type[ConsentVersion], statement: str
) -> None:
    give(wang_xiuying)
    name = table._meta.db_table
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(name))


def test_changed_words_under_a_published_version_stop_the_start() -> None:
    changed = document("1.0.0", media="另外还有一句。")
    with pytest.raises(PublishedVersionChanged):
        actions.publish_consent(by=SETUP, document=changed)
    assert ConsentVersion.objects.count() == 1


def test_migrating_again_publishes_nothing_twice() -> None:
    call_command("migrate", verbosity=0)
    assert ConsentVersion.objects.count() == 1


def test_new_words_are_asked_again_and_the_old_yes_holds_until_then(
    wang_xiuying: Someone,
) -> None:
    someone = wang_xiuying
    give(someone)
    actions.publish_consent(by=SETUP, document=document(media="另外还有一句。"))
    assert queries.asks_again(someone.patient_id) == (Purpose.MEDIA,)
    assert held(someone) == set(Purpose)
    with pytest.raises(ConsentRefused) as refused:
        give(someone, Purpose.MEDIA, version="1.0.0")
    assert refused.value.code is Refused.OLD_TEXT
    give(someone, declined=[Purpose.MEDIA], purposes=[])
    assert queries.asks_again(someone.patient_id) == ()
    assert held(someone) == set(Purpose) - {Purpose.MEDIA}


def test_a_version_that_replaces_ends_the_old_yes(wang_xiuying: Someone) -> None:
    give(wang_xiuying)
    new = document() | {"replaces": [Purpose.PROGRAMME]}
    actions.publish_consent(by=SETUP, document=new)
    assert not queries.consent_complete(wang_xiuying.patient_id)
    give(wang_xiuying, Purpose.PROGRAMME)
    assert queries.consent_complete(wang_xiuying.patient_id)


def test_consents_of_one_patient_are_nobody_elses(clinic: Clinic, wang_xiuying: Someone) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    before = queries.history(other.patient_id)
    give(wang_xiuying)
    assert held(other) == REQUIRED
    assert queries.history(other.patient_id) == before


def test_the_trail_holds(wang_xiuying: Someone) -> None:
    give(wang_xiuying)
    actions.withdraw_consent(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, purpose=Purpose.HEALTH_DATA
    )
    assert list(verify()) == []


def test_standing_takes_two_queries_however_long_the_history(
    wang_xiuying: Someone, django_assert_num_queries: Any
) -> None:
    give(wang_xiuying)
    for _ in range(3):
        actions.withdraw_consent(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, purpose=Purpose.MEDIA
        )
        give(wang_xiuying, Purpose.MEDIA)
    with django_assert_num_queries(2):
        queries.consents(wang_xiuying.patient_id)
