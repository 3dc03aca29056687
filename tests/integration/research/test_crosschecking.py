"""What was said beside what was recorded: scores by week, never who, and only who agreed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import patient_stream
from osteopro.enrolment.actions import withdraw_consent
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, Purpose, State
from osteopro.followup import actions as followup
from osteopro.followup import study_records
from osteopro.followup.study_records import Beside
from osteopro.patients import study_vault
from osteopro.research import actions
from osteopro.research.actions import Of
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.exchange.gathering import gathered
from osteopro.research.models import CrossCheck, Interview, Statement
from osteopro.research.queries import crosschecks
from osteopro.research.terms import AboutKind, ConsentScope, Profile, Relation
from tests import beside, builders, studies
from tests.beside import PAIN, WORDS
from tests.builders import Clinic, Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(clinic: Clinic, wang_xiuying: Someone) -> Someone:
    builders.consent(wang_xiuying)
    return wang_xiuying


@pytest.fixture
def said(study: Studied, wang: Someone) -> UUID:
    """A statement of Mrs Wang, who reported three weeks before and one week after she said it."""
    beside.reported(wang, (-21, "2"), (8, "8"))
    return beside.spoken(study, wang)


def look(study: Studied, about: Of, *measures: str, reason: str = "说夜里更疼") -> Beside:
    return actions.look_beside(
        by=study.qin.actor,
        study_id=study.study_id,
        of=about,
        measures=measures or [PAIN],
        reason=reason,
    )


def of(said: UUID) -> Of:
    return Of(AboutKind.STATEMENT, said, 1)


def test_scores_come_by_week_from_the_interview_without_a_date(
    study: Studied, said: UUID, wang: Someone
) -> None:
    (course,) = look(study, of(said)).courses
    assert [(each.week, each.value) for each in course.readings] == [(-3, 20), (1, 80)]
    assert course.outcome.worse_upwards
    told = repr(course)
    assert wang.person.name not in told
    assert str(clock.today(study_records.HOSPITAL).year) not in told


def test_every_look_is_in_both_trails_and_neither_names_the_other(
    study: Studied, said: UUID, wang: Someone
) -> None:
    look(study, of(said))
    theirs = Event.objects.get(
        stream=patient_stream(wang.patient_id), object_type=study_vault.RECORDS_READ
    )
    assert (theirs.actor, theirs.object_id, theirs.request_id) == (study.qin.account_id, "", "")
    kept = Event.objects.get(kind="study-records.read")
    assert kept.reason == "说夜里更疼"
    ours = Event.objects.get(kind="records.looked")
    assert ours.detail["measures"] == [PAIN]
    assert wang.person.name not in f"{kept.detail}{ours.detail}{ours.object_id}"


def test_a_look_has_a_reason_that_names_nobody_and_at_least_one_score(
    study: Studied, said: UUID, wang: Someone
) -> None:
    for reason, code in (("  ", "why-look"), (f"看{wang.person.name}的", "names-somebody")):
        with pytest.raises(Refused, match=code):
            look(study, of(said), reason=reason)
    with pytest.raises(Refused, match="which-score"):
        look(study, of(said), "weight")
    with pytest.raises(NotAllowed):
        actions.look_beside(
            by=study.outsider.actor,
            study_id=study.study_id,
            of=of(said),
            measures=[PAIN],
            reason="看看",
        )


def test_a_conclusion_is_listed_and_the_newest_counts(study: Studied, said: UUID) -> None:
    beside.concluded(study, said)
    beside.concluded(study, said, Relation.EXTENDS, "只在最近")
    (found,) = crosschecks.crosschecks(study.study_id)
    assert (found.relation, found.note, found.words) == (Relation.EXTENDS, "只在最近", WORDS)
    assert (found.participant, found.about) == (1, said)
    assert CrossCheck.objects.count() == 2
    with pytest.raises(Refused, match="say-how"):
        beside.concluded(study, said, Relation.CONTRADICTS)
    with pytest.raises(Refused, match="there-are-records"):
        beside.concluded(study, said, Relation.SILENT)


def test_figures_that_changed_meanwhile_are_looked_at_again(
    study: Studied, said: UUID, wang: Someone
) -> None:
    (course,) = look(study, of(said)).courses
    builders.send(wang, at=clock.now() + timedelta(days=20), sym_pain_rest="1")
    with pytest.raises(Refused, match="records-changed"):
        actions.conclude(
            by=study.qin.actor,
            study_id=study.study_id,
            of=of(said),
            measure=PAIN,
            relation=Relation.CORROBORATES,
            words="",
            seen=actions.seen_of(course.outcome, course.readings),
            reason="看看",
            key=uuid4(),
        )
    assert not CrossCheck.objects.exists()


def test_taken_back_it_is_gone_everywhere_and_nothing_new_comes(study: Studied, said: UUID) -> None:
    beside.concluded(study, said)
    actions.change_scopes(
        by=study.zhou.actor,
        study_id=study.study_id,
        number=1,
        scopes=[each for each in ConsentScope if each is not ConsentScope.PRO_LINK],
    )
    assert crosschecks.crosschecks(study.study_id) == ()
    assert gathered(study.study_id, None, Profile.ARCHIVE).of(CrossCheck) == []
    with pytest.raises(Refused, match="not-linked"):
        look(study, of(said))


def test_who_took_back_the_programmes_consent_to_research_is_not_looked_at(
    study: Studied, said: UUID, wang: Someone
) -> None:
    withdraw_consent(
        by=wang.actor,
        patient_id=wang.patient_id,
        purpose=Purpose.RESEARCH,
    )
    with pytest.raises(Refused, match="records-not-known"):
        look(study, of(said))
    assert not Event.objects.filter(kind="study-records.read").exists()


def test_a_theme_is_laid_beside_the_records_of_one_who_spoke_of_it(
    study: Studied, said: UUID
) -> None:
    theme = beside.theme(study, said)
    found = crosschecks.about(study.study_id, AboutKind.THEME, theme)
    assert found is not None
    assert [(each.number, each.said) for each in found.speakers] == [(1, (WORDS,))]
    (course,) = look(study, Of(AboutKind.THEME, theme, 1)).courses
    assert [each.week for each in course.readings] == [-3, 1]
    with pytest.raises(actions.NoSuchItem):
        look(study, Of(AboutKind.THEME, theme, 2))


def test_a_new_version_of_the_transcript_keeps_the_conclusion(study: Studied, said: UUID) -> None:
    beside.concluded(study, said)
    row = Statement.objects.get(guid=said)
    clean = studies.without_names(
        study, row.version_id, f"访谈者：怎么样呢？\nP1：{WORDS}，白天好一些。"
    )
    actions.freeze(by=study.qin.actor, study_id=study.study_id, version_id=clean, key=uuid4())
    (found,) = crosschecks.crosschecks(study.study_id)
    assert found.about != said
    assert found.words == WORDS


def test_lists_cost_the_same_however_many_there_are(study: Studied, said: UUID) -> None:
    beside.concluded(study, said)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            crosschecks.crosschecks(study.study_id)
            crosschecks.about(study.study_id, AboutKind.STATEMENT, said)
        return len(asked)

    before = cost()
    first = CrossCheck.objects.get()
    for measure in ("SYM-MIND", "QOL-PF"):
        first.pk, first.guid, first.measure = None, uuid4(), measure
        first.save(force_insert=True)
    assert len(crosschecks.crosschecks(study.study_id)) == 3
    assert cost() == before


def test_who_left_has_the_week_of_leaving_and_a_member_of_staff_no_records(
    study: Studied, said: UUID, wang: Someone
) -> None:
    assert look(study, of(said)).ended is None
    with clock.frozen(clock.now() + timedelta(days=15)):
        followup.leave(
            by=wang.actor,
            patient_id=wang.patient_id,
            wanted=Wanted(State.LEFT, DecidedBy.PATIENT, ("burden",)),
        )
        left = look(study, of(said))
    assert (left.ended, left.provider) == (2, False)
    interview = Interview.objects.get()
    row = interview.participant.screening
    row.subject = "provider"
    row.save()
    with pytest.raises(Refused, match="not-linked"):
        look(study, of(said))
