"""The product's staff pages with a page of each kind beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from osteopro.access.decorators import access, public
from osteopro.access.terms import Permission


@access(Permission.FOLLOW_UP)
def worklist(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"worklist {request.method} {request.POST.get('reply', '')}")


@access(Permission.OWN_RECORD)
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a patient's home")


@public
def urgent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("call 120")


urlpatterns = [
    path("staff/", include("osteopro.web.staff.urls")),
    path("care/", worklist),
    path("me/", home),
    path("me/urgent/", urgent),
]


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("not here", status=404)


handler404 = not_here
