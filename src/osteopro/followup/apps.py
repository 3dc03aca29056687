from django.apps import AppConfig
from django.utils.module_loading import import_string

ASK = "osteopro.access.actions.ask_before_leaving"
OWNED = "osteopro.followup.queries.team.owned"


class FollowupConfig(AppConfig):
    name = "osteopro.followup"
    label = "followup"

    def ready(self) -> None:
        # By name, because this module is read before any model may be.
        import_string(ASK)(import_string(OWNED))
