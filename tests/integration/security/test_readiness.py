"""A server that would not be safe does not open."""

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings

from osteopro.followup.management.problems import Problems
from osteopro.schedule import readiness, runner
from osteopro.schedule.management.commands import migrate, run_due, serve
from tests import builders

NO_DATABASE = "postgresql://nobody:secret@127.0.0.1:9/none"
ROOT = Path(__file__).resolve().parents[3]
KEY = Fernet.generate_key().decode()
SAFE: Mapping[str, object] = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "s" * 50,
    "SEARCH_KEY": "t" * 50,
    "IDENTITY_KEYS": [KEY],
    "BASE_URL": "https://pro.example.org",
}


@pytest.fixture(autouse=True)
def safe(settings: Settings, tmp_path: Path) -> None:
    for name, value in SAFE.items():
        setattr(settings, name, value)
    settings.DATA = tmp_path


def test_a_safe_environment_has_no_problem() -> None:
    assert readiness.setting_problems() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "", "OSTEOPRO_SECRET_KEY needs 32"),
        ("SECRET_KEY", "s" * 31, "OSTEOPRO_SECRET_KEY needs 32"),
        ("SEARCH_KEY", "", "OSTEOPRO_SEARCH_KEY needs 32"),
        ("IDENTITY_KEYS", [], "OSTEOPRO_IDENTITY_KEYS is empty"),
        ("IDENTITY_KEYS", [KEY, "short"], "key 2 is no key"),
        ("IDENTITY_KEYS", [KEY, "密钥"], "key 2 is no key"),
        ("DEBUG", True, "OSTEOPRO_DEBUG"),
        ("BASE_URL", "http://pro.example.org", "begins with http://"),
        ("BASE_URL", "http://10.0.0.8:8000", "begins with http://"),
        ("BASE_URL", "pro.example.org", "must be an address"),
    ],
)
def test_what_is_not_safe_is_named(settings: Settings, name: str, value: object, said: str) -> None:
    setattr(settings, name, value)
    found = readiness.setting_problems()
    assert len(found) == 1
    assert said in found[0]
    assert KEY not in found[0]


def test_the_demos_secrets_are_named(settings: Settings) -> None:
    settings.SECRET_KEY = settings.DEMO_SECRET
    settings.IDENTITY_KEYS = [settings.DEMO_IDENTITY_KEY]
    assert len(readiness.setting_problems()) == 2


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]"])
def test_without_tls_only_on_this_machine(settings: Settings, address: str) -> None:
    settings.BASE_URL = address
    assert readiness.setting_problems() == []


def test_no_demo_in_the_folder_of_a_real_clinic(settings: Settings) -> None:
    settings.DEMO = True
    assert readiness.setting_problems() == []
    readiness.note_real_clinic()
    assert readiness.setting_problems() == []
    settings.DEMO = False
    readiness.note_real_clinic()
    settings.DEMO = True
    assert "holds a real clinic" in readiness.setting_problems()[0]


@pytest.mark.parametrize("command", [migrate.Command, run_due.Command])
def test_commands_from_a_shell_refuse(
    settings: Settings, command: type[readiness.ReadyCommand]
) -> None:
    settings.SECRET_KEY = "short"
    made = command(stderr=StringIO())
    with pytest.raises(SystemExit) as ended:
        made.run_from_argv(["osteopro", "it"])
    assert ended.value.code == 2


@pytest.mark.django_db
def test_no_demo_on_the_database_of_a_real_clinic(
    settings: Settings, clinic: builders.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests on SQLite keep their tables in memory.
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    settings.DEMO = True
    assert not readiness.holds_real_people()
    builders.patient(clinic)
    assert readiness.holds_real_people()
    assert "DATABASE_URL holds a real clinic" in readiness.setting_problems()[0]
    with pytest.raises(CommandError, match="leads to a real clinic"):
        call_command("demo", port=8179)
    settings.DEMO_IDENTITY_KEY = settings.IDENTITY_KEYS[0]
    assert not readiness.holds_real_people()


def test_a_database_that_is_not_there_holds_nobody(tmp_path: Path) -> None:
    done = run(["-m", "osteopro", "demo", "--patients=0"], DATABASE_URL=NO_DATABASE)
    assert "--patients" in done.stderr, "looked at the database and went on"


def test_due_work_without_its_database_says_one_line(tmp_path: Path) -> None:
    done = run(
        ["-m", "osteopro", "run_due"],
        DATABASE_URL=NO_DATABASE,
        OSTEOPRO_DATA=str(tmp_path),
        OSTEOPRO_SECRET_KEY="s" * 50,
        OSTEOPRO_SEARCH_KEY="t" * 50,
        OSTEOPRO_IDENTITY_KEYS=KEY,
        OSTEOPRO_BASE_URL="https://pro.example.org",
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "does not answer" in done.stderr
    assert "nobody:secret" not in done.stderr


def test_due_work_that_failed_says_one_line_and_exits_with_1(
    clinic: builders.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed() -> None:
        raise runner.DueWorkFailed("due work failed: seal (the log says why)")

    monkeypatch.setattr(runner, "run_due", failed)
    monkeypatch.setattr(run_due.Command, "unready", staticmethod(lambda: []))
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        run_due.Command(stderr=said).run_from_argv(["osteopro", "run_due"])
    assert ended.value.code == 1
    assert said.getvalue().strip() == "CommandError: due work failed: seal (the log says why)"


def run(words: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command of its own process with nothing of this one's settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OSTEOPRO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.django_db
def test_serve_refuses(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match="OSTEOPRO_DEBUG"):
        call_command(serve.Command(), bind="127.0.0.1:8179")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["-c", "import osteopro.wsgi"], 1),
        (["-m", "osteopro", "migrate"], 2),
        (["-m", "osteopro", "run_due"], 2),
        (["-m", "osteopro", "serve"], 2),
        (["-m", "osteopro", "check"], 0),
        (["-m", "osteopro", "triage", "--help"], 0),
    ],
)
def test_a_process_with_weak_keys_stops_or_needs_none(
    tmp_path: Path, words: list[str], code: int
) -> None:
    done = run(
        words,
        OSTEOPRO_DATA=str(tmp_path),
        OSTEOPRO_SECRET_KEY="weak",
        OSTEOPRO_IDENTITY_KEYS=KEY,
        DJANGO_SETTINGS_MODULE="osteopro.settings",
    )
    assert done.returncode == code, done.stderr
    assert ("OSTEOPRO_SECRET_KEY needs 32" in done.stderr) == (code != 0)


@pytest.mark.django_db
def test_the_wsgi_module_opens_when_all_holds() -> None:
    sys.modules.pop("osteopro.wsgi", None)
    assert callable(importlib.import_module("osteopro.wsgi").application)
    sys.modules.pop("osteopro.wsgi")


def test_commands_take_plain_names_only() -> None:
    problems = Problems()
    problems.name("--name", "王\u202e英")
    problems.name("--name", "王秀英")
    assert problems.found == ["--name: has characters that cannot be seen."]
