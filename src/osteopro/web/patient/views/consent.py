"""What I agreed to: see it, take it back, give it, and answer again when the words changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts.terms import AccountKind
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.consent import Refused, may_wait, stopped, to_ask
from osteopro.enrolment.reading import Chosen, chosen, field_of, text_language
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup import actions as followup_actions
from osteopro.ui.components import FieldError
from osteopro.web.patient.page import author, frame, patient_id, render
from osteopro.web.patient.presenters import dates, promises
from osteopro.web.patient.presenters.consents import Consents, consents, state_words

SESSION_LATER = "consent_later"


@access(Permission.OWN_RECORD)
def consent(request: HttpRequest) -> HttpResponse:
    """Every purpose with its state; what follows when a needed one was taken back."""
    of = frame(request)
    mine = consents(of)
    return render(
        request,
        "patient/consent.html",
        links=mine.links(),
        done=_done(request.GET.get("done", "")),
        withdrew=stopped(mine.found),
        asks=bool(to_ask(mine.found)) and not stopped(mine.found),
        manager=promises.manager_name(of) if of.manager else "",
        own=_own(request),
    )


@access(Permission.OWN_RECORD)
def purpose(request: HttpRequest, purpose: str) -> HttpResponse:
    """One purpose in full. POST gives or withdraws it: one press for either."""
    if purpose not in set(Purpose):
        raise Http404
    if request.method == "POST":
        return _change(request, Purpose(purpose))
    return _purpose_page(request, Purpose(purpose))


@access(Permission.OWN_RECORD)
def again(request: HttpRequest) -> HttpResponse:
    """Answer anew where the words changed; can wait while the old consent holds."""
    mine = consents(frame(request))
    asked = to_ask(mine.found)
    if not asked or not _own(request):
        return redirect("patient_consent")
    if request.method != "POST":
        return _again_page(request, mine)
    if "later" in request.POST and may_wait(mine.found):
        request.session[SESSION_LATER] = mine.version
        return redirect("patient_home")
    answers = chosen(request.POST, asked)
    if answers.open:
        sentence = gettext("Choose an answer.")
        errors = [FieldError(field_of(each), sentence) for each in answers.open]
        return _again_page(request, mine, errors)
    refused = _answer(request, answers)
    if refused is Refused.NEEDS_HEALTH_DATA:
        sentence = gettext("Without your health information we cannot do this.")
        errors = [FieldError(field_of(Purpose.HEALTH_DATA), sentence)]
        return _again_page(request, mine, errors)
    if refused:
        return redirect("patient_consent_again")
    return redirect(f"{reverse('patient_consent')}?done=answered")


@access(Permission.OWN_RECORD)
def copy(request: HttpRequest) -> HttpResponse:
    """Everything that was answered with every word that was read, to keep or to print."""
    of = frame(request)
    mine = consents(of)
    return render(
        request,
        "patient/consent_copy.html",
        copy=mine.copy(),
        name=of.person.name,
        today=mine.reader.day(of.today),
    )


def waits(request: HttpRequest) -> bool:
    """Whether changed words are to be answered before the home page is shown."""
    if not _own(request):
        return False
    found = enrolment_queries.consents(patient_id(request))
    if not to_ask(found) or stopped(found):
        return False
    put_off = request.session.get(SESSION_LATER, "")
    current = enrolment_queries.current_text().text.version
    return put_off != current or not may_wait(found)


def _own(request: HttpRequest) -> bool:
    """Consent is given by the patient; who helps can read it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer.kind is AccountKind.PATIENT


def _change(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    if not _own(request):
        raise Http404
    wanted = request.POST.get("do", "")
    if wanted == "withdraw":
        followup_actions.withdraw_consent(
            by=author(request),
            patient_id=patient_id(request),
            purpose=purpose,
            how=How.OWN_PAGE,
            language=text_language(dates.language()),
        )
        return redirect(f"{reverse('patient_consent')}?done=withdrawn")
    if wanted != "give":
        raise Http404
    refused = _answer(request, Chosen(frozenset({purpose}), frozenset(), ()))
    if refused is Refused.NEEDS_HEALTH_DATA:
        return _purpose_page(request, purpose, needs_health_data=True)
    if refused:
        # Newer words were published while these were read: show those.
        return redirect("patient_consent_purpose", purpose=purpose)
    return redirect(f"{reverse('patient_consent')}?done=given")


def _answer(request: HttpRequest, answers: Chosen) -> Refused | None:
    """Store the answers, or say why that cannot be."""
    try:
        followup_actions.answer_consent(
            by=author(request),
            patient_id=patient_id(request),
            version=request.POST.get("version", ""),
            given=answers.given,
            declined=answers.declined,
            how=How.OWN_PAGE,
            language=text_language(dates.language()),
        )
    except ConsentRefused as refused:
        return refused.code
    return None


def _purpose_page(
    request: HttpRequest, purpose: Purpose, *, needs_health_data: bool = False
) -> HttpResponse:
    of = frame(request)
    mine = consents(of)
    standing = mine.standing(purpose)
    sentence = gettext("First agree that we use your health information.")
    return render(
        request,
        "patient/consent_purpose.html",
        question=mine.question(standing),
        standing=standing,
        state=state_words(of, standing),
        version=mine.version,
        own=_own(request),
        errors=[FieldError("agree", sentence)] if needs_health_data else [],
    )


def _again_page(
    request: HttpRequest, mine: Consents, errors: list[FieldError] | None = None
) -> HttpResponse:
    return render(
        request,
        "patient/consent_again.html",
        questions=mine.asked_again(),
        version=mine.version,
        chosen=request.POST,
        may_wait=may_wait(mine.found),
        errors=errors or [],
        problems={error.field: error.text for error in errors or []},
    )


def _done(code: str) -> str:
    return {
        "given": gettext("Agreed. You can withdraw it at any time."),
        "withdrawn": gettext("Withdrawn. It holds from now on."),
        "answered": gettext("Your answers are kept."),
    }.get(code, "")
