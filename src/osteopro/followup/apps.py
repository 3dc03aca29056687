from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "osteopro.followup"
    label = "followup"
