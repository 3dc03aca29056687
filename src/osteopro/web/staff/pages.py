"""What every sign-in page needs on top of allauth's: our frame, our errors, a permission."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import ERROR, get_messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from osteopro.access.terms import Viewer
from osteopro.accounts.actions import note_sign_in_event
from osteopro.accounts.terms import AccountKind, SignInEvent
from osteopro.audit.terms import Actor
from osteopro.ui.components import FieldError
from osteopro.web.staff.frame import account_shell

UNPROCESSABLE = 422


class Note(NamedTuple):
    """Something to be said once at the top of the next page; `kind` is ok or bad."""

    kind: str
    text: str


class Page:
    """A page in our frame: mistakes are listed, said at their field, and answered with 422."""

    request: HttpRequest

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**given)  # type: ignore[misc]
        forms = (context.get("form"), context.get("webauthn_form"))
        errors = [error for form in forms for error in field_errors(form)]
        notes = [Note(tone(said.level), str(said)) for said in get_messages(self.request)]
        return context | {"errors": errors, "notes": notes, "problem": problems(errors)}

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        self.request.shell = account_shell(self.request)  # type: ignore[attr-defined]
        if context.get("errors"):
            options["status"] = UNPROCESSABLE
        response: HttpResponse = super().render_to_response(context, **options)  # type: ignore[misc]
        return response


class Entrance(Page):
    """A page before sign-in. A patient who used this browser before is not signed in here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "kind", AccountKind.STAFF) != AccountKind.STAFF:
            self.leave_other_session(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def leave_other_session(self, request: HttpRequest) -> None:
        """Looking at the page changes nothing; signing in ends the other person's session."""
        if request.method == "POST":
            logout(request)
        else:
            request.user = AnonymousUser()


class StaffOnly(Page):
    """A page for staff that is open before the second factor is set up."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "kind", AccountKind.STAFF) != AccountKind.STAFF:
            raise Http404("not staff")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class Audited(Page):
    """A form whose success goes into the audit trail as `event`."""

    event: SignInEvent

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        note(self.request, self.event)
        return response


def note(request: HttpRequest, event: SignInEvent) -> None:
    """Put into the audit trail what the person signed in did with their own way in."""
    by = own_author(request)
    note_sign_in_event(by=by, account_id=by.person, event=event)


def own_author(request: HttpRequest) -> Actor:
    """The person signed in as author of what happens to their own way in."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return Actor(viewer.account_id, viewer.kind.value, viewer.request_id)


def field_errors(form: BaseForm | None) -> list[FieldError]:
    """The form's mistakes; one about the whole form leads to its first field."""
    if form is None or not form.is_bound:
        return []
    first = next(iter(form.fields), "")
    return [
        FieldError(first if name == "__all__" else name, str(text))
        for name, texts in form.errors.items()
        for text in texts
    ]


def tone(level: int) -> str:
    return "bad" if level >= ERROR else "ok"


def problems(errors: list[FieldError]) -> Mapping[str, str]:
    """The first mistake of each field, to be said beside it; empty for the others."""
    said: defaultdict[str, str] = defaultdict(str)
    for error in errors:
        said[error.field] = said[error.field] or error.text
    return said
