"""Who withdrew: nothing they said is shown, counted among words, or worked on any more."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.research import actions, compared
from osteopro.research.agreement.terms import Unit
from osteopro.research.doing import Refused
from osteopro.research.models import (
    CaseVariable,
    FieldNote,
    Interview,
    Participant,
    Round,
    Statement,
    StudyConsent,
)
from osteopro.research.queries import (
    checking,
    closing,
    coding,
    counts,
    differences,
    interviews,
    meanings,
    rounds,
)
from osteopro.research.terms import Checked, CheckWay, NoteKind
from osteopro.research.text.identify.terms import Seeking
from osteopro.research.text.normal import Span
from tests import coding as builder
from tests import settling, studies, study_results
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


def withdraw(number: int) -> None:
    StudyConsent.objects.filter(screening__participant__number=number).update(
        withdrawn_at=clock.now()
    )


def test_their_text_is_in_no_list_and_on_no_page(coded: Coded, study: Studied) -> None:
    guid = coded.mark(study.qin, FORM, "怀疑没有人看")
    coded.mark(study.qin, "心里一下就踏实了")
    qin = study.qin.account_id
    assert len(rounds.frozen(study.study_id)) == len(coded.view.texts) == 1
    assert counts.counts(study.study_id, qin).statements == 2
    assert meanings.without_meaning(qin, coded.round_id) == 1
    withdraw(7)
    assert rounds.frozen(study.study_id) == []
    assert coded.view.texts == ()
    assert coding.page_of(qin, [coded.round_id], coded.version_id).statements == ()
    with pytest.raises(coding.NoSuchPage):
        coding.statement(qin, study.study_id, guid)
    assert counts.counts(study.study_id, qin).statements == 0
    assert meanings.without_meaning(qin, coded.round_id) == 0
    assert Statement.objects.count() == 2


def test_nothing_more_is_made_of_their_words(coded: Coded, study: Studied) -> None:
    guid = coded.mark(study.qin, FORM)
    withdraw(7)
    do: dict[str, Any] = coded.doing(study.qin)
    on: dict[str, Any] = {**do, "version_id": coded.version_id}
    mark = {**on, "round_id": coded.round_id, "span": Span(0, 3), "key": uuid4()}
    people = [study.qin.account_id, study.luo.account_id]
    for act in (
        lambda: actions.mark_statement(**mark),
        lambda: actions.move_statement(**do, statement=guid, span=Span(0, 3)),
        lambda: actions.write_memo(**do, statement=guid, memo="想"),
        lambda: actions.say_meaning(**do, statement=guid, label="怕", key=uuid4()),
        lambda: actions.note_reading(**on, key=uuid4()),
        lambda: actions.seek_identity(**on, reason=Seeking.ASKED),
    ):
        with pytest.raises(Refused, match="consent-withdrawn"):
            act()
    coded.submit(study.qin, study.luo)
    with pytest.raises(Refused, match="not-frozen"):
        actions.open_round(**do, versions=[coded.version_id], coders=people, key=uuid4())


def test_no_transcript_is_begun_or_gone_on_with(study: Studied) -> None:
    first, second = studies.interview(study, 1), studies.interview(study, 2)
    qin = {"by": study.qin.actor, "study_id": study.study_id}
    transcript = actions.begin_transcript(**qin, interview_id=first)
    typed = actions.Typed("P1：疼。")
    for number in (1, 2):
        withdraw(number)
    with pytest.raises(Refused, match="consent-withdrawn"):
        actions.finish_typing(**qin, transcript_id=transcript, typed=typed, key=uuid4())
    with pytest.raises(Refused, match="consent-withdrawn"):
        actions.save_draft(**qin, transcript_id=transcript, text="P1")
    with pytest.raises(Refused, match="consent-withdrawn"):
        actions.begin_transcript(**qin, interview_id=second)


def test_notes_and_comments_are_not_shown(study: Studied) -> None:
    study_results.structured(study)
    talk = Interview.objects.get()
    FieldNote.objects.create(
        guid=uuid4(),
        interview=talk,
        kind=NoteKind.TONE,
        text="声音很低",
        at=clock.now(),
        by=study.qin.account_id,
    )
    by: dict[str, Any] = {"by": study.zhou.actor, "study_id": study.study_id}
    check = actions.send_check(**by, number=1, way=CheckWay.PHONE, key=uuid4())
    actions.write_answer(**by, check=check, outcome=Checked.DISAGREED, comment="不是这样")

    def comments() -> list[str]:
        found = checking.view(study.study_id).participants
        return [each.comment for one in found for each in one.checks]

    assert (len(interviews.notes(talk.pk)), comments()) == (1, ["不是这样"])
    withdraw(1)
    assert (interviews.notes(talk.pk), comments()) == ([], [""])


def test_nothing_is_compared_or_waits_over_their_words(study: Studied) -> None:
    coded = settling.handed_in(study)
    coded.bring_together()
    alone = Round.objects.get(pk=coded.round_id)
    assert differences.differences(coded.view)
    assert compared.works(alone)
    withdraw(7)
    assert differences.differences(coded.view) == []
    assert not compared.works(alone)
    assert compared.texts(alone, Unit.CHARACTER) == []


def test_table_1_of_theirs_is_not_put_right(study: Studied) -> None:
    studies.interview(study)
    column = CaseVariable.objects.filter(study_id=study.study_id, name="age").get()
    right = {"number": 1, "variable": column.guid, "value": 71, "as_of": date(2026, 11, 1)}
    by: dict[str, Any] = {"by": study.zhou.actor, "study_id": study.study_id}
    actions.set_case_value(**by, **right)
    withdraw(1)
    with pytest.raises(Refused, match="consent-withdrawn"):
        actions.set_case_value(**by, **(right | {"value": 72}))


def test_what_cannot_be_done_any_more_is_not_open_when_a_study_is_closed(study: Studied) -> None:
    settling.handed_in(study).bring_together()
    study_results.brought_back(study, Participant.objects.get(number=7))
    talk = studies.interview(study, 1)
    before = closing.unfinished(study.study_id)
    assert (sum(before.differences.values()) > 0, before.unanswered) == (True, (7,))
    assert [each.interview_id for each in before.unfrozen] == [talk]
    StudyConsent.objects.filter(screening__participant__number=7).update(scopes=[])
    assert closing.unfinished(study.study_id).unanswered == ()
    for number in (1, 7):
        withdraw(number)
    assert not closing.unfinished(study.study_id)
