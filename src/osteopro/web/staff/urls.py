"""Everything below /staff/. What allauth offers and is not here cannot be reached.

Names are allauth's where its code looks them up.
"""

from django.urls import path

from osteopro.web.staff import views as v

urlpatterns = [
    path("", v.own_account, name="staff_account"),
    path("start/", v.start, name="staff_start"),
    path("active/", v.active, name="staff_active"),
    path("signin/", v.opened(v.SignIn), name="account_login"),
    path("signin/second/", v.opened(v.SecondStep), name="mfa_authenticate"),
    path("signin/passkey/", v.opened(v.PasskeySignIn), name="mfa_login_webauthn"),
    path("signin/closed/", v.closed, name="account_inactive"),
    path("signin/lost/", v.lost, name="staff_lost"),
    path("signout/", v.opened(v.SignOut), name="account_logout"),
    path("unlock/", v.opened(v.AskPassword), name="account_reauthenticate"),
    path("unlock/passkey/", v.opened(v.AskPasskey), name="mfa_reauthenticate_webauthn"),
    path("unlock/done/", v.unlocked, name="staff_unlocked"),
    path("password/", v.for_staff(v.ChangePassword), name="account_change_password"),
    path("2fa/", v.for_staff(v.SecondFactor), name="mfa_index"),
    path("2fa/app/", v.for_staff(v.AddApp), name="mfa_activate_totp"),
    path("2fa/app/remove/", v.for_staff(v.RemoveApp), name="mfa_deactivate_totp"),
    path("2fa/codes/", v.for_staff(v.RecoveryCodes), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", v.for_staff(v.NewRecoveryCodes), name="mfa_generate_recovery_codes"),
    path("2fa/passkeys/", v.for_staff(v.Passkeys), name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", v.for_staff(v.AddPasskey), name="mfa_add_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", v.for_staff(v.RemovePasskey), name="mfa_remove_webauthn"),
]
