"""Recovery codes, removing what was set up, and the lost phone."""

from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from osteopro import clock
from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from osteopro.audit.terms import system
from osteopro.patients.actions import rotate_identity_keys
from osteopro.sealing import unseal_text
from tests.builders import PASSWORD, Clinic
from tests.integration.accounts.conftest import audit_kinds, options_in, type_password
from tests.integration.conftest import MONDAY


def codes_of(account_id: int) -> list[str]:
    held = Account.objects.get(pk=account_id).authenticator_set.get(type="recovery_codes")
    codes: list[str] = held.wrap().get_unused_codes()
    return codes


def test_recovery_codes_are_shown_once(nurse: Client, clinic: Clinic) -> None:
    codes = codes_of(clinic.li.account_id)
    first = nurse.get("/staff/2fa/codes/").content.decode()
    assert len(codes) == 10
    assert all(code in first for code in codes)
    again = nurse.get("/staff/2fa/codes/").content.decode()
    assert not any(code in again for code in codes)
    assert "恢复码已经显示过" in again


def test_new_recovery_codes_replace_the_old_ones(nurse: Client, clinic: Clinic) -> None:
    old = codes_of(clinic.li.account_id)
    assert nurse.post("/staff/2fa/codes/new/")["Location"] == "/staff/2fa/codes/"
    new = codes_of(clinic.li.account_id)
    assert not set(old) & set(new)
    page = nurse.get("/staff/2fa/codes/").content.decode()
    assert all(code in page for code in new)
    assert "staff.recovery-codes-made" in audit_kinds()


def test_removing_the_only_second_factor_leads_to_setting_one_up(nurse: Client) -> None:
    assert nurse.post("/staff/2fa/app/remove/")["Location"] == "/staff/2fa/"
    assert nurse.get("/care/")["Location"] == "/staff/2fa/"
    assert "staff.second-factor-removed" in audit_kinds()


@pytest.mark.parametrize(
    "address", ["/staff/2fa/app/remove/", "/staff/2fa/codes/", "/staff/2fa/passkeys/add/"]
)
def test_changing_the_way_in_asks_again_after_five_minutes(nurse: Client, address: str) -> None:
    with clock.frozen(MONDAY + timedelta(minutes=6)):
        asked = nurse.get(address)["Location"]
        assert asked.startswith("/staff/unlock/?next=")
        page = nurse.get(asked).content.decode()
        assert "这会改变登录方式" in page
        assert nurse.post(asked, {"password": PASSWORD})["Location"] == address
        assert nurse.get(address).status_code == 200


def test_adding_a_passkey_asks_the_browser_to_check_the_person(nurse: Client) -> None:
    page = nurse.get("/staff/2fa/passkeys/add/").content.decode()
    options = options_in(page)["creation_options"]["publicKey"]  # type: ignore[index]
    assert options["rp"] == {"id": "testserver", "name": "OsteoPRO"}
    assert options["user"]["name"] == "li-main"
    assert "通行密钥 1" in page


@pytest.mark.parametrize("credential", ["", "{}", '{"id": "x"}', "[]", "null", "not json"])
def test_a_forged_passkey_signs_nobody_in(client: Client, credential: str) -> None:
    client.get("/staff/signin/passkey/", headers={"Accept": "application/json"})
    answer = client.post("/staff/signin/passkey/", {"credential": credential})
    assert answer["Location"] == "/staff/signin/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", ["", "{}", '{"id": "x"}', "[]", "null", "not json"])
@pytest.mark.parametrize("address", ["/staff/2fa/passkeys/add/", "/staff/unlock/passkey/"])
def test_a_broken_passkey_is_a_mistake_on_the_page(
    nurse: Client, clinic: Clinic, credential: str, address: str
) -> None:
    account = Account.objects.get(pk=clinic.li.account_id)
    account.authenticator_set.create(type="webauthn", data={"name": "x", "credential": {}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])
        assert nurse.post(address, {"credential": credential}).status_code in (302, 422)
    assert account.authenticator_set.filter(type="webauthn").count() == 1


def test_the_challenge_of_a_passkey_names_nobody(client: Client, clinic: Clinic) -> None:
    answer = client.get("/staff/signin/passkey/", headers={"Accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"


def test_a_lost_phone_is_reset_by_command(nurse: Client, clinic: Clinic) -> None:
    out = StringIO()
    call_command("reset_second_factor", clinic.li.username, reason="phone lost", stdout=out)
    assert out.getvalue().startswith("2 removed")
    assert nurse.get("/care/")["Location"].startswith("/staff/signin/")  # signed out
    type_password(nurse, clinic.li.username)
    assert nurse.get("/care/")["Location"] == "/staff/2fa/"
    event = Event.objects.get(kind="staff.second-factor-reset")
    assert (event.object_id, event.reason) == (str(clinic.li.account_id), "phone lost")
    assert event.detail == {"removed": 2, "sessions": 1}


def test_a_reset_leaves_others_signed_in(nurse: Client, clinic: Clinic) -> None:
    call_command("reset_second_factor", clinic.wang.username, stdout=StringIO())
    assert nurse.get("/care/").status_code == 200


def test_a_reset_for_nobody_changes_nothing(clinic: Clinic) -> None:
    with pytest.raises(CommandError, match="No staff account") as refused:
        call_command("reset_second_factor", "nobody")
    assert refused.value.returncode == 2
    assert "staff.second-factor-reset" not in audit_kinds()


def test_secrets_stand_sealed_in_the_table_and_follow_new_keys(
    nurse: Client, clinic: Clinic, settings: Settings
) -> None:
    codes = codes_of(clinic.li.account_id)
    held = Account.objects.get(pk=clinic.li.account_id).authenticator_set
    app = held.get(type="totp").wrap()
    secret = unseal_text(app.instance.data["secret"])
    assert secret not in str(list(held.values_list("data", flat=True)))
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]
    rotate_identity_keys(by=system("rotate-keys"))
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    assert unseal_text(held.get(type="totp").data["secret"]) == secret
    assert codes_of(clinic.li.account_id) == codes
