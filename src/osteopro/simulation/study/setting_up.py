"""The study is opened: described, given its team, papers, and a guide that was tried."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from osteopro import clock
from osteopro.research import actions
from osteopro.research.models import GuideVersion, Member
from osteopro.research.terms import Duty, GuidePart, PaperKind
from osteopro.simulation.staffing import hire
from osteopro.simulation.study.stage import Stage, Story

A_WEEK = timedelta(weeks=1)
FIRST_PHONE = 100  # staff of the study have numbers of their own


def set_up(stage: Stage) -> Story:
    """From the first day to an approved guide."""
    told = stage.content.story
    _hire(stage)
    stage.study_id = actions.open_study(
        by=stage.actor("lead"), description=_description(stage), key=stage.key("study")
    )
    yield stage.later(minutes=30)
    _join(stage)
    _papers(stage, first=True)
    for each in told["team"]:
        yield stage.later(hours=1)
        _say_background(stage, each)
    yield stage.week(1, "09:30")
    _papers(stage, first=False)
    yield stage.later(minutes=40)
    questions = [
        actions.Question(GuidePart(each["part"]), each["zh"], each["en"]) for each in told["guide"]
    ]
    actions.write_guide(
        **stage.doing("lead"), questions=questions, piloted=True, key=stage.key("guide")
    )
    yield stage.later(hours=2)
    newest = GuideVersion.objects.filter(study=stage.study_id).order_by("-no")[0]
    actions.approve_guide(**stage.doing("lead"), no=newest.no)


def _hire(stage: Stage) -> None:
    """Whoever is of the team and not on staff yet gets an account as a researcher."""
    on_staff = {each.username: each for each in stage.clinic.staff}
    for number, each in enumerate(stage.content.story["team"]):
        stage.team[each["key"]] = on_staff.get(each["username"]) or hire(
            stage.clinic.clinic.site_id,
            FIRST_PHONE + number,
            {
                "username": each["username"],
                "name_zh": each["name"],
                "name_en": each["name_en"],
                "roles": ["researcher"],
            },
        )


def _description(stage: Stage) -> actions.Description:
    told, today = stage.content.story, clock.today(stage.clinic.clinic.zone)
    ethics = told["ethics"]
    return actions.Description(
        title=told["title_zh"],
        title_translated=told["title_en"],
        phenomenon=told["question_zh"],
        sampling=f"{told['sampling_zh']}{told['setting_zh']}",
        ethics_body=ethics["body_zh"],
        ethics_no=ethics["no"],
        ethics_from=today + ethics["from_week"] * A_WEEK,
        ethics_until=today + ethics["until_week"] * A_WEEK,
        window_from=today + A_WEEK,
        window_until=today + ethics["until_week"] * A_WEEK,
        funding=told["funding_zh"],
        conflicts=told["conflicts_zh"],
        limitations=told["limitations_zh"],
    )


def _join(stage: Stage) -> None:
    """The team joins; who opened the study keeps the duties of the lead alone, so does not code."""
    lead = stage.doing("lead")
    for each in stage.content.story["team"]:
        duties = [Duty(duty) for duty in each["duties"]]
        if each["key"] == "lead":
            own = Member.objects.get(study=stage.study_id, account=stage.account("lead"))
            actions.give_duties(**lead, member_id=own.pk, duties=duties)
        else:
            actions.add_member(**lead, account=stage.account(each["key"]), duties=duties)


def _papers(stage: Stage, *, first: bool) -> None:
    """What is kept on paper; the second version of the protocol comes a week later."""
    told, words = stage.content.story, stage.plan["papers"]
    if not first:
        for each in told["protocol"][1:]:
            _keep(stage, PaperKind.PROTOCOL, each["version"], each["zh"])
        return
    aims = "".join(each["zh"] for each in told["aims"])
    opening = told["protocol"][0]
    _keep(stage, PaperKind.PROTOCOL, opening["version"], f"{aims}{opening['zh']}{words['sound']}")
    _keep(stage, PaperKind.ETHICS, "1.0", words["ethics"] % {"no": told["ethics"]["no"]})
    _keep(stage, PaperKind.INFORMATION, "1.0", told["information_zh"])
    _keep(stage, PaperKind.CONSENT, "1.0", words["consent"])


def _keep(stage: Stage, kind: PaperKind, version: str, text: str) -> None:
    key = stage.key("paper", kind, version)
    actions.keep_paper(**stage.doing("lead"), kind=kind, version=version, text=text, key=key)


def _say_background(stage: Stage, told: Mapping[str, Any]) -> None:
    part = told["key"]
    own = Member.objects.get(study=stage.study_id, account=stage.account(part))
    actions.say_background(
        **stage.doing(part),
        member_id=own.pk,
        background=actions.Background(
            credentials=told["credentials"],
            occupation=told["occupation_zh"],
            gender=stage.plan["genders"][told["gender"]],
            training=told["training_zh"],
            relationship=told["relationship_zh"],
            position=told["reflexivity_zh"],
        ),
    )
