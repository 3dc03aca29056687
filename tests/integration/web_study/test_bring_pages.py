"""A study comes in as a file: seen first, all or nothing, once."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import system
from osteopro.media import vault
from osteopro.patients import study_vault
from osteopro.patients.terms import Original
from osteopro.research import actions
from osteopro.research import models as m
from osteopro.research.actions import bringing
from osteopro.research.exchange import arriving
from osteopro.research.refi.model import Codebook
from osteopro.research.refi.reader import read_qdpx
from osteopro.research.refi.walking import everything
from osteopro.research.refi.writer import qdc, qdpx
from osteopro.research.terms import Profile
from tests import studies
from tests.integration.research.forgetting import forgotten
from tests.integration.research.random_study import Filler
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied
from tests.unit.research.refi.projects import full
from tests.unit.research.refi.test_writer import SOUND

pytestmark = pytest.mark.django_db
BY = system("test")
HERE = reverse("study_bring")
ANSWERS = {
    "title": "别处做的研究",
    "agreed-year": "2026",
    "agreed-month": "3",
    "agreed-day": "1",
    "unnamed": "1",
}


def send(client: Client, data: bytes, name: str = "a.qdpx", key: str = "") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(HERE, {"file": file, "key": key or str(uuid4())})


def looked_at(client: Client, data: bytes, name: str = "a.qdpx") -> str:
    """Where a file is shown that was brought."""
    answer = send(client, data, name)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def page(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def archive(seed: int = 3) -> bytes:
    """An archive of a study that is not here."""
    with forgotten():
        study_id = Filler(seed, [7, 8, 9]).fill().pk
        return actions.export_study(by=BY, study_id=study_id, profile=Profile.ARCHIVE).data


def test_an_archive_is_shown_and_comes_back_whole(qin: Client, study: Studied) -> None:
    data = archive()
    where = looked_at(qin, data)
    shown = page(qin, where)
    assert "整个研究恢复" in shown
    assert "没有改动" not in shown
    assert m.Study.objects.count() == 1
    refused = qin.post(where, {})
    assert refused.status_code == 422
    assert "请说明您在这项研究里是谁" in refused.content.decode()
    assert qin.post(where, {"place": "2"}).status_code == 302
    done = m.Study.objects.exclude(pk=study.study_id).get()
    assert m.Member.objects.filter(study=done, account=study.qin.account_id).count() == 1
    again = actions.export_study(by=BY, study_id=done.pk, profile=Profile.ARCHIVE).data
    assert again == data
    assert reverse("study_home", args=[done.pk]) in page(qin, where)


def test_who_is_nobody_of_the_team_leads_it_from_now_on(qin: Client, study: Studied) -> None:
    where = looked_at(qin, archive())
    assert qin.post(where, {"place": "0"}).status_code == 302
    row = m.Member.objects.get(account=study.qin.account_id, study__came_from__isnull=False)
    assert row.duties == ["lead"]
    assert Event.objects.filter(kind="member.joined", object_id=str(row.guid)).count() == 1


def test_yes_twice_is_one_study_and_the_file_is_gone(qin: Client, study: Studied) -> None:
    where = looked_at(qin, archive())
    row = m.Incoming.objects.get()
    assert vault.read(arriving.kept_as(row.guid)) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, *_, **__: act())
        for _ in range(2):
            assert qin.post(where, {"place": "1"}).status_code == 302
    assert m.Study.objects.count() == 2
    assert vault.read(arriving.kept_as(row.guid)) is None
    assert Event.objects.filter(kind="study-file.brought-in").count() == 1


def test_no_archive_opens_what_is_sealed_here_for_others(qin: Client, study: Studied) -> None:
    data = archive()
    rows = arriving.read(io.BytesIO(data)).rows or {}
    for table in ("screening", "transcript", "transcriptversion"):
        assert rows[table]
    sealed = next(iter(rows["transcriptversion"]))
    others = [Original(0, 3, "name", "李护士", "[姓名1]")]
    study_vault.keep_originals(by=study.zhou.actor, version=sealed, originals=others)
    refused = qin.post(looked_at(qin, data), {"place": "0"})
    assert refused.status_code == 422
    assert m.Study.objects.count() == 1


def test_a_file_that_is_brought_takes_no_other_files_place(qin: Client) -> None:
    theirs = uuid4()
    vault.keep(theirs, "别人的照片".encode())
    file = SimpleUploadedFile("a.qdpx", archive())
    qin.post(reverse("study_bring"), {"file": file, "key": str(theirs)})
    qin.post(reverse("study_brought", args=[theirs]), {"do": "away"})
    assert vault.read(theirs) == "别人的照片".encode()


def test_the_same_form_twice_is_one_file(qin: Client) -> None:
    data, key = archive(), str(uuid4())
    first, second = (send(qin, data, key=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert m.Incoming.objects.count() == 1


def test_a_project_of_another_program_becomes_a_study(qin: Client, study: Studied) -> None:
    where = looked_at(qin, qdpx(full(), SOUND))
    shown = page(qin, where)
    assert "骨质疏松患者的体验" in shown
    for missing in ("title", "unnamed", "agreed-day"):
        assert qin.post(where, ANSWERS | {missing: ""}).status_code == 422
    assert qin.post(where, ANSWERS | {"agreed-year": "2100"}).status_code == 422
    assert m.Study.objects.count() == 1
    assert qin.post(where, ANSWERS | {"place": "2"}).status_code == 302
    done = m.Study.objects.get(title="别处做的研究")
    quotes = m.Statement.objects.filter(round__study=done).order_by("no")
    assert [row.quote for row in quotes] == ["夜里痛醒，🦴", "夜里痛醒，🦴", "🦴像针扎。I"]
    assert quotes[1].coder == study.qin.account_id
    assert "连接" in page(qin, where)
    coders = m.Member.objects.filter(study=done, account__lt=0).values_list("account", flat=True)
    home = page(qin, reverse("study_home", args=[done.pk]))
    assert coders
    assert all(f"成员 {-coder % 10_000:04}" in home for coder in coders)


def test_what_is_here_already_becomes_a_second_study_beside_it(qin: Client, study: Studied) -> None:
    version = studies.frozen(study, "受访者：填起来麻烦，回得快。")
    studies.agreed(study, version, {"填起来麻烦": "嫌麻烦", "回得快": "安心"})
    data = actions.export_study(by=BY, study_id=study.study_id, profile=Profile.INTEROP).data
    where = looked_at(qin, data)
    assert "这个文件的一部分已在这里" in page(qin, where)
    assert qin.post(where, ANSWERS).status_code == 302
    done = m.Study.objects.get(title="别处做的研究")
    there = actions.export_study(by=BY, study_id=done.pk, profile=Profile.INTEROP).data
    before, after = (read_qdpx(io.BytesIO(each)).project for each in (data, there))
    words = [
        [s.text[x.start_position : x.end_position] for s in p.sources for x in s.selections]  # type: ignore[union-attr]
        for p in (before, after)
    ]
    assert words[0] == words[1] == ["填起来麻烦", "回得快"]
    guids = [{x.guid for x in everything(p) if hasattr(x, "guid")} for p in (before, after)]
    assert len(guids[0] & guids[1]) <= len(before.users)


def test_an_archive_of_what_is_here_is_not_put_back_twice(qin: Client, study: Studied) -> None:
    data = actions.export_study(by=BY, study_id=study.study_id, profile=Profile.ARCHIVE).data
    where = looked_at(qin, data)
    assert "只恢复一次" in page(qin, where)
    assert qin.post(where, {"place": "1"}).status_code == 422
    assert m.Study.objects.count() == 1


def test_a_codebook_begins_a_study(qin: Client, study: Studied) -> None:
    where = looked_at(qin, qdc(Codebook(origin="o", codes=full().codes)), "a.qdc")
    assert qin.post(where, {"title": ""}).status_code == 422
    assert qin.post(where, {"title": "从代码本开始"}).status_code == 302
    done = m.Study.objects.get(title="从代码本开始")
    assert m.Meaning.objects.get(study=done).label == "夜间疼痛把睡眠夺走"
    assert {each.name for each in m.Theme.objects.filter(study=done)} == {"被疼痛支配"}
    home = reverse("study_themes", args=[done.pk])
    assert qin.get(home).status_code == 200


def test_so_does_a_table_that_taguette_wrote(qin: Client) -> None:
    table = "\ufefftag,description\r\n睡眠.夜间痛醒,夜里\r\n".encode()
    where = looked_at(qin, table, "a.csv")
    assert qin.post(where, {"title": "从表格开始"}).status_code == 302
    meaning = m.Meaning.objects.get(study__title="从表格开始")
    assert meaning.cluster is not None
    assert (meaning.label, meaning.text, meaning.cluster.name) == ("夜间痛醒", "夜里", "睡眠")


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name.replace("__", "/").replace("_qde", ".qde"), data)
    return out.getvalue()


def outside() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("../project.qde", b"<Project/>")
    return out.getvalue()


HOSTILE = {
    "nothing": (b"", "没有项目"),
    "no package": (b"PK\x03\x04 no", "无法作为文件包打开"),
    "no XML": (b"<a study", "XML 不完整"),
    "no table of codes": (b"a study", "没有项目"),
    "a bomb": (zipped(project_qde=b" " * 60_000_000), "异常膨胀"),
    "entities": (zipped(project_qde=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "文档类型声明"),
    "a path outside": (outside(), "指向包外"),
    "no project": (zipped(a=b"b"), "没有项目"),
    "another format": (zipped(project_qde=b"<html/>"), "不是 REFI-QDA"),
    "another encoding": (zipped(project_qde="<a>é</a>".encode("latin-1")), "UTF-8"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_in_words_and_nothing_is_kept(
    qin: Client, case: str
) -> None:
    data, words = HOSTILE[case]
    answer = send(qin, data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert m.Incoming.objects.count() == 0


def test_a_changed_archive_is_refused_when_it_is_looked_at(qin: Client) -> None:
    read = read_qdpx(io.BytesIO(archive())).project
    fields = {f: getattr(read, f) for f in read.__slots__} | {"name": "b"}
    answer = send(qin, qdpx(type(read)(**fields)))
    assert answer.status_code == 422
    assert "被改动" in answer.content.decode()


def test_a_file_that_is_too_large_is_refused(qin: Client, monkeypatch: Any) -> None:
    monkeypatch.setitem(settings.UPLOADS, "/study/bring/", 1000)
    answer = send(qin, b"PK" + b"0" * 2000)
    assert answer.status_code == 422
    assert m.Incoming.objects.count() == 0
    assert qin.post(HERE, {}).status_code == 422


def test_a_file_is_only_for_who_brought_it_and_only_for_researchers(
    qin: Client, study: Studied, sign_in: SignIn, clinic: Any
) -> None:
    where = looked_at(qin, archive())
    luo = sign_in(study.luo)
    assert luo.get(where).status_code == 404
    assert luo.post(where, {"place": "1"}).status_code == 404
    assert m.Study.objects.count() == 1


def test_what_is_thrown_away_or_lay_a_day_cannot_come_in(qin: Client) -> None:
    where = looked_at(qin, archive())
    assert qin.post(where, {"do": "away"}).status_code == 302
    assert qin.post(where, {"place": "1"}).status_code == 422
    where = looked_at(qin, archive())
    assert bringing.remove_old(by=BY) == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert bringing.remove_old(by=BY) == 1
        assert bringing.remove_old(by=BY) == 0
    assert qin.post(where, {"place": "1"}).status_code == 422
    assert m.Study.objects.count() == 1


def test_nothing_is_half_brought_in(qin: Client, monkeypatch: Any) -> None:
    """The last table fails: no row of any stays, and the file can be brought in again."""
    where = looked_at(qin, archive())
    qin.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("osteopro.research.exchange.restoring._check", broken)
        assert qin.post(where, {"place": "1"}).status_code == 500
    assert (m.Study.objects.count(), m.Round.objects.count()) == (1, 0)
    assert qin.post(where, {"place": "1"}).status_code == 302
    assert m.Study.objects.count() == 2


def broken(*_: Any) -> None:
    raise MemoryError
