"""Trying it out: invented questions in the look of the real ones, sent to nobody (resolution 35).

The answers travel in the addresses and forms of the pages and are kept nowhere; what is stored
is that it was tried. Going back works as everywhere, with and without scripts.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions as followup_actions
from osteopro.followup.terms import Company
from osteopro.instruments.definition import Item
from osteopro.ui.components import FieldError, SummaryRow
from osteopro.web.patient import forms
from osteopro.web.patient.page import author, frame, helps, patient_id, render
from osteopro.web.patient.practice import invented
from osteopro.web.patient.presenters import promises, questions

CHECK, DONE = "check", "done"
SKIPPED, CHECKING = "skipped", "checking"
Carried = list[tuple[str, str]]


@access(Permission.PATIENT_PAGES)
def practice(request: HttpRequest) -> HttpResponse:
    """What this is: a few invented questions, sent to nobody."""
    learnt = frame(request).learnt
    return render(
        request,
        "patient/practice/start.html",
        total=len(invented()),
        first=_url("1"),
        welcomed=not learnt.left and learnt.tried_at is None,
    )


@access(Permission.PATIENT_PAGES)
def step(request: HttpRequest, place: str) -> HttpResponse:
    """A question by its number, reading it over, or the end."""
    if place in _PAGES:
        return _PAGES[place](request)
    number = int(place) if place in map(str, range(1, len(invented()) + 1)) else 0
    if not number:
        raise Http404("no such question")
    return _question(request, number)


def _question(request: HttpRequest, number: int) -> HttpResponse:
    item, given = invented()[number - 1], request.GET
    carried = _carried(given, but=item)
    if "skip" in given:
        return redirect(_following(number, given, [*carried, (SKIPPED, item.link_id)]))
    reading = forms.read_answer(item, given, frame(request).today)
    error = ""
    if "next" in given:
        error = reading.error or ("" if reading.value else forms.nothing_given(item))
        if not error:
            return redirect(_following(number, given, [*carried, *_own(given, item)]))
    before = _carried(given)
    checking = CHECKING in given
    view = questions.plain_view(item, reading.typed, frame(request).today)
    return render(
        request,
        "patient/practice/question.html",
        view=view,
        place=number,
        total=len(invented()),
        action=_url(str(number)),
        carried=[*carried, *([(CHECKING, "1")] if checking else [])],
        back_href=_back(number, before, checking=checking),
        checking=checking,
        error=error,
        errors=[FieldError(item.link_id, error)] if error else [],
    )


def _check(request: HttpRequest) -> HttpResponse:
    """All answers in words. What is sent by POST is that it was tried."""
    if request.method == "POST":
        followup_actions.note_tried(
            by=author(request), patient_id=patient_id(request), company=_company(request)
        )
        return redirect(_url(DONE))
    carried = _carried(request.GET)
    rows = [
        SummaryRow(
            questions.heading(item)[0],
            _words(request, item),
            _url(str(number), [*carried, (CHECKING, "1")]),
        )
        for number, item in enumerate(invented(), 1)
    ]
    return render(
        request,
        "patient/practice/check.html",
        rows=rows,
        back_href=_url(str(len(invented())), carried),
        manager=promises.manager_name(frame(request)),
    )


def _done(request: HttpRequest) -> HttpResponse:
    """It was tried. By POST: rather by phone."""
    if request.method == "POST":
        followup_actions.request_call(by=author(request), patient_id=patient_id(request))
        return redirect(f"{_url(DONE)}?called=1")
    return render(
        request,
        "patient/practice/done.html",
        manager=promises.manager_name(frame(request)),
        called="called" in request.GET,
    )


_PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {CHECK: _check, DONE: _done}


def _company(request: HttpRequest) -> Company:
    return Company.HELPER if helps(request) else Company.ALONE


def _url(place: str, carried: Carried | None = None) -> str:
    url = reverse("patient_practice_step", args=[place])
    return f"{url}?{urlencode(carried)}" if carried else url


def _following(number: int, given: QueryDict, carried: Carried) -> str:
    last = number == len(invented())
    return _url(CHECK if last or CHECKING in given else str(number + 1), carried)


def _back(number: int, carried: Carried, *, checking: bool) -> str:
    if checking:
        return _url(CHECK, carried)
    return _url(str(number - 1), carried) if number > 1 else reverse("patient_practice")


def _carried(given: QueryDict, *, but: Item | None = None) -> Carried:
    """The answers of the questions so far, all or all but one's."""
    others = [item for item in invented() if item is not but]
    names = {item.link_id for item in others}
    skipped = [(SKIPPED, name) for name in given.getlist(SKIPPED) if name in names]
    return [pair for item in others for pair in _own(given, item)] + skipped


def _own(given: QueryDict, item: Item) -> Carried:
    """What was answered to one question, as far as it has such answers."""
    return [(item.link_id, code) for code in given.getlist(item.link_id) if item.option(code)]


def _words(request: HttpRequest, item: Item) -> str:
    given = request.GET
    value = forms.read_answer(item, given, frame(request).today).value
    return questions.said(item, value, skipped=item.link_id in given.getlist(SKIPPED))
