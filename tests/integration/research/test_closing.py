"""A study is closed by a decision; what participants ask for and what is wiped goes on."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import LogEntry, Recording, Study, StudyConsent
from osteopro.research.queries import closing
from osteopro.research.terms import ConsentScope, LogKind, RecordingState
from tests import coding, interviews, studies
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def close(study: Studied, **more: Any) -> None:
    asked = {"topic": "结束研究", "reason": "已经写完", "key": uuid4()} | more
    actions.close_study(by=study.zhou.actor, study_id=study.study_id, **asked)


def reopen(study: Studied, reason: str = "审稿人要补一轮") -> None:
    actions.reopen_study(
        by=study.zhou.actor, study_id=study.study_id, topic="重开", reason=reason, key=uuid4()
    )


def soon() -> Any:
    return clock.today(HOSPITAL) + timedelta(days=30)


def test_what_is_open_is_told_before(study: Studied) -> None:
    assert not closing.unfinished(study.study_id)
    coded = coding.blind(study)
    typed = interviews.held(study)
    waiting = interviews.planned(study)
    found = closing.unfinished(study.study_id)
    assert found.rounds == (coded.no,)
    assert [each.interview_id for each in found.unfrozen] == [typed]
    assert [each.interview_id for each in found.planned] == [waiting]
    assert found.unanswered == ()


def test_closing_is_a_decision_of_who_leads_with_a_reason(study: Studied) -> None:
    with pytest.raises(Refused, match="why-closed"):
        close(study, reason="")
    with pytest.raises(NotAllowed):
        actions.close_study(
            by=study.qin.actor, study_id=study.study_id, topic="a", reason="b", key=uuid4()
        )
    close(study)
    close(study)
    entry = LogEntry.objects.get(kind=LogKind.DECISION)
    assert (entry.topic, entry.text, entry.by) == ("结束研究", "已经写完", study.zhou.account_id)
    assert Event.objects.filter(kind="study.closed").count() == 1
    with pytest.raises(Refused, match="closed"):
        interviews.planned(study)


def test_recordings_have_a_day_until_which_they_are_kept(study: Studied) -> None:
    interviews.recording(study, interviews.held(study))
    for day in (None, clock.today(HOSPITAL) - timedelta(days=1)):
        with pytest.raises(Refused, match="wipe-by"):
            close(study, wipe_by=day)
    assert closing.kept_until(study.study_id) is None
    close(study, wipe_by=soon())
    assert closing.kept_until(study.study_id) == soon()
    assert len(closing.sounds(study.study_id)) == 1


def test_in_a_closed_study_sound_is_heard_and_wiped_and_consent_taken_back(
    study: Studied,
) -> None:
    held = interviews.held(study)
    sound: UUID = interviews.recording(study, held)
    close(study, wipe_by=soon())
    doing = {"study_id": study.study_id}
    actions.open_recording(by=study.qin.actor, recording=sound, **doing)
    with pytest.raises(NotAllowed):
        actions.wipe_recording(by=study.qin.actor, recording=sound, why="到期", **doing)
    actions.wipe_recording(by=study.zhou.actor, recording=sound, why="到期", **doing)
    assert Recording.objects.get().state == RecordingState.WIPED
    assert closing.sounds(study.study_id) == []
    actions.change_scopes(by=study.zhou.actor, number=1, scopes=[ConsentScope.QUOTES], **doing)
    actions.withdraw(by=study.zhou.actor, number=1, **doing)
    assert StudyConsent.objects.get().withdrawn_at is not None
    with pytest.raises(Refused, match="closed"):
        actions.begin_transcript(by=study.qin.actor, interview_id=held, **doing)


def test_it_goes_on_for_a_reason_but_not_what_was_closed_elsewhere(study: Studied) -> None:
    close(study)
    with pytest.raises(Refused, match="why-closed"):
        reopen(study, "")
    reopen(study)
    assert LogEntry.objects.order_by("-pk")[0].text == "审稿人要补一轮"
    assert Study.objects.get().closed_at is None
    interviews.planned(study)
    other = studies.Studied(
        actions.open_study(by=study.zhou.actor, description=studies.DESCRIPTION, key=uuid4()),
        *(study.zhou, study.qin, study.luo, study.outsider),
    )
    Study.objects.filter(pk=other.study_id).update(closed_at=clock.now())
    with pytest.raises(Refused, match="closed-elsewhere"):
        reopen(other)


def test_what_is_open_costs_the_same_however_much(study: Studied) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            closing.unfinished(study.study_id)
            closing.sounds(study.study_id)
            closing.kept_until(study.study_id)
        return len(asked)

    interviews.recording(study, interviews.held(study))
    before = cost()
    interviews.recording(study, interviews.held(study), interviews.mp3(4000))
    interviews.planned(study)
    assert cost() == before == 9
