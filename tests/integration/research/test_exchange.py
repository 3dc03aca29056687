"""A study leaves as a file and comes back: nothing lost, nothing told that must not be."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import system
from osteopro.patients import study_drafts
from osteopro.research import actions
from osteopro.research import models as m
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.exchange.mapping import SEAL, sealed, without_note
from osteopro.research.exchange.rows import ORDER, Rows
from osteopro.research.exchange.tables import LEFT_OUT, TABLES
from osteopro.research.refi import extension
from osteopro.research.refi.model import Code, TextSource
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.peer_checks import peer_problems
from osteopro.research.refi.reader import read_qdpx
from osteopro.research.refi.walking import everything
from osteopro.research.refi.writer import qdpx
from osteopro.research.terms import Profile, RoundMode
from tests import studies
from tests.integration.research.forgetting import forgotten
from tests.integration.research.random_study import Filler
from tests.studies import Studied
from tests.unit.research.refi.test_writer import PROJECT

pytestmark = pytest.mark.django_db
BY = system("test")
QDPX = (Profile.ARCHIVE, Profile.INTEROP)
TEXTS = {
    1: "研究者：您夜里怎么样？\n患者：夜里痛醒，🦴像针扎。",
    2: "研究者：白天呢？\n患者：🦴白天好些。",
}


def exported(study_id: int, profile: Profile = Profile.ARCHIVE) -> bytes:
    return actions.export_study(by=BY, study_id=study_id, profile=profile).data


def imported(data: bytes, **team: int) -> int:
    places = {int(place[1:]): account for place, account in team.items()}
    return actions.import_study(by=BY, file=io.BytesIO(data), team=places).study_id


@pytest.mark.invariant(12)
@pytest.mark.parametrize("seed", range(12))
def test_an_archive_put_into_a_fresh_database_leaves_as_the_same_bytes(seed: int) -> None:
    with forgotten():
        data = exported(Filler(seed, [7, 8, 9]).fill().pk)
    assert m.Study.objects.count() == 0
    study_id = imported(data)
    assert exported(study_id) == data


def test_who_acted_is_no_account() -> None:
    accounts = [987654321001, 987654321002, 987654321003]
    data = exported(Filler(4, accounts).fill().pk)
    assert "98765432100" not in bytes_of(data)


@pytest.mark.parametrize("seed", range(12))
def test_any_study_is_valid_in_both_profiles(seed: int) -> None:
    study_id = Filler(seed, [7, 8, 9]).fill().pk
    for profile in QDPX:
        data = exported(study_id, profile)
        xml = ZipFile(io.BytesIO(data)).read("project.qde")
        PROJECT.assertValid(etree.fromstring(xml))
        read = read_qdpx(io.BytesIO(data))
        assert read.losses == ()
        if profile is Profile.INTEROP:
            assert peer_problems(read.project) == []


def test_every_table_goes_or_has_a_reason_to_stay() -> None:
    tables = set(apps.get_app_config("research").get_models())
    assert set(TABLES) | set(LEFT_OUT) == tables
    assert set(TABLES) & set(LEFT_OUT) == set()


@pytest.fixture
def coded(study: Studied) -> Studied:
    """Two participants with a statement each."""
    for number, words in ((1, "夜里痛醒"), (2, "白天好些")):
        version = studies.frozen(study, TEXTS[number], number)
        studies.agreed(study, version, {words: f"意义 {number}"})
    return study


def bytes_of(data: bytes) -> str:
    """All that a file says, unpacked."""
    package = ZipFile(io.BytesIO(data))
    return "\n".join(package.read(name).decode() for name in package.namelist())


def quotes(data: bytes) -> set[str]:
    return {
        source.text[each.start_position : each.end_position]
        for source in read_qdpx(io.BytesIO(data)).project.sources
        if isinstance(source, TextSource)
        for each in source.selections
    }


def test_statements_leave_with_their_words_and_who_agreed(coded: Studied) -> None:
    data = exported(coded.study_id, Profile.INTEROP)
    project = read_qdpx(io.BytesIO(data)).project
    assert quotes(data) == {"夜里痛醒", "白天好些"}
    assert {part.name for part in everything(project) if isinstance(part, Code)} == {
        "意义 1",
        "意义 2",
    }
    assert [case.name for case in project.cases] == ["Participant 1", "Participant 2"]
    assert [user.name for user in project.users] == ["coder 1", "coder 2", "coder 3", "consensus"]
    assert extension.note_of(project) is None


def test_names_typed_before_they_were_taken_out_never_leave(study: Studied) -> None:
    qin = {"by": study.qin.actor, "study_id": study.study_id}
    luo = {"by": study.luo.actor, "study_id": study.study_id}
    transcript = actions.begin_transcript(**qin, interview_id=studies.interview(study))
    raw = actions.finish_typing(
        **qin, transcript_id=transcript, typed=actions.Typed("王秀英：夜里痛。"), key=uuid4()
    )
    actions.start_review(**luo, version_id=raw)
    read = actions.finish_review(**luo, version_id=raw, text="王秀英：夜里很痛。", key=uuid4())
    clean = studies.without_names(study, read, "［患者］：夜里很痛。")
    actions.freeze(**qin, version_id=clean, key=uuid4())
    study_drafts.keep(m.Transcript.objects.get().guid, "王秀英又说")
    for profile in QDPX:
        data = exported(study.study_id, profile)
        names = {source.name for source in read_qdpx(io.BytesIO(data)).project.sources}
        assert names == {"P01 interview 1 version 4"}
        assert "夜里很痛" in bytes_of(data)
        assert "王秀英" not in bytes_of(data)


def test_who_withdrew_stays_with_all_they_said(coded: Studied) -> None:
    m.StudyConsent.objects.filter(screening__participant__number=1).update(withdrawn_at=clock.now())
    for profile in QDPX:
        found = actions.export_study(by=BY, study_id=coded.study_id, profile=profile)
        assert quotes(found.data) == {"白天好些"}
        assert "夜里" not in bytes_of(found.data)
        project = read_qdpx(io.BytesIO(found.data)).project
        assert [case.name for case in project.cases] == ["Participant 2"]
        stayed = {loss.element: loss.count for loss in found.losses}
        assert (stayed["participant"], stayed["statement"]) == (1, 1)


@pytest.mark.invariant(5)
def test_in_a_blind_round_the_work_of_others_stays_until_all_have_handed_in(
    coded: Studied,
) -> None:
    round_ = m.Round.objects.order_by("no").first()
    assert round_ is not None
    m.Round.objects.filter(pk=round_.pk).update(mode=RoundMode.INDEPENDENT, blind=True)
    qin, luo = coded.qin.account_id, coded.luo.account_id
    for coder in (qin, luo):
        m.RoundCoder.objects.create(round=round_, coder=coder)

    def seen(by: Any) -> set[str]:
        run = actions.export_study(by=by, study_id=coded.study_id, profile=Profile.ARCHIVE)
        assert ("意义 1" in bytes_of(run.data)) == ("夜里痛醒" in quotes(run.data))
        return quotes(run.data)

    assert seen(BY) == seen(coded.luo.actor) == {"白天好些"}
    assert seen(coded.qin.actor) == {"夜里痛醒", "白天好些"}
    m.RoundCoder.objects.filter(coder=qin).update(submitted_at=clock.now())
    assert seen(coded.luo.actor) == {"白天好些"}
    m.RoundCoder.objects.update(submitted_at=clock.now())
    assert seen(coded.luo.actor) == seen(BY) == {"夜里痛醒", "白天好些"}


def test_an_export_is_kept_and_told_and_only_the_team_takes_one(coded: Studied) -> None:
    data = exported(coded.study_id)
    run = m.ExportRun.objects.get()
    assert (run.kind, len(run.sha256)) == ("qdpx-archive", 64)
    assert Event.objects.filter(kind="study.exported", object_id=str(run.guid)).count() == 1
    assert exported(coded.study_id) == data
    with pytest.raises(NotAllowed):
        actions.export_study(
            by=coded.outsider.actor, study_id=coded.study_id, profile=Profile.ARCHIVE
        )


def test_an_export_asks_each_table_once_however_large_the_study_is(coded: Studied) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            exported(coded.study_id)
        return len(queries)

    first = asked()
    for number in (3, 4):
        version = studies.frozen(coded, "患者：还是痛。", number)
        studies.agreed(coded, version, {"还是痛": f"意义 {number}"})
    assert asked() == first <= len(TABLES) + 16


def test_what_was_agreed_on_is_coded_by_nobody_alone(coded: Studied) -> None:
    project = read_qdpx(io.BytesIO(exported(coded.study_id, Profile.INTEROP))).project
    names = {user.guid: user.name for user in project.users}
    coders = {
        names[coding.creating_user]
        for source in project.sources
        if isinstance(source, TextSource)
        for each in source.selections
        for coding in each.codings
        if coding.creating_user
    }
    assert coders == {"consensus"}


def test_members_are_who_was_named_and_others_cannot_sign_in(coded: Studied) -> None:
    data = exported(coded.study_id)
    with pytest.raises(Refused, match="study-already-here"):
        imported(data)
    with forgotten():
        m.Study.objects.update(guid=Filler(1, [])._guid())
        with pytest.raises(Refused):
            imported(data, n9=coded.qin.account_id)


def test_a_team_is_put_back_by_place(clinic: Any) -> None:
    with forgotten():
        data = exported(Filler(3, [7, 8, 9]).fill().pk)
    study_id = imported(data, n2=clinic.researcher.account_id)
    accounts = list(m.Member.objects.filter(study=study_id).values_list("account", flat=True))
    assert accounts[1] == clinic.researcher.account_id
    assert all(each < 0 for place, each in enumerate(accounts) if place != 1 and place != 4)
    assert exported(study_id) == data
    assert Event.objects.filter(kind="study.imported").count() == 1


def changed(data: bytes, name: str) -> bytes:
    """The file as another program may give it back: with another title."""
    read = read_qdpx(io.BytesIO(data)).project
    return qdpx(type(read)(**{f: getattr(read, f) for f in read.__slots__} | {"name": name}))


def test_an_archive_that_was_changed_or_is_none_of_ours_is_refused_whole() -> None:
    with forgotten():
        study_id = Filler(5, [7, 8, 9]).fill().pk
        data, other = exported(study_id), exported(study_id, Profile.INTEROP)
    with pytest.raises(RefusedFileError):
        imported(changed(data, "b"))
    with pytest.raises(Refused, match="no-archive"):
        imported(other)
    assert m.Study.objects.count() == 0


def forged(data: bytes, change: Callable[[Rows], object]) -> bytes:
    """An archive with other rows in its note, sealed anew."""
    project = read_qdpx(io.BytesIO(data)).project
    note = extension.note_of(project)
    assert note is not None
    rows = extension.unpacked(note.text)
    del rows[SEAL]
    change(rows)
    return qdpx(sealed(without_note(project), rows))


def first(rows: Rows, table: str) -> dict[str, Any]:
    return next(iter(rows[table].values()))


FORGED: dict[str, Callable[[Rows], object]] = {
    "a table nobody knows": lambda rows: rows.update(account={}),
    "a table missing": lambda rows: rows.pop("theme"),
    "a field missing": lambda rows: first(rows, "theme").pop("name"),
    "a row of another study": lambda rows: first(rows, "theme").update(study=str(uuid4())),
    "no GUID": lambda rows: first(rows, "theme").update(study=7),
    "a name too long": lambda rows: first(rows, "theme").update(name="a" * 201),
    "a state nobody knows": lambda rows: first(rows, "statement").update(state="best"),
    "a date that is none": lambda rows: first(rows, "theme").update(at="yesterday"),
    "nothing where something must be": lambda rows: first(rows, "theme").update(at=None),
    "no place": lambda rows: first(rows, "theme").pop(ORDER),
    "an account": lambda rows: first(rows, "theme").update(by=1),
    "another quote": lambda rows: first(rows, "statement").update(quote="我没说过"),
    "another hash": lambda rows: [v.update(sha256="0") for v in rows["transcriptversion"].values()],
    "an end before its start": lambda rows: first(rows, "statement").update(start=9, end=3),
    "no character": lambda rows: first(rows, "theme").update(definition="\0", order=-1),
    "a version of nobody": lambda rows: first(rows, "round").update(versions=[str(uuid4())]),
    "a parent of nobody": lambda rows: first(rows, "theme").update(parent=str(uuid4())),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_archive_is_refused_and_leaves_nothing(case: str) -> None:
    with forgotten():
        data = exported(Filler(2, [7, 8, 9]).fill().pk)
    with pytest.raises(RefusedFileError):
        imported(forged(data, FORGED[case]))
    assert m.Study.objects.count() == 0
    assert exported(imported(forged(data, lambda rows: None))) == data


def test_the_commands_write_and_read_files(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "a.qdpx"
    with forgotten():
        study = Filler(5, [7, 8, 9]).fill()
        call_command("study", "export", str(study.pk), "-o", str(file))
        first = file.read_bytes()
        call_command("study", "export", str(study.guid), "--profile", "interop", "-o", str(file))
        assert len(file.read_bytes()) < len(first)
    file.write_bytes(first)
    call_command("study", "import", str(file))
    assert m.Study.objects.get().guid == study.guid
    wrong = (
        ["export", "77", "-o", str(file)],
        ["import", str(tmp_path / "none")],
        ["import", str(file)],
        ["import", str(file), "--member", "1=nobody"],
    )
    for each in wrong:
        with pytest.raises(SystemExit) as stopped:
            call_command("study", *each)
        assert stopped.value.code == 2
    assert m.Study.objects.count() == 1
