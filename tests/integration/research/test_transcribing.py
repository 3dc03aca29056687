"""From typing to a frozen transcript (invariants 2, 3 and 4 of the study)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.research import actions, versions
from osteopro.research.actions import Typed
from osteopro.research.doing import Refused
from osteopro.research.models import (
    Block,
    LogEntry,
    Meaning,
    Review,
    Round,
    RoundCoder,
    Statement,
    StatementMeaning,
    TranscriptVersion,
    Translation,
)
from osteopro.research.terms import LogKind, RoundMode, Stage, StatementState
from osteopro.research.text.normal import Span, sha256
from tests import studies
from tests.studies import Studied

pytestmark = pytest.mark.django_db
TEXT = "访谈者：写记录怎么样？\nP1：我也不晓得医生有没有看。😖\nP1：回得快，心里就踏实。"
HALF_SURE = "我也不晓得医生有没有看"


def raw(study: Studied, text: str = TEXT) -> int:
    by = {"by": study.qin.actor, "study_id": study.study_id}
    transcript = actions.begin_transcript(**by, interview_id=studies.interview(study))
    return actions.finish_typing(**by, transcript_id=transcript, typed=Typed(text), key=uuid4())


def statement(study: Studied, version_id: int, words: str, round_: Round) -> Statement:
    start = versions.text_of(version_id).index(words)
    return Statement.objects.create(
        guid=uuid4(),
        version_id=version_id,
        round=round_,
        coder=study.qin.account_id,
        no=Statement.objects.count() + 1,
        start=start,
        end=start + len(words),
        quote=words,
        state=StatementState.PROPOSED,
        at=clock.now(),
    )


def round_of(study: Studied, version_id: int, no: int = 1) -> Round:
    made = Round.objects.create(
        guid=uuid4(),
        study_id=study.study_id,
        no=no,
        mode=RoundMode.INDEPENDENT,
        opened_at=clock.now(),
        opened_by=study.zhou.account_id,
    )
    made.versions.add(version_id)
    RoundCoder.objects.create(round=made, coder=study.qin.account_id)
    return made


@pytest.mark.invariant(2)
def test_who_typed_it_does_not_review_it(study: Studied) -> None:
    version_id = raw(study)
    with pytest.raises(Refused, match="reviewer-is-transcriber"):
        actions.start_review(by=study.qin.actor, study_id=study.study_id, version_id=version_id)
    luo = {"by": study.luo.actor, "study_id": study.study_id, "version_id": version_id}
    actions.start_review(**luo)
    actions.finish_review(**luo, text=TEXT.replace("踏实", "踏实多了"), key=uuid4())
    assert Review.objects.get().changes == 1
    assert not LogEntry.objects.filter(kind=LogKind.DEVIATION).exists()


@pytest.mark.invariant(2)
def test_a_review_after_more_than_a_day_is_a_deviation(study: Studied) -> None:
    version_id = raw(study)
    luo = {"by": study.luo.actor, "study_id": study.study_id, "version_id": version_id}
    typed_at = TranscriptVersion.objects.get(pk=version_id).at
    with clock.frozen(typed_at + timedelta(hours=24, seconds=1)):
        actions.start_review(**luo)
        actions.finish_review(**luo, text=TEXT, key=uuid4())
    assert LogEntry.objects.get(kind=LogKind.DEVIATION).topic == "review-late"


@pytest.mark.invariant(3)
def test_a_version_is_kept_in_one_form_and_in_blocks(study: Studied) -> None:
    version_id = studies.frozen(study, "\ufeff" + TEXT.replace("\n", "\r\n") + "\x07")
    version = TranscriptVersion.objects.get(pk=version_id)
    assert versions.text_of(version_id) == TEXT
    assert (version.length, version.sha256) == (len(TEXT), sha256(TEXT))
    start = TEXT.index(HALF_SURE)
    assert versions.words_at(version_id, Span(start, start + len(HALF_SURE))) == HALF_SURE
    with pytest.raises(ValueError, match="ends before"):
        versions.words_at(version_id, Span(0, len(TEXT) + 1))


def test_a_few_words_of_a_long_transcript_read_one_block(study: Studied) -> None:
    long = "\n".join(f"P1：第{n}句" + "疼" * 400 for n in range(500))
    version_id = studies.frozen(study, long)
    assert Block.objects.filter(version_id=version_id).count() > 40
    with CaptureQueriesContext(connection) as counted:
        found = versions.words_at(version_id, Span(150_000, 150_010))
    assert found == long[150_000:150_010]
    assert len(counted) == 1
    touched = Block.objects.filter(version_id=version_id, start__lt=150_010, end__gt=150_000)
    assert touched.count() == 1


@pytest.mark.invariant(3)
def test_only_what_has_no_names_is_frozen_and_it_never_changes(study: Studied) -> None:
    version_id = raw(study)
    by = {"by": study.qin.actor, "study_id": study.study_id, "key": uuid4()}
    with pytest.raises(Refused, match="wrong-stage"):
        actions.freeze(**by, version_id=version_id)
    frozen_id = studies.frozen(study, TEXT, number=2)
    with pytest.raises(Exception, match=r"append"):
        Block.objects.filter(version_id=frozen_id).update(text="x")


@pytest.mark.invariant(4)
def test_statements_go_along_to_a_new_version_and_gone_words_are_orphans(study: Studied) -> None:
    first = studies.frozen(study, TEXT)
    going_on = round_of(study, first)
    stays = statement(study, first, HALF_SURE, going_on)
    gone = statement(study, first, "心里就踏实", going_on)
    meaning = Meaning.objects.create(
        guid=uuid4(),
        study_id=study.study_id,
        round=going_on,
        coder=study.qin.account_id,
        label="怀疑没人看",
        at=clock.now(),
    )
    StatementMeaning.objects.create(
        guid=uuid4(),
        statement=stays,
        meaning=meaning,
        coder=study.qin.account_id,
        at=clock.now(),
    )
    Translation.objects.create(
        guid=uuid4(),
        statement=stays,
        language="en",
        text="I do not know",
        at=clock.now(),
        by=study.qin.account_id,
    )
    changed = "访谈者：先问一句，身体好吗？\n" + TEXT.replace("回得快，心里就踏实。", "好。")
    second = actions.freeze(
        by=study.qin.actor,
        study_id=study.study_id,
        version_id=studies.without_names(study, first, changed),
        key=uuid4(),
    )
    stays.refresh_from_db()
    gone.refresh_from_db()
    assert (stays.state, gone.state) == (StatementState.SUPERSEDED, StatementState.ORPHAN)
    moved = Statement.objects.get(version_id=second)
    assert moved.supersedes == stays
    assert changed[moved.start : moved.end] == moved.quote == HALF_SURE
    assert StatementMeaning.objects.get().statement == moved
    assert moved.translations.get().text == "I do not know"


def test_what_was_handed_in_blind_stays_where_it_was(study: Studied) -> None:
    first = studies.frozen(study, TEXT)
    done = round_of(study, first)
    row = statement(study, first, HALF_SURE, done)
    RoundCoder.objects.update(submitted_at=clock.now())
    actions.freeze(
        by=study.qin.actor,
        study_id=study.study_id,
        version_id=studies.without_names(study, first, "访谈者：好。\n" + TEXT),
        key=uuid4(),
    )
    row.refresh_from_db()
    assert (row.state, row.version_id) == (StatementState.PROPOSED, first)
    assert not Statement.objects.exclude(pk=row.pk).exists()


def test_typing_is_kept_as_a_draft_and_sent_twice_it_is_one_version(study: Studied) -> None:
    by = {"by": study.qin.actor, "study_id": study.study_id}
    transcript = actions.begin_transcript(**by, interview_id=studies.interview(study))
    first = actions.save_draft(**by, transcript_id=transcript, text="访谈者：")
    with clock.frozen(first + timedelta(seconds=1)):
        actions.save_draft(**by, transcript_id=transcript, text="访谈者：好", seen=first)
    with pytest.raises(Refused, match="typed-elsewhere"):
        actions.save_draft(**by, transcript_id=transcript, text="访谈者：不", seen=first)
    key = uuid4()
    once = actions.finish_typing(**by, transcript_id=transcript, typed=Typed(TEXT), key=key)
    again = actions.finish_typing(**by, transcript_id=transcript, typed=Typed(TEXT), key=key)
    assert once == again
    assert TranscriptVersion.objects.get().stage == Stage.RAW
    with pytest.raises(Refused, match="empty-transcript"):
        actions.finish_typing(**by, transcript_id=transcript, typed=Typed(" \n"), key=uuid4())
