"""People who wait for a physician's decision before they can join."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment import screenings
from osteopro.enrolment.admitting import NotWaiting
from osteopro.enrolment.screenings import Asked
from osteopro.enrolment.terms import ScreeningState
from osteopro.followup import actions
from osteopro.followup.queries import doubts
from osteopro.followup.queries.doubts import Doubted
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import intake_drafts
from osteopro.patients.intake_drafts import Sheet
from osteopro.patients.rules import completed_years
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.ui.formats import shown_phone
from osteopro.web.care import labels, sending
from osteopro.web.care.frame import language
from osteopro.web.care.intake import mood, summary, words
from osteopro.web.care.intake.setting import Setting, setting_for
from osteopro.web.care.intake.sheet import Typed
from osteopro.web.care.page import CONFLICT, UNPROCESSABLE, render, viewer_of
from osteopro.web.care.typed import LONGEST
from osteopro.web.care.words import when

INCLUDE, EXCLUDE = "include", "exclude"


@access(Permission.SEE_ENROLMENTS)
def enrolments(request: HttpRequest) -> HttpResponse:
    """Who waits, by deadline, and what was decided about those who have not joined yet."""
    viewer = viewer_of(request)
    by = viewer.acting(Permission.SEE_ENROLMENTS)
    actions.note_list_read(by=by, what="enrolments")
    waiting, decided = screenings.waiting(viewer), screenings.decided(viewer)
    sheets = intake_drafts.drafts([each.key for each in (*waiting, *decided)])
    names = _names([*waiting, *decided])
    return render(
        request,
        "care/enrolments.html",
        current="enrolments",
        follows=viewer.can(Permission.FOLLOW_UP),
        waiting=[_row(each, sheets.get(each.key), names) for each in waiting],
        # Whose form is gone was told and closed.
        doubted=[_doubt(each) for each in doubts.doubted(viewer)],
        decided=[_row(each, sheets[each.key], names) for each in decided if each.key in sheets],
        did=_did(request.GET.get("did", "")),
    )


def _doubt(each: Doubted) -> dict[str, Any]:
    """Somebody who takes part and no longer fits, as a row like the others."""
    now = clock.now()
    return {
        "href": reverse("care_leave", args=[each.patient_id]),
        "name": each.person.name,
        "person": "",
        "reasons": [str(labels.REMARKS[each.doubt]), *([each.note] if each.note else [])],
        "due": when(each.due_at, HOSPITAL, now),
        "late": each.due_at <= now,
        "asked_by": "",
    }


@access(Permission.SEE_ENROLMENTS)
def enrolment(request: HttpRequest, key: UUID) -> HttpResponse:
    """One question to a physician: what is known, and the decision."""
    viewer = viewer_of(request)
    asked = screenings.asked(viewer, key)
    sheet = intake_drafts.draft(key)
    if asked is None or sheet is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, viewer, asked, sheet)
    intake_drafts.note_read(by=viewer.acting(Permission.SEE_ENROLMENTS), key=key)
    return _page(request, asked, sheet)


def _decide(request: HttpRequest, viewer: Viewer, asked: Asked, sheet: Sheet) -> HttpResponse:
    if not viewer.can(Permission.DECIDE_ENROLMENT):
        raise Http404
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()
    errors = []
    if decision not in (INCLUDE, EXCLUDE):
        errors.append(FieldError("decision", gettext("Choose a decision.")))
    if not reason:
        errors.append(FieldError("reason", gettext("Write the reason.")))
    errors += sending.too_long("reason", reason)
    if errors:
        return _page(request, asked, sheet, errors)
    try:
        actions.decide_joining(
            by=viewer.acting(Permission.DECIDE_ENROLMENT),
            screening=asked.key,
            include=decision == INCLUDE,
            reason=reason,
        )
    except NotWaiting:
        late = FieldError("decision", gettext("Somebody decided this meanwhile."))
        now = screenings.asked(viewer, asked.key) or asked
        return _page(request, now, sheet, [late], status=CONFLICT)
    return HttpResponseRedirect(reverse("care_enrolments") + "?did=decided")


def _page(
    request: HttpRequest,
    asked: Asked,
    sheet: Sheet,
    errors: list[FieldError] | None = None,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    viewer = viewer_of(request)
    typed, at = Typed(sheet.fields), setting_for(viewer)
    waits = asked.state is ScreeningState.WAITING
    return render(
        request,
        "care/enrolment.html",
        status=status if errors else 200,
        current="enrolments",
        follows=viewer.can(Permission.FOLLOW_UP),
        errors=errors,
        row=_row(asked, sheet, _names([asked])),
        phone=shown_phone(typed.one("phone")),
        facts=_facts(typed, at),
        troubled=mood.troubled(at.screen, typed),
        waits=waits,
        may_decide=waits and viewer.can(Permission.DECIDE_ENROLMENT),
        may_go_on=viewer.can(Permission.ENROL) and not waits,
        decisions=[
            c.Answer(INCLUDE, gettext("Include"), checked=request.POST.get("decision") == INCLUDE),
            c.Answer(
                EXCLUDE,
                gettext("Exclude, the usual care goes on"),
                checked=request.POST.get("decision") == EXCLUDE,
            ),
        ],
        reason=request.POST.get("reason", ""),
        max=LONGEST,
    )


def _facts(typed: Typed, at: Setting) -> list[tuple[str, str]]:
    rows = (*summary.disease_rows(typed, at), *summary.health_rows(typed, at))
    return [(name, value) for name, value in (*rows, *summary.mood_rows(typed, at)) if value]


def _row(asked: Asked, sheet: Sheet | None, names: dict[int, str]) -> dict[str, Any]:
    """One line of the list. The name comes from the form, which may be gone."""
    typed = Typed(sheet.fields if sheet else {})
    now = clock.now()
    waits = asked.state is ScreeningState.WAITING
    return {
        "key": asked.key,
        "href": reverse("care_enrolment", args=[asked.key]) if sheet else "",
        "name": typed.one("name") or gettext("The form was removed"),
        "person": _age_and_sex(asked, typed),
        "reasons": words.reasons(asked.reasons),
        "asked_by": names.get(asked.asked_by, "–"),
        "due": when(asked.due_at, HOSPITAL, now) if asked.due_at else "",
        "late": bool(waits and asked.due_at and asked.due_at <= now),
        "state": str(words.STATES[asked.state]),
        "decided_by": names.get(asked.decided_by or 0, ""),
        "decision": asked.decision_reason,
    }


def _age_and_sex(asked: Asked, typed: Typed) -> str:
    sex = {str(code): str(name) for code, name in labels.SEXES.items()}.get(asked.sex, "")
    birth = typed.date("birth")
    try:
        born = date(int(birth.year), int(birth.month), int(birth.day))
    except ValueError:
        return f"{asked.age_band} {sex}"
    return f"{completed_years(born, clock.today(HOSPITAL))} {sex}"


def _names(found: list[Asked]) -> dict[int, str]:
    ids = {pk for each in found for pk in (each.asked_by, each.decided_by) if pk is not None}
    named = accounts_queries.staff_names(list(ids))
    return {pk: name.shown(language()) for pk, name in named.items()}


def _did(code: str) -> str:
    return gettext("Decided. The manager goes on from here.") if code == "decided" else ""
