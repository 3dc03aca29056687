"""Paper cards of several patients: who has one, and printing them."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.audit.terms import Actor
from osteopro.enrolment.terms import SHUT_OUT
from osteopro.followup import actions
from osteopro.followup.queries import people as queries
from osteopro.followup.queries.people import Found, Holder
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.signin import cards as signin_cards
from osteopro.signin import queries as signin_queries
from osteopro.signin.cards import TakesNoPart
from osteopro.signin.queries import CardView
from osteopro.ui import formats
from osteopro.ui.components import FieldError
from osteopro.ui.posted import id_of
from osteopro.ui.shell import bare_shell
from osteopro.web.care import card_sheet
from osteopro.web.care.page import UNPROCESSABLE, filter_of, render, viewer_of

LONGEST_SEARCH = 60


@access(Permission.ENROL)
def cards(request: HttpRequest) -> HttpResponse:
    """GET: one's patients and their cards, or a search. POST: the chosen ones on sheets."""
    viewer = viewer_of(request)
    if request.method == "POST":
        chosen = [pk for each in request.POST.getlist("card") if (pk := id_of(each)) is not None]
        gone = signin_cards.shut_out(chosen)
        holders = queries.card_holders(viewer, [pk for pk in chosen if pk not in gone])
        # Who leaves at this very moment stands in the list below, without a box.
        with suppress(TakesNoPart):
            if holders:
                return sheet(request, holders, reverse("care_cards"))
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    if text:
        found = queries.found(viewer, text)
        actions.note_list_read(by=author_of(request), what="search")
    else:
        found = list(queries.panel(viewer, filter_of(request.GET, viewer)).found)
    nobody = request.method == "POST"
    return render(
        request,
        "care/cards.html",
        status=UNPROCESSABLE if nobody else 200,
        current="patients",
        text=text,
        head=[gettext("Name"), gettext("Phone ends in"), gettext("Card")],
        rows=list(_rows(found)),
        errors=[FieldError("card", gettext("Choose at least one patient."))] if nobody else [],
    )


def author_of(request: HttpRequest) -> Actor:
    """Who acts, in the role that may enrol."""
    return viewer_of(request).acting(Permission.ENROL)


def sheet(request: HttpRequest, holders: Sequence[Holder], back_href: str) -> HttpResponse:
    """The sheets to be printed; showing them is what makes the secrets readable."""
    ids = [holder.patient_id for holder in holders]
    printed = signin_cards.print_cards(by=author_of(request), patient_ids=ids)
    request.shell = bare_shell()  # type: ignore[attr-defined]
    return render_template(
        request,
        "care/card_sheet.html",
        {"sheets": list(card_sheet.sheets(holders, printed)), "back_href": back_href},
    )


def card_state(view: CardView | None, today: date) -> str:
    """Whether somebody has a card that works, in words."""
    if view is None:
        return gettext("No card")
    if view.locked:
        return gettext("Locked after wrong birth dates; printing makes a new one")
    until = formats.staff_short(view.expires_at.astimezone(HOSPITAL).date(), today=today)
    return gettext("Works until %(day)s") % {"day": until}


def _rows(found: Iterable[Found]) -> Iterable[list[str | Markup]]:
    listed = list(found)
    today = clock.today(HOSPITAL)
    known = signin_queries.cards([each.patient_id for each in listed])
    for each in listed:
        if each.ended in SHUT_OUT:
            yield [each.person.name, each.person.phone[-4:], gettext("takes no part")]
            continue
        box = Markup(
            '<label class="tick"><input type="checkbox" name="card" value="{}"> {}</label>'
        ).format(each.patient_id, each.person.name)
        yield [box, each.person.phone[-4:], card_state(known.get(each.patient_id), today)]
