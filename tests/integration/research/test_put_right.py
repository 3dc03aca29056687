"""A name that was overlooked is taken out of a frozen transcript: no export says it any more."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db.models import JSONField

from osteopro import clock
from osteopro.audit.terms import system
from osteopro.research import actions
from osteopro.research import models as m
from osteopro.research.exchange.forms import Leaving
from osteopro.research.exchange.putting_right import json_with_words, words_of
from osteopro.research.exchange.tables import TABLES
from osteopro.research.refi import extension
from osteopro.research.refi.model import TextSource
from osteopro.research.refi.reader import read_qdpx
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState, Profile, Stage
from osteopro.research.text import normal
from osteopro.research.text.identify.taking import Taking
from osteopro.research.text.identify.terms import Category
from osteopro.research.text.normal import Span
from tests import studies
from tests.builders import Clinic
from tests.integration.research.forgetting import forgotten
from tests.studies import Studied

pytestmark = pytest.mark.django_db
BY = system("test")
QDPX = (Profile.ARCHIVE, Profile.INTEROP)
NAME = "王秀英"
TEXT = f"研究者：您夜里怎么样？\n{NAME}：夜里痛醒。\n研究者：白天呢？\n{NAME}：白天好些。"
CLEAN = TEXT.replace(NAME, "［患者］")


def said(data: bytes) -> str:
    package = ZipFile(io.BytesIO(data))
    return "\n".join(package.read(name).decode() for name in package.namelist())


def exported(studied: Studied, profile: Profile) -> Leaving:
    return actions.export_study(by=BY, study_id=studied.study_id, profile=profile)


def texts(data: bytes) -> dict[str | None, str]:
    sources = read_qdpx(io.BytesIO(data)).project.sources
    return {each.name: each.text for each in sources if isinstance(each, TextSource)}


def rows(data: bytes, table: str) -> list[dict[str, Any]]:
    note = extension.note_of(read_qdpx(io.BytesIO(data)).project)
    assert note is not None
    return list(extension.unpacked(note.text)[table].values())


def places(text: str, word: str) -> Iterator[Span]:
    at = text.find(word)
    while at >= 0:
        yield Span(at, at + len(word))
        at = text.find(word, at + 1)


@dataclass
class Overlooked:
    """A study in which coders read a name, wrote it down everywhere, and it was then taken out."""

    study: Studied
    before: int

    def take_out(self, of: int) -> int:
        """The version without the name; not frozen yet."""
        taken = [Taking(span, Category.NAME, "［患者］") for span in places(TEXT, NAME)]
        return actions.deidentify(
            by=self.study.qin.actor,
            study_id=self.study.study_id,
            version_id=of,
            taken=taken,
            key=uuid4(),
        )

    def freeze(self, version: int) -> int:
        return actions.freeze(
            by=self.study.qin.actor, study_id=self.study.study_id, version_id=version, key=uuid4()
        )


@pytest.fixture
def overlooked(study: Studied) -> Overlooked:
    return overlook(study)


def overlook(study: Studied) -> Overlooked:
    version = studies.frozen(study, TEXT)
    studies.agreed(study, version, {f"{NAME}：夜里痛醒": "意义 1", "白天好些": "意义 2"})
    by, now = study.qin.account_id, clock.now()
    changed, same = m.Statement.objects.order_by("no")
    m.Statement.objects.update(memo=f"{NAME}的夜里")
    m.StatementMeaning.objects.update(rationale=f"{NAME}这样说")
    m.Reading.objects.create(
        guid=uuid4(), version_id=version, coder=by, pass_no=1, impression=f"{NAME}很累", at=now
    )
    theme = m.Theme.objects.create(
        guid=uuid4(), study_id=study.study_id, name="夜", order=1, at=now, by=by
    )
    for row, english in ((changed, "Wang Xiuying: pain"), (same, "better by day")):
        m.DeviantCase.objects.create(
            guid=uuid4(), statement=row, theme=theme, comment=f"{NAME}不同", at=now, by=by
        )
        m.Translation.objects.create(
            guid=uuid4(), statement=row, language="en", text=english, at=now, by=by
        )
    meaning = m.Meaning.objects.get(label="意义 1")
    m.BoardMove.objects.create(
        guid=uuid4(),
        study_id=study.study_id,
        kind="meaning",
        item=meaning.guid,
        before={"label": f"{NAME}怕痛", "text": "", "place": str(theme.guid)},
        after={"label": "意义 1", "text": f"说的是{NAME}", "place": None},
        at=now,
        by=by,
    )
    m.LogEntry.objects.create(
        guid=uuid4(), study_id=study.study_id, kind="memo", at=now, by=by, text=f"想到{NAME}"
    )
    discrepancy = m.Discrepancy.objects.create(
        guid=uuid4(),
        round=changed.round,
        kind=DiscrepancyKind.SPAN,
        items=[str(same.guid)],
        state=DiscrepancyState.OPEN,
        opened_at=now,
        opened_by=by,
    )
    m.DiscussionNote.objects.create(
        guid=uuid4(), discrepancy=discrepancy, text=f"{NAME}是这个意思", at=now, by=by
    )
    return Overlooked(study, version)


@pytest.mark.parametrize("profile", QDPX)
def test_a_name_put_right_leaves_in_no_text_quote_memo_comment_move_or_impression(
    overlooked: Overlooked, profile: Profile
) -> None:
    assert NAME in said(exported(overlooked.study, profile).data)
    overlooked.freeze(overlooked.take_out(overlooked.before))
    data = exported(overlooked.study, profile).data
    assert CLEAN in texts(data).values()
    for words in (NAME, "Xiuying", normal.sha256(TEXT)):
        assert (words, words in said(data)) == (words, False)
    # What does not tell the name is there as before.
    assert "白天好些" in said(data)
    assert "的夜里" in said(data)


def test_while_it_is_being_put_right_nothing_of_the_transcript_leaves(
    overlooked: Overlooked,
) -> None:
    clean = overlooked.take_out(overlooked.before)
    for profile in QDPX:
        found = exported(overlooked.study, profile)
        assert texts(found.data) == {}
        assert NAME not in said(found.data)
        assert "夜里痛醒" not in said(found.data)
        assert ("statement", "being-put-right", 2) in {
            (each.element, each.why, each.count) for each in found.losses
        }
    overlooked.freeze(clean)
    assert texts(exported(overlooked.study, Profile.INTEROP).data)


def test_the_archive_keeps_places_of_the_earlier_text_and_blanks_for_its_words(
    overlooked: Overlooked,
) -> None:
    overlooked.freeze(overlooked.take_out(overlooked.before))
    found = exported(overlooked.study, Profile.ARCHIVE)
    earlier = texts(found.data)["P01 interview 1 version 4"]
    assert len(earlier) == len(TEXT)
    assert earlier.split("\n") == ["研究者：您夜里怎么样？", "█" * 9, "研究者：白天呢？", "█" * 9]
    hashes = {
        row["no"]: (row["length"], row["sha256"]) for row in rows(found.data, "transcriptversion")
    }
    assert hashes[4] == (len(earlier), normal.sha256(earlier))
    assert hashes[1] == hashes[2] == hashes[3] == hashes[5] == (0, "")
    speakers = {turn[2] for row in rows(found.data, "block") for turn in row["turns"]}
    assert speakers <= {"研究者", "［患者］", ""}
    told = {(each.element, each.became, each.why): each.count for each in found.losses}
    assert told["transcriptversion", "changed", "taken-out-later"] == 1
    assert told["boardmove", "changed", "taken-out-later"] == 1
    assert told["translation", "left-out", "taken-out-later"] == 2


def test_the_archive_with_blanks_comes_back_and_leaves_as_the_same_bytes(clinic: Clinic) -> None:
    with forgotten():
        done = overlook(studies.study(clinic))
        done.freeze(done.take_out(done.before))
        data = exported(done.study, Profile.ARCHIVE).data
    study_id = actions.import_study(by=BY, file=io.BytesIO(data), team={}).study_id
    again = actions.export_study(by=BY, study_id=study_id, profile=Profile.ARCHIVE)
    assert again.data == data


def test_other_programs_get_only_statements_of_the_newest_text(overlooked: Overlooked) -> None:
    round_ = m.Round.objects.get()
    m.Round.objects.update(mode="independent")
    m.RoundCoder.objects.create(
        round=round_, coder=overlooked.study.qin.account_id, submitted_at=clock.now()
    )
    overlooked.freeze(overlooked.take_out(overlooked.before))
    found = exported(overlooked.study, Profile.INTEROP)
    assert list(texts(found.data)) == ["P01 interview 1 version 6"]
    told = {(each.element, each.why): each.count for each in found.losses}
    assert told["statement", "of-an-earlier-text"] == 2
    archive = exported(overlooked.study, Profile.ARCHIVE).data
    quotes = {row["quote"] for row in rows(archive, "statement")}
    assert quotes == {"█" * 8, "█" * 4}


def test_every_field_with_words_is_looked_through() -> None:
    """A new text column is words of people unless it is said to be a code."""
    names = {f"{table.__name__}.{field.name}" for table in TABLES for field in words_of(table)}
    assert {"Reading.impression", "LogEntry.text", "MemberCheck.comment"} <= names
    codes = {"kind", "state", "stage", "mode", "sha256", "way", "outcome", "unit"}
    assert {each for each in names if each.split(".")[1] in codes} == {"CaseVariable.unit"}


def test_json_holds_words_or_codes() -> None:
    """A new field of JSON is looked through too, unless it is known to hold codes and numbers."""
    codes = {
        "Member.duties", "LogEntry.people", "Screening.cells", "StudyConsent.scopes",
        "Interview.room", "Interview.asked", "TranscriptVersion.source", "Block.turns",
        "Discrepancy.items", "Resolution.deciders", "SaturationEntry.deciders",
        "SaturationEntry.team",
    }  # fmt: skip
    every = {
        (table, field.name)
        for table in TABLES
        for field in table._meta.concrete_fields
        if isinstance(field, JSONField)
    }
    looked_through = {(t, name) for t in TABLES for name in json_with_words(t)}
    assert {f"{t.__name__}.{name}" for t, name in every - looked_through} == codes
    assert looked_through <= every


def test_whose_turn_it_is_is_told_as_the_text_calls_them(overlooked: Overlooked) -> None:
    overlooked.freeze(overlooked.take_out(overlooked.before))
    blocks = m.Block.objects.filter(version__stage=Stage.FROZEN, version__no=6)
    assert {turn[2] for block in blocks for turn in block.turns} == {"研究者", "［患者］"}
