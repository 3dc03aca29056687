"""How pages look and sound, and short help."""

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.access.decorators import access, public
from osteopro.access.terms import Permission
from osteopro.accounts import actions as accounts_actions
from osteopro.followup import actions as followup_actions
from osteopro.followup import contact
from osteopro.instruments.audio import Voice
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay
from osteopro.ui.components import Answer, FieldError, Link
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient.page import author, frame, is_patient, render
from osteopro.web.patient.presenters import promises

DIALECTS = (Voice.MANDARIN, Voice.SICHUAN)
SIZES = ("standard", "large", "largest")


@access(Permission.OWN_RECORD)
def settings(request: HttpRequest) -> HttpResponse:
    """Text size with a sample of each, sound, language, and the way out."""
    if request.method != "POST":
        return _page(request)
    size = request.POST.get("text_size", "")
    language = request.POST.get("language", "")
    dialect = request.POST.get("dialect", "")
    if size not in SIZES or language not in dict(django_settings.LANGUAGES):
        return _page(request, gettext("Choose a text size and a language."))
    accounts_actions.set_preference(
        by=author(request),
        account_id=frame(request).account_id,
        text_size=size,
        sound="sound" in request.POST,
        language=language,
        dialect=dialect if dialect in DIALECTS else None,
    )
    if (wanted := _wanted(request)) is not None:
        followup_actions.choose_reminders(
            by=author(request), patient_id=frame(request).patient_id, way=wanted
        )
    request.session[SESSION_LANGUAGE] = language
    return redirect(f"{reverse('patient_settings')}?saved=1")


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Six short answers, and the phone number."""
    manager = promises.manager_name(frame(request)) if is_patient(request) else ""
    return render(request, "patient/help.html", manager=manager, signed_in=is_patient(request))


def _wanted(request: HttpRequest) -> ReminderWay | None:
    """The way chosen on the page, if it is one that was offered."""
    chosen = request.POST.get("reach", "")
    return next((way for way in contact.offered(frame(request).person) if way == chosen), None)


def _ways(request: HttpRequest) -> list[Answer]:
    """How we may reach her, in her own words; a call is always one of them."""
    of = frame(request)
    now = patients_queries.contact_plan(of.patient_id).reminders
    words = {
        ReminderWay.SMS: (gettext("By text message"), gettext("To the end of %(number)s")),
        ReminderWay.EMAIL: (gettext("By e-mail"), of.person.email),
        ReminderWay.WECOM: (gettext("By WeCom"), ""),
        ReminderWay.NONE: (
            gettext("Phone me instead"),
            gettext("No messages. We phone you when something is due."),
        ),
    }
    end = {"number": f"…{of.person.phone[-4:]}"}
    return [
        Answer(
            way,
            words[way][0],
            words[way][1] % end if way == ReminderWay.SMS else words[way][1],
            checked=way == now,
        )
        for way in contact.offered(of.person)
    ]


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    chosen = frame(request).preferences
    names = {
        "standard": gettext("Standard"),
        "large": gettext("Large"),
        "largest": gettext("Very large"),
    }
    names_of_dialects = (gettext("Mandarin"), gettext("Sichuan dialect"))
    sample = Markup('<span class="sample {}">{}</span>')
    return render(
        request,
        "patient/settings.html",
        sizes=[
            Answer(size, sample.format(size, names[size]), checked=size == chosen.text_size)
            for size in SIZES
        ],
        languages=[
            Answer(code, name, checked=code == chosen.language)
            for code, name in django_settings.LANGUAGES
        ],
        sound=chosen.sound,
        ways=_ways(request),
        dialects=[
            Answer(voice, words, checked=chosen.dialect == voice)
            for voice, words in zip(DIALECTS, names_of_dialects, strict=True)
        ],
        saved="saved" in request.GET,
        links=[
            Link(reverse("patient_consent"), gettext("My consent")),
            Link(reverse("patient_data"), gettext("My data")),
        ],
        errors=[FieldError("text_size", error)] if error else [],
    )
