"""A study with a team, made only through the product's own actions."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from osteopro.access.terms import Role
from osteopro.research import actions
from osteopro.research.actions import Description, Question
from osteopro.research.terms import Duty, GuidePart, PaperKind
from tests import builders
from tests.builders import Clinic, Staff

DESCRIPTION = Description(
    title="骨质疏松患者参与 PRO 项目的体验",
    title_translated="Living with a PRO programme",
    phenomenon="患者填报、收到回复、就医的体验",
    ethics_body="四川大学华西医院生物医学伦理审查委员会",
    ethics_no="2023-1",
    window_from=date(2026, 11, 1),
    window_until=date(2027, 2, 28),
)


@dataclass(frozen=True)
class Studied:
    """The study and its people: Zhou leads and recruits, Qin and Luo analyse."""

    study_id: int
    zhou: Staff
    qin: Staff
    luo: Staff
    outsider: Staff


def study(clinic: Clinic) -> Studied:
    """A study of three, with papers and an approved guide."""
    by = clinic.researcher.actor

    def researcher(username: str, zh: str, en: str) -> Staff:
        return builders.staff(clinic.site_id, username, zh, en, Role.RESEARCHER)

    qin, luo = researcher("qin", "秦老师", "Qin"), researcher("luo", "罗老师", "Luo")
    study_id = actions.open_study(by=by, description=DESCRIPTION, key=uuid4())
    for each in (qin, luo):
        actions.add_member(
            by=by,
            study_id=study_id,
            account=each.account_id,
            duties=[Duty.CODE, Duty.INTERVIEW, Duty.TRANSCRIBE],
        )
    for kind in PaperKind:
        actions.keep_paper(
            by=by, study_id=study_id, kind=kind, version="1.0", text=f"{kind} 第一版", key=uuid4()
        )
    question = Question(GuidePart.OPENING, "请您说说参加这个项目以来的经过。")
    actions.write_guide(by=by, study_id=study_id, questions=[question], piloted=True, key=uuid4())
    actions.approve_guide(by=by, study_id=study_id, no=1)
    return Studied(study_id, clinic.researcher, qin, luo, researcher("he", "何老师", "He"))
