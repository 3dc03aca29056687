"""The sound stands beside the text for who opens it; what was typed meanwhile is kept."""

import re
from typing import Any

import pytest
from django.test import Client

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.patients import study_drafts
from osteopro.research.models import StudyConsent, Transcript
from tests import interviews
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied

pytestmark = pytest.mark.django_db
TEXT = "访谈者：好\nP1：疼"


def opened() -> int:
    return Event.objects.filter(kind="recording.opened").count()


def player(response: Any) -> str:
    found = re.search(r'<audio[^>]* src="([^"]+)"', response.content.decode())
    return found[1].replace("&amp;", "&") if found else ""


@pytest.fixture
def page(study: Studied) -> str:
    interview_id = interviews.held(study)
    interviews.recording(study, interview_id)
    return f"/study/{study.study_id}/transcripts/{interview_id}/"


def test_who_types_hears_it_and_the_trail_says_so(qin: Client, page: str) -> None:
    qin.post(page, {"do": "begin"})
    before = qin.get(page)
    assert player(before) == ""
    assert "听录音" in before.content.decode()
    form = {"do": "draft", "text": TEXT, "seen": ""}
    heard = qin.post(f"{page}listen/?page=typing", form, follow=True)
    assert opened() == 1
    assert study_drafts.words(Transcript.objects.get().guid) == TEXT
    assert TEXT in heard.content.decode().replace("\r", "")
    sound = qin.get(player(heard))
    assert b"".join(sound.streaming_content) == interviews.mp3()


def test_another_persons_key_opens_nothing(
    qin: Client, page: str, study: Studied, sign_in: SignIn
) -> None:
    qin.post(page, {"do": "begin"})
    heard = qin.post(f"{page}listen/?page=typing", {"do": "draft", "text": "", "seen": ""})
    keys = heard["Location"].split("?")[1]
    luo = sign_in(study.luo)
    assert player(luo.get(f"{page}?{keys}")) == ""
    assert luo.get(player(qin.get(heard["Location"]))).status_code == 404


def test_taken_back_consent_ends_the_hearing(qin: Client, page: str) -> None:
    qin.post(page, {"do": "begin"})
    form = {"do": "draft", "text": TEXT, "seen": ""}
    heard = qin.post(f"{page}listen/?page=typing", form, follow=True)
    StudyConsent.objects.update(withdrawn_at=clock.now())
    assert qin.get(player(heard)).status_code == 404
    again = qin.post(f"{page}listen/?page=typing", {**form, "seen": ""}, follow=True)
    assert player(again) == ""
    assert opened() == 1


def test_a_newer_text_of_another_window_is_not_lost_for_the_sound(qin: Client, page: str) -> None:
    qin.post(page, {"do": "begin"})
    qin.post(page, {"do": "draft", "text": TEXT, "seen": ""})
    refused = qin.post(f"{page}listen/?page=typing", {"do": "draft", "text": "别的", "seen": ""})
    assert refused.status_code == 422
    assert "别的" in refused.content.decode()
    assert opened() == 0


def test_who_reads_along_hears_it_too(
    qin: Client, page: str, study: Studied, sign_in: SignIn
) -> None:
    qin.post(page, {"do": "begin"})
    qin.post(page, {"do": "finish", "text": TEXT})
    luo = sign_in(study.luo)
    luo.post(f"{page}review/", {"do": "begin"})
    changed = {"do": "draft", "text": f"{TEXT}。", "seen": ""}
    heard = luo.post(f"{page}listen/?page=review", changed, follow=True)
    assert player(heard)
    assert f"{TEXT}。" in heard.content.decode().replace("\r", "")
    assert opened() == 1
