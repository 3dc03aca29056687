"""Codes about people and their care team."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from osteopro.patients.rules import completed_years


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Channel(StrEnum):
    """How this person reports (clinical content 6.1 `enr-channel`)."""

    ONLINE = "online"
    ONLINE_WITH_HELPER = "online-with-helper"
    PHONE = "phone"


class Education(StrEnum):
    PRIMARY = "primary"
    JUNIOR_HIGH = "junior-high"
    SENIOR_HIGH = "senior-high"
    COLLEGE = "college"
    UNKNOWN = "unknown"


class ReminderWay(StrEnum):
    """By which way a reminder reaches this person; `none`: only a call."""

    SMS = "sms"
    EMAIL = "email"
    WECOM = "wecom"
    NONE = "none"


class CallTime(StrEnum):
    """When somebody likes to be phoned (clinical content 6.1 `enr-call-time`)."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class CareRole(StrEnum):
    """Assignments in a care team; each patient has exactly one manager and one backup."""

    MANAGER = "manager"
    BACKUP = "backup"
    PHYSICIAN = "physician"


class Relation(StrEnum):
    """What somebody who helps is to the patient."""

    DAUGHTER = "daughter"
    SON = "son"
    SPOUSE = "spouse"
    CHILD_IN_LAW = "child-in-law"
    GRANDCHILD = "grandchild"
    OTHER = "other"


class BatchState(StrEnum):
    """Where a file of people to bring in stands."""

    STAGED = "staged"  # checked, shown, waiting for a yes
    RUNNING = "running"
    DONE = "done"
    DISCARDED = "discarded"


class RowState(StrEnum):
    """Where one row of such a file stands."""

    READY = "ready"
    SAME = "same"  # probably somebody who is here already, or stands in an earlier row
    REFUSED = "refused"
    ADDED = "added"
    SKIPPED = "skipped"


class SameBy(StrEnum):
    """In what two people agree who may be one."""

    PHONE = "phone"
    ID_NUMBER = "id-number"
    NAME_AND_BIRTH = "name-and-birth"


class IdentityKind(StrEnum):
    """What of an identity stands at a place of a text."""

    NAME = "name"
    NAME_PART = "name-part"
    CALLED = "called"  # how one speaks to them: 王阿姨
    OTHERS_NAME = "others-name"  # of a helper, the emergency contact, a witness
    OTHERS_NAME_PART = "others-name-part"
    PHONE = "phone"
    ID_NUMBER = "id-number"
    BIRTHDAY = "birthday"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class IdentitySpan:
    """A place of a text, in code points, half-open, and what stands there; never the words."""

    start: int
    end: int
    kind: IdentityKind


@dataclass(frozen=True, slots=True)
class StudySubject:
    """Who is behind a row of the study: a patient, or a member of staff; one of the two."""

    patient_id: int | None = None
    account_id: int | None = None

    def __post_init__(self) -> None:
        if (self.patient_id is None) is (self.account_id is None):
            raise ValueError("either a patient or a member of staff")


@dataclass(frozen=True, slots=True)
class Original:
    """Words that were taken out of a transcript: where they stood in the version before, code
    points, half-open; of which kind; what they were, and what stands there now."""

    start: int
    end: int
    category: str
    original: str
    replacement: str


class MedicineClass(StrEnum):
    """Bone medicine on the physician's list (resolution 68)."""

    ORAL_BISPHOSPHONATE = "oral-bisphosphonate"
    ZOLEDRONATE = "zoledronate"
    DENOSUMAB = "denosumab"
    TERIPARATIDE_ROMOSOZUMAB = "teriparatide-romosozumab"
    OTHER = "other"
    NONE = "none"


class ProfileFlag(StrEnum):
    """Facts that keep advice from being proposed or matter to rules (clinical content 4, 6.1)."""

    SPINE_FRACTURE = "vf"
    RECENT_FRACTURE = "recent_fx"
    CANNOT_STAND = "no_stand"
    DIZZY = "dizzy"
    KIDNEY_DISEASE = "ckd"
    KIDNEY_STONE = "stone"
    LIGHT_SENSITIVE = "photosens"
    HEART_OR_LUNG = "heart"
    SWALLOWING = "swallow"
    NUMB_SKIN = "neuropathy"
    LIVES_ALONE = "lives_alone"
    BLOOD_THINNER = "blood_thinner"
    SMOKER = "smoker"
    DRINKER = "drinker"


@dataclass(frozen=True, slots=True)
class Person:
    """Who a patient is: the content of Identity, only ever held in memory.

    `address_as` is how to speak to them (王阿姨); `phone` is E.164. The emergency contact is
    somebody else: name, E.164 number and what they are to the patient (女儿); so is the helper,
    who may be reached but sees nothing before they have a way in of their own.
    """

    name: str
    birth: date
    phone: str
    address_as: str = ""
    id_number: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    emergency_relation: str = ""
    email: str = ""
    helper_name: str = ""
    helper_phone: str = ""
    helper_relation: str = ""

    def age(self, on: date) -> int:
        """Completed years on that day."""
        return completed_years(self.birth, on)

    @property
    def masked_name(self) -> str:
        """The name with its middle hidden: 王*英, 李*; for pages seen before sign-in."""
        if len(self.name) <= 1:
            return self.name
        if len(self.name) == 2:
            return f"{self.name[0]}*"
        return f"{self.name[0]}{'*' * (len(self.name) - 2)}{self.name[-1]}"

    @property
    def spoken(self) -> str:
        """How to address this person on their own pages."""
        return self.address_as or self.name


@dataclass(frozen=True, slots=True)
class HelperPerson:
    """Who helps a patient; `phone` is E.164 and the helper's own."""

    name: str
    phone: str
    relation: Relation = Relation.OTHER


@dataclass(frozen=True, slots=True)
class ClinicalProfile:
    """What the physician's list and the enrolment say, for rules (clinical content 6.1).

    `flags` are the block flags of section 4 and `lives_alone`, `blood_thinner`,
    `smoker`, `drinker`; a flag that was never recorded is absent.
    """

    med_class: MedicineClass = MedicineClass.NONE
    next_dose_due: date | None = None
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def on_bone_med(self) -> bool:
        return self.med_class != MedicineClass.NONE


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """How and when this person likes to be reached (clinical content 6.1).

    `call_days` are ISO weekdays, 1 Monday to 7 Sunday; empty means any day, as empty
    `call_times` mean any time. `dialect` is in the words of the clinic (四川话).
    """

    reminders: ReminderWay = ReminderWay.SMS
    call_times: tuple[CallTime, ...] = ()
    call_days: tuple[int, ...] = ()
    dialect: str = ""
    hard_of_hearing: bool = False
    low_sight: bool = False
