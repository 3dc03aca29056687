"""Clients that hang up, or never finish what they say, keep nobody waiting."""

import socket
import time
from contextlib import ExitStack

from tests.crash.client import Browser
from tests.crash.place import Place
from tests.crash.server import serving

CLIENTS = 100
# The target is one second; a shared machine may be slow without anything being wrong.
BOUND_SECONDS = 5.0
PAGE = "/staff/signin/"


def _half(number: int, port: int) -> bytes:
    """Half of a request: cut off in the head, or in the body that it announced."""
    head = f"POST {PAGE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    if number % 2:
        return head[: len(head) // 2].encode()
    kind = "Content-Type: application/x-www-form-urlencoded"
    return f"{head}{kind}\r\nContent-Length: 1000\r\n\r\nlogin=x".encode()


def _seconds_for_a_page(place: Place) -> float:
    before = time.monotonic()
    assert Browser(place).get(PAGE).status == 200
    return time.monotonic() - before


def test_a_hundred_clients_that_hang_up(place: Place) -> None:
    with serving(place):
        _seconds_for_a_page(place)
        for number in range(CLIENTS):
            with socket.create_connection(("127.0.0.1", place.port)) as client:
                client.sendall(_half(number, place.port))
        assert _seconds_for_a_page(place) < BOUND_SECONDS
        assert _seconds_for_a_page(place) < BOUND_SECONDS


def test_a_hundred_clients_that_hang_up_during_the_answer(place: Place) -> None:
    request = f"GET {PAGE} HTTP/1.1\r\nHost: 127.0.0.1:{place.port}\r\n\r\n".encode()
    with serving(place):
        _seconds_for_a_page(place)
        for _ in range(CLIENTS):
            with socket.create_connection(("127.0.0.1", place.port)) as client:
                client.sendall(request)
        assert _seconds_for_a_page(place) < BOUND_SECONDS


def test_a_hundred_clients_that_fall_silent_in_the_head(place: Place) -> None:
    """Who falls silent in the body keeps a thread: that is for the proxy in front to buffer."""
    with serving(place), ExitStack() as clients:
        _seconds_for_a_page(place)
        for number in range(1, 2 * CLIENTS, 2):
            client = socket.create_connection(("127.0.0.1", place.port))
            clients.enter_context(client)
            client.sendall(_half(number, place.port))
        assert _seconds_for_a_page(place) < BOUND_SECONDS
