"""What stands on the page of a statement or theme beside the records."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from osteopro.followup import study_records
from osteopro.followup.study_records import Beside
from osteopro.research import actions
from osteopro.research.queries import crosschecks as queries
from osteopro.research.queries.crosschecks import About, CrossCheckView, Speaker
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import AboutKind
from osteopro.ui.components import Answer, Option
from osteopro.web.study import course_shown, crosscheck_words, recruit_words
from osteopro.web.study.course_shown import title_of

# Where what was refused is said on the page.
FIELDS = {
    "which-score": "measures",
    "why-look": "reason",
    "no-records": "relation",
    "there-are-records": "relation",
    "say-how": "note",
    "names-somebody": "note",
    "records-changed": "relation",
}


def page_of(
    request: HttpRequest, own: Own, about: About, who: Speaker | None, found: Beside | None
) -> dict[str, Any]:
    """Everything the page is made of but its frame."""
    study_id, post = own.study.study_id, request.POST
    kept = queries.checks_of(queries.crosschecks(study_id), about.guid)
    wanted = post.getlist("measures") or _used(kept)
    courses = found.courses if found else ()
    open_to = who is not None and who.linked and not who.provider
    return {
        "about": about,
        "title": about.name or gettext("A statement beside the records"),
        "who": who,
        "person": recruit_words.participant(who.number) if who else "",
        "not_possible": _not_possible(who),
        "may": own.may(Task.ANALYSE) and open_to,
        "people": _people(about, who),
        "measures": [
            Answer(each.code, title_of(each.label, each.kind), "", each.code in wanted)
            for each in study_records.outcomes()
        ],
        "reason": post.get("reason", ""),
        "courses": [course_shown.shown(each) for each in courses],
        "seen": {
            each.outcome.code: actions.seen_of(each.outcome, each.readings) for each in courses
        },
        "ended": _ended(found),
        "head": (gettext("When"), gettext("Score"), gettext("How")),
        "which": [
            Answer(
                each.outcome.code,
                title_of(each.outcome.label, each.outcome.kind),
                "",
                each.outcome.code == post.get("measure", "") or len(courses) == 1,
            )
            for each in courses
        ],
        "relations": [
            Answer(code, str(name), "", code == post.get("relation"))
            for code, name in crosscheck_words.RELATIONS.items()
        ],
        "note": post.get("note", ""),
        "kept": crosscheck_words.lines(study_id, kept),
        "kind": about.kind,
    }


def _used(kept: list[CrossCheckView]) -> set[str]:
    """The scores somebody chose for this before."""
    return {each.measure for each in kept}


def _people(about: About, who: Speaker | None) -> list[Option]:
    """Whom to choose from, of a theme."""
    if about.kind is not AboutKind.THEME:
        return []
    return [
        Option(
            str(each.number),
            recruit_words.participant(each.number),
            who is not None and each.number == who.number,
        )
        for each in about.speakers
    ]


def _not_possible(who: Speaker | None) -> str:
    if who is None:
        return gettext("Nobody’s words stand behind it yet.")
    if who.provider:
        return gettext(
            "This participant is one of the staff: the programme has no records of them."
        )
    if not who.linked:
        return gettext("This participant did not agree that their records are looked at for it.")
    return ""


def _ended(found: Beside | None) -> str:
    """That they take part in the programme no more, and since when."""
    if found is None or found.ended is None:
        return ""
    if found.ended == 0:
        return gettext("They left the programme in the week of the interview: no records since.")
    if found.ended < 0:
        n = -found.ended
        said = ngettext(
            "They left the programme %(n)s week before the interview: no records since.",
            "They left the programme %(n)s weeks before the interview: no records since.",
            n,
        )
        return said % {"n": n}
    said = ngettext(
        "They left the programme %(n)s week after the interview: no records since.",
        "They left the programme %(n)s weeks after the interview: no records since.",
        found.ended,
    )
    return said % {"n": found.ended}
