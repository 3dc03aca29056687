"""Who helps me: see them, ask somebody, stop with one press (ux 2.1, Helpers)."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Scope
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.consent import Refused, Standing
from osteopro.enrolment.reading import text_language
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import HelpRefused, WhyNot
from osteopro.patients import helpers as helpers_queries
from osteopro.patients.terms import Relation
from osteopro.ui.components import Answer, FieldError
from osteopro.web.patient import forms, helper_form, stepping_up
from osteopro.web.patient.helper_form import LASTING, OTHER, Asked
from osteopro.web.patient.page import author, frame, patient_id, render
from osteopro.web.patient.presenters import dates, family
from osteopro.web.patient.presenters.consents import consents


@access(Permission.OWN_RECORD)
def helpers(request: HttpRequest) -> HttpResponse:
    """Everybody who helps. POST stops one, or sends the text message once more."""
    if request.method == "POST":
        return _change(request)
    of = frame(request)
    found = helpers_queries.helpers_of(of.patient_id)
    return render(
        request,
        "patient/helpers.html",
        cards=[family.card(of, each) for each in found if not each.over],
        past=[family.past(of, each) for each in found if each.over],
        done=_done(request.GET.get("done", "")),
        key=uuid4(),
    )


@access(Permission.OWN_RECORD)
def new(request: HttpRequest) -> HttpResponse:
    """Who, how to reach them, what they may do, until when; then a code to the patient's own
    phone (ux 2.1, step-up)."""
    if request.method != "POST":
        typed = helper_form.kept(request.session, clock.now()) if "back" in request.GET else None
        return _new_page(request, typed or QueryDict(f"key={uuid4()}&scope=read&scope=enter"))
    asked = _read(request, request.POST)
    if asked.errors:
        return _new_page(request, request.POST, asked)
    helper_form.keep(request.session, request.POST, clock.now())
    error, _wait = stepping_up.send_code(request)
    if error:
        return _new_page(request, request.POST, asked, [FieldError("phone", error)])
    return redirect("patient_helper_code")


@access(Permission.OWN_RECORD)
def code(request: HttpRequest) -> HttpResponse:
    """The six digits that were sent to the patient's own phone; with them it is done."""
    typed = helper_form.kept(request.session, clock.now())
    if typed is None:
        return redirect("patient_helpers")
    if request.method != "POST":
        return _code_page(request)
    if "again" in request.POST:
        error, wait = stepping_up.send_code(request)
        return _code_page(request, error, wait=wait)
    # Looked at again before the code is used up: consent or the day may have changed since.
    asked = _read(request, typed)
    if asked.errors:
        return _new_page(request, typed, asked)
    if error := stepping_up.refused(request):
        return _code_page(request, error, request.POST.get("code", ""))
    return _ask(request, typed, asked)


def _ask(request: HttpRequest, typed: QueryDict, asked: Asked) -> HttpResponse:
    """The patient agrees to help and the family is asked."""
    of = frame(request)
    if asked.person is None:
        return _new_page(request, typed, asked)
    try:
        if asked.agrees:
            _agree(request, asked.version)
        followup_actions.ask_to_help(
            by=author(request),
            patient_id=of.patient_id,
            person=asked.person,
            scopes=asked.scopes,
            until=asked.until(of),
            key=asked.key or uuid4(),
        )
    except ConsentRefused as refused:
        return _new_page(request, typed, asked, [FieldError("agree", _why(refused.code))])
    except HelpRefused as refused:
        return _new_page(request, typed, asked, [FieldError("name", _why_not(refused.code))])
    helper_form.forget(request.session)
    return redirect(f"{reverse('patient_helpers')}?done=asked")


def _agree(request: HttpRequest, version: str) -> None:
    followup_actions.answer_consent(
        by=author(request),
        patient_id=patient_id(request),
        version=version,
        given={Purpose.HELPER},
        declined=(),
        how=How.OWN_PAGE,
        language=text_language(dates.language()),
    )


def _why(code: Refused) -> str:
    if code is Refused.NEEDS_HEALTH_DATA:
        return gettext("First agree that we use your health information.")
    return gettext("The words have changed meanwhile. Please read them again.")


def _why_not(code: WhyNot) -> str:
    if code is WhyNot.TOO_MANY:
        return gettext("Five people help you already. Stop one of them first.")
    return gettext("Only when you agree can your family help.")


def _change(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("helper", "")
    helper_id = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0
    by, whose = author(request), patient_id(request)
    if request.POST.get("do") == "again":
        key = helper_form.read_key(request.POST.get("key", "")) or uuid4()
        followup_actions.send_helper_link(by=by, patient_id=whose, helper_id=helper_id, key=key)
        return redirect(f"{reverse('patient_helpers')}?done=again")
    followup_actions.stop_helper(by=by, patient_id=whose, helper_id=helper_id)
    return redirect(f"{reverse('patient_helpers')}?done=stopped")


def _done(code: str) -> str:
    return {
        "asked": gettext(
            "Done. Your family gets a text message now, and can help once they agree."
        ),
        "again": gettext("The text message is on its way again."),
        "stopped": gettext("Stopped. From now on they see nothing."),
    }.get(code, "")


def _must_agree(standing: Standing) -> bool:
    return not standing.holds or standing.ask_again


def _read(request: HttpRequest, typed: QueryDict) -> Asked:
    of = frame(request)
    standing = consents(of).standing(Purpose.HELPER)
    return helper_form.read(typed, of, must_agree=_must_agree(standing))


def _new_page(
    request: HttpRequest,
    typed: QueryDict,
    asked: Asked | None = None,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    mine = consents(frame(request))
    standing = mine.standing(Purpose.HELPER)
    mistakes = [*(asked.errors if asked else ()), *(errors or ())]
    lasting = {
        "quarter": gettext("Three months"),
        "year": gettext("One year"),
        OTHER: gettext("Until another day"),
    }
    chosen = typed.getlist("scope")
    return render(
        request,
        "patient/helper_new.html",
        typed=typed,
        relations=[
            Answer(each, family.relation_words(each), checked=typed.get("relation") == each)
            for each in Relation
        ],
        scopes=[Answer(each, *family.scope_words(each), checked=each in chosen) for each in Scope],
        lasting=[
            Answer(each, lasting[each], checked=typed.get("lasting") == each)
            for each in (*LASTING, OTHER)
        ],
        until=asked.typed_day if asked else forms.read_date(typed, "until")[0],
        question=mine.question(standing),
        must_agree=_must_agree(standing),
        version=mine.version,
        errors=mistakes,
        problems={error.field: error.text for error in reversed(mistakes)},
    )


def _code_page(
    request: HttpRequest, error: str = "", typed: str = "", wait: int = 0
) -> HttpResponse:
    return render(
        request,
        "patient/helper_code.html",
        number=f"…{frame(request).person.phone[-4:]}",
        typed=typed,
        wait=wait,
        errors=[FieldError("code", error)] if error else [],
    )
