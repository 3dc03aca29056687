"""A transcript in its pages, from typing to frozen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.patients import study_drafts
from osteopro.research import versions
from osteopro.research.models import LogEntry, StudyConsent, Transcript, TranscriptVersion
from osteopro.research.terms import Stage
from tests import studies
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied

pytestmark = pytest.mark.django_db
TEXT = "访谈者：写记录怎么样？\nP1：李护士打电话来，心里就踏实。"


@pytest.fixture
def page(study: Studied) -> str:
    return f"/study/{study.study_id}/transcripts/{studies.interview(study)}/"


@pytest.fixture
def luo(study: Studied, sign_in: SignIn) -> Client:
    return sign_in(study.luo)


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def typed(qin: Client, page: str) -> None:
    qin.post(page, {"do": "begin"})
    qin.post(page, {"do": "finish", "text": TEXT})


def read_twice(qin: Client, luo: Client, page: str, words: str = TEXT) -> None:
    typed(qin, page)
    luo.post(f"{page}review/", {"do": "begin"})
    luo.post(f"{page}review/", {"do": "finish", "text": words})


def decided(body: str) -> dict[str, Any]:
    """The form of the names page as it stands."""
    return {
        "take": re.findall(r'name="take" value="([^"]+)"[^>]*checked', body),
        **dict(re.findall(r'name="(token-[^"]+)" value="([^"]*)"', body)),
        **dict(re.findall(r'name="(start|until|key|opened)" value="([^"]*)"', body)),
    }


def named(client: Client, page: str) -> str:
    """The names page, opened."""
    return text(client.post(f"{page}names/", {"do": "open", "reason": "first"}))


def test_from_typing_to_frozen(qin: Client, luo: Client, page: str) -> None:
    typed(qin, page)
    assert "请队里的同事来做" in text(qin.get(f"{page}review/"))
    refused = qin.post(f"{page}review/", {"do": "begin"})
    assert refused.status_code == 422
    luo.post(f"{page}review/", {"do": "begin"})
    changed = luo.post(
        f"{page}review/", {"do": "finish", "text": TEXT.replace("踏实", "踏实多了")}, follow=True
    )
    assert "改了 1 处" in text(changed)
    assert re.search(r"<ins>.*多了</ins>", text(changed))
    names = named(qin, page)
    assert "李护士" in names
    preview = qin.post(f"{page}names/", {**decided(names), "do": "preview"})
    assert "[姓名1]打电话来" in text(preview)
    assert not TranscriptVersion.objects.filter(stage=Stage.DEIDENTIFIED).exists()
    own = {"own": "写记录 = [编号7]"}
    qin.post(f"{page}names/", {**decided(names), **own, "do": "save"})
    read = text(qin.get(f"{page}freeze/"))
    assert "[编号7]怎么样" in read
    frozen = qin.post(f"{page}freeze/", follow=True)
    assert "已冻结" in text(frozen)
    assert "李护士" not in text(frozen)


def test_nothing_is_kept_of_what_nobody_began_to_type(qin: Client, page: str) -> None:
    assert qin.post(f"{page}draft/", {"text": "访谈者：", "seen": ""}).status_code == 404


def test_two_windows_do_not_overwrite_each_other(qin: Client, page: str) -> None:
    qin.post(page, {"do": "begin"})
    first = qin.post(f"{page}draft/", {"text": "访谈者：", "seen": ""}).json()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        more = qin.post(f"{page}draft/", {"text": "访谈者：好", "seen": first["seen"]}).json()
    other = qin.post(f"{page}draft/", {"text": "别的", "seen": first["seen"]})
    assert other.status_code == 409
    assert other.json()["seen"] == more["seen"]
    refused = qin.post(page, {"do": "finish", "text": "别的", "seen": first["seen"]})
    assert refused.status_code == 422
    assert "别的</textarea>" in text(refused)
    assert "访谈者：好" in text(refused)
    assert study_drafts.words(Transcript.objects.get().guid) == "访谈者：好"
    qin.post(page, {"do": "finish", "text": "别的", "seen": more["seen"]})
    assert TranscriptVersion.objects.get().stage == Stage.RAW


def test_a_file_is_brought_and_told_what_was_assumed(qin: Client, page: str) -> None:
    qin.post(page, {"do": "begin"})
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
    refused = qin.post(page, {"do": "bring", "text": "打了一半", "file": pdf})
    assert refused.status_code == 422
    assert "打了一半</textarea>" in text(refused)
    assert "PDF" in text(refused)
    file = SimpleUploadedFile("a.txt", TEXT.replace("\n", " \r\n").encode("gb18030"))
    taken = qin.post(page, {"do": "bring", "text": "打了一半", "file": file}, follow=True)
    assert "请看看对不对" in text(taken)
    half, whole = TranscriptVersion.objects.order_by("no")
    assert (versions.whole(half)[0], versions.whole(whole)[0]) == ("打了一半", TEXT)


def test_a_late_second_reading_is_said_plainly(qin: Client, luo: Client, page: str) -> None:
    typed(qin, page)
    with clock.frozen(clock.now() + timedelta(hours=27)):
        assert "24 小时已过" in text(luo.get(f"{page}review/"))
        luo.post(f"{page}review/", {"do": "begin"})
        done = luo.post(f"{page}review/", {"do": "finish", "text": TEXT}, follow=True)
    assert "晚了 3 小时" in text(done)
    assert LogEntry.objects.filter(topic="review-late").exists()


def test_a_line_of_ones_own_that_stands_nowhere_is_refused(
    qin: Client, luo: Client, page: str
) -> None:
    read_twice(qin, luo, page)
    form = decided(named(qin, page))
    refused = qin.post(f"{page}names/", {**form, "own": "张三 = [姓名9]", "do": "save"})
    assert refused.status_code == 422
    assert "张三 = [姓名9]</textarea>" in text(refused)


def test_originals_only_for_a_reason_and_who_holds_the_key(
    zhou: Client, luo: Client, qin: Client, page: str
) -> None:
    read_twice(qin, luo, page)
    form = decided(named(qin, page))
    qin.post(f"{page}names/", {**form, "do": "save"})
    assert qin.get(f"{page}originals/").status_code == 404
    assert "李护士" not in text(zhou.get(f"{page}originals/"))
    assert zhou.post(f"{page}originals/", {"reason": " "}).status_code == 422
    assert "李护士" in text(zhou.post(f"{page}originals/", {"reason": "核对录音"}))


def test_words_with_names_are_opened_for_a_reason_that_is_kept(
    qin: Client, luo: Client, page: str
) -> None:
    read_twice(qin, luo, page)
    asked = text(qin.get(f"{page}names/"))
    assert re.search(r'value="first"[^>]*checked', asked)
    assert "李护士" not in asked
    assert not Event.objects.filter(kind="transcript.searched").exists()
    refused = qin.post(f"{page}names/", {"do": "open", "reason": "curious"})
    assert refused.status_code == 422
    unopened = qin.post(f"{page}names/", {"do": "preview", "start": "0", "until": "99"})
    assert "李护士" not in text(unopened)
    form = decided(named(qin, page))
    luos = text(luo.post(f"{page}names/", {**form, "do": "preview"}))
    assert "李护士" not in luos
    assert "李护士" in text(qin.post(f"{page}names/", {**form, "do": "preview"}))
    (line,) = Event.objects.filter(kind="transcript.searched")
    assert line.reason == "first"


def test_what_was_changed_is_not_shown_once_names_are_out(
    zhou: Client, qin: Client, luo: Client, page: str
) -> None:
    read_twice(qin, luo, page, TEXT.replace("李护士", "李护士长"))
    assert "李护士" in text(luo.get(f"{page}review/"))
    qin.post(f"{page}names/", {**decided(named(qin, page)), "do": "save"})
    for client in (qin, luo, zhou):
        shown = text(client.get(f"{page}review/"))
        assert "改了 1 处" in shown
        assert "李护士" not in shown
    assert luo.post(f"{page}review/", {"do": "open", "reason": "好奇"}).status_code == 404
    assert zhou.post(f"{page}review/", {"do": "open", "reason": " "}).status_code == 422
    assert "李护士" in text(zhou.post(f"{page}review/", {"do": "open", "reason": "核对录音"}))
    assert Event.objects.filter(kind="words.opened", reason="核对录音").count() == 2
    assert Event.objects.filter(kind="review.opened", reason="核对录音").count() == 1


def test_nothing_is_shown_or_made_of_the_words_of_who_withdrew(
    zhou: Client, qin: Client, luo: Client, page: str
) -> None:
    read_twice(qin, luo, page)
    qin.post(f"{page}names/", {**decided(named(qin, page)), "do": "save"})
    StudyConsent.objects.update(withdrawn_at=clock.now())
    for name in ("review", "names", "freeze", "originals"):
        for client in (zhou, qin):
            assert client.get(f"{page}{name}/").status_code == 404
            assert client.post(f"{page}{name}/", {"do": "open"}).status_code == 404
    assert qin.post(f"{page}draft/", {"text": "疼", "seen": ""}).status_code == 404
    shown = text(zhou.get(page))
    assert "不再参加" in shown
    assert "踏实" not in shown
    StudyConsent.objects.update(withdrawn_at=None)
    qin.post(f"{page}freeze/")
    assert "踏实" in text(qin.get(page))
    StudyConsent.objects.update(withdrawn_at=clock.now())
    assert "踏实" not in text(qin.get(page))


def test_lists_and_pages_cost_the_same_however_long(
    qin: Client, zhou: Client, study: Studied
) -> None:
    def queries(address: str) -> int:
        zhou.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert zhou.get(address).status_code == 200
        return len(counted)

    listed = f"/study/{study.study_id}/transcripts/"
    first = studies.frozen(study, TEXT, 1)
    one = queries(listed)
    long = studies.frozen(study, "\n".join(f"P2：第{n}句" + "疼" * 400 for n in range(300)), 2)
    assert queries(listed) == one <= 12
    of = {pk: TranscriptVersion.objects.get(pk=pk).transcript.interview_id for pk in (first, long)}
    short = queries(f"{listed}{of[first]}/")
    assert queries(f"{listed}{of[long]}/?page=20") == short <= 14
    assert zhou.get(f"{listed}{of[long]}/?page=999").status_code == 404
