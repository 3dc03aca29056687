"""One row read: the newcomer it describes, or every problem with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from osteopro.enrolment.admission import Admission, Agreement
from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.facts import DiagnosisBasis, Facts, FractureCount
from osteopro.enrolment.form import BadForm, Form, read_form
from osteopro.enrolment.rules import Verdict, eligibility
from osteopro.enrolment.terms import REQUIRED, How, Paper, Purpose, Status
from osteopro.followup.actions import Newcomer
from osteopro.followup.importing.cells import LONGEST_NAME, SCIENTIFIC, Cells
from osteopro.followup.importing.columns import COLUMNS
from osteopro.followup.importing.problems import Problem
from osteopro.followup.importing.setting import Setting
from osteopro.followup.terms import FirstLink
from osteopro.patients import id_numbers, search
from osteopro.patients.id_numbers import Holder
from osteopro.patients.search import BadPhone
from osteopro.patients.terms import (
    CallTime,
    Channel,
    ClinicalProfile,
    ContactPlan,
    Education,
    MedicineClass,
    Person,
    Sex,
)
from osteopro.records.measuring import Measured
from osteopro.records.terms import MeasuredHow

OLDEST_YEARS = 120
FIRST_DUE_DAYS = 60
# Who has no first day in the file reports from tomorrow on, spread so that nobody's list floods.
SPREAD_DAYS = 7
# Columns of eligibility that are answered by their codes as they stand.
_CODED = ("depression", "cancer", "understands")


def read_row(
    cells: Mapping[str, str], number: int, key: UUID, at: Setting
) -> tuple[Newcomer | None, list[Problem]]:
    """The newcomer, or None and what is wrong: all of it, so that one correction is enough.

    Whether they may take part is asked last, of a row that is right otherwise.
    """
    reader = Cells(cells)
    person = _person(reader, at.today)
    sex, channel = reader.code("sex"), reader.code("channel")
    joined_on = _past(reader, "joined_on", at.today) or at.today
    form = _form(reader, person, joined_on)
    paper = _paper(reader, at.today)
    agreed = frozenset(Purpose(each) for each in reader.codes("consents"))
    facts = _facts(reader)
    contact = _contact(reader, channel)
    profile = _profile(reader)
    manager, backup = _team(reader, at)
    first_due = _first_due(reader, number, at)
    measured = _measured(reader, at.today)
    education = Education(reader.code("education") or Education.UNKNOWN)
    if person and sex and person.id_number:
        _check_number(reader, person, Sex(sex))
    if agreed and not agreed >= REQUIRED:
        reader.say("consents", "consent")
    if reader.problems or not (person and form and paper and manager and backup):
        return None, reader.problems
    if refused := _refusals(eligibility(replace(form, consent_complete=True))):
        return None, refused
    newcomer = Newcomer(
        site_id=at.site_id,
        person=person,
        sex=Sex(sex),
        channel=Channel(channel),
        manager=manager,
        backup=backup,
        education=education,
        profile=profile,
        contact=contact,
        starts_on=first_due,
        measured=measured,
        first_link=FirstLink.BY_DAY if at.links_now else FirstLink.REMINDER,
        admission=Admission(
            form=form,
            facts=facts,
            agreement=Agreement(at.consent, agreed, How.PAPER, "zh-CN", paper=paper),
            key=key,
        ),
    )
    return newcomer, []


def _person(reader: Cells, today: date) -> Person | None:
    name, address_as = reader.name("name"), reader.name("address_as")
    birth = _past(reader, "birth", today)
    if birth is not None and today.year - birth.year > OLDEST_YEARS:
        reader.say("birth", "day-old")
    phone = _phone(reader, "phone")
    number = "".join(reader.text("id_number", LONGEST_NAME).upper().split())
    emergency = (
        reader.name("emergency_name"),
        _phone(reader, "emergency_phone"),
        reader.name("emergency_relation"),
    )
    if birth is None or not phone:
        return None
    return Person(name, birth, phone, address_as, number, *emergency)


def _phone(reader: Cells, column: str) -> str:
    words = reader.text(column, LONGEST_NAME)
    if not words:
        return ""
    if SCIENTIFIC.fullmatch(words):
        reader.say(column, "phone-scientific")
        return ""
    try:
        number = search.normal_phone(words)
    except BadPhone as bad:
        reader.say(column, "phone", digits=bad.digits)
        return ""
    if not search.is_in_use(number):
        reader.say(column, "phone", digits=sum(each.isdigit() for each in words))
        return ""
    return number


def _past(reader: Cells, column: str, today: date) -> date | None:
    day = reader.day(column)
    if day is not None and day > today:
        reader.say(column, "day-future")
        return None
    return day


def _check_number(reader: Cells, person: Person, sex: Sex) -> None:
    bad = id_numbers.problem(person.id_number, Holder(person.birth, sex))
    if bad is not None:
        reader.say("id_number", bad)


def _form(reader: Cells, person: Person | None, on: date) -> Form | None:
    """What eligibility looks at, on the day of joining."""
    diagnosis, other = reader.code("diagnosis"), reader.code("other_condition")
    decisions = criteria().other_decisions
    raw: dict[str, Any] = {
        COLUMNS["diagnosis"].criterion: "not-confirmed"
        if diagnosis == "not-confirmed"
        else "confirmed",
        COLUMNS["symptoms"].criterion: list(reader.codes("symptoms")),
        COLUMNS["other_condition"].criterion: {
            "present": other != "no",
            "decision": other if other in decisions else None,
        },
        **{COLUMNS[each].criterion: reader.code(each) for each in _CODED},
    }
    if person is None or not diagnosis or not other:
        return None
    if on < person.birth:
        reader.say("joined_on", "before-birth")
        return None
    raw |= {criteria().birth: person.birth.isoformat(), criteria().on: on.isoformat()}
    try:
        return read_form(raw)
    except BadForm:
        # A cell of it is empty or wrong, and the reader said so.
        return None


def _paper(reader: Cells, today: date) -> Paper | None:
    on = _past(reader, "consent_on", today)
    version = reader.text("consent_version", LONGEST_NAME)
    return Paper(on, version) if on and version else None


def _facts(reader: Cells) -> Facts:
    diagnosis, fractures = reader.code("diagnosis"), reader.code("fractures")
    other, note = reader.cells.get("other_condition"), reader.text("other_note")
    if other and not note and reader.code("other_condition") not in ("", "no"):
        reader.say("other_note", "other-note")
    return Facts(
        basis=DiagnosisBasis(diagnosis) if diagnosis in set(DiagnosisBasis) else None,
        fracture_count=FractureCount(fractures or FractureCount.NONE),
        other=note,
    )


def _contact(reader: Cells, channel: str) -> ContactPlan:
    times = tuple(CallTime(each) for each in reader.codes("call_times"))
    if channel == Channel.PHONE and not reader.cells.get("call_times"):
        reader.say("call_times", "call-times")
    days = tuple(int(each) for each in reader.codes("call_days"))
    return ContactPlan(call_times=times, call_days=days)


def _profile(reader: Cells) -> ClinicalProfile:
    medicine = MedicineClass(reader.code("medicine") or MedicineClass.NONE)
    due = reader.day("next_dose_due")
    if due and medicine is MedicineClass.NONE and reader.cells.get("medicine"):
        reader.say("next_dose_due", "dose-none")
    return ClinicalProfile(medicine, due, frozenset(reader.codes("flags")))


def _team(reader: Cells, at: Setting) -> tuple[int | None, int | None]:
    found = []
    for column in ("manager", "backup"):
        username = reader.text(column, LONGEST_NAME)
        account_id = at.staff.get(username)
        if username and account_id is None:
            reader.say(column, "no-staff")
        found.append(account_id)
    manager, backup = found
    if manager is not None and manager == backup:
        reader.say("backup", "same-staff")
    return manager, backup


def _first_due(reader: Cells, number: int, at: Setting) -> date:
    day = reader.day("first_due")
    if day is None:
        spread = 0 if at.links_now else 1 + number % SPREAD_DAYS
        return at.today + timedelta(days=spread)
    if day < at.today:
        reader.say("first_due", "day-past")
    elif day > at.today + timedelta(days=FIRST_DUE_DAYS):
        reader.say("first_due", "day-far", most=FIRST_DUE_DAYS)
    return day


def _measured(reader: Cells, today: date) -> Measured | None:
    height, weight = reader.number("height_cm"), reader.number("weight_kg")
    on = _past(reader, "measured_on", today)
    if not (reader.cells.get("height_cm") or reader.cells.get("weight_kg")):
        return None
    if not reader.cells.get("measured_on"):
        reader.say("measured_on", "measured-on")
    return Measured(on, height, weight, MeasuredHow.ENROLMENT) if on else None


def _refusals(verdict: Verdict) -> list[Problem]:
    """Why somebody may not take part, or not without a physician, in the words of the columns."""
    if verdict.status is Status.ELIGIBLE:
        return []
    columns = {each.criterion: each.code for each in COLUMNS.values() if each.criterion}
    return [_refusal(verdict.status, reason, columns.get(reason, "")) for reason in verdict.reasons]


def _refusal(status: Status, reason: str, column: str) -> Problem:
    rules = criteria()
    if reason == rules.birth:
        return Problem("age", column, {"youngest": rules.youngest, "oldest": rules.oldest})
    code = "needs-decision" if status is Status.NEEDS_DECISION else "not-eligible"
    return Problem(code, column)
