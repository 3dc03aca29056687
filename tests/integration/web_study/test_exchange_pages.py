"""Files for other programs: what would leave is shown first, and what leaves is what was shown."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from osteopro.audit.models import Event
from osteopro.patients import study_vault
from osteopro.patients.terms import Original, StudySubject
from osteopro.research import actions
from osteopro.research.exchange.tables import TABLES, name_of
from osteopro.research.models import (
    ExportRun,
    Meaning,
    Participant,
    Statement,
    StudyConsent,
    TranscriptVersion,
)
from osteopro.research.refi.reader import read_qdc, read_qdpx
from osteopro.research.refi.tables import read_codebook_csv
from osteopro.research.refi.terms import Became, Refusal, Why
from osteopro.research.terms import Duty, Profile
from osteopro.web.study.exchange_elements import ELEMENTS
from osteopro.web.study.exchange_reasons import BECAME, REFUSED, WHY
from osteopro.web.study.exchange_words import FORMS
from tests import builders, studies
from tests.builders import SETUP, Someone
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied

pytestmark = pytest.mark.django_db
WORDS = {"填起来麻烦": "嫌麻烦", "回得快": "安心"}


@pytest.fixture
def coded(study: Studied) -> Studied:
    version = studies.frozen(study, "访谈者：怎么样？\n受访者：填起来麻烦，回得快。")
    studies.agreed(study, version, WORDS)
    return study


def at(study: Studied) -> str:
    return reverse("study_exchange", args=[study.study_id])


def seen(client: Client, study: Studied, profile: Profile) -> str:
    """The hash that the page shows of a file."""
    page = client.get(at(study), {"as": profile}).content.decode()
    return page.split('name="seen" value="')[1].split('"')[0]


def taken(client: Client, study: Studied, profile: Profile) -> bytes:
    sent = {"as": profile, "seen": seen(client, study, profile)}
    answer = client.post(at(study), sent)
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment; ")
    return answer.content


@pytest.mark.parametrize("profile", Profile)
def test_the_page_gives_the_bytes_of_the_command_and_keeps_that_they_left(
    coded: Studied, qin: Client, tmp_path: Path, profile: Profile
) -> None:
    data = taken(qin, coded, profile)
    file = tmp_path / "a"
    call_command("study", "export", str(coded.study_id), "--profile", profile, "-o", str(file))
    assert file.read_bytes() == data
    here, server = ExportRun.objects.order_by("pk")
    assert here.sha256 == server.sha256
    assert (here.by, server.by) == (coded.qin.account_id, None)
    assert Event.objects.filter(kind="study.exported", object_id=str(here.guid)).count() == 1
    page = qin.get(at(coded)).content.decode()
    assert page.count(here.sha256) == 2


def test_each_file_holds_what_it_is_for(coded: Studied, qin: Client) -> None:
    interop = read_qdpx(io.BytesIO(taken(qin, coded, Profile.INTEROP))).project
    assert len(interop.sources) == 1
    book = read_qdc(taken(qin, coded, Profile.QDC)).codebook
    assert {code.name for code in book.codes} == {"嫌麻烦", "安心"}
    table, _ = read_codebook_csv(taken(qin, coded, Profile.CODEBOOK))
    assert {code.name for code in table.codes} == {"嫌麻烦", "安心"}
    marks = taken(qin, coded, Profile.HIGHLIGHTS).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(marks, newline="")))
    assert {(row["content"], row["tag"]) for row in rows} == set(WORDS.items())
    database = sqlite3.connect(":memory:")
    database.deserialize(taken(qin, coded, Profile.TAGUETTE))
    assert database.execute("SELECT count(*) FROM highlights").fetchall() == [(2,)]


def test_losses_are_shown_before_anything_leaves(coded: Studied, qin: Client) -> None:
    Statement.objects.update(memo="备忘")
    page = qin.get(at(coded), {"as": "codebook-csv"}).content.decode()
    assert "文本上的陈述" in page
    assert "这种文件放不下" in page
    assert ExportRun.objects.count() == 0
    assert "没有文件离开过" in page


def test_a_study_that_changed_meanwhile_is_shown_again(coded: Studied, qin: Client) -> None:
    sent = {"as": "interop", "seen": seen(qin, coded, Profile.INTEROP)}
    Meaning.objects.update(text="改过")
    answer = qin.post(at(coded), sent)
    assert answer.status_code == 422
    assert ExportRun.objects.count() == 0
    assert "请看看现在会带走什么" in answer.content.decode()


def test_a_file_of_nothing_is_none(study: Studied, qin: Client) -> None:
    page = qin.get(at(study), {"as": "qdc"})
    assert page.status_code == 200
    assert "Taguette" in page.content.decode()
    assert qin.post(at(study), {"as": "qdc"}).status_code == 422
    assert qin.post(at(study), {"as": "best"}).status_code == 200
    assert ExportRun.objects.count() == 0


@pytest.fixture
def wang(coded: Studied, wang_xiuying: Someone) -> Someone:
    """Participant 1 is somebody whom the clinic knows."""
    guid = Participant.objects.get().screening.guid
    subject = StudySubject(patient_id=wang_xiuying.patient_id)
    study_vault.note_study_key(by=SETUP, guid=guid, subject=subject)
    return wang_xiuying


def test_who_is_still_named_is_shown_and_somebody_answers_for_it(
    coded: Studied, wang: Someone, qin: Client
) -> None:
    Statement.objects.filter(quote="填起来麻烦").update(memo=f"{wang.person.name}说的")
    page = qin.get(at(coded), {"as": "interop"}).content.decode()
    assert "P01-S001 – 某位参与者的姓名或号码" in page
    sent = {"as": "interop", "seen": seen(qin, coded, Profile.INTEROP)}
    for reason, words in (("", "请写明"), (f"{wang.person.name}同意", "去掉姓名")):
        answer = qin.post(at(coded), sent | {"reason": reason})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert ExportRun.objects.count() == 0
    assert qin.post(at(coded), sent | {"reason": "本人同意"}).status_code == 200
    assert Event.objects.get(kind="study.exported").reason == "本人同意"
    # A codebook has no memos: nothing to answer for.
    assert "P01-S001" not in qin.get(at(coded), {"as": "qdc"}).content.decode()
    archive = qin.get(at(coded), {"as": "archive"}).content.decode()
    assert "重要陈述 – 某位参与者的姓名或号码" in archive


def test_a_name_taken_out_of_another_transcript_is_found_in_a_memo(
    coded: Studied, qin: Client
) -> None:
    version = TranscriptVersion.objects.get(stage="deidentified")
    original = Original(0, 2, "name", "张三", "[姓名1]")
    study_vault.keep_originals(by=SETUP, version=version.guid, originals=[original])
    Statement.objects.filter(quote="回得快").update(memo="说的是张三")
    page = qin.get(at(coded), {"as": "interop"}).content.decode()
    assert "P01-S002 – 转写稿中删去的内容" in page
    # Nobody is kept behind Participant 1: their name was not sought, and the page says so.
    assert "未查找（密钥中没有对应的人）：参与者 1" in page


def test_nobody_is_named_where_nobody_is(coded: Studied, wang: Someone, qin: Client) -> None:
    for profile in Profile:
        assert 'name="reason"' not in qin.get(at(coded), {"as": profile}).content.decode()


def test_who_may_take_files_out(coded: Studied, sign_in: SignIn, clinic: builders.Clinic) -> None:
    he = sign_in(coded.outsider)
    assert he.get(at(coded)).status_code == 404
    actions.add_member(
        by=coded.zhou.actor,
        study_id=coded.study_id,
        account=coded.outsider.account_id,
        duties=[Duty.ADVISE, Duty.INTERVIEW, Duty.RECRUIT, Duty.TRANSCRIBE],
    )
    for duty in ({}, {"as": "interop"}):
        assert he.get(at(coded), duty).status_code == 404
    assert he.post(at(coded), {"as": "interop"}).status_code == 404
    assert ExportRun.objects.count() == 0


def test_who_withdrew_is_told_as_left_behind(coded: Studied, qin: Client) -> None:
    StudyConsent.objects.update(withdrawn_at="2026-11-01T00:00:00Z")
    page = qin.get(at(coded), {"as": "interop"}).content.decode()
    assert "参与者撤回了知情同意" in page


def test_every_code_has_words() -> None:
    assert set(WHY) == set(Why)
    assert set(BECAME) == set(Became)
    assert set(REFUSED) == set(Refusal)
    assert set(FORMS) == set(Profile)
    assert {name_of(table) for table in TABLES} - {"block"} <= set(ELEMENTS)
