"""One in-person session: a time for it, what is written down at it, what came of it (7.6)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.appointments import actions, meeting
from osteopro.appointments.actions import NoSuchSlot
from osteopro.appointments.meeting import Wrong
from osteopro.appointments.queries import meetings
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Answered, OfferState, SessionState
from osteopro.audit import actions as audit_actions
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import AlreadySent, MedicineWording, TooLateToUndo
from osteopro.followup.queries import people
from osteopro.followup.rules import OutcomeRefused
from osteopro.signin import tablets
from osteopro.signin.cards import TakesNoPart
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.visit import session_form, session_page, session_times, words
from osteopro.web.visit.page import CONFLICT, UNPROCESSABLE, holder_of, render, viewer_of
from osteopro.web.visit.session_around import Around
from osteopro.web.visit.session_form import Typed
from osteopro.web.visit.session_head import head

# What is pressed while something is written down: all that was typed is kept first.
WRITES = ("save", "hold", "sit", "up", "tablet", "link")
ENDS = {"declined": SessionState.DECLINED, "cancelled": SessionState.CANCELLED}


@access(Permission.HOLD_SESSION)
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET shows where it stands (`?begin=1`: they are here); POST does one thing (`do`)."""
    around = _around(request, session_id)
    if request.method == "POST":
        do = request.POST.get("do", "")
        return _write(request, around, do) if do in WRITES else _arrange(request, around, do)
    audit_actions.note_read(
        by=holder_of(request),
        patient_id=around.standing.patient_id,
        object_type="session",
        object_id=session_id,
    )
    if not around.writes:
        return _over(request, around)
    here = "begin" in request.GET or around.begun(clock.now()) or not around.session.open
    return _writing(request, around) if here else _planning(request, around)


def _around(request: HttpRequest, session_id: int) -> Around:
    found = meetings.visible(viewer_of(request), session_id)
    if found is None:
        raise Http404("no such session")
    viewer = viewer_of(request)
    return Around(viewer, found, people.standing(viewer, found.patient_id))


# -- a time ---------------------------------------------------------------------


def _arrange(request: HttpRequest, around: Around, do: str) -> HttpResponse:
    """Offer a time, note what was said to it, or end the invitation."""
    try:
        _do(request, around, do)
    except Wrong as wrong:
        return _planning(request, around, [session_form.mistake(wrong)])
    except Refused as refused:
        return _planning(request, around, [FieldError("slot", words.refusal(refused.code))])
    except TooLateToUndo:
        return _planning(request, around, [FieldError("slot", words.refusal("too-late"))])
    except AlreadySent:
        sentence = gettext("This form was sent before with other content. Nothing was changed.")
        return _planning(request, around, [FieldError("slot", sentence)], CONFLICT)
    except NoSuchSlot as error:
        raise Http404("no such slot") from error
    if do in ENDS:
        return HttpResponseRedirect(f"{reverse('visit_sessions')}?did=ended")
    return _here(around, do)


def _do(request: HttpRequest, around: Around, do: str) -> None:
    what: dict[str, Any] = {"by": holder_of(request), "patient_id": around.standing.patient_id}
    note = request.POST.get("words", "").strip()
    if do in ("offer", "agreed"):
        slot = id_of(request.POST.get("slot", ""))
        if slot is None:
            raise Wrong("slot", "slot-needed")
        actions.offer_session(
            **what,
            session_id=around.session.session_id,
            slot_id=slot,
            key=form_key(request.POST),
            agreed=do == "agreed",
        )
    elif do in ENDS:
        outcome, why = ENDS[do], request.POST.get("why", "").strip()
        if problem := meeting.end_problem(outcome, why):
            raise problem
        actions.close_session(
            **what, session_id=around.session.session_id, outcome=outcome, why=why
        )
    else:
        _answer(around, do, what, note)


def _answer(around: Around, do: str, what: dict[str, Any], note: str) -> None:
    """What was said to the time that stands, or that it is taken back."""
    offer = around.session.offers[-1] if around.session.offers else None
    if offer is None:
        raise Http404("nothing was offered")
    what = {**what, "offer_id": offer.offer_id}
    if do == "accept":
        actions.accept_offer(**what, way=Answered.PHONE)
    elif do == "decline" and offer.state is OfferState.OFFERED:
        actions.decline_offer(**what, words=note, way=Answered.PHONE)
    elif do == "decline":
        actions.cancel_by_patient(**what, words=note, way=Answered.PHONE)
    elif do == "no-show":
        actions.note_no_show(**what)
    elif do == "undo":
        actions.undo_answer(**what)
    else:
        raise Http404("nothing to do")


