"""The lock: after a quarter of an hour without work a staff session asks for the password (R30)."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import PUBLIC
from osteopro.access.middleware import SECOND_FACTOR_PATH, declared_permission
from osteopro.accounts import rules
from osteopro.accounts.queries import has_first_password
from osteopro.accounts.terms import AccountKind
from osteopro.ui.shell import bare_shell

Handler = Callable[[HttpRequest], HttpResponseBase]
CONFLICT, LOCKED = 409, 423
NEVER_REPEATED = ("csrfmiddlewaretoken", "password", "oldpassword", "code", "credential")


class StaffLockMiddleware:
    """Stand between a locked session and every page that is not public.

    A page that is asked for leads to the password and back to itself. Something that was sent
    is not carried out and not lost: it comes back in a page that can send it again.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if getattr(request.user, "kind", None) != AccountKind.STAFF:
            return None
        now = clock.now()
        if not rules.is_locked(request.session, now):
            if not is_polling(request):
                rules.note_activity(request.session, now)
            return None
        return None if declared_permission(view) == PUBLIC else locked(request)


class FirstPasswordMiddleware:
    """Lead somebody whose password an administrator made to the page to choose their own.

    The second factor is asked before: until one is set up its pages alone are open.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if not has_first_password(request.user) or declared_permission(view) == PUBLIC:
            return None
        page = reverse("account_change_password")
        if request.path == page or request.path.startswith(SECOND_FACTOR_PATH):
            return None
        return HttpResponseRedirect(page)


def is_polling(request: HttpRequest) -> bool:
    """True for what a page asks by itself: nobody need be there."""
    return from_script(request) and request.method in ("GET", "HEAD")


def from_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With", "").lower() in ("fetch", "xmlhttprequest")


def locked(request: HttpRequest) -> HttpResponse:
    """The answer to somebody whose session is locked."""
    if from_script(request):
        return HttpResponse(gettext("Locked. Enter your password to go on."), status=LOCKED)
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(unlock_address(request.get_full_path()))
    request.shell = bare_shell()  # type: ignore[attr-defined]
    context = {
        "address": request.get_full_path(),
        "fields": list(sent_again(request)),
        "files": bool(request.FILES),
        "unlock": unlock_address(reverse("staff_unlocked")),
    }
    return render(request, "staff/locked.html", context, status=CONFLICT)


def unlock_address(then: str) -> str:
    """Where the password is asked, and where it leads to."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': then})}"


def sent_again(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was typed, field by field; nothing that opens a door."""
    for name, values in request.POST.lists():
        if not name.startswith(NEVER_REPEATED):
            yield from ((name, str(value)) for value in values)
