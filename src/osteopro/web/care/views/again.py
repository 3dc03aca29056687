"""Letting somebody who left take part again: the enrolment form with what is known."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.audit.terms import Actor
from osteopro.enrolment.terms import State
from osteopro.followup.queries.people import Standing
from osteopro.patients import intake_drafts
from osteopro.ui.posted import form_key
from osteopro.web.care.intake.again import fields_of_return
from osteopro.web.care.intake.sheet import Step, Typed
from osteopro.web.care.page import note_read, standing_of, viewer_of


@access(Permission.ENROL)
def again(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Begin the form, or go on with the one that was begun. It takes the place of a newcomer's
    form in which the same person was typed (`key`)."""
    standing, viewer = standing_of(request, patient_id), viewer_of(request)
    may = standing.ended and standing.enrolment is not State.DIED
    if request.method != "POST" or not may:
        return HttpResponseRedirect(reverse("care_leave", args=[patient_id]))
    by = viewer.acting(Permission.ENROL)
    instead = intake_drafts.draft(form_key(request.POST))
    if instead is not None and instead.owner == viewer.account_id:
        intake_drafts.remove_draft(by=by, key=instead.key)
    begun = _begun(viewer, patient_id)
    return HttpResponseRedirect(begun or _begin(request, by, standing))


def _begun(viewer: Viewer, patient_id: int) -> str:
    mine = intake_drafts.drafts_of(viewer.account_id)
    found = (each.key for each in mine if Typed(each.fields).returning == patient_id)
    key = next(found, None)
    return reverse("care_intake", args=[key]) if key else ""


def _begin(request: HttpRequest, by: Actor, standing: Standing) -> str:
    key = uuid4()
    note_read(request, standing.patient_id, by=by)
    intake_drafts.save_draft(
        by=by,
        key=key,
        site_id=standing.clinic.site_id,
        fields=fields_of_return(standing.patient_id),
    )
    return reverse("care_intake_step", args=[key, Step.WHO.value])
