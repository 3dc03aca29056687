"""What leaves us: everything for the archive, what other programs can hold for them."""

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from lxml import etree

from osteopro.research.refi import extension, profiles
from osteopro.research.refi.checks import problems
from osteopro.research.refi.for_peers import NO_MEANING, NO_MEANING_CODE
from osteopro.research.refi.losses import Loss
from osteopro.research.refi.model import (
    Case,
    Code,
    Link,
    Note,
    PlainTextSelection,
    Project,
    TextSource,
)
from osteopro.research.refi.peer_checks import peer_problems
from osteopro.research.refi.reader import read_qdpx
from osteopro.research.refi.terms import Became, PeerRule, Why
from osteopro.research.refi.walking import everything
from osteopro.research.refi.writer import qdpx
from tests.unit.research.refi import projects as p
from tests.unit.research.refi.projects import full, guid, in_first_source, only
from tests.unit.research.refi.test_writer import PROJECT, SOUND


def with_links(*links: Link) -> Project:
    return only(full(), links=links)


def with_marks(*marks: PlainTextSelection) -> Project:
    return in_first_source(without_sound(), selections=marks)


def without_sound() -> Project:
    return profiles.interop(full())[0]


INNER = Code(guid("inner"), "里面", is_codable=True)
NESTED = replace(p.PAIN, codes=(INNER,))
BREAKING: dict[PeerRule, Project] = {
    PeerRule.NOTE_LINK: with_links(
        Link(guid("n"), origin=guid("doubt"), target=full().notes[1].guid)
    ),
    PeerRule.CODE_LEVEL: in_first_source(
        only(full(), codes=(NESTED,), graphs=(), links=(), notes=full().notes[2:]), note_refs=()
    ),
    PeerRule.NO_CODE: with_marks(replace(p.selection("a", 0, 3), codings=())),
    PeerRule.OTHER_CODER: with_marks(
        replace(p.selection("a", 0, 3), codings=(p.coding("x"), p.coding("y", by=p.WANG)))
    ),
    PeerRule.AUDIO: full(),
    PeerRule.EXTENSION: only(
        full(), notes=(*full().notes, p.note(extension.NAME, extension.packed({})))
    ),
    PeerRule.SOURCE_NAME: in_first_source(full(), name=None),
}


@pytest.mark.parametrize("rule", PeerRule)
def test_what_other_programs_stumble_on_is_mended_and_told(rule: PeerRule) -> None:
    project = BREAKING[rule]
    assert rule in peer_problems(project)
    mended, losses = profiles.interop(project)
    assert peer_problems(mended) == []
    assert problems(mended, SOUND) == []
    assert losses != ()


@settings(max_examples=60, deadline=None)
@given(p.projects())
def test_any_study_can_leave_in_either_profile(project: Project) -> None:
    assert profiles.archive(project) == (project, ())
    for with_cases in (False, True):
        mended, _ = profiles.interop(project, with_case_codes=with_cases)
        assert problems(mended) == []
        assert peer_problems(mended) == []
        assert profiles.interop(mended)[0] == mended
        PROJECT.assertValid(etree.fromstring(xml_of(mended)))


def xml_of(project: Project) -> bytes:
    return ZipFile(io.BytesIO(qdpx(project))).read("project.qde")


def read_back(project: Project) -> Project:
    return read_qdpx(io.BytesIO(qdpx(project))).project


@settings(max_examples=60, deadline=None)
@given(p.projects())
def test_no_statement_is_lost_for_other_programs(project: Project) -> None:
    mended, _ = profiles.interop(project)
    assert marked(project) == marked(mended)
    assert coded(project) <= coded(mended)


def marked(project: Project) -> set[tuple[str, str]]:
    return {
        (str(source.guid), source.text[each.start_position : each.end_position])
        for source in project.sources
        if isinstance(source, TextSource)
        for each in source.selections
    }


