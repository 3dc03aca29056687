"""Closing a study in its pages, and what can be put right of an interview."""

from datetime import timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.models import Interview, Recording, Study
from osteopro.research.terms import RecordingState
from tests import interviews, studies
from tests.builders import Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def test_a_study_is_closed_and_opened_again(zhou: Client, qin: Client, study: Studied) -> None:
    held = interviews.held(study)
    interviews.recording(study, held)
    here = f"/study/{study.study_id}/close/"
    page = zhou.get(here).content.decode()
    assert "访谈 1：转写稿还没有定稿" in page
    assert 'name="reason"' not in qin.get(here).content.decode()
    assert qin.post(here, {"reason": "结束"}).status_code == 404
    no_day = zhou.post(here, {"reason": "写完了"})
    assert no_day.status_code == 422
    assert "写完了" in no_day.content.decode()
    until = (clock.today(HOSPITAL) + timedelta(days=30)).isoformat()
    assert zhou.post(here, {"reason": "写完了", "wipe_by": until}).status_code == 302
    closed = zhou.get(here).content.decode()
    assert f"须在 {until} 前销毁" in closed
    assert "仍可做的事，重新开启" in zhou.get(f"/study/{study.study_id}/").content.decode()
    again = zhou.post(here, {"do": "reopen", "reason": "要补一轮"})
    assert again.status_code == 302
    assert Study.objects.get().closed_at is None


def test_in_a_closed_study_pages_stay_clear_and_sound_is_wiped(
    zhou: Client, qin: Client, study: Studied
) -> None:
    held = interviews.held(study)
    sound = interviews.recording(study, held)
    studies.transcribed(study, held, "访谈者：怎么样？\nP1：还好。")
    studies.closed(study)
    names = f"/study/{study.study_id}/transcripts/{held}/names/"
    for answer in (qin.get(names), qin.post(names, {"do": "save"})):
        assert answer.status_code == 200
        assert "本研究已结束" in answer.content.decode()
        assert "<form" not in answer.content.decode().split("<main")[1]
    here = f"/study/{study.study_id}/interviews/{held}/recording/"
    opened = qin.post(here, {"do": "open", "recording": sound})
    assert opened.status_code == 302
    assert "<audio" in qin.get(opened["Location"]).content.decode()
    zhou.post(here, {"do": "wipe", "recording": sound, "why": "到期"})
    assert Recording.objects.get().state == RecordingState.WIPED
    participant = f"/study/{study.study_id}/participants/1/"
    assert 'value="withdraw"' in zhou.get(participant).content.decode()


def test_a_plan_is_moved_and_an_end_taken_back(qin: Client, study: Studied) -> None:
    planned = interviews.planned(study)
    here = f"/study/{study.study_id}/interviews/{planned}/"
    move = {"do": "move", "at": "2026-12-01T09:30", "place": "病房", "moved_why": ""}
    unsaid = qin.post(here, move)
    assert unsaid.status_code == 422
    assert "病房" in unsaid.content.decode()
    qin.post(here, move | {"moved_why": "下雨"})
    assert Interview.objects.get().place == "病房"
    held = interviews.held(study)
    here = f"/study/{study.study_id}/interviews/{held}/"
    assert qin.post(here, {"do": "back", "back_why": ""}).status_code == 422
    qin.post(here, {"do": "back", "back_why": "输错"})
    assert Interview.objects.get(pk=held).ended_at is None
    assert "结束访谈" in qin.get(here).content.decode()


def test_a_note_that_names_somebody_stays_typed(
    qin: Client, study: Studied, wang_xiuying: Someone
) -> None:
    held = interviews.held(study, interviews.participant(study, wang_xiuying))
    here = f"/study/{study.study_id}/interviews/{held}/"
    text = f"{wang_xiuying.person.name}声音变小"
    refused = qin.post(here, {"do": "note", "kind": "tone", "text": text})
    assert refused.status_code == 422
    assert text in refused.content.decode()
    assert 'id="f-text-error"' in refused.content.decode()
