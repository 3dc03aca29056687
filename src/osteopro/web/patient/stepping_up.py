"""A fresh code to the patient's own phone before something weighty (ux 2.1, step-up)."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts.addresses import client_address
from osteopro.signin import step_up
from osteopro.web.patient import forms
from osteopro.web.patient.page import author, frame, patient_id
from osteopro.web.patient.views.codes import code_refusal

SESSION = "stepped_up"
LIFE = timedelta(minutes=15)


def send_code(request: HttpRequest) -> tuple[str, int]:
    """Send six digits to the patient's own number: why no more go out today, "" when they do;
    and the seconds until another may, 0 when one has just left."""
    sent = step_up.send_code(
        by=author(request), patient_id=patient_id(request), address=client_address(request)
    )
    if sent.sent or sent.wait_seconds:
        return "", 0 if sent.sent else sent.wait_seconds
    return gettext("That is enough codes for today. Please call us."), 0


def refused(request: HttpRequest) -> str:
    """Why the code that was typed is not taken; "" when it is right. Then it is used up."""
    digits = forms.read_code(request.POST.get("code", ""))
    if digits is None:
        return gettext("The code has 6 digits.")
    answer = step_up.try_code(by=author(request), patient_id=patient_id(request), code=digits)
    return "" if answer.patient_id is not None else code_refusal(answer)


def masked_number(request: HttpRequest) -> str:
    """Where the code went: 138****6620."""
    return forms.masked(frame(request).person.phone)


def remember(request: HttpRequest) -> None:
    """A right code was given: for a quarter of an hour it need not be given again."""
    request.session[SESSION] = [patient_id(request), clock.now().isoformat()]


def holds(request: HttpRequest) -> bool:
    """Whether a right code was given on these pages less than a quarter of an hour ago."""
    whose, since = request.session.get(SESSION, [0, ""])
    if whose != patient_id(request):
        return False
    return clock.now() - datetime.fromisoformat(since) < LIFE
