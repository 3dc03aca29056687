"""One Chromium for all journeys, and a server that has answered everything when a test ends."""

import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.filling import PATIENCE

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # A microphone that beeps, and nobody who has to allow it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
ANSWERED_WITHIN = 30  # seconds


@pytest.fixture(scope="session", autouse=True)
def plain_files_and_quick_passwords() -> Iterator[None]:
    """Static files as they lie there, and no hashing that is slow on purpose.

    For all tests at once: a request that meets the moment between two settings would keep the
    storage of the wrong one, and every later page would fail.
    """
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window. One per run: Playwright allows no second."""
    expect.set_options(timeout=PATIENCE)
    # It keeps an event loop in this thread, which Django takes for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def serving(browser: Browser, live_server: LiveServer) -> Iterator[LiveServer]:
    """The server, which has answered every request when the test is taken down.

    Pages fetch by themselves what they may need next. An answer begun in one test and ended in
    another would meet its database, clock and settings. What opens pages asks for this fixture.
    """
    yield live_server
    for context in browser.contexts:
        context.close()
    # Connections are taken in turn: when ours is answered, all those before it have a thread.
    address = live_server.thread.host, live_server.thread.port
    with closing(HTTPConnection(*address, timeout=ANSWERED_WITHIN)) as line:
        line.request("GET", "/static/ui/icon.svg", headers={"Connection": "close"})
        line.getresponse().read()
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(ANSWERED_WITHIN)
            assert not thread.is_alive(), "a request is still being answered"
