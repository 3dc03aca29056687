"""Who somebody is goes out of a transcript and is kept sealed; no name stays with the study."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.apps import apps

from osteopro.patients import study_vault
from osteopro.patients.models import StudyOriginals
from osteopro.patients.terms import StudySubject
from osteopro.research import actions, versions
from osteopro.research.actions import Typed
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import Interview, Statement, TranscriptVersion
from osteopro.research.terms import Stage, StatementState
from osteopro.research.text.identify.taking import Taking
from osteopro.research.text.identify.terms import Category, Seeking
from osteopro.research.text.normal import Span
from tests import builders, studies
from tests.builders import Clinic, Someone
from tests.integration.research.test_transcribing import round_of, statement
from tests.studies import Studied

pytestmark = pytest.mark.django_db
TEXT = "访谈者：您叫什么？\nP1：我叫王秀英，[00:00:12] 李护士打电话来，心里就踏实。"
NAMES = ("王秀英", "李护士")


@pytest.fixture
def wang(clinic: Clinic) -> Someone:
    return builders.patient(clinic)


@pytest.fixture
def reviewed(study: Studied, wang: Someone) -> int:
    """What Luo read of what Qin typed; Wang Xiuying is Participant 1."""
    interview_id = studies.interview(study)
    screening = Interview.objects.get(pk=interview_id).participant.screening
    study_vault.note_study_key(
        by=study.zhou.actor, guid=screening.guid, subject=StudySubject(patient_id=wang.patient_id)
    )
    qin = {"by": study.qin.actor, "study_id": study.study_id}
    luo = {"by": study.luo.actor, "study_id": study.study_id}
    transcript = actions.begin_transcript(**qin, interview_id=interview_id)
    actions.save_draft(**qin, transcript_id=transcript, text=TEXT)
    assert not any("王秀英" in row for row in everything_of_the_study()), "while it is typed"
    raw = actions.finish_typing(**qin, transcript_id=transcript, typed=Typed(TEXT), key=uuid4())
    actions.start_review(**luo, version_id=raw)
    return actions.finish_review(**luo, version_id=raw, text=TEXT + "是。", key=uuid4())


def taking(text: str, words: str, token: str) -> Taking:
    start = text.index(words)
    return Taking(Span(start, start + len(words)), Category.NAME, token)


def without(study: Studied, version_id: int, *taken: Taking) -> int:
    return actions.deidentify(
        by=study.qin.actor,
        study_id=study.study_id,
        version_id=version_id,
        taken=taken,
        key=uuid4(),
    )


def everything_of_the_study() -> Iterator[str]:
    for model in apps.get_app_config("research").get_models():
        for row in model._default_manager.values():
            yield str(row)


def test_a_part_gone_through_leaves_the_rest_sealed_and_cannot_be_frozen(
    study: Studied, reviewed: int
) -> None:
    half = actions.deidentify(
        by=study.qin.actor,
        study_id=study.study_id,
        version_id=reviewed,
        taken=[taking(TEXT, "王秀英", "[姓名1]")],
        key=uuid4(),
        more=True,
    )
    assert not any("李护士" in row for row in everything_of_the_study())
    with pytest.raises(Refused, match="wrong-stage"):
        actions.freeze(by=study.qin.actor, study_id=study.study_id, version_id=half, key=uuid4())
    text = versions.whole(TranscriptVersion.objects.get(pk=half))[0]
    whole = without(study, half, taking(text, "李护士", "[姓名2]"))
    assert TranscriptVersion.objects.get(pk=whole).stage == Stage.DEIDENTIFIED
    opened = [
        each.original
        for row in TranscriptVersion.objects.filter(pk__in=(half, whole)).order_by("pk")
        for each in actions.open_originals(
            by=study.zhou.actor, study_id=study.study_id, version=row.guid, reason="核对"
        )
    ]
    assert opened == ["王秀英", "李护士"]


@pytest.mark.invariant(4)
def test_no_name_stays_in_the_tables_of_the_study(study: Studied, reviewed: int) -> None:
    taken = [taking(TEXT, "王秀英", "[姓名1]"), taking(TEXT, "李护士", "[姓名2]")]
    new = TranscriptVersion.objects.get(pk=without(study, reviewed, *taken))
    assert new.stage == Stage.DEIDENTIFIED
    text = versions.text_of(new.pk)
    assert text == TEXT.replace("王秀英", "[姓名1]").replace("李护士", "[姓名2]") + "是。"
    turns = versions.turns_of(new.pk)
    assert [turn.speaker for turn in turns] == ["访谈者", "P1"]
    assert text[turns[1].words : turns[1].end].startswith("我叫[姓名1]")
    rows = list(everything_of_the_study())
    assert any("[姓名1]" in row for row in rows)
    assert not [row for row in rows for name in NAMES if name in row]
    assert not [row for row in StudyOriginals.objects.values_list("sealed") if NAMES[0] in str(row)]


def test_what_the_clinic_knows_is_sought(study: Studied, reviewed: int) -> None:
    by = {"by": study.qin.actor, "study_id": study.study_id}
    (span,) = actions.seek_identity(**by, version_id=reviewed, reason=Seeking.FIRST) or ()
    assert TEXT[span.start : span.end] == "王秀英"
    with pytest.raises(NotAllowed):
        actions.seek_identity(
            by=study.outsider.actor,
            study_id=study.study_id,
            version_id=reviewed,
            reason=Seeking.FIRST,
        )


def test_originals_are_opened_for_a_reason_by_who_holds_the_key(
    study: Studied, reviewed: int
) -> None:
    new = TranscriptVersion.objects.get(
        pk=without(study, reviewed, taking(TEXT, "王秀英", "[姓名1]"))
    )
    of = {"study_id": study.study_id, "version": new.guid}
    with pytest.raises(NotAllowed):
        actions.open_originals(by=study.qin.actor, **of, reason="核对")
    with pytest.raises(study_vault.NoReason):
        actions.open_originals(by=study.zhou.actor, **of, reason=" ")
    (found,) = actions.open_originals(by=study.zhou.actor, **of, reason="核对录音")
    assert (found.original, found.replacement) == ("王秀英", "[姓名1]")
    whole = {**of, "version": TranscriptVersion.objects.get(pk=reviewed).guid}
    with pytest.raises(study_vault.NotInVault):
        actions.open_originals(by=study.zhou.actor, **whole, reason="核对")


def test_places_that_overlap_are_refused(study: Studied, reviewed: int) -> None:
    two = taking(TEXT, "王秀英", "[姓名1]"), taking(TEXT, "秀英", "[姓名2]")
    with pytest.raises(Refused, match="places-overlap"):
        without(study, reviewed, *two)
    with pytest.raises(Refused, match="places-overlap"):
        without(study, reviewed, Taking(Span(0, 9999), Category.NAME, "[姓名1]"))


def test_a_name_left_in_a_frozen_text_goes_out_with_every_statement_carried_along(
    study: Studied, reviewed: int
) -> None:
    by = {"by": study.qin.actor, "study_id": study.study_id}
    first = without(study, reviewed, taking(TEXT, "王秀英", "[姓名1]"))
    frozen = actions.freeze(**by, version_id=first, key=uuid4())
    row = statement(study, frozen, "心里就踏实", round_of(study, frozen))
    text = versions.text_of(frozen)
    second = without(study, frozen, taking(text, "李护士", "[姓名2]"))
    again = actions.freeze(**by, version_id=second, key=uuid4())
    row.refresh_from_db()
    moved = Statement.objects.get(version_id=again)
    assert (row.state, moved.quote) == (StatementState.SUPERSEDED, "心里就踏实")
    assert versions.text_of(again)[moved.start : moved.end] == "心里就踏实"
