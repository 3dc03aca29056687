"""The form as it stands, step by step in words, with the way to change each."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment.reading import YES, Reader, text_language
from osteopro.patients.labels import FLAGS, MEDICINES
from osteopro.ui.components import DateParts
from osteopro.ui.posted import id_of
from osteopro.web.care import labels
from osteopro.web.care.frame import language
from osteopro.web.care.intake import pages, words
from osteopro.web.care.intake.reading import Reading
from osteopro.web.care.intake.setting import Setting
from osteopro.web.care.intake.sheet import ASKING, FRACTURES, Step, Typed

Rows = list[tuple[str, str]]


class Part(NamedTuple):
    """One step: its heading, what was answered, where to change it, whether something lacks."""

    title: str
    href: str
    rows: Rows
    unfinished: bool


def parts(key: UUID, typed: Typed, reading: Reading, at: Setting) -> list[Part]:
    """Every step in order."""
    return [
        Part(
            str(words.TITLES[step]),
            reverse("care_intake_step", args=[key, step.value]),
            [(name, value) for name, value in ROWS[step](typed, at) if value],
            bool(reading.errors[step]),
        )
        for step in ASKING
    ]


def health_rows(typed: Typed, at: Setting) -> Rows:
    """What decides about joining, for the form's own page and for the physician who decides."""
    other = typed.one("other_text") or _word(labels.YES_NO, typed.one("enr-other"))
    return [
        (gettext("Depression"), _word(words.CODES["enr-depr"], typed.one("enr-depr"))),
        (gettext("Cancer"), _word(words.CODES["enr-cancer"], typed.one("enr-cancer"))),
        (gettext("Another significant condition"), other),
        (
            gettext("Understands and can answer"),
            _word(words.CODES["enr-cog"], typed.one("enr-cog")),
        ),
    ]


def mood_rows(typed: Typed, at: Setting) -> Rows:
    """Each question of the mood screen with its answer."""
    return [
        (
            question["legend"],
            next((each.label for each in question["answers"] if each.checked), ""),
        )
        for question in pages.context(Step.MOOD, typed, at)["questions"]
    ]


def disease_rows(typed: Typed, at: Setting) -> Rows:
    """Diagnosis, symptoms, fractures, height and weight."""
    symptoms = (words.CODES["enr-symptom"].get(code) for code in typed.many("enr-symptom"))
    bones = [_fracture(typed, n) for n in range(1, FRACTURES + 1)]
    return [
        (gettext("Osteoporosis"), _word(words.CODES["enr-op-dx"], typed.one("enr-op-dx"))),
        (gettext("Based on"), _word(words.BASES, typed.one("basis"))),
        (gettext("Diagnosed"), _date(typed.date("diagnosed"))),
        (gettext("Lowest T-score"), typed.one("t_score")),
        (gettext("Symptoms"), _list(str(each) for each in symptoms if each)),
        (gettext("Broken bones"), _word(words.COUNTS, typed.one("fractures"))),
        (gettext("Which and when"), _list(each for each in bones if each)),
        (gettext("Height"), _unit(typed.one("height"), "cm")),
        (gettext("Weight"), _unit(typed.one("weight"), "kg")),
    ]


def _who(typed: Typed, at: Setting) -> Rows:
    return [
        (gettext("Name"), typed.one("name")),
        (gettext("Address as"), typed.one("address_as")),
        (gettext("Birth date"), _date(typed.date("birth"))),
        (gettext("Sex"), _word(labels.SEXES, typed.one("sex"))),
        (gettext("Mobile number"), typed.one("phone")),
        (gettext("ID number"), typed.one("id_number")),
        (gettext("Schooling"), _word(labels.EDUCATION, typed.one("education"))),
        (gettext("Clinic"), pages.clinic_of(typed, at).shown(language())),
    ]


def _medicines(typed: Typed, at: Setting) -> Rows:
    flags = (FLAGS[flag] for flag in FLAGS if flag in typed.many("flags"))
    return [
        (gettext("Bone medicine"), _word(MEDICINES, typed.one("med_class"))),
        (gettext("Next injection"), _date(typed.date("dose"))),
        (gettext("What applies"), _list(str(each) for each in flags)),
    ]


def _reach(typed: Typed, at: Setting) -> Rows:
    times = (words.TIMES[each] for each in words.TIMES if each in typed.many("call_times"))
    days = (words.DAYS[each] for each in words.DAYS if str(each) in typed.many("call_days"))
    needs = [
        gettext("Hard of hearing") if typed.one("hearing") else "",
        gettext("Poor sight") if typed.one("sight") else "",
    ]
    return [
        (gettext("Reports"), _word(labels.CHANNELS, typed.one("channel"))),
        (gettext("Reminders"), _word(words.WAYS, typed.one("reminders"))),
        (gettext("E-mail"), typed.one("email")),
        (gettext("When to phone"), _list(str(each) for each in (*times, *days))),
        (gettext("Dialect"), typed.one("dialect")),
        (gettext("Needs"), _list(each for each in needs if each)),
    ]


def _people(typed: Typed, at: Setting) -> Rows:
    fields = ("name", "relation", "phone")

    def contact(who: str) -> str:
        return " ".join(filter(None, (typed.one(f"{who}_{field}") for field in fields)))

    return [
        (gettext("In an emergency"), contact("emergency")),
        (gettext("Helper"), contact("helper")),
    ]


def _team(typed: Typed, at: Setting) -> Rows:
    ids = {name: typed.one(name) for name in ("manager", "backup", "physician")}
    numbers = [number for pk in ids.values() if (number := id_of(pk)) is not None]
    names = {
        str(pk): name.shown(language())
        for pk, name in accounts_queries.staff_names(numbers).items()
    }
    return [
        (gettext("Manager"), names.get(ids["manager"], "")),
        (gettext("Backup"), names.get(ids["backup"], "")),
        (gettext("Physician"), names.get(ids["physician"], "")),
    ]


def _consent(typed: Typed, at: Setting) -> Rows:
    reader = Reader(pages.clinic_of(typed, at), text_language(language()))
    questions = reader.questions(at.consent)
    asked = [(each.name, typed.one(each.field)) for each in questions if each.purpose in at.asked]
    yes, no = gettext("Agrees"), gettext("Does not agree")
    kept = [
        (each.name, gettext("Agreed before")) for each in questions if each.purpose in at.standing
    ]
    rows = [(name, yes if answer == YES else no) for name, answer in asked if answer]
    return [*kept, *rows, (gettext("How it was asked"), _word(words.HOW, typed.one("how")))]


ROWS: Mapping[Step, Callable[[Typed, Setting], Rows]] = {
    Step.WHO: _who,
    Step.DISEASE: disease_rows,
    Step.HEALTH: health_rows,
    Step.MOOD: mood_rows,
    Step.MEDICINES: _medicines,
    Step.REACH: _reach,
    Step.PEOPLE: _people,
    Step.TEAM: _team,
    Step.CONSENT: _consent,
}


def _fracture(typed: Typed, n: int) -> str:
    bone = _word(words.BONES, typed.one(f"fx{n}-site"))
    return f"{bone} {_date(typed.date(f'fx{n}'))}" if bone else ""


def _word(codes: Mapping[Any, object], code: str) -> str:
    return str(codes[code]) if code in codes else ""


def _date(parts: DateParts) -> str:
    return "-".join(part.zfill(2) for part in parts if part)


def _unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if number else ""


def _list(items: Any) -> str:
    return gettext(", ").join(items)
