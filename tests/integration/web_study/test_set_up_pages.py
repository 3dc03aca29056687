"""Setting up a study in its pages: nothing typed is lost, and only who leads changes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.research import actions
from osteopro.research.models import GuideVersion, LogEntry, Member, Paper, Study
from osteopro.research.terms import Duty
from tests import studies
from tests.studies import Studied

pytestmark = pytest.mark.django_db
Path = Callable[[str], str]


@pytest.fixture
def at(study: Studied) -> Path:
    return lambda page: f"/study/{study.study_id}/{page}"


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_a_study_is_opened_and_mistakes_keep_what_was_typed(zhou: Client) -> None:
    form = {
        "title": "离开的人",
        "phenomenon": "",
        "minutes_from": "40",
        "minutes_to": "20",
        "ethics_from": "2026-13-01",
    }
    refused = zhou.post("/study/new/", form)
    assert refused.status_code == 422
    assert 'value="离开的人"' in text(refused)
    assert "请填真实的日期。" in text(refused)
    assert "比最短时长还短。" in text(refused)
    form |= {"phenomenon": "退出", "minutes_to": "60", "ethics_from": "2026-01-01"}
    opened = zhou.post("/study/new/", form, follow=True)
    assert "研究已建好" in text(opened)
    assert Study.objects.filter(title="离开的人").exists()


def test_home_says_what_is_missing(zhou: Client, at: Path, study: Studied) -> None:
    Paper.objects.filter(kind="information")
    page = text(zhou.get(at("")))
    assert "骨质疏松患者参与 PRO 项目的体验" in page
    assert page.count("已有") == 5
    opened = zhou.post(
        "/study/new/",
        {"title": "乙", "phenomenon": "p", "minutes_from": "20", "minutes_to": "40"},
    )
    assert text(zhou.get(opened["Location"])).count("缺") >= 5


def test_pages_cost_a_constant_number_of_queries(zhou: Client, at: Path) -> None:
    for page, most in {"": 34, "team/": 11, "papers/": 9, "guide/": 10, "log/": 10}.items():
        zhou.get(at(page))
        with CaptureQueriesContext(
            connection,
        ) as counted:
            zhou.get(at(page))
        assert len(counted) <= most, page


def test_the_team_is_changed_by_who_leads(
    zhou: Client, qin: Client, at: Path, study: Studied
) -> None:
    he = study.outsider.account_id
    assert qin.post(at("team/"), {"do": "add", "account": he}).status_code == 404
    nothing = zhou.post(at("team/"), {"do": "add", "account": he})
    assert nothing.status_code == 422
    zhou.post(at("team/"), {"do": "add", "account": he, "duties": ["advise"]})
    member = Member.objects.get(account=he)
    assert member.duties == [Duty.ADVISE]
    zhou.post(at("team/"), {"do": "leave", "member": member.pk})
    assert "何老师" in text(zhou.get(at("team/")))
    assert Member.objects.get(account=he).left_at is not None
    assert zhou.post(at("team/"), {"do": "leave", "member": 99999}).status_code == 404


def test_a_document_is_kept_and_opened_again(zhou: Client, qin: Client, at: Path) -> None:
    file = SimpleUploadedFile("方案.pdf", b"%PDF-1.7 words", "application/pdf")
    zhou.post(at("papers/"), {"kind": "protocol", "version": "2.0", "file": file})
    kept = Paper.objects.order_by("-pk")[0]
    assert kept.file_name == "方案.pdf"
    opened = qin.get(at(f"papers/{kept.guid}/"))
    assert opened.content == b"%PDF-1.7 words"
    assert opened["Content-Disposition"].startswith("attachment")
    script = SimpleUploadedFile("a.html", b"<script>", "text/html")
    refused = zhou.post(at("papers/"), {"kind": "protocol", "version": "3", "file": script})
    assert refused.status_code == 422


def test_the_guide_is_written_anew_and_approved(zhou: Client, at: Path) -> None:
    two = {"part": ["opening", "probe"], "text": ["怎么样？", ""], "translated": ["", "How?"]}
    refused = zhou.post(at("guide/"), {**two, "do": "write"})
    assert refused.status_code == 422
    assert "怎么样？" in text(refused)
    zhou.post(at("guide/"), {**two, "text": ["怎么样？", "比如？"], "do": "write"})
    zhou.post(at("guide/"), {"do": "approve-2"})
    assert GuideVersion.objects.get(no=2).approved_at is not None


def test_the_log_is_written_by_everybody_of_the_team(qin: Client, at: Path) -> None:
    refused = qin.post(at("log/"), {"kind": "", "text": "我以为患者会嫌麻烦。"})
    assert refused.status_code == 422
    assert "我以为患者会嫌麻烦。" in text(refused)
    qin.post(at("log/"), {"kind": "reflexivity", "text": "我以为患者会嫌麻烦。"})
    assert LogEntry.objects.get().kind == "reflexivity"
    assert "我以为患者会嫌麻烦。" in text(qin.get(at("log/?kind=reflexivity")))
    assert "我以为患者会嫌麻烦。" not in text(qin.get(at("log/?kind=decision")))


def test_a_late_second_reading_stands_in_the_log_in_words(
    zhou: Client, study: Studied, at: Path
) -> None:
    qin = {"by": study.qin.actor, "study_id": study.study_id}
    luo = {"by": study.luo.actor, "study_id": study.study_id}
    begun = actions.begin_transcript(**qin, interview_id=studies.interview(study))
    typed = actions.Typed("访谈者：怎么样？")
    raw = actions.finish_typing(**qin, transcript_id=begun, typed=typed, key=uuid4())
    actions.start_review(**luo, version_id=raw)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        actions.finish_review(**luo, version_id=raw, text="访谈者：怎么样？", key=uuid4())
    page = text(zhou.get(at("log/")))
    assert "核对超时" in page
    assert "review-late" not in page
    assert "+00:00" not in page
