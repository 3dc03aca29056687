"""My advice: what to do now, why, since when and from whom; and what is hard (ux 2.1)."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import staff_names
from osteopro.followup import actions, advised
from osteopro.followup.actions import NoSuchAdvice
from osteopro.followup.advised import Given
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.terms import STANDING, AdviceWord
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import ReceiptKind
from osteopro.ui.components import FieldError
from osteopro.web.patient.page import UNPROCESSABLE, author, frame, helps, may, patient_id, render
from osteopro.web.patient.presenters import promises, talk
from osteopro.web.patient.presenters.advice import OTHER, current_and_older, hard_answers

# The field of the page that asks which advice is hard to do.
WHICH = "which"


@access(Permission.READ_RECORD)
def advice(request: HttpRequest) -> HttpResponse:
    """GET shows what holds; POST keeps how it goes with one of them."""
    if request.method == "POST":
        return _mark(request)
    of = frame(request)
    given = _readable(request, advised.given(of.patient_id, seen_at=clock.now()))
    names = staff_names(sorted({each.by for each in given if each.by is not None}))
    current, older = current_and_older(of, given, names)
    marked = next((e for e in given if str(e.given_id) == request.GET.get("marked")), None)
    return render(
        request,
        "patient/advice.html",
        current=current,
        older=older,
        marking=may(request, Permission.ENTER_RECORD),
        marked=_marked(request, marked),
        manager=promises.manager_name(of),
        doing=AdviceWord.DOING.value,
        cannot=AdviceWord.CANNOT.value,
    )


def _readable(request: HttpRequest, given: list[Given]) -> list[Given]:
    """What the reader may see: to who helps nothing that quotes words of self-harm (19)."""
    return [e for e in given if not helps(request) or not talk.private((e.text, e.quote))]


def _mark(request: HttpRequest) -> HttpResponse:
    if not may(request, Permission.ENTER_RECORD):
        raise Http404("may only read")
    given, word = request.POST.get("given", ""), request.POST.get("word", "")
    if not given.isdecimal() or word not in set(STANDING):
        raise Http404("no such advice")
    try:
        actions.say_advice(
            by=author(request),
            patient_id=patient_id(request),
            given_id=int(given[:18]),
            word=AdviceWord(word),
        )
    except NoSuchAdvice as error:
        raise Http404("no such advice") from error
    return redirect(f"{reverse('patient_advice')}?marked={given}")


def _marked(request: HttpRequest, given: Given | None) -> list[str]:
    """What was just marked, and what follows from it."""
    if given is None or given.stands is None:
        return []
    if given.stands.word is AdviceWord.DOING:
        return [gettext("Noted: you are doing it.")]
    due = sent_queries.answer_due(patient_id(request), f"cannot:{given.given_id}")
    promise = gettext("%(name)s will be in touch by %(when)s.")
    follows = [promises.by_when(frame(request), promise, due)] if due else []
    return [gettext("Noted: you cannot do it. Thank you for telling us."), *follows]


def hard_to_name(request: HttpRequest, turn: Turn) -> list[Given]:
    """The advice of a reply of which it must still be said which is hard; [] if it is clear."""
    if (
        request.POST.get("answer") != ReceiptKind.DIFFICULT
        or ReceiptKind.DIFFICULT in turn.receipts
    ):
        return []
    about = advised.of_message(turn.patient_id, turn.message_id) if len(turn.advice) > 1 else []
    return [] if _named(request, about) else about


def named(request: HttpRequest) -> list[int]:
    """The ids of the advice that was named as hard to do."""
    return [int(each[:18]) for each in request.POST.getlist(WHICH) if each.isdecimal()]


def hard_page(request: HttpRequest, turn: Turn, about: Sequence[Given]) -> HttpResponse:
    """Asks which of several pieces of advice is hard to do."""
    asked = "naming" in request.POST
    error = gettext("Choose one. Or choose “Something else”.") if asked else ""
    return render(
        request,
        "patient/hard.html",
        status=UNPROCESSABLE if error else 200,
        answers=hard_answers(about, request.POST.getlist(WHICH)),
        name=WHICH,
        reply=reverse("patient_reply", args=[turn.message_id]),
        difficult=ReceiptKind.DIFFICULT.value,
        error=error,
        errors=[FieldError(WHICH, error)] if error else [],
    )


def _named(request: HttpRequest, about: Sequence[Given]) -> bool:
    known = {str(each.given_id) for each in about} | {OTHER}
    return bool(known.intersection(request.POST.getlist(WHICH)))
