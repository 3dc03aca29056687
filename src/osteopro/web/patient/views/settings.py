"""How pages look and sound, and short help."""

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access, public
from osteopro.access.terms import Permission
from osteopro.instruments.audio import Voice
from osteopro.ui.components import Answer, FieldError, Link
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient import choices
from osteopro.web.patient.page import frame, helps, is_patient, reader_preferences, render
from osteopro.web.patient.presenters import promises

DIALECTS = (Voice.MANDARIN, Voice.SICHUAN)


@access(Permission.PATIENT_PAGES)
def settings(request: HttpRequest) -> HttpResponse:
    """Text size with a sample of each, sound, language, and the way out."""
    if request.method != "POST":
        return _page(request)
    language = request.POST.get("language", "")
    dialect = request.POST.get("dialect", "")
    known = language in dict(django_settings.LANGUAGES)
    if not known or not choices.keep_look(
        request, language=language, dialect=dialect if dialect in DIALECTS else None
    ):
        return _page(request, gettext("Choose a text size and a language."))
    if not helps(request):
        choices.keep_way(request)
    request.session[SESSION_LANGUAGE] = language
    return redirect(f"{reverse('patient_settings')}?saved=1")


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Six short answers, and the phone number."""
    manager = promises.manager_name(frame(request)) if is_patient(request) else ""
    return render(request, "patient/help.html", manager=manager, signed_in=is_patient(request))


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    chosen = reader_preferences(request)
    names_of_dialects = (gettext("Mandarin"), gettext("Sichuan dialect"))
    return render(
        request,
        "patient/settings.html",
        sizes=choices.sizes(chosen.text_size),
        languages=choices.languages(chosen.language),
        sound=chosen.sound,
        ways=[] if helps(request) else choices.ways(request),
        dialects=[
            Answer(voice, words, checked=chosen.dialect == voice)
            for voice, words in zip(DIALECTS, names_of_dialects, strict=True)
        ],
        saved="saved" in request.GET,
        links=[]
        if helps(request)
        else [
            Link(reverse("patient_helpers"), gettext("Who helps me")),
            Link(reverse("patient_consent"), gettext("My consent")),
            Link(reverse("patient_data"), gettext("My data")),
        ],
        errors=[FieldError("text_size", error)] if error else [],
    )
