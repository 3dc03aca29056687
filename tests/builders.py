"""A small clinic with a cast of characters, made only through the product's own actions.

Nothing here exists in a state the product cannot reach.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from osteopro import clock
from osteopro.access import actions as access_actions
from osteopro.access import queries as access_queries
from osteopro.access.terms import Role, Scope, Viewer
from osteopro.accounts import actions as accounts_actions
from osteopro.accounts.models import Account
from osteopro.accounts.terms import AccountKind
from osteopro.audit.terms import Actor, system
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.admission import Admission, Agreement
from osteopro.enrolment.definition import LIBRARY as CONSENT_LIBRARY
from osteopro.enrolment.definition import read_consent
from osteopro.enrolment.form import read_form
from osteopro.enrolment.terms import REQUIRED, How, Purpose
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import Newcomer, Receipt
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CameOf, Lesson, Outcome
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode
from osteopro.patients import helpers
from osteopro.patients.models import Patient
from osteopro.patients.terms import (
    Channel,
    ClinicalProfile,
    Education,
    HelperPerson,
    Person,
    Relation,
    Sex,
)
from osteopro.records import attachments
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.sites import actions as sites_actions
from osteopro.triage import queries as triage_queries

SETUP = system("tests")
PASSWORD = "a long enough password"

# The usual values of the clinical content's vectors: a quiet week.
STEADY: Mapping[str, Any] = {
    "rf-check": ["none"],
    "sym-pain-rest": "3",
    "sym-pain-move": "5",
    "sym-mobility": "some",
    "sym-fatigue": "little",
    "sym-sleep": "little",
    "sym-unsteady": "little",
    "sym-mood": "little",
    "qol-gh1": "g2",
    "fu-wish": "record",
    "by-whom": "self",
}


@dataclass(frozen=True)
class Staff:
    """A member of staff as an author and as a viewer."""

    account_id: int
    username: str
    role: Role

    @property
    def actor(self) -> Actor:
        return Actor(self.account_id, self.role.value)

    @property
    def viewer(self) -> Viewer:
        return access_queries.staff_viewer(Account.objects.get(pk=self.account_id))


@dataclass(frozen=True)
class Someone:
    """A patient as an author and as a viewer."""

    patient_id: int
    account_id: int
    person: Person

    @property
    def actor(self) -> Actor:
        return Actor(self.account_id, Role.PATIENT.value)

    @property
    def viewer(self) -> Viewer:
        return Viewer(
            account_id=self.account_id,
            kind=AccountKind.PATIENT,
            roles=frozenset({Role.PATIENT}),
            site_ids=frozenset(),
            patient_id=self.patient_id,
        )


@dataclass(frozen=True)
class Clinic:
    """A site with one of everybody: Nurse Li manages, Nurse Wang backs her up."""

    site_id: int
    li: Staff
    wang: Staff
    zhang: Staff
    lead: Staff
    admin: Staff
    researcher: Staff
    people: list[Someone] = field(default_factory=list)


def clinic(code: str = "main") -> Clinic:
    """A clinic with staff and no patients. `code` sets clinics apart."""
    site_id = sites_actions.add_site(
        by=SETUP,
        code=code,
        name_zh="锦江骨科门诊",
        name_en="Jinjiang Bone Clinic",
        phone="028-0000 1234",
    )

    def member(username: str, name_zh: str, name_en: str, role: Role) -> Staff:
        return staff(site_id, f"{username}-{code}", name_zh, name_en, role)

    return Clinic(
        site_id=site_id,
        li=member("li", "李护士", "Nurse Li", Role.FOLLOW_UP_MANAGER),
        wang=member("wang", "王护士", "Nurse Wang", Role.FOLLOW_UP_MANAGER),
        zhang=member("zhang", "张医生", "Dr Zhang", Role.PHYSICIAN),
        lead=member("chen", "陈主任", "Dr Chen", Role.PROGRAMME_LEAD),
        admin=member("admin", "刘管理员", "Liu", Role.ADMINISTRATOR),
        researcher=member("zhou", "周研究员", "Zhou", Role.RESEARCHER),
    )


def staff(site_id: int, username: str, name_zh: str, name_en: str, role: Role) -> Staff:
    """A member of staff with one role at one site and a reachable mail address."""
    account_id = accounts_actions.add_staff(
        by=SETUP,
        username=username,
        password=PASSWORD,
        name_zh=name_zh,
        name_en=name_en,
        email=f"{username}@clinic.example",
        phone="+8610000000001",
        must_change_password=False,
    )
    access_actions.grant_role(by=SETUP, account_id=account_id, role=role, site_id=site_id)
    return Staff(account_id, username, role)


# Somebody whom the programme takes without a question.
ELIGIBLE: Mapping[str, Any] = {
    "enr-op-dx": "confirmed",
    "enr-symptom": ["pain", "mobility"],
    "enr-depr": "no",
    "enr-cancer": "no",
    "enr-other": {"present": False, "decision": None},
    "enr-cog": "yes",
}


def admission(
    birth: date, *, agrees: bool = True, key: UUID | None = None, **changes: Any
) -> Admission:
    """What the gate looks at: somebody eligible, with these fields changed (`enr_cog="no"`)."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    today = clock.now().date().isoformat()
    raw = {**ELIGIBLE, "enr-birth": birth.isoformat(), "enr-date": today, **named}
    return Admission(read_form(raw), agreement=agreement() if agrees else None, key=key)


