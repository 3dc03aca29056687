"""How often the patient is asked, the patient's own wish, and a break (clinical 6.5, 7.2)."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import PauseRefused
from osteopro.followup.queries import plan as plan_queries
from osteopro.followup.terms import PauseReason, WishOf
from osteopro.ui.components import Answer, DateParts, FieldError
from osteopro.web.patient import forms
from osteopro.web.patient.page import author, frame, patient_id, render
from osteopro.web.patient.presenters import dates, rhythm

WISHES = {"7": 7, "14": 14, "clinic": None}
REFUSALS: Mapping[str, Callable[[], str]] = {
    "pause-in-the-past": lambda: gettext("Choose today or a later day."),
    "pause-too-long": lambda: gettext("90 days at most. For longer, please call us."),
    "pause-not-in-programme": lambda: gettext("Please call us."),
}


@access(Permission.OWN_RECORD)
def rhythm_page(request: HttpRequest) -> HttpResponse:
    """How often and why; the wish for 7 or 14 days; a break until a day, and its end."""
    if request.method != "POST":
        return _page(request)
    wanted = request.POST.get("do", "")
    if wanted == "wish":
        return _wish(request)
    if wanted == "pause":
        return _pause(request)
    if wanted == "resume":
        followup_actions.resume(by=author(request), patient_id=patient_id(request))
        return _saved("back")
    raise Http404("nothing to do")


def _wish(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("wish", "")
    if chosen not in WISHES:
        return _page(request, [FieldError("wish", gettext("Choose an answer."))])
    followup_actions.wish_interval(
        by=author(request), patient_id=patient_id(request), days=WISHES[chosen]
    )
    return _saved("wish")


def _pause(request: HttpRequest) -> HttpResponse:
    parts, until, error = forms.read_date(request.POST, "until")
    errors = [FieldError("until", error)] if error else []
    why = request.POST.get("why", "")
    if why not in set(PauseReason):
        errors.insert(0, FieldError("why", gettext("Choose an answer.")))
    if errors or until is None:
        return _page(request, errors, parts)
    try:
        followup_actions.pause(
            by=author(request),
            patient_id=patient_id(request),
            until=until,
            reason=PauseReason(why),
        )
    except PauseRefused as refusal:
        return _page(request, [FieldError("until", REFUSALS[refusal.code]())], parts)
    return _saved("pause")


def _saved(what: str) -> HttpResponse:
    return redirect(f"{reverse('patient_rhythm')}?saved={what}")


def _page(
    request: HttpRequest,
    errors: list[FieldError] | None = None,
    until: DateParts | None = None,
) -> HttpResponse:
    of = frame(request)
    wish = plan_queries.wanted(of.patient_id, WishOf.PATIENT)
    chosen = request.POST.get("wish") or (str(wish.days) if wish else "clinic")
    last = of.plan.paused_until
    found = errors or []
    return render(
        request,
        "patient/rhythm.html",
        every=rhythm.every(of.plan),
        why=rhythm.why(of.plan),
        next_on="" if last else dates.long_day(of, of.due.on),
        paused_until=dates.long_day(of, last) if last else "",
        active=of.active or last is not None,
        wishes=_wishes(chosen),
        granted=_granted(request, wish.days if wish else None, of.plan.days),
        reasons=_reasons(request.POST.get("why", "")),
        until=until or DateParts(year=str(of.today.year)),
        saved=request.GET.get("saved", ""),
        problems={error.field: error.text for error in reversed(found)},
        errors=found,
    )


def _wishes(chosen: str) -> list[Answer]:
    words = {
        "7": gettext("Every 7 days"),
        "14": gettext("Every 14 days"),
        "clinic": gettext("As the clinic thinks right"),
    }
    return [Answer(code, label, checked=code == chosen) for code, label in words.items()]


def _granted(request: HttpRequest, wished: int | None, days: int) -> str:
    """What became of a wish that was just made."""
    if request.GET.get("saved") != "wish":
        return ""
    if wished is not None and wished != days:
        return gettext("We noted your wish. For now we ask every %(n)s days.") % {"n": days}
    return gettext("Saved")


def _reasons(chosen: str) -> list[Answer]:
    return [
        Answer(code, str(label), checked=code == chosen) for code, label in rhythm.PAUSES.items()
    ]
