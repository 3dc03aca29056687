"""In-person sessions: who comes, for whom a time is to be found, whom to invite (7.6, R25)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.appointments import actions, session_labels
from osteopro.appointments.guide import guide
from osteopro.appointments.meeting import Wrong, first_of
from osteopro.appointments.queries import candidates as candidate_queries
from osteopro.appointments.queries import meetings
from osteopro.appointments.queries.candidates import Candidate
from osteopro.appointments.queries.sessions import SessionView
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import OfferState
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import AlreadySent
from osteopro.followup.queries import people
from osteopro.followup.queries.people import Found
from osteopro.followup.queries.scope import HOSPITAL, Filter, Whose, default_whose
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Sex
from osteopro.ui.components import FieldError, Key, Option, Tag
from osteopro.ui.formats import staff_short
from osteopro.ui.posted import form_key, id_of
from osteopro.web.visit import session_form, words
from osteopro.web.visit.page import CONFLICT, holder_of, render, viewer_of

LONGEST_SEARCH = 60


@access(Permission.HOLD_SESSION)
def sessions(request: HttpRequest) -> HttpResponse:
    """`?who=` narrows whom to invite, `?q=` finds anybody else; POST invites or puts aside."""
    if request.method != "POST":
        followup_actions.note_list_read(by=holder_of(request), what="sessions")
        return _page(request)
    patient_id = id_of(request.POST.get("patient", ""))
    viewer = viewer_of(request)
    if not patients_queries.visible_to(viewer).filter(pk=patient_id or 0).exists():
        raise Http404("no such patient")
    try:
        return _act(request, patient_id or 0)
    except Wrong as wrong:
        return _page(request, [session_form.mistake(wrong)])
    except Refused:
        over = gettext("They take part no more.")
        return _page(request, [FieldError("words", over)], CONFLICT)
    except AlreadySent:
        sentence = gettext("This form was sent before with other content. Nothing was changed.")
        return _page(request, [FieldError("words", sentence)], CONFLICT)


def _act(request: HttpRequest, patient_id: int) -> HttpResponse:
    by, post = holder_of(request), request.POST
    if post.get("do") == "invite":
        trigger = first_of(candidate_queries.why(patient_id))
        invited = actions.invite(by=by, patient_id=patient_id, trigger=trigger)
        return HttpResponseRedirect(reverse("visit_session", args=[invited]))
    code = post.get("do", "").removeprefix("aside-")
    if code == post.get("do"):
        raise Http404("nothing to do")
    actions.put_aside(
        by=by,
        patient_id=patient_id,
        key=form_key(post),
        reason=code,
        words=post.get("words", ""),
    )
    who = f"&who={post['who']}" if post.get("who") in set(Whose) else ""
    return HttpResponseRedirect(f"{reverse('visit_sessions')}?did=aside{who}")


def _page(
    request: HttpRequest, errors: list[FieldError] | None = None, refused: int = 422
) -> HttpResponse:
    viewer, now = viewer_of(request), clock.now()
    given = request.POST if request.method == "POST" else request.GET
    whose = given.get("who", "")
    chosen = Filter(Whose(whose) if whose in set(Whose) else default_whose(viewer))
    text = given.get("q", "").strip()[:LONGEST_SEARCH]
    found = candidate_queries.candidates(viewer, chosen, id_of(given.get("page", "")) or 1)
    invited, ended = meetings.invited(viewer), meetings.ended_lately(viewer)
    names = patients_queries.people({each.patient_id for each in (*invited, *ended)})
    booked, waiting = _parted(invited)
    keys = _keys()
    return render(
        request,
        "visit/sessions.html",
        current="sessions",
        errors=errors or [],
        refused=refused,
        did=_did(given.get("did", "")),
        lists=[
            ("booked", gettext("Coming"), [_coming(e, names, now) for e in booked]),
            (
                "open",
                gettext("Invited, no time yet"),
                [_open(e, names, now) for e in waiting],
            ),
            ("ended", gettext("Ended this week"), [_ended(e, names, now) for e in ended]),
        ],
        rows=[_candidate(each) for each in found.rows],
        total=found.total,
        page=found.page,
        pages=found.pages,
        page_href=f"?who={chosen.whose}&page=",
        whose=[
            Option(Whose.MINE, gettext("My patients"), chosen.whose is Whose.MINE),
            Option(Whose.CLINICS, gettext("The whole clinic"), chosen.whose is Whose.CLINICS),
        ],
        who=chosen.whose.value,
        asides=[each for each in guide().aside if not each.words],
        aside_other=next(each.code for each in guide().aside if each.words),
        aside_label={each.code: words.said(each.text) for each in guide().aside},
        wrong=id_of(request.POST.get("patient", "")) if errors else None,
        typed=request.POST.get("words", ""),
        text=text,
        found=[_found(each) for each in people.found(viewer, text)] if text else [],
        key=uuid4(),
        keys=keys,
        shortcut_groups=[(gettext("In-person sessions"), keys)],
    )


def _parted(invited: list[SessionView]) -> tuple[list[SessionView], list[SessionView]]:
    """Who comes, by time; and for whom a time is offered or still to be found."""
    booked = [e for e in invited if e.place and e.place.state is OfferState.ACCEPTED]
    booked.sort(key=lambda each: each.place.starts_at if each.place else each.at)
    return booked, [each for each in invited if each not in booked]


def _row(session: SessionView, names: Mapping[int, Any], when: str, tag: Tag) -> dict[str, Any]:
    return {
        "href": reverse("visit_session", args=[session.session_id]),
        "name": names[session.patient_id].name,
        "when": when,
        "why": str(session_labels.WHY[session.trigger]),
        "tag": tag,
    }


def _coming(session: SessionView, names: Mapping[int, Any], now: datetime) -> dict[str, Any]:
    place = session.place
    starts = place.starts_at if place else session.at
    local, today = starts.astimezone(HOSPITAL), clock.today(HOSPITAL)
    tag = Tag(gettext("booked"), "ok")
    if local.date() == today:
        tag = Tag(gettext("today"), "warn")
    if local.date() < today:
        tag = Tag(gettext("what came of it?"), "bad")
    when = f"{local:%m-%d} {words.weekday(local.date())} {local:%H:%M}"
    return _row(session, names, when, tag)


def _open(session: SessionView, names: Mapping[int, Any], now: datetime) -> dict[str, Any]:
    since = _short(session.at)
    if session.place is None:
        tag = Tag(gettext("find a time"), "warn")
    else:
        until = words.when(session.place.answer_by, HOSPITAL)
        tag = Tag(gettext("offered, answer by %(when)s") % {"when": until})
    return _row(session, names, gettext("since %(day)s") % {"day": since}, tag)


def _ended(session: SessionView, names: Mapping[int, Any], now: datetime) -> dict[str, Any]:
    tone = "ok" if session.state == "held" else ""
    tag = Tag(str(session_labels.STATES[session.state]), tone)
    return _row(session, names, _short(session.closed_at or session.at), tag)


def _candidate(each: Candidate) -> dict[str, Any]:
    return {
        **_found(each.found),
        "why": [str(session_labels.WHY[trigger]) for trigger in each.why],
        "seen": _short(each.seen_at) if each.seen_at else gettext("not yet"),
    }


def _found(found: Found) -> dict[str, Any]:
    short = gettext("F") if found.sex is Sex.FEMALE else gettext("M")
    last = found.last_record_at
    return {
        "patient": found.patient_id,
        "href": reverse("care_patient", args=[found.patient_id]),
        "name": found.person.name,
        "person": f"{found.person.age(clock.today(HOSPITAL))} {short}",
        "last": _short(last) if last else gettext("no records"),
    }


def _short(moment: datetime) -> str:
    return staff_short(moment.astimezone(HOSPITAL).date(), today=clock.today(HOSPITAL))


def _did(code: str) -> str:
    return {
        "aside": gettext("Put aside. They stand here again when it is time, or with news."),
        "ended": gettext("The invitation has ended."),
    }.get(code, "")


def _keys() -> list[Key]:
    return [
        Key(("j", "k"), gettext("up and down")),
        Key(("Enter",), gettext("open")),
        Key(("i",), gettext("invite")),
        Key(("a",), gettext("put aside")),
        Key(("?",), gettext("all keys")),
    ]