def agreement() -> Agreement:
    """Everything that taking part needs, ticked at the desk."""
    return Agreement(
        version=enrolment_queries.current_text().text.version,
        purposes=REQUIRED,
        how=How.IN_PERSON,
        language="zh-CN",
    )


def patient(
    at: Clinic,
    *,
    name: str = "王秀英",
    birth: date = date(1955, 3, 2),
    phone: str = "+8613800006620",
    address_as: str = "王阿姨",
    sex: Sex = Sex.FEMALE,
    channel: Channel = Channel.ONLINE,
    profile: ClinicalProfile | None = None,
    starts_on: date | None = None,
    welcomed: bool = True,
    **more: str,
) -> Someone:
    """Somebody in Nurse Li's panel, who has seen the welcome or opens the pages for the first
    time. `more` are further fields of the person, such as an e-mail address."""
    person = Person(name=name, birth=birth, phone=phone, address_as=address_as, **more)
    patient_id = followup_actions.add_to_programme(
        by=at.li.actor,
        newcomer=Newcomer(
            site_id=at.site_id,
            person=person,
            sex=sex,
            channel=channel,
            manager=at.li.account_id,
            backup=at.wang.account_id,
            physician=at.zhang.account_id,
            education=Education.JUNIOR_HIGH,
            profile=profile or ClinicalProfile(),
            starts_on=starts_on,
            admission=admission(birth),
        ),
    )
    account_id = Patient.objects.values_list("account_id", flat=True).get(pk=patient_id)
    someone = Someone(patient_id, account_id, person)
    at.people.append(someone)
    if welcomed:
        followup_actions.note_learnt(by=someone.actor, patient_id=patient_id, lessons=tuple(Lesson))
    return someone


def come_again(
    at: Clinic, someone: Someone, *, agrees: bool = False, key: UUID | None = None, **changes: Any
) -> None:
    """Somebody who left begins anew with Nurse Wang; what they agreed to stands, unless asked
    again. `changes` are those of a Newcomer."""
    newcomer = Newcomer(
        site_id=at.site_id,
        person=someone.person,
        sex=Sex.FEMALE,
        channel=Channel.ONLINE,
        manager=at.wang.account_id,
        backup=at.li.account_id,
        physician=at.zhang.account_id,
        education=Education.JUNIOR_HIGH,
        admission=admission(someone.person.birth, agrees=agrees, key=key),
    )
    followup_actions.take_part_again(
        by=at.wang.actor, patient_id=someone.patient_id, newcomer=replace(newcomer, **changes)
    )


def consent(someone: Someone, *purposes: Purpose) -> None:
    """Somebody agrees on their own page to these purposes, or to all."""
    followup_actions.answer_consent(
        by=someone.actor,
        patient_id=someone.patient_id,
        version=enrolment_queries.current_text().text.version,
        given=purposes or tuple(Purpose),
        declined=(),
        how=How.OWN_PAGE,
        language="zh-CN",
    )


@dataclass(frozen=True)
class Helping:
    """Somebody who helps a patient, as an author."""

    helper_id: int
    account_id: int
    patient_id: int

    @property
    def actor(self) -> Actor:
        return Actor(self.account_id, Role.HELPER.value)


def ask_helper(
    someone: Someone,
    *scopes: Scope,
    phone: str = "+8613900001111",
    name: str = "王芳",
    days: int = 90,
) -> int:
    """A patient agrees to help and asks a daughter; returns the helper's id."""
    consent(someone, *REQUIRED, Purpose.HELPER)
    return followup_actions.ask_to_help(
        by=someone.actor,
        patient_id=someone.patient_id,
        person=HelperPerson(name, phone, Relation.DAUGHTER),
        scopes=scopes or tuple(Scope),
        until=clock.now() + timedelta(days=days),
        key=uuid4(),
    )


def helper(someone: Someone, *scopes: Scope, **asked: Any) -> Helping:
    """A daughter who was asked and agreed."""
    helper_id = ask_helper(someone, *scopes, **asked)
    found = helpers.helper(helper_id)
    assert found is not None
    helping = Helping(helper_id, found.account_id, someone.patient_id)
    followup_actions.agree_to_help(by=helping.actor, helper_id=helper_id)
    return helping


