"""Finding somebody."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment.terms import State
from osteopro.followup import actions
from osteopro.followup.queries import people as queries
from osteopro.followup.queries.people import Found
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.ui import formats
from osteopro.web.care import labels, words
from osteopro.web.care.frame import language
from osteopro.web.care.keys import groups, worklist_keys
from osteopro.web.care.page import address, filter_of, reader_of, render, viewer_of

LONGEST_SEARCH = 60


@access(Permission.SEE_PATIENT)
def patients(request: HttpRequest) -> HttpResponse:
    """Search by name, pinyin initials or phone; without a search one's own patients."""
    viewer = viewer_of(request)
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    chosen = filter_of(request.GET, viewer)
    if text:
        found, page, pages = queries.found(viewer, text), 1, 1
        actions.note_list_read(by=reader_of(request), what="search")
    else:
        shown = queries.panel(viewer, chosen, _page_number(request))
        found, page, pages = list(shown.found), shown.page, shown.pages
    keys = worklist_keys()
    return render(
        request,
        "care/patients.html",
        current="patients",
        text=text,
        may_import=viewer.can(Permission.IMPORT),
        may_enrol=viewer.can(Permission.ENROL),
        found=found,
        page=page,
        pages=pages,
        page_href=address("care_patients", chosen=chosen) + "&page=",
        head=_head(),
        rows=list(_rows(found)),
        keys=keys,
        shortcut_groups=groups(gettext("Patients"), keys),
    )


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 1


def _head() -> list[str]:
    return [
        gettext("Name"),
        gettext("Age, sex"),
        gettext("Phone ends in"),
        gettext("Channel"),
        gettext("Manager"),
        gettext("Last record"),
        gettext("Next due"),
        gettext("Waiting"),
    ]


def _rows(found: Iterable[Found]) -> Iterable[list[str | Markup]]:
    today = clock.today(HOSPITAL)
    listed = list(found)
    names = accounts_queries.staff_names([each.manager for each in listed if each.manager])
    for each in listed:
        manager = names.get(each.manager or 0)
        last = each.last_record_at.astimezone(HOSPITAL).date() if each.last_record_at else None
        yield [
            Markup('<a href="{}" data-row-link>{}</a>').format(
                reverse("care_patient", args=[each.patient_id]), each.person.name
            ),
            words.age_and_sex(each.person, each.sex, today),
            each.person.phone[-4:],
            str(labels.CHANNELS[each.channel]),
            manager.shown(language()) if manager else "",
            formats.staff_short(last, today=today) if last else escape(gettext("none yet")),
            _next_due(each, today),
            str(each.open_items) if each.open_items else "",
        ]


def _next_due(found: Found, today: date) -> str | Markup:
    if found.ended:
        died = found.ended == State.DIED
        return _marked(gettext("has died") if died else gettext("takes no part"))
    if found.paused:
        back = formats.staff_short(found.next_due_on, today=today)
        return _marked(gettext("Paused"), gettext("due %(day)s") % {"day": back})
    if not found.active:
        return _marked(gettext("Not taking part"))
    return formats.staff_short(found.next_due_on, today=today)


def _marked(word: str, more: str = "") -> Markup:
    return Markup('<span class="tag">{}</span> {}').format(word, more)
