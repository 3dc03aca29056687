from django.apps import AppConfig
from django.utils.module_loading import import_string

ALSO = "osteopro.followup.queries.requests.also_asks"
HOLDS = "osteopro.appointments.queries.offers.holds"


class AppointmentsConfig(AppConfig):
    name = "osteopro.appointments"
    label = "appointments"

    def ready(self) -> None:
        # By name, because this module is read before any model may be.
        import_string(ALSO)(import_string(HOLDS))
