"""Codes in words for staff."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.followup.terms import (
    CallOutcome,
    EmergencyOutcome,
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
)
from osteopro.instruments.definition import Text
from osteopro.instruments.terms import Mode
from osteopro.patients.terms import (
    Channel,
    Education,
    MedicineClass,
    Person,
    ProfileFlag,
    Sex,
)
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level
from osteopro.ui import formats
from osteopro.web.care.page import language

MOBILE_DIGITS = 11

LEVELS: Mapping[Level, object] = {
    Level.EMERGENCY: _("Emergency"),
    Level.URGENT: _("Urgent"),
    Level.ATTENTION: _("Attention"),
    Level.ROUTINE: _("Routine"),
}
LANES: Mapping[Lane, object] = {
    Lane.NOW: _("Now"),
    Lane.TODAY: _("Today"),
    Lane.REPLY: _("To reply"),
    Lane.LATE: _("Late or missed"),
}
# What stands in the worklist besides fired rules.
REMARKS: Mapping[str, object] = {
    "wish-advice": _("wants advice"),
    "wish-call": _("wants a phone call"),
    "wish-visit": _("wants to see a doctor"),
    "amended": _("corrected by the patient"),
    "stopped": _("form not finished"),
    "not-understood": _("did not understand the reply"),
    "difficult": _("finds the advice hard to do"),
    "message": _("wrote a message"),
    "undelivered": _("text message not delivered"),
    "awaits-understood": _("answered, waits for “understood”"),
}
KINDS: Mapping[ItemKind, object] = {
    ItemKind.RECORD: _("Record to review"),
    ItemKind.SILENCE: _("No record came"),
    ItemKind.MESSAGE: _("Message to answer"),
    ItemKind.DELIVERY: _("Message not delivered"),
}
CHANNELS: Mapping[Channel, object] = {
    Channel.ONLINE: _("Online"),
    Channel.ONLINE_WITH_HELPER: _("Online with help"),
    Channel.PHONE: _("Phone only"),
}
AUTHORS: Mapping[str, object] = {
    ByWhom.SELF: _("patient"),
    ByWhom.SELF_READ: _("read to the patient"),
    ByWhom.PROXY: _("by family"),
    ByWhom.STAFF_PHONE: _("by staff on the phone"),
}
MODES: Mapping[str, object] = {
    Mode.ONLINE: _("Online"),
    Mode.PHONE: _("Phone"),
    Mode.IN_PERSON: _("In person"),
}
CALLS: Mapping[CallOutcome, object] = {
    CallOutcome.REACHED: _("Spoke"),
    CallOutcome.NO_ANSWER: _("Nobody answered"),
    CallOutcome.BUSY: _("Line busy"),
    CallOutcome.WRONG_NUMBER: _("Wrong number"),
    CallOutcome.REFUSED: _("Did not want to talk"),
}
OUTCOMES: Mapping[Outcome, object] = {
    Outcome.REPLIED: _("Replied"),
    Outcome.CALLED: _("Spoke by phone"),
    Outcome.ESCALATED: _("Handed to a doctor"),
    Outcome.NO_REPLY: _("No reply needed"),
}
NO_REPLY: Mapping[NoReplyReason, object] = {
    NoReplyReason.DUPLICATE: _("Sent twice"),
    NoReplyReason.AMENDED: _("Corrected since"),
    NoReplyReason.ANSWERED_BY_CALL: _("Already answered by phone"),
    NoReplyReason.TEST: _("A test"),
    NoReplyReason.DIED: _("Patient has died"),
}
EMERGENCY: Mapping[EmergencyOutcome, object] = {
    EmergencyOutcome.WENT_TO_ER: _("Went to the emergency room"),
    EmergencyOutcome.AMBULANCE: _("Ambulance came"),
    EmergencyOutcome.SEEN: _("Seen by a doctor"),
    EmergencyOutcome.FALSE_ENTRY: _("Wrong entry, confirmed by phone"),
    EmergencyOutcome.UNREACHABLE: _("Not reached, handed on"),
}
SEXES: Mapping[Sex, object] = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male")}
EDUCATION: Mapping[Education, object] = {
    Education.UNKNOWN: _("Not known"),
    Education.PRIMARY: _("Primary school or less"),
    Education.JUNIOR_HIGH: _("Junior high school"),
    Education.SENIOR_HIGH: _("Senior high school"),
    Education.COLLEGE: _("College or more"),
}
MEDICINES: Mapping[MedicineClass, object] = {
    MedicineClass.NONE: _("No bone medicine"),
    MedicineClass.ORAL_BISPHOSPHONATE: _("Bisphosphonate by mouth"),
    MedicineClass.ZOLEDRONATE: _("Zoledronate"),
    MedicineClass.DENOSUMAB: _("Denosumab"),
    MedicineClass.TERIPARATIDE_ROMOSOZUMAB: _("Teriparatide or romosozumab"),
    MedicineClass.OTHER: _("Another bone medicine"),
}
FLAGS: Mapping[str, object] = {
    ProfileFlag.SPINE_FRACTURE: _("Spine fracture ever"),
    ProfileFlag.RECENT_FRACTURE: _("Fracture in the last 12 weeks"),
    ProfileFlag.CANNOT_STAND: _("Cannot stand safely"),
    ProfileFlag.DIZZY: _("Dizzy"),
    ProfileFlag.KIDNEY_DISEASE: _("Kidney disease"),
    ProfileFlag.KIDNEY_STONE: _("Kidney stones or high calcium"),
    ProfileFlag.LIGHT_SENSITIVE: _("Skin sensitive to light"),
    ProfileFlag.HEART_OR_LUNG: _("Unstable heart or lung disease"),
    ProfileFlag.SWALLOWING: _("Trouble swallowing"),
    ProfileFlag.NUMB_SKIN: _("Numb skin"),
    ProfileFlag.LIVES_ALONE: _("Lives alone"),
    ProfileFlag.BLOOD_THINNER: _("Takes a blood thinner"),
    ProfileFlag.SMOKER: _("Smokes"),
    ProfileFlag.DRINKER: _("Drinks alcohol"),
}


def said(text: Text) -> str:
    """A text of instruments, rules or advice in the language of the page."""
    return text.get("en" if language() == "en" else "zh-CN", "")


def in_language(text: Text, patient_language: str) -> str:
    """A text in the language of its reader."""
    return text["en" if patient_language.startswith("en") else "zh-CN"]


def age_and_sex(person: Person, sex: Sex, today: date) -> str:
    """74 男 or 74 M."""
    short = gettext("F") if sex == Sex.FEMALE else gettext("M")
    return f"{person.age(today)} {short}"


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the clinic's wall."""
    return moment.astimezone(zone)


def when(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment in a narrow column: the clock alone today."""
    return formats.staff_short(local(moment, zone), today=local(now, zone).date())


def duration(length: timedelta) -> str:
    """4 分 10 秒, 2 小时 5 分: at most two units."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return gettext("%(n)s s") % {"n": seconds}
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return gettext("%(m)s min %(s)s s") % {"m": minutes, "s": seconds}
    hours, minutes = divmod(minutes, 60)
    return gettext("%(h)s h %(m)s min") % {"h": hours, "m": minutes}


def shown_phone(number: str) -> str:
    """138 0000 6620: a Chinese mobile number in the groups in which it is dialled."""
    home = number.removeprefix("+86")
    if home == number or len(home) != MOBILE_DIGITS:
        return number
    return f"{home[:3]} {home[3:7]} {home[7:]}"
