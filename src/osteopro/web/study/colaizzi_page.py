"""The frame of the pages of Colaizzi's steps: how far the study is, and what stands below."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.queries import counts
from osteopro.research.queries import lines as below
from osteopro.research.queries.counts import Counts
from osteopro.research.queries.studies import Own
from osteopro.ui.components import FieldError
from osteopro.web.study import step_words, words
from osteopro.web.study.page import render

READ, MARK, MEAN = 1, 2, 3


def render_step(
    request: HttpRequest,
    template: str,
    own: Own,
    step: int,
    errors: Iterable[FieldError] = (),
    **context: Any,
) -> HttpResponse:
    """A page of one of the steps, with the bar of all seven."""
    return render(
        request,
        template,
        current="colaizzi",
        own=own,
        errors=errors,
        steps=_bar(own, step),
        lines=_lines(own),
        **context,
    )


def _bar(own: Own, current: int) -> list[dict[str, Any]]:
    found = counts.counts(own.study.study_id, own.account_id)
    return [
        {
            "no": no,
            "name": name,
            "count": count,
            "done": done,
            "current": no == current,
            "href": reverse(page, args=[own.study.study_id]) if page else "",
        }
        for no, (name, count, done, page) in enumerate(_steps(found), start=1)
    ]


def _steps(found: Counts) -> list[tuple[str, str, bool, str]]:
    """Name, how much there is, whether it is all, and its page. Texts and themes are done when the
    step after them has begun, which their gates allow no sooner."""
    whole = found.coded >= found.transcripts > 0
    meant = whole and found.meant >= found.statements
    checked = f"{found.answered} / {found.may_be_asked}"
    return [
        (
            gettext("Reading"),
            f"{found.read} / {found.transcripts}",
            found.read >= found.transcripts > 0,
            "study_colaizzi",
        ),
        (gettext("Significant statements"), str(found.statements), whole, "study_colaizzi"),
        (gettext("Meanings"), f"{found.meant} / {found.statements}", meant, "study_colaizzi"),
        (
            gettext("Themes"),
            f"{found.themes} + {found.sub_themes}",
            found.description > 0,
            "study_themes",
        ),
        (
            gettext("Description"),
            step_words.draft(found.description),
            found.structure > 0,
            "study_description",
        ),
        (
            gettext("Structure"),
            step_words.draft(found.structure),
            found.asked > 0,
            "study_structure",
        ),
        (
            gettext("Member checks"),
            checked,
            found.answered >= found.may_be_asked > 0,
            "study_checking",
        ),
    ]


def _lines(own: Own) -> list[tuple[str, str]]:
    """What stands below: saturation when it was judged, and this person's own part."""
    found = below.lines(own.study.study_id, own.account_id)
    lines = []
    if found.saturation:
        said = (
            (gettext("P%(no)s brought something new") if new else gettext("P%(no)s nothing new"))
            % {"no": name}
            for name, new in found.saturation
        )
        lines.append((gettext("Saturation"), words.listed(said)))
    if found.reflected_at is None:
        reflected = gettext("You have written nothing of your own part yet.")
    elif found.reflected_at.astimezone(HOSPITAL).date() == clock.today(HOSPITAL):
        reflected = gettext("You wrote of your own part today.")
    else:
        day = {"when": words.when(found.reflected_at)}
        reflected = gettext("You last wrote of your own part on %(when)s.") % day
    return [*lines, (gettext("Reflexivity"), reflected)]
