"""What coders write beside words names nobody."""

from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.models import Discrepancy, DiscussionNote, Interview, Resolution, Statement
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState
from tests import coding, settling
from tests.builders import Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def known_to_the_key(study: Studied, somebody: Someone) -> None:
    """The key knows `somebody` behind the only interview."""
    study_vault.note_study_key(
        by=study.zhou.actor,
        guid=Interview.objects.get().participant.screening.guid,
        subject=StudySubject(patient_id=somebody.patient_id),
    )


def test_memos_and_discussions_name_nobody(study: Studied, wang_xiuying: Someone) -> None:
    coded = coding.blind(study)
    known_to_the_key(study, wang_xiuying)
    statement = coded.mark(study.qin, "觉得麻烦")
    doing = {"by": study.qin.actor, "study_id": study.study_id}
    named = f"{wang_xiuying.person.name}又说一次"
    with pytest.raises(Refused, match="names-somebody"):
        actions.write_memo(**doing, statement=statement, memo=named)
    actions.write_memo(**doing, statement=statement, memo="又说一次")
    assert Statement.objects.get().memo == "又说一次"
    differs = Discrepancy.objects.create(
        guid=uuid4(),
        round_id=coded.round_id,
        kind=DiscrepancyKind.SPAN,
        items=[str(statement)],
        state=DiscrepancyState.OPEN,
        opened_at=clock.now(),
        opened_by=study.qin.account_id,
    )
    with pytest.raises(Refused, match="names-somebody"):
        actions.discuss(**doing, discrepancy=differs.guid, text=named, key=uuid4())
    actions.discuss(**doing, discrepancy=differs.guid, text="又说一次", key=uuid4())
    assert DiscussionNote.objects.count() == 1


def test_decisions_and_answers_name_nobody(study: Studied, wang_xiuying: Someone) -> None:
    coded = settling.handed_in(study)
    known_to_the_key(study, wang_xiuying)
    consensus = coded.bring_together()
    place = settling.of(settling.places(coded, consensus), settling.TEDIOUS)
    doing = {**coded.doing(study.qin), "discrepancies": settling.guids(place)}
    named = f"问过{wang_xiuying.person.name}"
    for field in ("words", "rationale", "asked_words"):
        decision = settling.decided(study, **{field: named})
        with pytest.raises(Refused, match="names-somebody"):
            actions.settle(**doing, decision=decision, key=uuid4())
    assert not Resolution.objects.exists()
    actions.settle(**doing, decision=settling.decided(study, rationale="问过她"), key=uuid4())
    assert Resolution.objects.exists()
