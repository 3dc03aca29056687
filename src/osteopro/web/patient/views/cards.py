"""Coming in with a paper card: by its QR code, or by the number printed on it (ux 2.1)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from osteopro.access.decorators import public
from osteopro.accounts.addresses import client_address
from osteopro.signin import card_entrance, rules
from osteopro.signin import queries as signin_queries
from osteopro.signin.codes import Answer, Refusal
from osteopro.sites import queries as sites_queries
from osteopro.ui.components import DateParts, FieldError, Link
from osteopro.web.patient import forms
from osteopro.web.patient.page import render
from osteopro.web.patient.tablet import begin, end, on_tablet, tablet_of
from osteopro.web.patient.views.arriving import (
    author_before,
    birth_refusal,
    checks_form_token,
    own_phone,
    signed_in,
    tell_of_lock,
)
from osteopro.web.patient.views.kiosk import ask


@public
@csrf_exempt
@checks_form_token
@on_tablet
def card(request: HttpRequest) -> HttpResponse:
    """Where the card and its number are; number and birth date open one's own pages."""
    _nobody_before(request)
    if request.method != "POST":
        return _number_page(request)
    typed = request.POST.get("number", "")
    number = rules.read_card_number(typed)
    parts, day, date_error = forms.read_date(request.POST, "birth")
    errors = []
    if number is None:
        errors.append(
            FieldError(
                "number", gettext("The number on the card has 10 digits. Please compare them.")
            )
        )
    if day is None:
        errors.append(FieldError("birth", date_error))
    clinic = sites_queries.front_desk()
    if number is None or day is None or clinic is None:
        return _number_page(request, typed, parts, errors)
    answer = card_entrance.try_card_number(
        by=author_before(),
        number=number,
        birth=day,
        zone=clinic.zone,
        address=client_address(request),
    )
    tell_of_lock(answer)
    if answer.patient_id is not None:
        if tablet_of(request) is not None:
            return ask(request, answer.patient_id)
        return signed_in(request, answer.patient_id, "", remember=own_phone(request))
    return _number_page(request, typed, parts, [FieldError("number", _refused(answer))])


@public
@csrf_exempt
@checks_form_token
@on_tablet
def card_secret(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind a card's QR code. Looking at it uses nothing up."""
    _nobody_before(request)
    response = _enter(request, secret) if request.method == "POST" else _ask(request, secret)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _nobody_before(request: HttpRequest) -> None:
    """On a tablet whoever comes with a card ends the sitting before."""
    if tablet_of(request) is not None and request.user.is_authenticated:
        end(request)


def _refused(answer: Answer) -> str:
    """Never whether there is such a card: unknown, wrong and locked sound alike."""
    if answer.refusal is Refusal.TOO_MANY:
        return gettext("That was tried too often. Please call us, or use a text-message code.")
    return gettext("Number and birth date don't match. Please look again, or call us.")


def _ways() -> list[Link]:
    return [Link(reverse("patient_signin"), gettext("Use a text-message code"), "message")]


def _number_page(
    request: HttpRequest,
    typed: str = "",
    birth: DateParts | None = None,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    said = {error.field: error.text for error in errors or []}
    on_a_tablet = tablet_of(request) is not None
    return render(
        request,
        "patient/card.html",
        typed=typed,
        birth=birth or DateParts(),
        own_phone=own_phone(request),
        said=said,
        ways=[] if on_a_tablet else _ways(),
        errors=errors or [],
    )


def _ask(
    request: HttpRequest, secret: str, *, typed: DateParts | None = None, error: str = ""
) -> HttpResponse:
    found = signin_queries.card(secret)
    if found is None:
        return render(request, "patient/card_gone.html", 404)
    if found.locked:
        return render(request, "patient/card_locked.html", 403)
    return render(
        request,
        "patient/open_link.html",
        name=found.masked_name,
        ways=[] if tablet_of(request) is not None else _ways(),
        known=False,
        helping=False,
        # Somebody else's phone scans a card more often than it opens a text message.
        own_phone=own_phone(request),
        typed=typed or DateParts(),
        errors=[FieldError("birth", error)] if error else [],
    )


def _enter(request: HttpRequest, secret: str) -> HttpResponse:
    parts, day, error = forms.read_date(request.POST, "birth")
    clinic = sites_queries.front_desk()
    if day is None or clinic is None:
        return _ask(request, secret, typed=parts, error=error)
    answer = card_entrance.try_card(by=author_before(), secret=secret, birth=day, zone=clinic.zone)
    tell_of_lock(answer)
    if answer.patient_id is not None:
        tablet = tablet_of(request)
        if tablet is not None:
            return begin(request, tablet, answer.patient_id)
        return signed_in(request, answer.patient_id, "", remember=own_phone(request))
    if answer.refusal is Refusal.WRONG:
        return _ask(request, secret, typed=parts, error=birth_refusal(answer.tries_left))
    return _ask(request, secret)
