"""Consent given in person or on the phone, read out word for word; what was given when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, override

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.consent import Refused
from osteopro.enrolment.terms import Purpose
from osteopro.followup import actions
from osteopro.followup.queries.people import Standing
from osteopro.ui.components import FieldError
from osteopro.web.care import consent_page, consent_sheet
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)


@access(Permission.FOLLOW_UP)
def consent(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows the script and the history; POST writes answers down."""
    standing = standing_of(request, patient_id)
    if request.method == "POST":
        return _write_down(request, standing)
    note_read(request, patient_id, "consent")
    return _page(request, standing)


@access(Permission.FOLLOW_UP)
def copy(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The paper for the patient, in the patient's language, to print."""
    standing = standing_of(request, patient_id)
    note_read(request, patient_id, "consent")
    published = enrolment_queries.texts()
    found = enrolment_queries.consents(patient_id, published)
    reader = consent_page.reader(standing)
    today = reader.day(clock.today(standing.clinic.zone))
    with override(standing.language):
        return render(
            request,
            "care/consent_copy.html",
            current="patients",
            patient_id=patient_id,
            name=standing.person.name,
            copy=reader.copy(found, published),
            today=today,
        )


def _write_down(request: HttpRequest, standing: Standing) -> HttpResponse:
    witnesses = consent_page.witnesses(viewer_of(request), standing)
    checked = consent_sheet.checked(request.POST, witnesses)
    if checked.how is None or checked.errors:
        return _page(request, standing, list(checked.errors))
    try:
        actions.answer_consent(
            by=author_of(request),
            patient_id=standing.patient_id,
            version=request.POST.get("version", ""),
            given=checked.chosen.given,
            declined=checked.chosen.declined,
            how=checked.how,
            language=consent_page.reader(standing).language,
            witness=checked.witness,
        )
    except ConsentRefused as refused:
        status = CONFLICT if refused.code is Refused.OLD_TEXT else UNPROCESSABLE
        return _page(request, standing, [said(refused.code)], status=status)
    page = reverse("care_consent", args=[standing.patient_id])
    return redirect(f"{page}?did=kept")


def said(code: Refused) -> FieldError:
    """Why answers were not kept, beside the field they stand in."""
    health = consent_sheet.field_of(Purpose.HEALTH_DATA)
    field, sentence = {
        Refused.WITNESS_MISSING: ("witness", gettext("On the phone somebody has to hear the yes.")),
        Refused.WITNESS_IS_AUTHOR: ("witness", gettext("The witness must be somebody else.")),
        Refused.NEEDS_HEALTH_DATA: (
            health,
            gettext("Without consent to health information nothing else can be agreed to."),
        ),
        Refused.OLD_TEXT: (
            consent_sheet.field_of(Purpose.PROGRAMME),
            gettext("The text has changed meanwhile. Read the new one out."),
        ),
        Refused.CONTRADICTION: (health, gettext("Choose yes or no.")),
    }[code]
    return FieldError(field, sentence)


def _page(
    request: HttpRequest,
    standing: Standing,
    errors: list[FieldError] | None = None,
    *,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    return render(
        request,
        "care/consent.html",
        status=status if errors else 200,
        current="patients",
        **consent_page.context(request, viewer_of(request), standing),
        done=request.GET.get("did") == "kept",
        errors=errors,
    )
