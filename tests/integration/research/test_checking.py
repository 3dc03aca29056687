"""Step 7: results brought back, answered, and outdated by another text (invariant 9)."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.gates import StepState
from osteopro.research.models import MemberCheck, Participant, StudyConsent
from osteopro.research.queries import checking, own_checks, steps
from osteopro.research.queries.checking import Standing
from osteopro.research.terms import Checked, CheckWay, ConsentScope, NarrativeKind
from tests import builders, study_results
from tests.builders import Clinic
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(study: Studied) -> list[UUID]:
    return study_results.structured(study, people=2)


def send(study: Studied, number: int, way: CheckWay = CheckWay.PHONE) -> UUID:
    return actions.send_check(
        by=study.zhou.actor, study_id=study.study_id, number=number, way=way, key=uuid4()
    )


def answer(study: Studied, check: UUID, outcome: Checked, comment: str = "") -> None:
    actions.write_answer(
        by=study.zhou.actor,
        study_id=study.study_id,
        check=check,
        outcome=outcome,
        comment=comment,
    )


def standing(study: Studied) -> list[Standing]:
    return [each.standing for each in checking.view(study.study_id).participants]


def test_who_agreed_to_be_asked_again_is_asked_once_about_a_version(
    study: Studied, themes: list[UUID]
) -> None:
    StudyConsent.objects.filter(screening__participant__number=2).update(
        scopes=[ConsentScope.AUDIO]
    )
    first = send(study, 1)
    assert standing(study) == [Standing.WAITING, Standing.NOT_TO_ASK]
    with pytest.raises(Refused, match="asked-already"):
        send(study, 1)
    with pytest.raises(Refused, match="not-to-ask"):
        send(study, 2)
    answer(study, first, Checked.NO_ANSWER)
    answer(study, first, Checked.CONFIRMED)
    with pytest.raises(Refused, match="answered-already"):
        answer(study, first, Checked.DISAGREED, "不对")
    found = checking.view(study.study_id)
    assert (found.answered, len(found.to_ask)) == (1, 1)
    assert steps.steps(study.study_id)[6].state is StepState.DONE


@pytest.mark.invariant(9)
def test_a_check_belongs_to_one_version_and_a_new_text_makes_it_outdated(
    study: Studied, themes: list[UUID]
) -> None:
    one, two = send(study, 1), send(study, 2)
    answer(study, one, Checked.CONFIRMED)
    with pytest.raises(Refused, match="say-what"):
        answer(study, two, Checked.AMENDED)
    answer(study, two, Checked.AMENDED, "不是回得快，是有人听。")
    assert standing(study) == [Standing.ANSWERED, Standing.TO_CHANGE]
    new = study_results.write(study, NarrativeKind.STRUCTURE, "有人听，心里就踏实。")
    assert standing(study) == [Standing.OUTDATED, Standing.OUTDATED]
    actions.say_led_to(by=study.qin.actor, study_id=study.study_id, check=two, text=new)
    assert standing(study) == [Standing.OUTDATED, Standing.ANSWERED]
    found = checking.view(study.study_id)
    assert (found.answered, len(found.to_ask)) == (1, 2)
    assert found.participants[0].checks[0].text.version == 1
    answer_again = send(study, 1)
    assert MemberCheck.objects.get(guid=answer_again).narrative.version == 2
    answer(study, answer_again, Checked.CONFIRMED)
    assert steps.steps(study.study_id)[6].state is StepState.DONE


def test_what_led_to_which_text(study: Studied, themes: list[UUID]) -> None:
    one, two = send(study, 1), send(study, 2)
    answer(study, one, Checked.CONFIRMED)
    answer(study, two, Checked.DISAGREED, "不对")
    texts = checking.texts(study.study_id)
    for check, code in ((one, "no-change-wanted"), (two, "not-written-after")):
        with pytest.raises(Refused, match=code):
            actions.say_led_to(
                by=study.qin.actor, study_id=study.study_id, check=check, text=texts[0].guid
            )


def test_nothing_is_brought_back_before_the_structure_is_approved(study: Studied) -> None:
    study_results.interviewed(study, 1)
    with pytest.raises(Refused, match="nothing-to-bring"):
        send(study, 1)
    with pytest.raises(NotAllowed):
        actions.send_check(
            by=study.outsider.actor,
            study_id=study.study_id,
            number=1,
            way=CheckWay.PHONE,
            key=uuid4(),
        )


def test_a_participant_answers_on_their_own_page_and_the_study_does_not_learn_who(
    clinic: Clinic, study: Studied, themes: list[UUID]
) -> None:
    liu = builders.patient(clinic)
    me = StudySubject(patient_id=liu.patient_id)
    whose = Participant.objects.select_related("screening").get(number=1)
    study_vault.note_study_key(by=study.zhou.actor, guid=whose.screening.guid, subject=me)
    other = send(study, 2, CheckWay.PAGE)
    check = send(study, 1, CheckWay.PAGE)
    (mine,) = own_checks.own_checks(me)
    assert (mine.guid, mine.waits) == (check, True)
    with pytest.raises(actions.NoSuchCheck):
        actions.answer_own_check(
            by=liu.actor, subject=me, check=other, outcome=Checked.CONFIRMED, comment=""
        )
    actions.answer_own_check(
        by=liu.actor, subject=me, check=check, outcome=Checked.AMENDED, comment="是有人听。"
    )
    (mine,) = own_checks.own_checks(me)
    assert not mine.waits
    row = MemberCheck.objects.get(guid=check)
    assert (row.noted_by, row.outcome) == (None, Checked.AMENDED)
    in_study = Event.objects.get(kind="check.answered")
    assert (in_study.actor, in_study.capacity) == (None, "participant")
    in_own = Event.objects.get(kind="study.answered")
    assert (in_own.actor, in_own.object_id) == (liu.account_id, "")
    assert in_own.stream != in_study.stream
    StudyConsent.objects.filter(screening=whose.screening).update(withdrawn_at=row.sent_at)
    assert own_checks.own_checks(me) == []


def test_an_answer_needs_that_they_still_agree_to_be_asked(
    study: Studied, themes: list[UUID]
) -> None:
    check = send(study, 1)
    consent = StudyConsent.objects.filter(screening__participant__number=1)
    consent.update(scopes=[ConsentScope.AUDIO])
    with pytest.raises(Refused, match="not-to-ask"):
        answer(study, check, Checked.CONFIRMED)
    consent.update(scopes=list(ConsentScope), withdrawn_at=clock.now())
    with pytest.raises(Refused, match="not-to-ask"):
        answer(study, check, Checked.CONFIRMED)
    consent.update(withdrawn_at=None)
    answer(study, check, Checked.CONFIRMED)
    consent.update(scopes=[])
    answer(study, check, Checked.CONFIRMED)  # sent twice it stays as it is


def test_queries_do_not_grow(study: Studied, themes: list[UUID]) -> None:
    for number in (1, 2):
        send(study, number)
    with CaptureQueriesContext(connection) as seen:
        assert len(checking.view(study.study_id).participants) == 2
    assert len(seen) == 4
