"""What enrolment finds in a resident: everybody here is somebody whom the programme takes."""

from datetime import date, timedelta

from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.admission import Admission, Agreement
from osteopro.enrolment.facts import (
    DiagnosisBasis,
    Facts,
    Fracture,
    FractureCause,
    FractureCount,
    FractureSite,
)
from osteopro.enrolment.form import read_form
from osteopro.enrolment.terms import How, Paper, Purpose
from osteopro.followup.actions import Newcomer
from osteopro.patients.terms import ProfileFlag
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident
from osteopro.simulation.staffing import Colleague, Team

LONG_AGO = timedelta(days=700)
# What enrolment has no code of its own for is "other".
SYMPTOMS = frozenset({"pain", "mobility", "weight", "height", "fatigue", "unsteady", "sleep"})
ASKED = frozenset({Purpose.PROGRAMME, Purpose.HEALTH_DATA, Purpose.QUALITY, Purpose.RESEARCH})


def newcomer_of(resident: Resident, team: Team, manager: Colleague, today: date) -> Newcomer:
    """This resident as `manager` adds them on that day; another manager stands in."""
    backup = next(each for each in team.managers if each != manager)
    return Newcomer(
        site_id=team.clinic.site_id,
        person=resident.person,
        sex=resident.sex,
        channel=resident.channel,
        education=resident.education,
        profile=resident.profile,
        contact=resident.contact,
        manager=manager.account_id,
        backup=backup.account_id,
        physician=team.physician.account_id,
        admission=_admission(resident, today),
    )


def _admission(resident: Resident, today: date) -> Admission:
    """The enrolment of this resident on that day, with consent given at the desk."""
    helped = {Purpose.HELPER} if resident.helper else set()
    form = read_form(
        {
            "enr-birth": resident.person.birth.isoformat(),
            "enr-date": today.isoformat(),
            "enr-op-dx": "confirmed",
            "enr-symptom": sorted(_symptoms(resident)),
            "enr-depr": "no",
            "enr-cancer": "no",
            "enr-other": {"present": False, "decision": None},
            "enr-cog": "yes",
        }
    )
    paper = _paper(resident, today)
    agreement = Agreement(
        version=enrolment_queries.current_text().text.version,
        purposes=ASKED | helped,
        declined=frozenset({Purpose.MEDIA, Purpose.CALL_RECORDING}),
        how=How.PAPER if paper else How.IN_PERSON,
        language="zh-CN",
        paper=paper,
    )
    return Admission(form, _facts(resident, today), agreement)


def _paper(resident: Resident, today: date) -> Paper | None:
    """The consent of somebody who came over from the programme on paper."""
    about = material("staff")["paper"]
    if resident.scene or resident.number % about["every"]:
        return None
    return Paper(today - timedelta(days=about["signed"]), about["version"])


def _symptoms(resident: Resident) -> set[str]:
    known = SYMPTOMS & resident.complaints
    return set(known) if known == resident.complaints else {*known, "other"}


def _facts(resident: Resident, today: date) -> Facts:
    if not resident.fracture:
        return Facts(basis=DiagnosisBasis.DXA)
    spine = ProfileFlag.SPINE_FRACTURE in resident.profile.flags
    fracture = Fracture(
        FractureSite.SPINE if spine else FractureSite.WRIST,
        (today - LONG_AGO).isoformat()[:7],
        FractureCause.FRAGILITY,
    )
    return Facts(
        basis=DiagnosisBasis.FRAGILITY_FRACTURE,
        fracture_count=FractureCount.ONE,
        fractures=(fracture,),
    )
