"""Pages for when something is not there, not allowed or broken; for patients and staff."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.template import loader

from osteopro.ui.shell import Shell, bare_shell
from osteopro.web.patient import page

STAFF_PATHS = ("/staff/", "/care/", "/manage/", "/visit/", "/study/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not for this person; the page never says which."""
    return _page(request, "404.html", 404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or came from elsewhere."""
    return _page(request, "403_csrf.html", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """500: nothing is asked of the database here, it may be what is broken."""
    context = {"home": _home(request), "shell": bare_shell(), "csrf_input": "", "request": request}
    return HttpResponse(loader.get_template("500.html").render(context), status=500)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    request.shell = _shell(request)  # type: ignore[attr-defined]
    return render_template(request, template, {"home": _home(request)}, status=status)


def _shell(request: HttpRequest) -> Shell:
    if request.path.startswith(STAFF_PATHS):
        return bare_shell()
    return replace(page.shell(request))


def _home(request: HttpRequest) -> str:
    return "/staff/start/" if request.path.startswith(STAFF_PATHS) else "/me/"
