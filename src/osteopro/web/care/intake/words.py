"""Codes of enrolment in the words of staff."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.facts import DiagnosisBasis, FractureCause, FractureCount, FractureSite
from osteopro.enrolment.terms import How, ScreeningState
from osteopro.patients.terms import CallTime, ReminderWay
from osteopro.web.care.intake.sheet import Step

TITLES: Mapping[Step, object] = {
    Step.WHO: _("Who"),
    Step.DISEASE: _("Disease and symptoms"),
    Step.HEALTH: _("Other health"),
    Step.MOOD: _("Mood"),
    Step.RESULT: _("May they join?"),
    Step.MEDICINES: _("Medicines and what rules must know"),
    Step.REACH: _("How to reach"),
    Step.PEOPLE: _("Family"),
    Step.TEAM: _("Care team"),
    Step.CONSENT: _("Consent"),
    Step.SUMMARY: _("Check and add"),
}
# The codes of each field of the eligibility form, in words.
CODES: Mapping[str, Mapping[str, object]] = {
    "enr-op-dx": {"confirmed": _("Confirmed"), "not-confirmed": _("Not confirmed")},
    "enr-symptom": {
        "pain": _("Pain"),
        "mobility": _("Moves less"),
        "weight": _("Lost weight"),
        "height": _("Shorter or stooped"),
        "fatigue": _("Tired"),
        "unsteady": _("Unsteady or afraid of falling"),
        "sleep": _("Sleeps badly"),
        "other": _("Something else"),
        "none": _("None of these"),
    },
    "enr-depr": {
        "no": _("No"),
        "stable": _("Treated and stable"),
        "serious": _("Serious, by a clinician's judgement"),
        "unknown": _("Not known"),
    },
    "enr-cancer": {
        "no": _("No"),
        "remission": _("In the past, in remission"),
        "current": _("A malignant tumour now"),
        "unknown": _("Not known"),
    },
    "enr-cog": {"yes": _("Yes"), "help": _("With help"), "no": _("No")},
}
BASES: Mapping[DiagnosisBasis, object] = {
    DiagnosisBasis.DXA: _("Bone density (DXA)"),
    DiagnosisBasis.FRAGILITY_FRACTURE: _("Fragility fracture"),
    DiagnosisBasis.PHYSICIAN: _("A physician's diagnosis"),
}
COUNTS: Mapping[FractureCount, object] = {
    FractureCount.NONE: _("Never"),
    FractureCount.ONE: _("One bone"),
    FractureCount.SEVERAL: _("Several"),
}
BONES: Mapping[FractureSite, object] = {
    FractureSite.SPINE: _("Spine"),
    FractureSite.HIP: _("Hip"),
    FractureSite.WRIST: _("Wrist"),
    FractureSite.UPPER_ARM: _("Upper arm"),
    FractureSite.PELVIS: _("Pelvis"),
    FractureSite.RIB: _("Rib"),
    FractureSite.ANKLE: _("Ankle"),
    FractureSite.OTHER: _("Another bone"),
}
CAUSES: Mapping[FractureCause, object] = {
    FractureCause.UNKNOWN: _("Not known"),
    FractureCause.FRAGILITY: _("With little force"),
    FractureCause.ACCIDENT: _("In an accident"),
}
WAYS: Mapping[ReminderWay, object] = {
    ReminderWay.SMS: _("Text message"),
    ReminderWay.EMAIL: _("E-mail"),
    ReminderWay.WECOM: _("WeCom"),
    ReminderWay.NONE: _("No reminders, phone instead"),
}
TIMES: Mapping[CallTime, object] = {
    CallTime.MORNING: _("Morning"),
    CallTime.NOON: _("Noon"),
    CallTime.AFTERNOON: _("Afternoon"),
    CallTime.EVENING: _("Evening"),
}
DAYS: Mapping[int, object] = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}
HOW: Mapping[How, object] = {
    How.IN_PERSON: _("Face to face"),
    How.PHONE: _("On the phone, with a witness"),
}
STATES: Mapping[ScreeningState, object] = {
    ScreeningState.WAITING: _("Waits for a physician"),
    ScreeningState.INCLUDED: _("A physician included them"),
    ScreeningState.EXCLUDED: _("A physician excluded them"),
    ScreeningState.NOT_ELIGIBLE: _("Not eligible"),
    ScreeningState.DECLINED: _("Did not want to take part"),
    ScreeningState.JOINED: _("Takes part"),
}


def reason(field: str) -> str:
    """Why somebody may not simply join, from the name of the field."""
    rules = criteria()
    if field == rules.screen.total:
        return gettext("Low mood: %(n)s points or more in the two questions") % {
            "n": rules.screen.decide_from
        }
    if field == rules.birth:
        return gettext("Age outside %(from)s to %(to)s") % {
            "from": rules.youngest,
            "to": rules.oldest,
        }
    known = {
        "enr-op-dx": gettext("Osteoporosis is not confirmed"),
        "enr-symptom": gettext("No symptoms"),
        "enr-depr": gettext("Depression: serious or not known"),
        "enr-cancer": gettext("Cancer: now or not known"),
        "enr-cog": gettext("Cannot understand and answer"),
        rules.other: gettext("Another significant condition"),
        rules.consent_reason: gettext("No complete consent"),
    }
    return known.get(field) or gettext("Thoughts of hurting themselves")


def reasons(fields: Iterable[str]) -> list[str]:
    return [reason(field) for field in fields]
