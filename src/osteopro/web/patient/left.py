"""Nothing but the last page is open to who left the programme."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from osteopro.access.middleware import declared_permission
from osteopro.access.terms import OF_PATIENTS, Viewer
from osteopro.accounts.terms import AccountKind
from osteopro.enrolment.terms import State
from osteopro.web.patient.page import frame, is_patient

Handler = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])


def after_leaving(view: View) -> View:
    """Leave a page open to who left: the last page itself, and a form that is asked there."""
    view.after_leaving = True  # type: ignore[attr-defined]
    return view


class LeftMiddleware:
    """Lead who left from every other page of theirs to the last one.

    A helper's session ends with the patient's time in the programme, and so does every session
    of somebody who died.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if declared_permission(view) not in OF_PATIENTS or not is_patient(request):
            return None
        ended = frame(request).ended
        if ended is None:
            return None
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if ended is State.DIED or viewer.kind is not AccountKind.PATIENT:
            logout(request)
            return redirect("patient_signin")
        return None if getattr(view, "after_leaving", False) else redirect("patient_leave")
