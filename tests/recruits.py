"""People on their way into a study, taken there only through the product's own actions."""

from uuid import uuid4

from osteopro.research import actions
from osteopro.research.actions import Answered
from osteopro.research.queries import recruitment
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    ConsentScope,
    ConsentWay,
    CriterionKind,
    Met,
    PaperKind,
)
from tests.builders import Clinic
from tests.studies import Studied


def drawn(studied: Studied, clinic: Clinic, **wanted: str) -> int:
    """Somebody who fills these cells is drawn to be screened; returns their number."""
    return actions.draw_next(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        wanted=wanted,
        site_ids=[clinic.site_id],
        key=uuid4(),
    )


def judge(studied: Studied, no: int, **odd: Met) -> None:
    """Screen somebody: every criterion as it must be, but those with a word of `odd`."""
    answers = {
        each.guid: Answered(
            next(
                (met for word, met in odd.items() if word in each.criterion.text),
                Met.YES if each.criterion.kind is CriterionKind.INCLUDE else Met.NO,
            ),
            "病历 2026-11",
        )
        for each in recruitment.answers(studied.study_id, no)
    }
    actions.screen(by=studied.zhou.actor, study_id=studied.study_id, no=no, answers=answers)


def ask(
    studied: Studied,
    no: int,
    outcome: Approached = Approached.AGREED,
    way: ApproachWay = ApproachWay.PHONE,
    reason: str = "",
) -> None:
    """Somebody is asked to take part."""
    actions.approach(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        no=no,
        way=way,
        understood=True,
        outcome=outcome,
        reason=reason,
        key=uuid4(),
    )


def agreed(studied: Studied, no: int, *scopes: ConsentScope) -> int:
    """Somebody signs on paper, today; returns the participant's number."""
    return actions.agree(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        no=no,
        way=ConsentWay.PAPER,
        scopes=scopes or tuple(ConsentScope),
        key=uuid4(),
    )


def participant(studied: Studied, clinic: Clinic, *scopes: ConsentScope, **wanted: str) -> int:
    """Somebody of the programme on the whole way into the study; returns the participant's
    number. There must be somebody in the programme who agreed to research."""
    no = drawn(studied, clinic, **wanted)
    judge(studied, no)
    ask(studied, no)
    return agreed(studied, no, *scopes)


def new_consent_form(studied: Studied, version: str) -> None:
    """Another version of the consent form."""
    actions.keep_paper(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        kind=PaperKind.CONSENT,
        version=version,
        text=f"新的一版 {version}",
        key=uuid4(),
    )
