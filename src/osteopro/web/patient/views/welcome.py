"""The welcome: four short pages on the first visit, to stop at any time (ux 2.1, R22)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions as followup_actions
from osteopro.followup.learning import education
from osteopro.followup.terms import Lesson
from osteopro.ui.components import FieldError
from osteopro.web.patient import choices
from osteopro.web.patient.page import author, frame, patient_id, render, text
from osteopro.web.patient.presenters import promises
from osteopro.web.patient.presenters.standing import initial
from osteopro.web.patient.views import consent

ORDER = tuple(Lesson)


@access(Permission.OWN_RECORD)
def welcome(request: HttpRequest) -> HttpResponse:
    """To the first page that is left; who has seen all begins anew."""
    left = frame(request).learnt.left
    return redirect(page_url(left[0] if left else ORDER[0]))


@access(Permission.OWN_RECORD)
def page(request: HttpRequest, lesson: str) -> HttpResponse:
    """One page. Going on keeps what was chosen; so does stopping, if it can be kept."""
    if lesson not in set(Lesson):
        raise Http404("no such page")
    now = Lesson(lesson)
    if request.method != "POST":
        return _page(request, now)
    kept = _KEEPING.get(now, _nothing)(request)
    if "later" in request.POST:
        followup_actions.put_off_welcome(by=author(request), patient_id=patient_id(request))
        return redirect("patient_home")
    if not kept:
        return _page(request, now, gettext("Choose an answer."))
    followup_actions.note_learnt(by=author(request), patient_id=patient_id(request), lessons=(now,))
    following = ORDER[ORDER.index(now) + 1 :]
    return redirect(page_url(following[0]) if following else reverse("patient_practice"))


def page_url(lesson: Lesson) -> str:
    """The address of one page of the welcome."""
    return reverse("patient_welcome_page", args=[lesson])


def _page(request: HttpRequest, lesson: Lesson, error: str = "") -> HttpResponse:
    place = ORDER.index(lesson)
    return render(
        request,
        f"patient/welcome/{lesson}.html",
        place=place + 1,
        total=len(ORDER),
        back_href=page_url(ORDER[place - 1]) if place else "",
        error=error,
        errors=[FieldError(_FIELDS[lesson], error)] if error else [],
        **_SHOWN[lesson](request),
    )


def _look(request: HttpRequest) -> dict[str, Any]:
    chosen = frame(request).preferences
    return {"sizes": choices.sizes(chosen.text_size), "sound": chosen.sound}


def _people(request: HttpRequest) -> dict[str, Any]:
    of = frame(request)
    name = promises.manager_name(of)
    return {"manager": name, "initial": initial(name)}


def _reach(request: HttpRequest) -> dict[str, Any]:
    return {"ways": choices.ways(request), "asks": consent.waits(request)}


def _honest(_request: HttpRequest) -> dict[str, Any]:
    return {"cards": [text(card) for card in education().cards]}


def _nothing(_request: HttpRequest) -> bool:
    return True


_SHOWN: Mapping[Lesson, Callable[[HttpRequest], dict[str, Any]]] = {
    Lesson.LOOK: _look,
    Lesson.PEOPLE: _people,
    Lesson.REACH: _reach,
    Lesson.HONEST: _honest,
}
_KEEPING: Mapping[Lesson, Callable[[HttpRequest], bool]] = {
    Lesson.LOOK: choices.keep_look,
    Lesson.REACH: choices.keep_way,
}
_FIELDS: Mapping[Lesson, str] = {Lesson.LOOK: "text_size", Lesson.REACH: "reach"}
