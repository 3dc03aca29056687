"""Where the text-message operator reports deliveries and passes on answers."""

from django.urls import path

from osteopro.web.gateway import views

urlpatterns = [
    path("sms/report/", views.report, name="gateway_report"),
    path("sms/inbound/", views.inbound, name="gateway_inbound"),
]
