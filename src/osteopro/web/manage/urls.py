"""Everything below /manage/."""

from django.urls import path

from osteopro.web.manage.views import advice, health, on_call, recordings, user, users

urlpatterns = [
    path("", users.start, name="manage_start"),
    path("users/", users.users, name="manage_users"),
    path("users/new/", users.new_user, name="manage_new_user"),
    path("users/<int:account_id>/", user.user, name="manage_user"),
    path("recordings/", recordings.listing, name="manage_recordings"),
    path("recordings/new/", recordings.new, name="manage_new_recording"),
    path("advice/", advice.library, name="manage_advice"),
    path("advice-signature/", advice.sign, name="manage_sign_advice"),
    path("advice/<slug:code>/", advice.advice, name="manage_one_advice"),
    path("on-call/", on_call.on_call, name="manage_on_call"),
    path("health/", health.health, name="manage_health"),
]