def new_consent_words(element: str, *, replaces: Sequence[Purpose] = ()) -> str:
    """Publish a version in which one element has one sentence more; returns the version."""
    document = copy.deepcopy(read_consent(CONSENT_LIBRARY / "1.0.0"))
    count = len(enrolment_queries.texts())
    document |= {"version": f"1.{count}.0", "replaces": list(replaces)}
    for each in document["elements"]:
        if each["code"] == element:
            each["text"]["zh-CN"] += "\n这是新加的一句。"
            each["text"]["en"] += "\nThis sentence is new."
    enrolment_actions.publish_consent(by=SETUP, document=document)
    return str(document["version"])


def form(*, full: bool = False) -> Instrument:
    """The follow-up form in use."""
    return instruments_queries.latest(Kind.RECORD, baseline=full).instrument


def begin(someone: Someone, *, full: bool = False, by_whom: ByWhom = ByWhom.SELF) -> UUID:
    """Start a follow-up form online; returns the record's uuid."""
    return followup_actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=form(full=full),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=by_whom,
    )


def save(someone: Someone, record: UUID, values: Mapping[str, Any]) -> followup_actions.Saved:
    """Save these answers in one go."""
    return followup_actions.save_answers(
        by=someone.actor, patient_id=someone.patient_id, draft_uuid=record, values=values
    )


def send(
    someone: Someone,
    *,
    full: bool = False,
    by_whom: ByWhom = ByWhom.SELF,
    at: datetime | None = None,
    **changes: Any,
) -> Receipt:
    """A whole record: a quiet week with these answers changed (`sym_pain_rest="7"`)."""
    with clock.frozen(at or clock.now()):
        record = begin(someone, full=full, by_whom=by_whom)
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        values = {**STEADY, "by-whom": by_whom.value, **named}
        save(someone, record, {k: v for k, v in values.items() if v is not None})
        return followup_actions.send_form(
            by=someone.actor, patient_id=someone.patient_id, draft_uuid=record
        )


def finish(someone: Someone, receipt: Receipt, values: Mapping[str, Any] | None = None) -> None:
    """Send every form that is left of an occasion, with these answers where they are asked."""
    while record := next_form(someone, receipt.occasion):
        draft = records_queries.draft(someone.patient_id, record)
        asked = draft.instrument.questionnaire.nodes if draft else {}
        save(someone, record, {k: v for k, v in (values or {}).items() if k in asked})
        followup_actions.send_form(
            by=someone.actor, patient_id=someone.patient_id, draft_uuid=record
        )


def note(someone: Someone, about: str = "exercise", **more: Any) -> UUID:
    """A diary entry of today, noted at once (`dia_note="…"`); returns its id."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    key = uuid4()
    values = {"dia-type": about, "dia-date": clock.now().date().isoformat(), **named}
    followup_actions.note_event(
        by=someone.actor,
        patient_id=someone.patient_id,
        note=followup_actions.Note(key, values, language="zh-CN"),
    )
    return key


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", **saved: Any) -> bytes:
    """The file of a photo."""
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **saved)
    return out.getvalue()


def photo_of(someone: Someone, occasion: UUID, data: bytes | None = None) -> UUID:
    """A photo added to an entry; returns its name. Needs consent to voice and photos."""
    followup_actions.add_photo(
        by=someone.actor,
        patient_id=someone.patient_id,
        occasion=occasion,
        data=data or picture(),
    )
    return attachments.of_occasions([occasion])[occasion][-1].name


def next_form(someone: Someone, occasion: UUID) -> UUID | None:
    """Begin what is next in an occasion, online."""
    return followup_actions.start_next_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        occasion=occasion,
        mode=Mode.ONLINE,
        language="zh-CN",
    )


def correct(someone: Someone, receipt: Receipt, **changes: Any) -> Receipt:
    """The record sent again with these answers changed."""
    draft = followup_actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=form(),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=receipt.uuid,
    )
    save(someone, draft, {name.replace("_", "-"): value for name, value in changes.items()})
    return followup_actions.send_form(
        by=someone.actor, patient_id=someone.patient_id, draft_uuid=draft
    )


def reply(
    at: Clinic,
    someone: Someone,
    receipt: Receipt,
    body: str = "收到了，您慢慢来。",
    *,
    advice: Sequence[str] = (),
    checked: bool = False,
    wrote: str = "夜里翻身痛",
    came_of: CameOf | None = CameOf.NOTHING,
) -> followup_actions.Answered:
    """Nurse Li answers a record, with advice of the library by its codes, picked by hand."""
    texts = [advice_text(code) for code in advice]
    return followup_actions.record_review(
        by=at.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.REPLIED, body="\n".join([body, *texts]), came_of=came_of),
        versions=[receipt.uuid],
        quote=f"{someone.person.spoken}，您写了“{wrote}”。",
        advice=[followup_actions.Chosen(code, by_hand=True) for code in advice],
        checked=checked,
        approved=texts,
    )


def advice_text(code: str, language: str = "zh-CN") -> str:
    """What the library in force says to the patient under this code."""
    return triage_queries.current().ruleset.advice.of(code).text[language]
