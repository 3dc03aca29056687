"""Going through the welcome and the try-out with a patient on the phone (resolution 35)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import actions as accounts_actions
from osteopro.enrolment.reading import text_language
from osteopro.followup import actions
from osteopro.followup.queries.people import Standing
from osteopro.followup.terms import Company
from osteopro.ui.formats import shown_phone
from osteopro.web.care import teaching
from osteopro.web.care.page import (
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
)
from osteopro.web.care.teaching import Chosen


@access(Permission.FOLLOW_UP)
def learning(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows what to read out; POST keeps what was learnt and chosen on the phone."""
    standing = standing_of(request, patient_id)
    if request.method == "POST":
        chosen = teaching.read(request.POST, standing)
        if chosen.errors:
            return _page(request, standing, chosen)
        _keep(request, standing, chosen)
        return redirect(f"{reverse('care_patient', args=[patient_id])}?did=taught")
    note_read(request, patient_id, "learning")
    return _page(request, standing)


def _keep(request: HttpRequest, standing: Standing, chosen: Chosen) -> None:
    by, patient_id = author_of(request), standing.patient_id
    accounts_actions.set_preference(
        by=by, account_id=standing.account_id, text_size=chosen.text_size, sound=chosen.sound
    )
    if chosen.way is not None:
        actions.choose_reminders(by=by, patient_id=patient_id, way=chosen.way)
    if chosen.channel is not None:
        actions.set_channel(by=by, patient_id=patient_id, channel=chosen.channel)
    actions.note_learnt(by=by, patient_id=patient_id, lessons=chosen.lessons)
    if chosen.tried:
        actions.note_tried(by=by, patient_id=patient_id, company=Company.STAFF)


def _page(request: HttpRequest, standing: Standing, chosen: Chosen | None = None) -> HttpResponse:
    errors = list(chosen.errors) if chosen else []
    return render(
        request,
        "care/learning.html",
        status=UNPROCESSABLE if errors else 200,
        current="patients",
        standing=standing,
        lang=text_language(standing.language),
        phone=shown_phone(standing.person.phone),
        phone_href="tel:" + standing.person.phone,
        facts=teaching.facts(standing),
        parts=teaching.parts(standing),
        ticked=set(request.POST),
        channels=teaching.channels(request.POST, standing),
        ways=teaching.ways(request.POST, standing),
        sizes=teaching.sizes(request.POST, standing),
        sound=chosen.sound if chosen else standing.preferences.sound,
        errors=errors,
    )
