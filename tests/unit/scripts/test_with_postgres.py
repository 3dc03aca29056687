"""The throw-away PostgreSQL of the tests: there while the command runs, gone whatever happens."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

SCRIPT = Path(__file__).parents[3] / "scripts/with_postgres.py"
SHOW_URL = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); "


def start(program: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), sys.executable, "-c", SHOW_URL + program]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell hands on that Ctrl-C is ignored to what it runs in the background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def cluster_of(url: str) -> Path:
    name = re.search(r"%2Ftmp%2F(opg-\w+)/", url)
    assert name is not None, url
    return Path("/tmp") / name.group(1)


def test_command_gets_a_database_and_its_exit_code_is_kept() -> None:
    program = "import psycopg; psycopg.connect(os.environ['DATABASE_URL']).close(); sys.exit(3)"
    process = start(program)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 3, errors
    assert not cluster_of(output).exists()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_server_is_gone_after_an_interruption(signum: signal.Signals) -> None:
    process = start("import time; time.sleep(60)")
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    home = cluster_of(url)
    server = int((home / "data/postmaster.pid").read_text().split()[0])
    psycopg.connect(url).close()
    process.send_signal(signum)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert not home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def test_without_a_command_it_says_how_it_is_used() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "usage: with_postgres.py COMMAND [ARGUMENT ...]\n"
