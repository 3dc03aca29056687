"""The study of the demo, played in a clinic in which people only join and leave."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from osteopro import clock
from osteopro.audit import one_chain
from osteopro.audit.terms import Actor, study_stream
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions as followup_actions
from osteopro.patients.models import Patient
from osteopro.patients.terms import StudySubject
from osteopro.research import interviewing, versions
from osteopro.research.missing import StepState
from osteopro.research.models import (
    Discrepancy,
    Interview,
    LogEntry,
    Review,
    Round,
    Statement,
    StudyConsent,
    TranscriptVersion,
)
from osteopro.research.queries import (
    crosschecks,
    own_checks,
    own_part,
    recruitment,
    saturation,
    steps,
)
from osteopro.research.saturation import Standing
from osteopro.research.stages import Stage as Way
from osteopro.research.terms import Checked, DiscrepancyState, LogKind, Relation
from osteopro.research.terms import Stage as Kept
from osteopro.signin import queries as signin_queries
from osteopro.simulation.chance import stream
from osteopro.simulation.clinic import Built
from osteopro.simulation.course import begin
from osteopro.simulation.habits import habit_of
from osteopro.simulation.intake import newcomer_of
from osteopro.simulation.life import Life
from osteopro.simulation.people import Resident, residents
from osteopro.simulation.staffing import Team, open_clinic
from osteopro.simulation.study import content, playing
from osteopro.simulation.study.stage import Stage
from osteopro.simulation.timeline import Timeline
from osteopro.simulation.ways_in import ways_in
from tests.integration.simulation.test_clinic import MORNING

pytestmark = pytest.mark.django_db
DAYS = 182
# Who leaves, so many days before the demo opens.
LEAVERS = {"moved-away": 97, "too-much": 60, "lost": 50}


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.DATA = tmp_path


def played(people: int) -> Stage:
    """A clinic in which everybody joined at the beginning and some left, with its study."""
    timeline = Timeline(MORNING - timedelta(days=DAYS + 1))
    with clock.use(timeline.now):
        team = open_clinic()
        lives = {life.patient_id: life for life in joined(team, people)}
        stage = playing.play(team, timeline, lives, MORNING, DAYS)
        assert stage is not None
        for life in lives.values():
            if days_ago := LEAVERS.get(life.resident.scene):
                timeline.at(MORNING - timedelta(days=days_ago), partial(leave, life))
        timeline.run(MORNING)
    return stage


def leave(life: Life) -> None:
    wanted = Wanted(State.LEFT, DecidedBy.PATIENT, ("burden",))
    followup_actions.leave(by=life.actor, patient_id=life.patient_id, wanted=wanted)


def joined(team: Team, people: int) -> list[Life]:
    return [_life(team, resident) for resident in residents(1, people, MORNING.date())]


def _life(team: Team, resident: Resident) -> Life:
    today, manager = clock.today(team.clinic.zone), team.managers[0]
    newcomer = newcomer_of(resident, team, manager, today)
    patient_id = followup_actions.add_to_programme(by=manager.actor, newcomer=newcomer)
    account = Patient.objects.values_list("account_id", flat=True).get(pk=patient_id)
    return Life(
        resident=resident,
        patient_id=patient_id,
        actor=Actor(account, "patient"),
        manager=manager,
        course=begin(resident, today, stream(1, "course")),
        habit=habit_of(resident, today, today, stream(1, "habit")),
        source=stream(1, "life"),
        starts_on=today,
        zone=team.clinic.zone,
    )


def test_a_whole_study_is_found_when_the_demo_opens() -> None:
    stage = played(40)
    with clock.frozen(MORNING):
        _everybody_came_in_as_it_must_be(stage)
        _transcripts_name_nobody(stage)
        _one_difference_is_open()
        _nothing_new_came_at_the_end(stage)
        _results_are_being_brought_back(stage)
        _the_terminal_shows_the_ways_in(stage)
        assert one_chain.prove(study_stream(stage.study_id)).holds


def _everybody_came_in_as_it_must_be(stage: Stage) -> None:
    found = recruitment.screenings(stage.study_id)
    stages = Counter(each.stage for each in found)
    assert stages[Way.TAKES_PART] == 14
    assert (stages[Way.REFUSED], stages[Way.EXCLUDED]) == (3, 1)
    standing = Counter(each.cells["standing"] for each in found if each.stage is Way.TAKES_PART)
    assert standing == {"active": 10, "left": 2, "provider": 2}
    roles = [stage.drawn[no].life is None for no in sorted(stage.drawn)]
    assert roles == [each["kind"] == "provider" for each in stage.content.people]
    minutes = {each["no"]: each["minutes"] for each in stage.content.people}
    for number, interview_id in stage.interviews.items():
        row = Interview.objects.get(pk=interview_id)
        consent = StudyConsent.objects.get(screening=row.participant.screening_id)
        assert row.started_at is not None
        assert row.ended_at is not None
        assert consent.signed_at < row.started_at
        assert interviewing.minutes(row.ended_at - row.started_at) == minutes[number]
    assert all(each.reviewer != each.version.transcript.transcriber for each in _reviews())
    late = LogEntry.objects.filter(kind=LogKind.DEVIATION)
    assert [each.topic for each in late] == ["review-late"]


def _reviews() -> list[Review]:
    found = list(Review.objects.select_related("version__transcript"))
    assert len(found) == 14
    return found


def _transcripts_name_nobody(stage: Stage) -> None:
    assert len(stage.frozen) == 14
    without = TranscriptVersion.objects.filter(stage__in=[Kept.DEIDENTIFIED, Kept.FROZEN])
    texts = {row.pk: versions.text_of(row.pk) for row in without}
    assert len(texts) == 28
    quotes = "\n".join(Statement.objects.values_list("quote", flat=True))
    for no, marked in stage.content.transcripts.items():
        frozen = texts[stage.frozen[no]]
        assert frozen.count("[") >= len(marked.named) > 0
        for named in marked.named:
            assert named.words not in frozen
            assert named.words not in quotes


def _one_difference_is_open() -> None:
    assert Round.objects.count() == 6
    states = Counter(Discrepancy.objects.values_list("state", flat=True))
    assert set(states) == {DiscrepancyState.OPEN, DiscrepancyState.CONSENSUS}
    (last,) = Discrepancy.objects.filter(state=DiscrepancyState.OPEN)
    (item,) = Statement.objects.filter(guid=last.items[0])
    assert item.version.transcript.interview.participant.number == 14


def _nothing_new_came_at_the_end(stage: Stage) -> None:
    found = saturation.view(stage.study_id)
    assert (found.outcome.state.standing, found.outcome.state.at) == (Standing.REACHED, 14)
    assert (found.outcome.undecided, found.outcome.apart) == ((), ())
    told = [each["new"] for each in stage.content.story["saturation"]]
    assert [each.judged.new for each in found.interviews if each.judged] == told
    assert not any(each.changed for each in found.interviews)


def _results_are_being_brought_back(stage: Stage) -> None:
    done = [each.state is StepState.DONE for each in steps.steps(stage.study_id)]
    assert done == [*[True] * 6, False]
    checks = steps.chain_of(stage.study_id).checks
    assert [each.outcome for each in checks] == [Checked.AMENDED, Checked.CONFIRMED, None]
    assert checks[0].led_to is not None
    life = stage.open_check
    assert life is not None
    (asked,) = own_checks.own_checks(StudySubject(patient_id=life.patient_id))
    assert asked.waits
    laid = crosschecks.crosschecks(stage.study_id)
    assert [(each.participant, each.relation) for each in laid] == [
        (1, Relation.SILENT),
        (2, Relation.SILENT),
    ]
    for each in stage.providers:
        assert own_part.own_parts(StudySubject(account_id=each.account_id))[0].takes_part


def _the_terminal_shows_the_ways_in(stage: Stage) -> None:
    built = Built(stage.clinic, dict(stage.lives), study=stage)
    text = ways_in(built, "http://127.0.0.1:8120")
    names = {each.username for each in (*stage.team.values(), *stage.providers)}
    assert all(f"\n  {name}" in text for name in names)
    assert "/study/mine/" in text
    assert stage.open_check is not None
    after = text[text.index(f": {stage.open_check.resident.person.name}") :]
    assert signin_queries.link(after.split("/go/")[1].split("/")[0])


def test_a_small_clinic_has_as_much_of_it_as_it_has_people_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody left there, so nobody who left is interviewed; what there is, is brought to an end."""
    whole = content.read()
    few = _only(whole.sources, 2, 8, 9)
    monkeypatch.setattr(playing, "read", lambda: replace(whole, sources=few))
    stage = played(12)
    assert sorted(stage.frozen) == [2, 9]
    assert stage.open_check is not None
    assert steps.steps(stage.study_id)[5].state is StepState.DONE


def _only(sources: Mapping[int, str], *numbers: int) -> Mapping[int, str]:
    return {no: source for no, source in sources.items() if no in numbers}


def test_a_clinic_of_a_handful_has_none() -> None:
    stage = played(4)
    assert stage.study_id == 0
    assert stage.interviews == {}


def test_a_short_history_has_none() -> None:
    with clock.frozen(MORNING):
        team = open_clinic()
        timeline = Timeline(MORNING - timedelta(days=72))
        assert playing.play(team, timeline, {}, MORNING, 72) is None
