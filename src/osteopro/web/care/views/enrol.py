"""Enrolling somebody, step by step. What was typed is kept at every step, right or wrong."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.audit.terms import Actor
from osteopro.enrolment import admitting, screenings
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.admitting import NotAdmitted, NotWaiting
from osteopro.enrolment.terms import ScreeningState, State, Status
from osteopro.followup import actions
from osteopro.followup.actions import Newcomer, ReturnRefused
from osteopro.followup.queries.people import Found, short
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import intake_drafts, matching
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Person
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.care import words as care_words
from osteopro.web.care.intake import mood, pages, words
from osteopro.web.care.intake.checking import errors_in
from osteopro.web.care.intake.reading import (
    ALL_CHECKS,
    Reading,
    candidate_of,
    first_unfinished,
    newcomer_of,
    read,
    verdict_of,
)
from osteopro.web.care.intake.setting import Setting, setting_for
from osteopro.web.care.intake.sheet import ASKING, DECIDING, Step, Typed, fields_of
from osteopro.web.care.intake.summary import parts
from osteopro.web.care.page import CONFLICT, UNPROCESSABLE, render, viewer_of


@access(Permission.ENROL)
def new_patient(request: HttpRequest) -> HttpResponse:
    """An empty first step, with the forms this person has not finished."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _answer(request, viewer, form_key(request.POST), Step.WHO)
    return _page(request, setting_for(viewer), uuid4(), Step.WHO, Typed(), first=True)


