"""Everything the consent page of one patient shows."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.consent import Answer
from osteopro.enrolment.queries import Entry
from osteopro.enrolment.reading import Question, Reader, Section, text_language
from osteopro.enrolment.terms import Purpose
from osteopro.followup.queries.people import Standing
from osteopro.patients import queries as patients_queries
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.web.care import colleagues, labels, words
from osteopro.web.care.consent_sheet import HOWS
from osteopro.web.care.frame import language


def reader(standing: Standing) -> Reader:
    """The patient, in whose language everything is read out."""
    return Reader(standing.clinic, text_language(standing.language))


def witnesses(viewer: Viewer, standing: Standing) -> Mapping[int, str]:
    """Colleagues at the patient's clinic, without the one who asks, by account."""
    ids = colleagues.witnesses(standing.clinic.site_id, viewer.account_id)
    names = accounts_queries.staff_names(ids)
    return {pk: names[pk].shown(language()) for pk in ids if pk in names}


def context(request: HttpRequest, viewer: Viewer, standing: Standing) -> dict[str, Any]:
    """What the template needs besides mistakes."""
    text = enrolment_queries.current_text().text
    post = request.POST
    heard = witnesses(viewer, standing)
    return {
        "standing": standing,
        "person": words.age_and_sex(
            standing.person, standing.sex, clock.today(standing.clinic.zone)
        ),
        "version": text.version,
        "script": _script(reader(standing).questions(text)),
        "lang": reader(standing).language,
        "hows": hows(post),
        "witnesses": witness_options(post, heard),
        "typed": post,
        "rows": _rows(standing),
    }


def hows(post: Mapping[str, str]) -> list[c.Answer]:
    """How the patient was asked: in person or on the phone."""
    return [c.Answer(how, str(labels.HOWS[how]), checked=how == post.get("how")) for how in HOWS]


def witness_options(post: Mapping[str, str], heard: Mapping[int, str]) -> list[c.Option]:
    """The colleagues who may have heard it."""
    return [
        c.Option("", gettext("No colleague"), False),
        *(c.Option(str(pk), name, str(pk) == post.get("witness")) for pk, name in heard.items()),
    ]


def _script(questions: tuple[Question, ...]) -> list[tuple[Question, list[Section]]]:
    """Each question with what is read out before it; what was read already is not read again."""
    said: set[Section] = set()
    script = []
    for question in questions:
        script.append((question, [s for s in question.sections if s not in said]))
        said.update(question.sections)
    return script


def _rows(standing: Standing) -> list[list[str]]:
    """The history, newest first: purpose; answer, moment, version; how, by whom, witness."""
    entries = enrolment_queries.history(standing.patient_id)
    people = {e.answer.by for e in entries} | {e.witness_account or 0 for e in entries}
    staff = {pk: n.shown(language()) for pk, n in accounts_queries.staff_names(people).items()}
    family = patients_queries.witness_names(standing.patient_id)
    texts = {text.version: text for text in enrolment_queries.texts()}

    def name(answer: Answer) -> str:
        return words.said(texts[answer.version].ticks[Purpose(answer.purpose)].name)

    def how(entry: Entry) -> str:
        answer = entry.answer
        asked_by = words.together(staff.get(answer.by, ""))
        words_of = Markup("{} {}").format(labels.HOWS[answer.how], asked_by).strip()
        heard = family.get(entry.witness_id or 0) or staff.get(entry.witness_account or 0)
        if not heard:
            return words_of
        sentence = escape(gettext("%(how)s, witness %(name)s"))
        return sentence % {"how": words_of, "name": words.together(heard)}

    def said(answer: Answer) -> str:
        at = formats.staff_moment(words.local(answer.at, standing.clinic.zone))
        version = answer.version
        if answer.paper is not None:
            at, version = formats.staff_date(answer.paper.on), answer.paper.version
        decision = labels.DECISIONS[answer.decision]
        return Markup("{} {} ({})").format(decision, words.together(at), version)

    return [[name(entry.answer), said(entry.answer), how(entry)] for entry in reversed(entries)]
