"""`osteopro demo` from a terminal: its own place, its own configuration, nothing left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

START_WITHIN = 180


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """The program that the command would become, instead of becoming it."""
    found: dict[str, Any] = {}

    class Became(Exception):
        pass

    def execve(path: str, arguments: list[str], environment: dict[str, str]) -> None:
        found.update(path=path, arguments=arguments, environment=environment)
        raise Became

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found["became"] = Became
    return found


def refused(**options: Any) -> CommandError:
    with pytest.raises(CommandError) as raised:
        call_command("demo", **options)
    assert raised.value.returncode == 2
    return raised.value


@pytest.mark.parametrize("patients", [0, -1, 2001])
def test_too_few_or_too_many_patients_are_refused(patients: int) -> None:
    assert "--patients" in str(refused(patients=patients))


def test_a_port_in_use_is_named(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert str(port) in str(refused(port=port))


def test_a_port_that_is_none_is_refused() -> None:
    assert "70000" in str(refused(port=70000))


def test_a_place_of_somebody_elses_is_never_used(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    refused(data=str(precious))
    assert precious.exists()


def test_nothing_of_the_callers_configuration_goes_along(
    monkeypatch: pytest.MonkeyPatch, started: dict[str, Any], port: int
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real/hospital")
    monkeypatch.setenv("DATABASE_URL_FILE", "/etc/real")
    monkeypatch.setenv("OSTEOPRO_SECRET_KEY", "real")
    monkeypatch.setenv("OSTEOPRO_SMS_GATEWAY", "real.Gateway")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    with pytest.raises(started["became"]):
        call_command("demo", port=port, patients=7, seed=3)
    environment = started["environment"]
    ours = {name: value for name, value in environment.items() if name.startswith("OSTEOPRO")}
    assert set(ours) == {"OSTEOPRO_DEMO", "OSTEOPRO_DATA", "OSTEOPRO_BASE_URL"}
    assert not [name for name in environment if name.startswith("DATABASE_URL")]
    assert environment["TZ"] == "Asia/Shanghai"
    assert Path(ours["OSTEOPRO_DATA"]).is_dir()
    assert started["arguments"][1:4] == ["-m", "osteopro", "demo"]
    assert {f"--port={port}", "--patients=7", "--seed=3"} < set(started["arguments"])


def test_it_opens_shows_every_way_in_and_leaves_nothing(port: int, tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "osteopro", "demo", f"--port={port}", "--patients=4"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as demo:
        watchdog = _give_up_after(demo, START_WITHIN)
        try:
            assert demo.stdout is not None
            shown = _until_open(demo.stdout)
            links = re.findall(r"http://127\.0\.0\.1:\d+/go/\S+", shown)
            assert len(links) == 3
            for url in (*links, f"http://127.0.0.1:{port}/staff/signin/"):
                assert _status(url) == 200
            assert list(tmp_path.glob("osteopro-demo-*"))
        finally:
            watchdog()
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=30)
    assert list(tmp_path.glob("osteopro-demo-*")) == []


def _until_open(lines: Any) -> str:
    shown = ""
    for line in lines:
        shown += line
        if "is open on" in line:
            return shown
    raise AssertionError(f"the demo ended before it opened:\n{shown}")


def _status(url: str) -> int:
    """The status once the server answers; "is open" is printed just before it listens."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return int(answer.status)
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"nothing listens at {url}")


def _give_up_after(process: "subprocess.Popen[str]", seconds: int) -> Any:
    """Kill a demo that never opens, so that the test fails instead of waiting for ever."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    return timer.cancel