@access(Permission.ENROL)
def intake(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go on where the form was left."""
    viewer = viewer_of(request)
    typed = _typed(viewer, key)
    if typed is None:
        return _finished(key)
    at = setting_for(viewer, typed.returning)
    reading = read(typed, at)
    asked = screenings.asked(viewer, key)
    step = first_unfinished(typed, reading, at)
    if asked is not None and asked.state is not ScreeningState.INCLUDED:
        step = Step.RESULT
    return _to(key, step)


@access(Permission.ENROL)
def intake_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """One step: shown, or answered."""
    viewer = viewer_of(request)
    if step not in set(Step):
        raise Http404
    if request.method == "POST":
        return _answer(request, viewer, key, Step(step))
    typed = _typed(viewer, key)
    if typed is None:
        return _finished(key)
    return _page(request, setting_for(viewer, typed.returning), key, Step(step), typed)


def _answer(request: HttpRequest, viewer: Viewer, key: UUID, step: Step) -> HttpResponse:
    """Keep what was sent, say what is wrong with it, or go on."""
    before = _typed(viewer, key)
    at = setting_for(viewer, before.returning if before else None)
    if before is None and (step is not Step.WHO or admitting.admitted(key) is not None):
        return _finished(key)
    by = viewer.acting(Permission.ENROL)
    if step is Step.RESULT:
        return _settle(request, by, at, key, before or Typed())
    if step is Step.SUMMARY:
        return _add(request, by, at, key, before or Typed())
    typed = (before or Typed()).with_posted(fields_of(step, at.screen), request.POST)
    intake_drafts.save_draft(
        by=by, key=key, site_id=pages.clinic_of(typed, at).site_id, fields=typed.fields
    )
    wanted = request.POST.get("do", "")
    if wanted == "later":
        return HttpResponseRedirect(reverse("care_new_patient") + "?did=kept")
    if wanted == "decline":
        return _turn_away(by, at, key, typed)
    return _checked(request, viewer, at, key, step, typed)


def _checked(
    request: HttpRequest, viewer: Viewer, at: Setting, key: UUID, step: Step, typed: Typed
) -> HttpResponse:
    value, errors = errors_in(ALL_CHECKS[step], typed, at)
    shown = set(request.POST.getlist("shown"))
    if step is Step.MOOD and any(each.field not in shown for each in errors):
        # These answers raise a question that was not on the page yet.
        return _to(key, step)
    if errors:
        return _page(request, at, key, step, typed, errors=errors)
    if step is Step.WHO and not typed.one("another"):
        same = _same(viewer, value.person, at.returning)
        if same:
            return _page(request, at, key, step, typed, same=same)
    return _to(key, _after(step, typed, at))


def _after(step: Step, typed: Typed, at: Setting) -> Step:
    """The next step; the summary for somebody who came back to correct one."""
    verdict = verdict_of(read(typed, at), at) if step in DECIDING else None
    everything = all(typed.seen(fields_of(each, at.screen)) for each in ASKING)
    if verdict is not None and verdict.status is not Status.ELIGIBLE:
        return Step.RESULT if step is Step.MOOD or everything else step.next
    if everything:
        return Step.SUMMARY
    return Step.MEDICINES if step is Step.MOOD else step.next


def _settle(request: HttpRequest, by: Actor, at: Setting, key: UUID, typed: Typed) -> HttpResponse:
    """Ask a physician, or end: on the page that says whether they may join."""
    if request.POST.get("do") == "close":
        return _turn_away(by, at, key, typed)
    candidate = candidate_of(key, read(typed, at), at)
    if candidate is not None:
        with suppress(NotAdmitted):
            actions.ask_clinician(by=by, candidate=candidate)
    return _to(key, Step.RESULT)


def _turn_away(by: Actor, at: Setting, key: UUID, typed: Typed) -> HttpResponse:
    """They do not take part: reasons are kept, the form goes."""
    candidate = candidate_of(key, read(typed, at), at)
    excluded = screenings.about([key]).get(key)
    if candidate is not None and not (
        excluded is not None and excluded.state is ScreeningState.EXCLUDED
    ):
        try:
            admitting.turn_away(by=by, candidate=candidate)
        except NotWaiting:
            return _finished(key)
    intake_drafts.remove_draft(by=by, key=key)
    return HttpResponseRedirect(reverse("care_new_patient") + "?did=closed")


def _add(request: HttpRequest, by: Actor, at: Setting, key: UUID, typed: Typed) -> HttpResponse:
    newcomer = newcomer_of(key, typed, read(typed, at), at)
    if newcomer is None:
        return _page(request, at, key, Step.SUMMARY, typed, status=UNPROCESSABLE)
    try:
        patient_id = _take_in(by, at, newcomer)
    except NotAdmitted:
        return _to(key, Step.RESULT)
    except ReturnRefused:
        # They came back meanwhile, or it was noted that they died.
        intake_drafts.remove_draft(by=by, key=key)
        return HttpResponseRedirect(reverse("care_leave", args=[at.returning]) + "?did=no-return")
    except ConsentRefused:
        # The consent text was replaced while this form lay open: ask again with the new one.
        return _to(key, Step.CONSENT)
    return HttpResponseRedirect(reverse("care_patient", args=[patient_id]) + "?did=added")


def _take_in(by: Actor, at: Setting, newcomer: Newcomer) -> int:
    if at.returning is None:
        return actions.add_to_programme(by=by, newcomer=newcomer)
    actions.take_part_again(by=by, patient_id=at.returning, newcomer=newcomer)
    return at.returning


def _typed(viewer: Viewer, key: UUID) -> Typed | None:
    """The form, for whoever began it and, once a physician was asked, for all who enrol there.

    None when there is no such form.
    """
    sheet = intake_drafts.draft(key)
    if sheet is None:
        return None
    shared = sheet.site_id in viewer.site_ids and (
        viewer.can(Permission.OVERSEE) or screenings.asked(viewer, key) is not None
    )
    if sheet.owner != viewer.account_id and not shared:
        raise Http404
    return Typed(sheet.fields)


def _finished(key: UUID) -> HttpResponse:
    """The form is gone: to the patient whom it let in, if any."""
    patient_id = admitting.admitted(key)
    if patient_id is None:
        raise Http404
    return HttpResponseRedirect(reverse("care_patient", args=[patient_id]) + "?did=added")


def _to(key: UUID, step: Step) -> HttpResponse:
    return HttpResponseRedirect(reverse("care_intake_step", args=[key, step.value]))


def _same(viewer: Viewer, person: Person, returning: int | None) -> list[Found | None]:
    """People who may be this person, beside who comes back; None for one at a clinic this
    viewer does not know."""
    found = set(matching.same_people([person])[0]) - {returning}
    visible = set(
        patients_queries.visible_to(viewer).filter(pk__in=found).values_list("pk", flat=True)
    )
    hidden: list[Found | None] = [None] * len(found - visible)
    return [*short(sorted(visible)), *hidden]


def _page(
    request: HttpRequest,
    at: Setting,
    key: UUID,
    step: Step,
    typed: Typed,
    *,
    errors: Sequence[FieldError] = (),
    same: Sequence[Found | None] = (),
    first: bool = False,
    status: int = 200,
) -> HttpResponse:
    status = CONFLICT if same else UNPROCESSABLE if errors else status
    more = _more(request, at, key, step, typed)
    return render(
        request,
        f"care/intake/{step}.html",
        status=status,
        current="patients",
        key=key,
        step=step,
        steps=len(Step),
        title=str(words.TITLES[step]),
        action=reverse("care_intake_step", args=[key, step.value]),
        typed=typed,
        errors=list(errors),
        same=[_found_words(each) for each in same],
        returning=at.returning,
        heading=gettext("Take part again") if at.returning else gettext("Add a patient"),
        drafts=_drafts(viewer_of(request), at) if first else [],
        did=_did(request.GET.get("did", "")) if first else "",
        **pages.context(step, typed, at),
        **more,
    )


def _more(request: HttpRequest, at: Setting, key: UUID, step: Step, typed: Typed) -> dict[str, Any]:
    """What the two pages need that look at the whole form."""
    if step not in (Step.RESULT, Step.SUMMARY):
        return {}
    reading = read(typed, at)
    verdict = verdict_of(reading, at)
    asked = screenings.about([key]).get(key)
    if asked is None or verdict is None or not set(verdict.reasons) <= set(asked.reasons):
        asked = None
    return {
        "verdict": verdict.status.name if verdict else "",
        "reasons": words.reasons(verdict.reasons) if verdict else [],
        "asked": asked,
        "asked_words": _asked_words(asked) if asked else "",
        "goes_on": reverse("care_intake_step", args=[key, first_unfinished(typed, reading, at)]),
        "may_add": _may_add(reading, asked, verdict),
        "parts": parts(key, typed, reading, at) if step is Step.SUMMARY else [],
        "unfinished": [(words.TITLES[each], each) for each in reading.unfinished],
        "troubled": mood.troubled(at.screen, typed),
    }


def _may_add(reading: Reading, asked: screenings.Asked | None, verdict: Any) -> bool:
    if reading.unfinished or verdict is None:
        return False
    included = asked is not None and asked.state is ScreeningState.INCLUDED
    return verdict.status is Status.ELIGIBLE or included


def _asked_words(asked: screenings.Asked) -> str:
    state = str(words.STATES[asked.state])
    if asked.state is ScreeningState.WAITING and asked.due_at is not None:
        by = care_words.when(asked.due_at, HOSPITAL, clock.now())
        return gettext("%(state)s, by %(when)s") % {"state": state, "when": by}
    if asked.decision_reason:
        return gettext("%(state)s: %(reason)s") % {
            "state": state,
            "reason": asked.decision_reason,
        }
    return state


def _drafts(viewer: Viewer, at: Setting) -> list[tuple[str, str, str]]:
    """Address, name and state of each form this person began and did not finish."""
    sheets = intake_drafts.drafts_of(viewer.account_id)
    asked = screenings.about([each.key for each in sheets])
    return [
        (
            reverse("care_intake", args=[each.key]),
            Typed(each.fields).one("name") or gettext("No name yet"),
            _asked_words(asked[each.key])
            if each.key in asked
            else gettext("last changed %(when)s")
            % {"when": care_words.when(each.touched_at, HOSPITAL, clock.now())},
        )
        for each in sheets
    ]


def _did(code: str) -> str:
    return {
        "kept": gettext("Kept. Go on from any computer within 30 days."),
        "closed": gettext("Noted: does not take part. The usual care goes on."),
    }.get(code, "")


def _found_words(found: Found | None) -> tuple[str, str, str]:
    """Address and words of somebody who is here already, and where who left takes part again."""
    if found is None:
        return "", gettext("Somebody at another clinic. Ask the programme lead."), ""
    back = found.ended and found.ended != State.DIED
    return (
        reverse("care_patient", args=[found.patient_id]),
        care_words.named(found.person, found.sex, clock.today(HOSPITAL)),
        reverse("care_again", args=[found.patient_id]) if back else "",
    )