def coded(project: Project) -> set[tuple[object, ...]]:
    return {
        (source.guid, each.start_position, each.end_position, coding.code, coding.creating_user)
        for source in project.sources
        if isinstance(source, TextSource)
        for each in source.selections
        for coding in each.codings
    }


def test_recordings_and_our_own_note_stay_with_us() -> None:
    own = p.note(extension.NAME, extension.packed({"study": {guid("s"): {"title": "t"}}}))
    mended, losses = profiles.interop(only(full(), notes=(*full().notes, own)))
    assert [type(each) for each in mended.sources] == [TextSource]
    assert all(note.name != extension.NAME for note in mended.notes)
    assert set(losses) >= {
        Loss("AudioSource", Became.LEFT_OUT, Why.PRIVACY, 1),
        Loss("Note workbench-extension", Became.LEFT_OUT, Why.PEERS, 1),
        Loss("Case selection_refs", Became.LEFT_OUT, Why.PEERS, 1),
    }


def test_a_statement_without_a_meaning_gets_the_code_kept_for_it() -> None:
    mended, losses = profiles.interop(BREAKING[PeerRule.NO_CODE])
    (only_one,) = mended.sources[0].selections
    assert [each.code for each in only_one.codings] == [NO_MEANING_CODE]
    assert mended.codes[-1].name == NO_MEANING
    assert Loss("Coding", Became.ASSUMED, Why.PEERS, 1) in losses


def test_each_coder_has_a_selection_and_cases_follow() -> None:
    first = BREAKING[PeerRule.OTHER_CODER]
    case = replace(first.cases[0], selection_refs=(guid("a"),))
    mended, _ = profiles.interop(only(first, cases=(case,)))
    one, two = mended.sources[0].selections
    assert (one.creating_user, two.creating_user) == (p.LI.guid, p.WANG.guid)
    assert mended.cases[0].selection_refs == (one.guid, two.guid)


def test_a_code_with_codes_below_becomes_a_group_with_itself_inside() -> None:
    mended, _ = profiles.interop(BREAKING[PeerRule.CODE_LEVEL])
    (group,) = mended.codes
    assert not group.is_codable
    assert [each.guid for each in group.codes] == [p.PAIN.guid, INNER.guid]
    assert all(each.is_codable for each in group.codes)


def test_cases_as_codes_come_back_as_cases() -> None:
    mended, losses = profiles.interop(full(), with_case_codes=True)
    case = full().cases[0]
    assert any(isinstance(part, Code) and part.guid == case.guid for part in everything(mended))
    assert Loss("Code", Became.ASSUMED, Why.CASE_CODE, 1) in losses
    back = read_back(mended)
    assert back.cases[0].source_refs == case.source_refs
    assert all(part.guid != case.guid for part in everything(back) if isinstance(part, Code))


def test_names_are_told_apart_and_no_longer_than_others_take() -> None:
    twins = tuple(Code(guid(str(n)), "长" * 300, is_codable=True) for n in range(3))
    project, losses = profiles.archive(only(full(), codes=(p.THEME, *twins)))
    names = [code.name for code in project.codes[1:]]
    assert (len(set(names)), max(map(len, names))) == (3, 200)
    assert Loss("Code name", Became.CHANGED, Why.NAME_TAKEN, 3) in losses
    assert problems(project, SOUND) == []


def test_notes_of_others_get_what_importers_crash_without() -> None:
    bare = Note(guid=guid("bare"), text="a")
    project, losses = profiles.archive(Project(name="n", notes=(bare,), cases=(Case(guid("c")),)))
    assert problems(project) == []
    assert {each.why for each in losses} == {Why.NOTE, Why.ORIGIN}


def test_a_selection_is_never_named_like_a_line() -> None:
    project, _ = profiles.archive(with_marks(p.selection("line:3", 0, 3)))
    assert project.sources[0].selections[0].name == "“line:3”"
