"""Beginning without a browser: staff and patients from the command line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from osteopro.access import queries as access_queries
from osteopro.accounts.models import Account
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from osteopro.sites.models import Site
from tests import builders

pytestmark = pytest.mark.django_db

STAFF = ["--name-zh", "李护士", "--name-en", "Nurse Li", "--role", "follow-up-manager"]
SITE = ["--site", "main", "--site-name", "锦江骨科门诊", "--site-phone", "028-0000 1234"]


FORM = {**builders.ELIGIBLE, "enr-birth": "1955-03-02", "enr-date": "2026-11-23"}
CONSENT = ["--consent", "programme", "--consent", "health-data"]


@pytest.fixture(autouse=True)
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The enrolment form lies in the folder in which the commands are typed."""
    monkeypatch.chdir(tmp_path)
    write_form()


def write_form(**changes: Any) -> None:
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    Path("form.json").write_text(json.dumps({**FORM, **named}), encoding="utf-8")


def patient_options(**changes: str) -> list[str]:
    options = {
        "name": "王秀英",
        "birth": "1955-03-02",
        "phone": "138 0000 6620",
        "sex": "female",
        "site": "main",
        "manager": "li",
        "backup": "wang",
        "eligibility": "form.json",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [*pairs, *CONSENT]


@pytest.fixture
def team(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_staff", "li", *STAFF, *SITE)
    call_command("add_staff", "wang", *STAFF, "--site", "main")
    capsys.readouterr()


def test_staff_and_site_are_added_with_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_staff", "li", *STAFF, *SITE, "--role", "administrator")
    password = capsys.readouterr().out.strip().rsplit(" ", 1)[1]
    account = Account.objects.get(username="li")
    assert account.check_password(password)
    assert {r.value for r in access_queries.staff_viewer(account).roles} == {
        "follow-up-manager",
        "administrator",
    }
    assert Site.objects.get().name_zh == "锦江骨科门诊"


def refused(*arguments: str) -> list[str]:
    """The sentences with which a command ends; nothing was changed."""
    before = Account.objects.count(), Site.objects.count(), Patient.objects.count()
    with pytest.raises(CommandError) as error:
        call_command(*arguments)
    assert error.value.returncode == 2
    assert (Account.objects.count(), Site.objects.count(), Patient.objects.count()) == before
    return str(error.value).splitlines()


def test_each_problem_with_staff_is_a_sentence() -> None:
    arguments = ["--name-zh", "x", "--name-en", "x", "--role", "boss", "--role", "patient"]
    found = refused("add_staff", "LI", *arguments, "--site", "none", "--phone", "12")
    assert len(found) == 5
    assert [sentence.split(":")[0] for sentence in found] == [
        "--role",
        "--role",
        "--phone",
        "username",
        "--site",
    ]


def test_a_user_name_is_given_once(team: None) -> None:
    assert refused("add_staff", "li", *STAFF, "--site", "main") == ["username: 'li' is taken."]


def test_a_patient_is_added_and_the_link_printed(
    team: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(
        "add_patient", *patient_options(address_as="王阿姨"), "--flag", "vf", "--flag", "ckd"
    )
    said = capsys.readouterr().out
    assert re.search(r"Patient \d+: http://[^ ]+/go/[\w-]+/", said)
    patient = Patient.objects.get()
    assert patients_queries.person(patient.pk).phone == "+8613800006620"
    assert patients_queries.clinical_profile(patient.pk).flags == {"vf", "ckd"}


def test_a_patient_by_phone_has_no_link(team: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_patient", *patient_options(channel="phone"))
    assert "no link" in capsys.readouterr().out


def test_each_problem_with_a_patient_is_a_sentence(team: None) -> None:
    wrong = patient_options(
        name=" ",
        birth="2.3.1955",
        phone="1380",
        sex="f",
        channel="fax",
        education="phd",
        med_class="pills",
        next_dose_due="soon",
        flag="tall",
        manager="nobody",
        backup="nobody",
    )
    write_form(enr_cog="perhaps")
    wrong += ["--consent", "everything"]
    found = refused("add_patient", *wrong)
    assert [sentence.split(":")[0] for sentence in found] == [
        "--name",
        "--birth",
        "--phone",
        "--sex",
        "--channel",
        "--education",
        "--med-class",
        "--next-dose-due",
        "--flag",
        "--manager",
        "--backup",
        "--consent",
        "--eligibility",
    ]


def test_a_patient_needs_a_clinic_and_two_people(team: None) -> None:
    assert "no clinic" in refused("add_patient", *patient_options(site="x"))[0]
    assert "somebody else" in refused("add_patient", *patient_options(backup="li"))[0]


def test_the_same_person_is_not_added_twice(team: None) -> None:
    call_command("add_patient", *patient_options())
    assert "probably here already" in refused("add_patient", *patient_options())[0]


def test_nobody_is_added_round_the_gate(team: None) -> None:
    write_form(enr_depr="serious")
    (sentence,) = refused("add_patient", *patient_options())
    assert "not eligible: enr-depr" in sentence
    write_form(enr_depr="unknown")
    assert "needs clinician decision" in refused("add_patient", *patient_options())[0]
    write_form()
    without = patient_options()[: -len(CONSENT)]
    assert "eligible: consent" in refused("add_patient", *without)[0]
    write_form(enr_birth="1955-03-03")
    assert "not the birth date" in refused("add_patient", *patient_options())[0]
    Path("form.json").write_text("{")
    assert "--eligibility" in refused("add_patient", *patient_options())[0]
