"""One tree of addresses per audience."""

from django.urls import URLPattern, URLResolver, include, path

from osteopro.access.decorators import public
from osteopro.ui import views as ui_views
from osteopro.web.care.views.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("osteopro.web.patient.urls")),
    path("", home, name="home"),
    path("care/", include("osteopro.web.care.urls")),
    path("visit/", include("osteopro.web.visit.urls")),
    path("study/", include("osteopro.web.study.urls")),
    path("manage/", include("osteopro.web.manage.urls")),
    path("staff/", include("osteopro.web.staff.urls")),
    path("gateway/", include("osteopro.web.gateway.urls")),
    path("dev/ui/", public(ui_views.gallery), {"variant": "patient"}, name="gallery"),
    path("dev/ui/staff/", public(ui_views.gallery), {"variant": "staff"}, name="gallery_staff"),
]

handler404 = "osteopro.web.patient.views.errors.not_found"
handler500 = "osteopro.web.patient.views.errors.broken"