def _planning(
    request: HttpRequest,
    around: Around,
    errors: Sequence[FieldError] = (),
    refused: int = UNPROCESSABLE,
) -> HttpResponse:
    slots = session_times.free_slots(around) if around.place is None else []
    return render(
        request,
        "visit/session_plan.html",
        current="sessions",
        errors=errors,
        refused=refused,
        key=form_key(request.POST),
        typed=request.POST,
        did=_did(request.GET.get("did", "")),
        max_why=meeting.REASON,
        **head(around),
        **session_times.planning(around, slots, request.POST),
    )


# -- what is written down ---------------------------------------------------------


def _write(request: HttpRequest, around: Around, do: str) -> HttpResponse:
    """Keep all that was typed; then what the button says."""
    typed = session_form.posted(request.POST)
    down, errors = session_form.read(
        typed,
        around.written,
        before=around.before,
        occasion=around.occasion,
        today=around.today,
        holds=do == "hold",
    )
    if errors:
        return _writing(request, around, typed, errors)
    what: dict[str, Any] = {
        "by": holder_of(request),
        "patient_id": around.standing.patient_id,
        "session_id": around.session.session_id,
    }
    try:
        actions.write_down(**what, key=typed.key, down=down)
        if do == "sit":
            actions.sit_together(**what, key=uuid4())
        elif do == "up":
            followup_actions.get_up(by=what["by"], patient_id=what["patient_id"])
        elif do == "link":
            followup_actions.send_link(by=what["by"], patient_id=what["patient_id"])
        elif do == "tablet":
            code = tablets.issue_tablet_code(by=what["by"], patient_id=what["patient_id"])
            again = _around(request, around.session.session_id)
            return _writing(request, again, code=code)
    except Wrong as wrong:
        return _writing(request, around, typed, [session_form.mistake(wrong)])
    except Refused as refused:
        error = FieldError("height_cm", words.refusal(refused.code))
        return _writing(request, around, typed, [error], CONFLICT)
    except OutcomeRefused as refused:
        return _writing(request, around, typed, [_unheard(refused.code)])
    except MedicineWording:
        stop = gettext("A physician decides on medicines and doses. Word it otherwise.")
        return _writing(request, around, typed, [FieldError("agreed", stop)])
    except TakesNoPart:
        error = FieldError("together", gettext("They take part no more: no way in is made."))
        return _writing(request, around, typed, [error], CONFLICT)
    except AlreadySent:
        sentence = gettext("This form was sent before with other content. Nothing was changed.")
        # Read, the next press keeps it on purpose: as a form of its own.
        anew = replace(typed, key=uuid4())
        return _writing(request, around, anew, [FieldError("height_cm", sentence)], CONFLICT)
    return _here(around, do)


def _unheard(code: str) -> FieldError:
    if code == "talk-needs-note":
        return FieldError("note", gettext("Write what was said: the level goes up."))
    return FieldError("together", gettext("This is not possible at present."))


def _writing(
    request: HttpRequest,
    around: Around,
    typed: Typed | None = None,
    errors: Sequence[FieldError] = (),
    refused: int = UNPROCESSABLE,
    code: str = "",
) -> HttpResponse:
    return render(
        request,
        "visit/session.html",
        current="sessions",
        errors=errors,
        refused=refused,
        did=_did(request.GET.get("did", "")),
        **head(around),
        **session_page.writing(around, typed or session_form.begun(around.written), code),
    )


def _over(request: HttpRequest, around: Around) -> HttpResponse:
    return render(
        request,
        "visit/session_held.html",
        current="sessions",
        **head(around),
        **session_page.reading(around),
    )


def _here(around: Around, did: str) -> HttpResponseRedirect:
    page = reverse("visit_session", args=[around.session.session_id])
    begun = "&begin=1" if did in WRITES else ""
    return HttpResponseRedirect(f"{page}?did={did}{begun}")


def _did(code: str) -> str:
    return {
        "offer": gettext("Offered. The patient is told; who is phoned stands among the calls."),
        "agreed": gettext("Booked."),
        "accept": gettext("Booked."),
        "decline": gettext("The time is free again. Look for another one."),
        "no-show": gettext("Noted. The invitation stands: offer another time or end it."),
        "undo": gettext("Taken back."),
        "save": gettext("Kept."),
        "hold": gettext("Kept. The patient can read what was agreed."),
        "sit": gettext("From now on the record is filled in together."),
        "up": gettext("From now on the patient fills in alone."),
        "link": gettext("The link is on its way."),
    }.get(code, "")
