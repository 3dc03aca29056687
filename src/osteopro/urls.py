"""One tree of addresses per audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/", include("osteopro.web.staff.urls")),
]
