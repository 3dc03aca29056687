"""Asking for a visit, a call or advice, and where it stands (ux 2.1, Appointments)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments.actions import withdraw_visit_request
from osteopro.appointments.queries import meetings as meeting_queries
from osteopro.appointments.queries import offers as offer_queries
from osteopro.appointments.terms import OfferState
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import AlreadySent, NoSuchRequest, Wish
from osteopro.followup.learning import education
from osteopro.followup.queries import requests as queries
from osteopro.followup.queries.requests import RequestView
from osteopro.followup.request_rules import PLACED
from osteopro.followup.terms import Companion, Possible, RequestKind, VisitReason
from osteopro.ui.components import Answer, FieldError, Link
from osteopro.web.patient.forms import too_long
from osteopro.web.patient.page import CONFLICT, author, frame, helps, may, patient_id, render, text
from osteopro.web.patient.presenters import meetings, places, request_words, talk, visits
from osteopro.web.patient.presenters import requests as words

LONGEST = 300
LONGEST_ID = 17
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True)
class Typed:
    """The form as it came; codes that do not exist are read as not chosen."""

    want: RequestKind
    why: VisitReason | None = None
    times: tuple[Possible, ...] = ()
    companion: Companion | None = None
    words: str = ""
    key: str = field(default_factory=lambda: str(uuid4()))


@access(Permission.ASK_VISIT)
def appointments(request: HttpRequest) -> HttpResponse:
    """GET shows what was asked for and how it stands; POST takes one back."""
    if request.method == "POST":
        return _withdraw(request)
    of = frame(request)
    found = queries.requests(of.patient_id)
    shown = [
        words.status(of, each, own_words=_words(request, each))
        for each in found
        # Its place stands above.
        if each.state not in PLACED
    ]
    asked = next((each for each in found if str(each.request_id) == request.GET.get("asked")), None)
    return render(
        request,
        "patient/appointments.html",
        waits=[each for each in shown if each.open],
        over=[each for each in shown if not each.open],
        urgent=_urgent(request, asked) if asked else (),
        asked=asked is not None,
        taken_back="back" in request.GET,
        **_places(request),
        own=may(request, Permission.OWN_RECORD),
        ways=[
            Link(reverse("patient_visit_questions"), gettext("What I want to ask the doctor")),
            Link(reverse("patient_visit_page"), gettext("My page for the visit")),
        ],
    )


def _places(request: HttpRequest) -> dict[str, Any]:
    """Times that are offered or booked, visits that took place, and what was just done."""
    of, given = frame(request), request.GET
    live = offer_queries.live(of.patient_id)
    took_place = visits.readable(of.patient_id)
    met = meeting_queries.held(of.patient_id)
    shown = places.staff_in(live, took_place) | meetings.staff_in(met)
    names = accounts_queries.staff_names(shown)
    answered = {given.get("yes"), given.get("kept")}
    booked = {str(each.offer_id) for each in live if each.state is OfferState.ACCEPTED}
    reads = may(request, Permission.READ_RECORD)
    gone = given.get("gone", "")
    number = int(gone) if gone.isdecimal() and len(gone) <= LONGEST_ID else None
    left = offer_queries.offer(of.patient_id, number) if number is not None else None
    account = author(request).person
    return {
        "places": [places.place(of, each, names) for each in live],
        "visits": places.seen(of, took_place, names, helping=helps(request), reads=reads),
        "meetings": meetings.held(of, met, names, helping=helps(request), reads=reads),
        "invited": meetings.invited(of.patient_id),
        "agreed": bool(answered & booked),
        "reads": reads,
        "gone": left is not None and not left.live,
        "undo": number if left and places.may_undo(left, account) else None,
        "late": places.refusal(given["late"]) if "late" in given else "",
    }


@access(Permission.ASK_VISIT)
def new(request: HttpRequest) -> HttpResponse:
    """`?want=visit` asks for a visit, also `call` and `advice`; `?why=med` has a reason chosen."""
    given = _typed(request)
    if request.method != "POST":
        return _page(request, given)
    errors = _mistakes(given)
    if errors:
        return _page(request, given, errors)
    try:
        request_id = followup_actions.make_request(
            by=author(request),
            patient_id=patient_id(request),
            wanted=Wish(given.want, given.why, given.times, given.companion, given.words),
            key=_key(given),
        )
    except AlreadySent:
        error = FieldError("words", gettext("This was sent before. Nothing was sent twice."))
        return _page(request, given, [error], status=CONFLICT)
    return redirect(f"{reverse('patient_appointments')}?asked={request_id}")


def _withdraw(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("withdraw", "")
    if not number.isdecimal() or len(number) > LONGEST_ID:
        raise Http404("nothing to do")
    try:
        withdraw_visit_request(
            by=author(request), patient_id=patient_id(request), request_id=int(number)
        )
    except NoSuchRequest as error:
        raise Http404("no such request") from error
    return redirect(f"{reverse('patient_appointments')}?back=1")


def _mistakes(given: Typed) -> list[FieldError]:
    errors = []
    if given.want is RequestKind.VISIT and given.why is None:
        errors.append(FieldError("why", gettext("Choose an answer.")))
    if given.want is RequestKind.ADVICE and not given.words:
        errors.append(FieldError("words", gettext("Write a few words first, or call us.")))
    if long := too_long(given.words, LONGEST):
        errors.append(FieldError("words", long))
    return errors


def _page(
    request: HttpRequest, given: Typed, errors: list[FieldError] | None = None, status: int = 200
) -> HttpResponse:
    of = frame(request)
    visit = given.want is RequestKind.VISIT
    return render(
        request,
        "patient/request.html",
        status=status,
        want=given.want.value,
        title=_TITLES[given.want](),
        reasons=_answers(request_words.REASONS, [given.why]) if visit else [],
        times=_answers(request_words.TIMES, given.times, alone=Possible.ANY)
        if given.want is not RequestKind.ADVICE
        else [],
        companions=_answers(request_words.COMPANIONS, [given.companion]) if visit else [],
        words=given.words,
        key=given.key,
        limit=LONGEST,
        order=text(education().reminder) if visit else "",
        when_read=talk.when_read(of),
        open_already=of.asks and _waits(of.patient_id, given.want),
        problems={error.field: error.text for error in reversed(errors or [])},
        errors=errors or [],
    )


_TITLES = {
    RequestKind.VISIT: lambda: gettext("Ask to see a doctor"),
    RequestKind.CALL: lambda: gettext("Ask us to phone you"),
    RequestKind.ADVICE: lambda: gettext("Ask for advice"),
}


def _waits(patient: int, kind: RequestKind) -> bool:
    return any(each.kind is kind for each in queries.open_requests(patient))


def _urgent(request: HttpRequest, asked: RequestView) -> tuple[str, ...]:
    """What must be said at once to the words that were just sent."""
    last = asked.askings[-1]
    return talk.what_to_do(frame(request), last.words, last.at, None, helping=helps(request))


def _words(request: HttpRequest, asked: RequestView) -> list[str]:
    """What was written with a request, as far as the reader may see it."""
    found = [each.words for each in asked.askings if each.words]
    return [each for each in found if not (helps(request) and talk.private((each,)))]


def _typed(request: HttpRequest) -> Typed:
    given = request.POST if request.method == "POST" else request.GET
    times = [code for each in given.getlist("times") if (code := _one(Possible, each))]
    return Typed(
        want=_one(RequestKind, given.get("want", "")) or RequestKind.VISIT,
        why=_one(VisitReason, given.get("why", "")),
        times=tuple(dict.fromkeys(times)),
        companion=_one(Companion, given.get("companion", "")),
        words=given.get("words", "").replace("\r\n", "\n").strip(),
        key=given.get("key", "") or str(uuid4()),
    )


def _one(kind: type[Code], value: str) -> Code | None:
    return kind(value) if value in set(kind) else None


def _key(given: Typed) -> UUID | None:
    """The same form sent twice is one asking; changed after going back, it is another."""
    said = "|".join([given.want, given.why or "", *given.times, given.companion or "", given.words])
    try:
        return uuid5(UUID(given.key), said)
    except ValueError:
        return None


def _answers(
    labels: Mapping[Code, Promise], chosen: Iterable[object], *, alone: Code | None = None
) -> list[Answer]:
    picked = set(chosen)
    return [
        Answer(code, str(label), checked=code in picked, exclusive=code == alone)
        for code, label in sorted(labels.items(), key=lambda pair: pair[0] == alone)
    ]
