"""Somebody is drawn by lot, looked into, asked, and agrees: how people come into the study."""

from collections.abc import Mapping
from typing import Any

from osteopro import clock
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.models import CaseVariable
from osteopro.research.queries import own_part, recruitment
from osteopro.research.sampling import PROVIDER, Dimension
from osteopro.research.stages import Opening
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    ConsentScope,
    ConsentWay,
    CriterionKind,
    Met,
    Screened,
)
from osteopro.simulation.study.stage import Asked, Stage

# So many are drawn for one place before it stays empty.
TRIES = 8


def draw(
    stage: Stage, name: str, wanted: Mapping[str, str], *, anybody: bool = False
) -> Asked | None:
    """Draw somebody who is as wanted; what the plan lets go of is let go of in turn while nobody
    fits, at last their standing if it may be `anybody`. None when nobody is left."""
    cells = dict(wanted)
    last = [Dimension.STANDING] if anybody else []
    for given_up in ("", *stage.plan["let_go"], *last):
        cells.pop(given_up, None)
        try:
            no = actions.draw_next(
                **stage.doing("lead"),
                wanted=cells,
                site_ids=[stage.clinic.clinic.site_id],
                key=stage.key(name, "drawn", given_up),
            )
        except Refused:
            continue
        subject = actions.open_key(**stage.doing("lead"), no=no, reason=Opening.SCREEN)
        return Asked(no, subject, stage.lives.get(subject.patient_id or 0))
    return None


def is_wanted(stage: Stage, asked: Asked, whom: Mapping[str, Any]) -> bool:
    """Whether it is who is looked for: of staff the role decides."""
    role = asked.life is None and stage.clinic.by_account(asked.account).role
    return bool(role == whom.get("role", False))


def waiting(stage: Stage, whom: Mapping[str, Any]) -> Asked | None:
    """Somebody on staff who was drawn before, when another role was looked for."""
    found = next((each for each in stage.waiting if is_wanted(stage, each, whom)), None)
    if found is not None:
        stage.waiting.remove(found)
    return found


def screen(stage: Stage, asked: Asked, fails: Mapping[str, str]) -> bool:
    """Look into somebody's file. `fails` gives, by the words of a criterion, what stands against
    them. Returns whether they are eligible."""
    shows: Mapping[str, str] = stage.plan["evidence"]
    found = {}
    for each in recruitment.answers(stage.study_id, asked.no):
        text, wanted = each.criterion.text, each.criterion.kind is CriterionKind.INCLUDE
        against = fails.get(text, "")
        met = Met.YES if wanted is not bool(against) else Met.NO
        found[each.guid] = actions.Answered(met, against or shows.get(text, ""))
    actions.screen(**stage.doing("lead"), no=asked.no, answers=found)
    return recruitment.screening_of(stage.study_id, asked.no).result is Screened.ELIGIBLE


def approach(stage: Stage, asked: Asked, name: str, outcome: Approached, reason: str = "") -> None:
    """Ask somebody on the phone; who is on staff is asked on their own page."""
    on_page = asked.life is None
    way = ApproachWay.PAGE if on_page else ApproachWay.PHONE
    actions.approach(
        **stage.doing("lead"),
        no=asked.no,
        way=way,
        understood=None if on_page or outcome is Approached.UNREACHABLE else True,
        outcome=outcome,
        reason=reason,
        key=stage.key(name, asked.no, "asked", outcome),
    )


def consent(stage: Stage, asked: Asked, number: int, scopes: list[ConsentScope]) -> int:
    """They agree, staff on their own page; returns the participant's number."""
    if asked.life is None:
        return _on_own_page(stage, asked, scopes)
    phone = number in stage.plan["consent_by_phone"]
    return actions.agree(
        **stage.doing("interviewer"),
        no=asked.no,
        way=ConsentWay.PHONE if phone else ConsentWay.PAPER,
        scopes=scopes,
        witness=stage.account("second_reader") if phone else None,
        key=stage.key("agreed", asked.no),
    )


def _on_own_page(stage: Stage, asked: Asked, scopes: list[ConsentScope]) -> int:
    whose = stage.clinic.by_account(asked.account)
    (part,) = own_part.own_parts(asked.subject)
    if part.paper is None:
        raise LookupError("a study that asks has a consent paper")
    actions.answer_for_oneself(
        by=whose.actor,
        subject=asked.subject,
        guid=part.guid,
        paper=part.paper,
        scopes=scopes,
    )
    number = recruitment.screening_of(stage.study_id, asked.no).participant
    if number is None:
        raise LookupError("who agreed is a participant")
    return number


def count_paper_months(stage: Stage, number: int, months: int) -> None:
    """Their months in the programme with those before the software, from its books on paper."""
    column = CaseVariable.objects.get(study=stage.study_id, name="months")
    actions.set_case_value(
        **stage.doing("interviewer"),
        number=number,
        variable=column.guid,
        value=months,
        as_of=clock.today(stage.clinic.clinic.zone),
    )


def wanted_cells(persona: Mapping[str, Any]) -> dict[str, str]:
    """The cells of the sampling matrix that somebody of the files fills."""
    if persona["kind"] == PROVIDER:
        return {Dimension.STANDING: PROVIDER}
    decade = persona["age"] // 10 * 10
    return {
        Dimension.STANDING: "left" if persona["kind"] == "left" else "active",
        Dimension.AGE: "70-80" if decade >= 70 else f"{decade}-{decade + 9}",
        Dimension.SEX: persona["sex"],
        Dimension.EDUCATION: persona["education"],
        Dimension.FRACTURE: "yes" if persona["fracture"] else "no",
        Dimension.CHANNEL: persona["channel"],
    }
