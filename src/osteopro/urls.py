"""One tree of addresses per audience."""

from django.urls import URLPattern, URLResolver, include, path

from osteopro.access.decorators import public
from osteopro.ui import views as ui_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("osteopro.web.patient.urls")),
    path("staff/", include("osteopro.web.staff.urls")),
    path("dev/ui/", public(ui_views.gallery), {"variant": "patient"}, name="gallery"),
    path("dev/ui/staff/", public(ui_views.gallery), {"variant": "staff"}, name="gallery_staff"),
]
