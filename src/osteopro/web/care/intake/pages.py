"""What the page of each step needs besides what every page has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.facts import FractureCount
from osteopro.enrolment.reading import Reader, text_language
from osteopro.patients.labels import FLAGS, MEDICINES
from osteopro.patients.terms import Channel, Education, MedicineClass, ReminderWay
from osteopro.sites.queries import Clinic
from osteopro.ui import components as c
from osteopro.web.care import labels
from osteopro.web.care.frame import language
from osteopro.web.care.intake import mood, words
from osteopro.web.care.intake.setting import Setting
from osteopro.web.care.intake.sheet import FRACTURES, Step, Typed
from osteopro.web.care.words import said

Codes = Mapping[Any, object]


def context(step: Step, typed: Typed, at: Setting) -> dict[str, Any]:
    """The answers and options of one step."""
    make = PAGES.get(step)
    return make(typed, at) if make else {}


def clinic_of(typed: Typed, at: Setting) -> Clinic:
    """The clinic that was chosen; the first of the viewer's own before that."""
    chosen = (each for each in at.clinics if str(each.site_id) == typed.one("site"))
    return next(chosen, at.clinics[0])


def _who(typed: Typed, at: Setting) -> dict[str, Any]:
    sites = [(each.site_id, each.shown(language())) for each in at.clinics]
    return {
        "sexes": _answers(labels.SEXES, typed.one("sex")),
        "schooling": _options(labels.EDUCATION, typed.one("education") or Education.UNKNOWN),
        "sites": _people(sites, typed.one("site")),
        "one_site": at.clinics[0].site_id if len(at.clinics) == 1 else None,
    }


def _disease(typed: Typed, at: Setting) -> dict[str, Any]:
    rule = criteria().fields["enr-symptom"]
    return {
        "diagnosis": _answers(words.CODES["enr-op-dx"], typed.one("enr-op-dx")),
        "bases": _options(words.BASES, typed.one("basis"), first=True),
        "symptoms": [
            c.Answer(
                code,
                str(words.CODES["enr-symptom"][code]),
                checked=code in typed.many("enr-symptom"),
                exclusive=code == rule.alone,
            )
            for code in rule.codes
        ],
        "counts": _answers(words.COUNTS, typed.one("fractures")),
        "fractures": [
            {
                "name": f"fx{n}",
                "number": n,
                "bones": _options(words.BONES, typed.one(f"fx{n}-site"), first=True),
                "causes": _options(words.CAUSES, typed.one(f"fx{n}-cause")),
                "on": typed.date(f"fx{n}"),
            }
            for n in range(1, FRACTURES + 1)
        ],
        "open_fractures": typed.one("fractures") in (FractureCount.ONE, FractureCount.SEVERAL),
    }


def _health(typed: Typed, at: Setting) -> dict[str, Any]:
    asked = ("enr-depr", "enr-cancer", "enr-cog")
    return {
        "answers": {name: _answers(words.CODES[name], typed.one(name)) for name in asked},
        "other_name": criteria().other,
        "others": _answers(labels.YES_NO, typed.one(criteria().other)),
    }


def _mood(typed: Typed, at: Setting) -> dict[str, Any]:
    declined = gettext("Does not want to answer")
    questions = []
    for item in mood.questions(at.screen, typed):
        chosen = typed.one(item.link_id)
        answers = [
            c.Answer(option.code, said(option.display), checked=option.code == chosen)
            for option in item.options
        ]
        if not item.required:
            answers.append(
                c.Answer(mood.DECLINED, declined, checked=chosen == mood.DECLINED, exclusive=True)
            )
        questions.append(
            {
                "name": item.link_id,
                "intro": said(item.intro) if item.intro else "",
                "legend": said(item.text),
                "answers": answers,
            }
        )
    return {
        "questions": questions,
        "notice_text": at.screen.document.get("copyright", ""),
        "troubled": mood.troubled(at.screen, typed),
    }


def _medicines(typed: Typed, at: Setting) -> dict[str, Any]:
    return {
        "medicines": _options(MEDICINES, typed.one("med_class") or MedicineClass.NONE),
        "flags": _ticks(FLAGS, typed.many("flags")),
    }


def _reach(typed: Typed, at: Setting) -> dict[str, Any]:
    return {
        "channels": _answers(labels.CHANNELS, typed.one("channel") or Channel.ONLINE),
        "ways": _options(words.WAYS, typed.one("reminders") or ReminderWay.SMS),
        "times": _ticks(words.TIMES, typed.many("call_times")),
        "days": _ticks({str(day): name for day, name in words.DAYS.items()},
                       typed.many("call_days")),
    }  # fmt: skip


def _team(typed: Typed, at: Setting) -> dict[str, Any]:
    site = clinic_of(typed, at).site_id
    managers, physicians = at.managers(site), at.physicians(site)
    names = _named({*managers, *physicians})
    return {
        "managers": _people(_pairs(managers, names), typed.one("manager") or str(at.author)),
        "backups": _people(_pairs(managers, names), typed.one("backup")),
        "physicians": _people(
            _pairs(physicians, names), typed.one("physician"), first=gettext("Nobody yet")
        ),
    }


def _consent(typed: Typed, at: Setting) -> dict[str, Any]:
    clinic = clinic_of(typed, at)
    reader = Reader(clinic, text_language(language()))
    colleagues = at.colleagues(clinic.site_id)
    return {
        "told": reader.sections(at.consent.elements),
        "questions": [
            (question, typed.one(question.field))
            for question in reader.questions(at.consent)
            if question.purpose in at.asked
        ],
        "standing": [
            question.name
            for question in reader.questions(at.consent)
            if question.purpose in at.standing
        ],
        "ways": _answers(words.HOW, typed.one("how")),
        "witnesses": _people(_pairs(colleagues, _named(colleagues)), typed.one("witness")),
    }


PAGES: Mapping[Step, Callable[[Typed, Setting], dict[str, Any]]] = {
    Step.WHO: _who,
    Step.DISEASE: _disease,
    Step.HEALTH: _health,
    Step.MOOD: _mood,
    Step.MEDICINES: _medicines,
    Step.REACH: _reach,
    Step.TEAM: _team,
    Step.CONSENT: _consent,
}


def _answers(codes: Codes, chosen: str) -> list[c.Answer]:
    return [c.Answer(code, str(name), checked=code == chosen) for code, name in codes.items()]


def _ticks(codes: Codes, chosen: Sequence[str]) -> list[c.Answer]:
    return [c.Answer(code, str(name), checked=code in chosen) for code, name in codes.items()]


def _options(codes: Codes, chosen: str, *, first: bool = False) -> list[c.Option]:
    empty = [c.Option("", gettext("Please choose"), False)] if first else []
    return empty + [c.Option(code, str(name), code == chosen) for code, name in codes.items()]


def _people(pairs: Iterable[tuple[int, str]], chosen: str, *, first: str = "") -> list[c.Option]:
    empty = c.Option("", first or gettext("Please choose"), False)
    return [empty, *(c.Option(str(pk), name, str(pk) == chosen) for pk, name in pairs)]


def _named(ids: Iterable[int]) -> Mapping[int, str]:
    found = accounts_queries.staff_names(list(ids))
    return {pk: name.shown(language()) for pk, name in found.items()}


def _pairs(ids: Iterable[int], names: Mapping[int, str]) -> list[tuple[int, str]]:
    return [(pk, names[pk]) for pk in ids if pk in names]
