"""The frame of every patient page, signed in or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils.translation import get_language, gettext

from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import Preferences
from osteopro.audit.terms import Actor
from osteopro.enrolment.reading import text_language
from osteopro.followup.queries import frame as frame_queries
from osteopro.followup.queries.frame import Frame
from osteopro.instruments import recordings
from osteopro.instruments.audio import voices
from osteopro.signin.queries import TabletView
from osteopro.signin.rules import TABLET_IDLE, TABLET_WARNING
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic
from osteopro.ui.components import FieldError
from osteopro.ui.formats import working_week
from osteopro.ui.shell import Shell
from osteopro.web.patient.tablet import tablet_of

UNPROCESSABLE = 422
CONFLICT = 409
STRANGER = "visitor"
# The recording that asks whether somebody is still at the tablet.
ASKS_FOR_LIFE = "tablet"


@dataclass(frozen=True, slots=True)
class PatientShell(Shell):
    """The frame with the name of the clinic."""

    hospital: str = ""
    # Whose record it is, when somebody of the family looks at it.
    helping: str = ""
    whom_href: str = "/me/helping/"
    home_href: str = "/me/"
    kiosk: bool = False

    @property
    def home_label(self) -> str:
        """What the way out of a page is called."""
        return gettext("Stop and lock the tablet") if self.kiosk else gettext("Home page")


@dataclass(frozen=True, slots=True)
class TabletShell(PatientShell):
    """The frame on a clinic's tablet: its way home locks it. Times are in seconds."""

    home_href: str = "/kiosk/leave/"
    kiosk: bool = True
    lock_after: int = int(TABLET_IDLE.total_seconds())
    warn_for: int = int(TABLET_WARNING.total_seconds())
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class KeepingShell(PatientShell):
    """A frame that also puts the emergency page on the phone, to be there without a network."""

    worker_href: str = "/urgent-worker.js"


def render(
    request: HttpRequest,
    template: str,
    status: int = 200,
    *,
    keeping: bool = False,
    **context: Any,
) -> HttpResponse:
    """A page in the patient's frame. At most one query beyond those of the page itself.

    `errors` in the context are mistakes to be listed; with any the answer is 422.
    """
    errors: list[FieldError] = context.setdefault("errors", [])
    request.shell = shell(request, keeping=keeping)  # type: ignore[attr-defined]
    code = UNPROCESSABLE if errors and status == 200 else status
    return render_template(request, template, context, status=code)


def render_for(of: Frame, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of one patient for staff who print it, in the language in force."""
    language = get_language() or settings.LANGUAGE_CODE
    request.shell = PatientShell(  # type: ignore[attr-defined]
        service_name=gettext("Bone Health"),
        phone=of.clinic.phone,
        hours_text=hours(of.clinic, language),
        language=language,
        text_size=of.preferences.text_size,
        demo=settings.DEMO,
        hospital=of.clinic.shown(language),
        home_href="/care/",
    )
    return render_template(request, template, {"errors": [], **context})


def shell(request: HttpRequest, *, keeping: bool = False) -> Shell:
    """The frame: the patient's clinic and preferences, or the front desk before sign-in."""
    tablet = tablet_of(request)
    kind = TabletShell if tablet else KeepingShell if keeping else PatientShell
    known = is_patient(request)
    clinic = frame(request).clinic if known else _front_desk(tablet)
    preferences = reader_preferences(request) if known else None
    language = get_language() or settings.LANGUAGE_CODE
    drawn = kind(
        service_name=gettext("Bone Health"),
        phone=clinic.phone if clinic else "",
        hours_text=hours(clinic, language) if clinic else "",
        language=language,
        text_size=preferences.text_size if preferences else "standard",
        sound=preferences.sound if preferences else False,
        demo=settings.DEMO,
        hospital=clinic.shown(language) if clinic else "",
        helping=frame(request).person.name if known and helps(request) else "",
    )
    if isinstance(drawn, TabletShell):
        return replace(drawn, spoken=recording_url(ASKS_FOR_LIFE, language))
    return drawn


def _front_desk(tablet: TabletView | None) -> Clinic | None:
    return sites_queries.clinic(tablet.site_id) if tablet else sites_queries.front_desk()


def recording_url(slot: str, language: str, dialect: str = "", canonical: str = "") -> str:
    """The address of the recording of a question, or of a page; "" without one."""
    known = recordings.recorded().get((canonical, slot), {})
    found = next((known[each] for each in voices(language, dialect) if each in known), None)
    return reverse("recording", args=[found.name]) if found else ""


def reader_preferences(request: HttpRequest) -> Preferences:
    """How pages look for who reads them, read once per request: a helper has their own."""
    if not helps(request):
        return frame(request).preferences
    known: Preferences | None = getattr(request, "reader", None)
    if known is None:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        known = accounts_queries.preferences(viewer.account_id)
        request.reader = known  # type: ignore[attr-defined]
    return known


def hours(clinic: Clinic, language: str) -> str:
    """周一到周五 上午8:30–下午5:30."""
    service = clinic.service.hours
    return working_week(service.opens, service.closes, language)


def is_patient(request: HttpRequest) -> bool:
    """Whether a patient or helper is signed in."""
    if not request.user.is_authenticated:
        return False
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer.patient_id is not None


def helps(request: HttpRequest) -> bool:
    """Whether somebody of the family is signed in, and not the patient."""
    if not request.user.is_authenticated:
        return False
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer.helps


def may(request: HttpRequest, permission: Permission) -> bool:
    """Whether who is signed in may do this here: parts of a page need more than the page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer.can(permission)


def patient_id(request: HttpRequest) -> int:
    """The patient whose pages these are. Raises PermissionError for anybody else."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.patient_id is None:
        raise PermissionError("no patient is signed in")
    return viewer.patient_id


def frame(request: HttpRequest) -> Frame:
    """Who the signed-in patient is; read once per request."""
    known: Frame | None = getattr(request, "frame", None)
    if known is None:
        known = frame_queries.frame(patient_id(request))
        request.frame = known  # type: ignore[attr-defined]
    return known


def author(request: HttpRequest) -> Actor:
    """Who acts: the patient, who helps, or somebody who has not signed in."""
    if request.user.is_authenticated:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        return viewer.acting(Permission.PATIENT_PAGES)
    return Actor(None, STRANGER, getattr(request, "request_id", ""))


def text(texts: Mapping[str, str]) -> str:
    """A text of the clinic's data in the language of the page."""
    key = text_language(get_language() or "")
    return texts.get(key) or next(iter(texts.values()), "")
