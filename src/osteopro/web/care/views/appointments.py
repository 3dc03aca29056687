"""Turning requests for a visit into visits: who waits, what to offer, how each place stands."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import actions
from osteopro.appointments.actions import NoSuchSlot
from osteopro.appointments.queries import calendar, offers
from osteopro.appointments.queries.calendar import SlotView
from osteopro.appointments.queries.waiting import Waiting, waiting, waiting_list
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Place, SlotKind, Taken
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import AlreadySent
from osteopro.patients import queries as patients_queries
from osteopro.ui.components import FieldError, Key
from osteopro.ui.formats import shown_phone
from osteopro.ui.posted import form_key, id_of
from osteopro.web.care import appointment_words as words
from osteopro.web.care.keys import groups
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    conversation_address,
    note_read,
    render,
    viewer_of,
)


@access(Permission.FOLLOW_UP)
def appointments(request: HttpRequest) -> HttpResponse:
    """Who waits for a visit, and what is offered or booked. `?page=` of who waits."""
    viewer, now = viewer_of(request), clock.now()
    found = waiting_list(viewer, page=id_of(request.GET.get("page", "")) or 1)
    ahead = offers.ahead(viewer)
    people = patients_queries.people({each.patient_id for each in ahead})
    names = accounts_queries.staff_names({each.physician for each in ahead if each.physician})
    followup_actions.note_list_read(by=author_of(request), what="appointments")
    keys = _list_keys()
    return render(
        request,
        "care/appointments.html",
        current="appointments",
        lines=[words.line(row, now) for row in found.rows],
        total=found.total,
        page=found.page,
        pages=found.pages,
        booked=[words.booked(each, people[each.patient_id].name, names, now) for each in ahead],
        did=_did(request.GET.get("did", "")),
        keys=keys,
        shortcut_groups=groups(gettext("Appointments"), keys),
    )


@access(Permission.FOLLOW_UP)
def offer(request: HttpRequest, request_id: int) -> HttpResponse:
    """One who waits: GET shows the next free slots, POST offers one or asks for a call first."""
    row = waiting(viewer_of(request), request_id)
    if row is None:
        raise Http404("nobody waits under this number")
    if request.method != "POST":
        note_read(request, row.patient_id)
        return _page(request, row)
    if request.POST.get("do") == "call-first":
        followup_actions.call_first(
            by=author_of(request), patient_id=row.patient_id, request_id=request_id
        )
        return _back("call-first")
    slot_id = id_of(request.POST.get("slot", ""))
    if slot_id is None:
        return _page(request, row, gettext("Choose a slot."))
    try:
        actions.offer_slot(
            by=author_of(request),
            patient_id=row.patient_id,
            request_id=request_id,
            slot_id=slot_id,
            key=form_key(request.POST),
            agreed=request.POST.get("do") == "agreed",
        )
    except Refused as refused:
        return _page(request, row, words.refusal(refused.code))
    except AlreadySent:
        return _page(request, row, gettext("This form was sent before."), status=CONFLICT)
    except NoSuchSlot as error:
        raise Http404("no such slot") from error
    return _back("booked" if request.POST.get("do") == "agreed" else "offered")


def _page(
    request: HttpRequest, row: Waiting, problem: str = "", status: int = UNPROCESSABLE
) -> HttpResponse:
    now = clock.now()
    slots = _slots(row)
    names = accounts_queries.staff_names({each.physician for each in slots if each.physician})
    keys = _offer_keys(len(slots))
    return render(
        request,
        "care/offer.html",
        status=status if problem else 200,
        current="appointments",
        row=words.line(row, now),
        patient=row.patient_id,
        conversation=conversation_address(row.patient_id),
        phone=shown_phone(row.person.phone),
        phone_href="tel:" + row.person.phone,
        choices=words.choices(
            slots, names, words.wanted_times(row.before), request.POST.get("slot", "")
        ),
        refused=_refused(row),
        urgent=row.place is Place.RESERVED,
        key=form_key(request.POST),
        errors=[FieldError("slot", problem)] if problem else [],
        keys=keys,
        shortcut_groups=groups(gettext("Offer a slot"), keys),
    )


def _refused(row: Waiting) -> str:
    """Why they can be offered no slot at all."""
    if row.emergency:
        return words.refusal(Taken.EMERGENCY)
    return words.refusal(Taken.CALL_FIRST) if row.place is Place.CALL_FIRST else ""


def _slots(row: Waiting) -> list[SlotView]:
    """The next free ones; kept slots only for who was heard to be urgent."""
    urgent = row.place is Place.RESERVED
    return calendar.free([row.site_id], SlotKind.VISIT, reserved=urgent)


def _back(did: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('care_appointments')}?did={did}")


def _did(code: str) -> str:
    return {
        "offered": gettext("Offered. The patient is told and answers by the day shown."),
        "booked": gettext("Booked."),
        "call-first": gettext("Stands among the calls now."),
        "given-back": gettext("The slot is free again. The patient waits on from the first day."),
        "waits-on": gettext("Noted. The patient waits on from the first day."),
        "seen": gettext("Noted that they came."),
    }.get(code, "")


def _list_keys() -> list[Key]:
    return [
        Key(("j", "k"), gettext("up and down")),
        Key(("Enter",), gettext("offer a slot")),
        Key(("s",), gettext("slots of the week")),
        Key(("?",), gettext("all keys")),
    ]


def _offer_keys(slots: int) -> list[Key]:
    found = [
        (slots > 0, Key(tuple("123456789"[:slots]), gettext("choose a slot"))),
        (slots > 0, Key(("Ctrl", "Enter"), gettext("offer"))),
        (True, Key(("?",), gettext("all keys"))),
    ]
    return [key for works, key in found if works]
