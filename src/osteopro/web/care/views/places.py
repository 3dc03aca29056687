"""One place that was offered or booked: answer for the patient, cancel, note who came."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import actions, labels
from osteopro.appointments.queries import offers
from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Answered, OfferAct, OfferState
from osteopro.followup.actions import TooLateToUndo
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.ui.components import FieldError, Key
from osteopro.ui.formats import shown_phone
from osteopro.web.care import appointment_words as words
from osteopro.web.care.keys import groups
from osteopro.web.care.page import UNPROCESSABLE, author_of, note_read, render, viewer_of
from osteopro.web.care.words import when


@access(Permission.FOLLOW_UP)
def place(request: HttpRequest, offer_id: int) -> HttpResponse:
    """GET shows one place and what happened to it; POST does one of the acts (`do`)."""
    found = offers.visible(viewer_of(request), offer_id)
    if found is None:
        raise Http404("no such offer")
    if request.method != "POST":
        note_read(request, found.patient_id)
        return _page(request, found)
    do = request.POST.get("do", "")
    try:
        _act(request, found, do)
    except Refused as refused:
        return _page(request, found, words.refusal(refused.code))
    except TooLateToUndo:
        return _page(request, found, words.refusal("too-late"))
    if do in ("accept", "undo"):
        return HttpResponseRedirect(reverse("care_place", args=[offer_id]))
    return HttpResponseRedirect(f"{reverse('care_appointments')}?did={_did(do, request.POST)}")


def _did(do: str, posted: QueryDict) -> str:
    """What is said on the list; the slot of who did not come was used, one may be taken away."""
    if do == "came":
        return "seen"
    gone = do == "no-show" or (do == "cancel-clinic" and "keep" not in posted)
    return "waits-on" if gone else "given-back"


def _act(request: HttpRequest, found: OfferView, do: str) -> None:
    posted = request.POST
    what: dict[str, Any] = {
        "by": author_of(request),
        "patient_id": found.patient_id,
        "offer_id": found.offer_id,
    }
    note = posted.get("words", "")
    if do == "accept":
        actions.accept_offer(**what, way=Answered.PHONE)
    elif do == "decline":
        actions.decline_offer(**what, words=note, way=Answered.PHONE)
    elif do == "cancel-patient":
        actions.cancel_by_patient(**what, words=note, way=Answered.PHONE)
    elif do == "cancel-clinic":
        actions.cancel_by_clinic(**what, words=note, keep_slot="keep" in posted)
    elif do == "no-show":
        actions.note_no_show(**what)
    elif do == "came":
        actions.note_came(**what)
    elif do == "undo":
        actions.undo_answer(**what)
    else:
        raise Http404("nothing to do")


def _page(request: HttpRequest, found: OfferView, problem: str = "") -> HttpResponse:
    now = clock.now()
    people = patients_queries.people([found.patient_id])
    accounts = {each.by for each in found.events if each.by} | {found.physician or 0}
    names = accounts_queries.staff_names(accounts)
    booked = found.state is OfferState.ACCEPTED
    keys = [Key(("?",), gettext("all keys"))]
    return render(
        request,
        "care/place.html",
        status=UNPROCESSABLE if problem else 200,
        current="appointments",
        place=words.booked(found, people[found.patient_id].name, names, now),
        offer_id=found.offer_id,
        patient=found.patient_id,
        phone=shown_phone(people[found.patient_id].phone),
        phone_href="tel:" + people[found.patient_id].phone,
        answer_by=words.moment(found.answer_by, HOSPITAL),
        offered=found.state is OfferState.OFFERED,
        booked=booked,
        begun=booked and found.starts_at <= now,
        may_undo=found.may_undo(author_of(request).account_id, now),
        log_rows=[
            (
                when(each.at, HOSPITAL, now),
                gettext("; ").join(
                    part
                    for part in (
                        str(labels.ACTS[each.act]),
                        words.staff(names, each.by),
                        each.words,
                    )
                    if part
                ),
            )
            for each in found.events
        ],
        times=words.times_said(found) if found.events[-1].act is not OfferAct.OFFER else "",
        words=request.POST.get("words", ""),
        errors=[FieldError("words", problem)] if problem else [],
        keys=keys,
        shortcut_groups=groups(gettext("Appointment"), keys),
    )
