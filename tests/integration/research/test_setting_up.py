"""A study is opened, described and given a team; its trail says who did what."""

from dataclasses import replace
from uuid import uuid4

import pytest

from osteopro.audit.models import Event
from osteopro.audit.terms import study_stream
from osteopro.research import actions
from osteopro.research.actions import Background
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import Criterion, Study
from osteopro.research.queries import papers, studies
from osteopro.research.queries.studies import NoSuchStudy
from osteopro.research.rules import Task
from osteopro.research.terms import CriterionKind, Duty, LogKind, PaperKind
from tests.builders import Clinic
from tests.studies import DESCRIPTION, Studied, closed

pytestmark = pytest.mark.django_db


def test_who_opens_a_study_leads_it_and_begins_with_the_criteria_of_the_paper(
    clinic: Clinic,
) -> None:
    key = uuid4()
    opened = actions.open_study(by=clinic.researcher.actor, description=DESCRIPTION, key=key)
    again = actions.open_study(by=clinic.researcher.actor, description=DESCRIPTION, key=key)
    assert opened == again
    (own,) = studies.own(clinic.researcher.viewer)
    assert own.may(Task.SET_UP)
    excluded = Criterion.objects.filter(study_id=opened, kind=CriterionKind.EXCLUDE)
    assert "骨折不是骨质疏松引起的" in excluded.values_list("text", flat=True)
    event = Event.objects.get(stream=study_stream(opened))
    assert (event.kind, event.actor) == ("study.opened", clinic.researcher.account_id)


def test_who_is_not_of_the_team_sees_no_study(study: Studied, clinic: Clinic) -> None:
    for stranger in (study.outsider, clinic.li, clinic.zhang, clinic.admin):
        with pytest.raises(NoSuchStudy):
            studies.own_study(stranger.viewer, study.study_id)
        with pytest.raises(NotAllowed):
            actions.write_log(
                by=stranger.actor,
                study_id=study.study_id,
                kind=LogKind.MEMO,
                text="x",
                key=uuid4(),
            )


def test_only_who_leads_sets_up(study: Studied) -> None:
    with pytest.raises(NotAllowed):
        actions.describe_study(by=study.qin.actor, study_id=study.study_id, description=DESCRIPTION)
    actions.describe_study(
        by=study.zhou.actor,
        study_id=study.study_id,
        description=replace(DESCRIPTION, ethics_no="2023-2"),
    )
    assert Study.objects.get().ethics_no == "2023-2"
    last = Event.objects.filter(stream=study_stream(study.study_id)).order_by("-seq")[0]
    assert last.detail == {"fields": ["ethics_no"]}


def test_somebody_always_leads(study: Studied) -> None:
    team = {each.account_id: each.member_id for each in studies.team(study.study_id)}
    lead = {"by": study.zhou.actor, "study_id": study.study_id}
    with pytest.raises(Refused, match="last-lead"):
        actions.give_duties(**lead, member_id=team[study.zhou.account_id], duties=[])
    actions.give_duties(**lead, member_id=team[study.qin.account_id], duties=[Duty.LEAD])
    actions.give_duties(**lead, member_id=team[study.zhou.account_id], duties=[])
    with pytest.raises(NoSuchStudy):
        studies.own_study(study.zhou.viewer, study.study_id)
    assert len(studies.team(study.study_id, former=True)) == 3


def test_what_somebody_says_of_themselves_is_theirs(study: Studied) -> None:
    team = {each.account_id: each.member_id for each in studies.team(study.study_id)}
    said = Background(position="我以为患者会嫌麻烦。")
    with pytest.raises(NotAllowed):
        actions.say_background(
            by=study.zhou.actor,
            study_id=study.study_id,
            member_id=team[study.qin.account_id],
            background=said,
        )
    actions.say_background(
        by=study.qin.actor,
        study_id=study.study_id,
        member_id=team[study.qin.account_id],
        background=said,
    )
    own = studies.own_study(study.qin.viewer, study.study_id)
    assert own.position == said.position


def test_a_guide_holds_once_it_is_approved(study: Studied) -> None:
    newest, *_ = papers.guides(study.study_id)
    actions.write_guide(
        by=study.zhou.actor, study_id=study.study_id, questions=[], piloted=False, key=uuid4()
    )
    in_force = papers.guide_in_force(study.study_id)
    assert in_force is not None
    assert in_force.no == newest.no == 1


def test_papers_come_in_versions_and_twice_is_once(study: Studied) -> None:
    key = uuid4()
    for _ in range(2):
        actions.keep_paper(
            by=study.zhou.actor,
            study_id=study.study_id,
            kind=PaperKind.CONSENT,
            version="1.1",
            text="知情同意书",
            key=key,
        )
    versions = [
        each.version for each in papers.papers(study.study_id) if each.kind is PaperKind.CONSENT
    ]
    assert versions == ["1.1", "1.0"]


def test_nothing_is_changed_in_a_study_that_was_closed(study: Studied) -> None:
    closed(study)
    with pytest.raises(Refused, match="closed"):
        actions.write_log(
            by=study.qin.actor, study_id=study.study_id, kind=LogKind.MEMO, text="x", key=uuid4()
        )
    own = studies.own_study(study.zhou.viewer, study.study_id)
    assert not own.may(Task.SET_UP)
    assert own.may(Task.REPORT)
