"""One patient's paper card, and a code that opens the clinic's tablet for them."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries import people as queries
from osteopro.followup.queries.people import Holder
from osteopro.signin import cards as signin_cards
from osteopro.signin import queries as signin_queries
from osteopro.signin import rules, tablets
from osteopro.signin.cards import NoCard, TakesNoPart
from osteopro.web.care.page import CONFLICT, render, viewer_of
from osteopro.web.care.views.cards import author_of, card_state, sheet


@access(Permission.ENROL)
def card(request: HttpRequest, patient_id: int) -> HttpResponse:
    """One patient's card. POST prints, replaces or ends it, or opens a tablet for them."""
    holder = next(iter(queries.card_holders(viewer_of(request), [patient_id])), None)
    if holder is None:
        raise Http404
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    try:
        return _act(request, holder, wanted) if request.method == "POST" else _page(request, holder)
    except TakesNoPart:
        # They left while this page was open; the page says so.
        return _page(request, holder, status=CONFLICT)


def _act(request: HttpRequest, holder: Holder, wanted: str) -> HttpResponse:
    patient_id = holder.patient_id
    if wanted == "print":
        return sheet(request, [holder], reverse("care_card", args=[patient_id]))
    if wanted == "tablet":
        code = tablets.issue_tablet_code(by=author_of(request), patient_id=patient_id)
        return _page(request, holder, code=code)
    if wanted in ("replace", "cancel"):
        change = signin_cards.replace_card if wanted == "replace" else signin_cards.cancel_card
        try:
            change(by=author_of(request), patient_id=patient_id)
        except NoCard:
            wanted = "none"
        return HttpResponseRedirect(f"{reverse('care_card', args=[patient_id])}?did={wanted}")
    raise Http404


def _page(request: HttpRequest, holder: Holder, code: str = "", status: int = 200) -> HttpResponse:
    view = signin_queries.cards([holder.patient_id]).get(holder.patient_id)
    return render(
        request,
        "care/card.html",
        status=status,
        current="patients",
        gone=signin_cards.shut_out([holder.patient_id]),
        patient_id=holder.patient_id,
        name=holder.person.name,
        card=view,
        state=card_state(view, clock.today(holder.clinic.zone)),
        code=f"{code[:3]} {code[3:]}" if code else "",
        minutes=int(rules.TABLET_CODE_LIFE.total_seconds() // 60),
        here=rules.TABLET_COOKIE in request.COOKIES,
        did=_did(request.GET.get("did", "")),
    )


def _did(what: str) -> str:
    words: Mapping[str, str] = {
        "replace": gettext("The old card no longer works. Print the new one."),
        "cancel": gettext("The card no longer works."),
        "none": gettext("There was no card to end."),
    }
    return words.get(what, "")
