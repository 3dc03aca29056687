"""What each page of a patient costs: bytes and requests on the wire, statements, processor time."""

import gzip
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import clinic
from bench.clinic import Bench
from bench.terms import Place, Size
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.patients.models import Patient
from osteopro.records.models import Draft, Response
from osteopro.signin import queries as signin_queries

BACKEND = "osteopro.accounts.backends.LinkBackend"
BROWSER = {"Host": "127.0.0.1", "Accept-Encoding": "gzip, br"}
OK = 200
REPEATS = 10
# What a browser fetches by itself when it opens a page.
FETCHED = re.compile(
    r"<(?:link|script|img|source)\b[^>]*?\b(?:href|src)=\"([^\"#]+)\"[^>]*>", re.IGNORECASE
)
NOT_FETCHED = re.compile(r"rel=\"(?:canonical|alternate|help|next|prev)\"", re.IGNORECASE)
QUESTION, LADDER = "sym-mobility", "sym-pain-rest"


def measure(bench: Bench, place: Place, size: Size) -> dict[str, Any]:
    """One entry for each page, and what the very first visit fetches."""
    patient_id = bench.sender.patient_id
    client = _signed_in(patient_id)
    link = urlsplit(signin_queries.link_url(patient_id) or "").path
    found = {"link": _page(Client(headers=BROWSER), link)}
    for name, path in _paths(patient_id).items():
        found[name] = _page(client, path)
    return {"pages": found, "first_visit": _first_visit(Client(headers=BROWSER), link)}


def _paths(patient_id: int) -> dict[str, str]:
    draft = Draft.objects.get(patient_id=patient_id, state="open").uuid
    done = Response.objects.filter(patient_id=patient_id).latest("pk").uuid
    form = f"/me/record/{draft}"
    return {
        "home": "/me/",
        "start": "/me/record/start/",
        "question, choices": f"{form}/{QUESTION}/",
        "question, ladder": f"{form}/{LADDER}/",
        "anything else": f"{form}/more/",
        "check": f"{form}/check/",
        "done": f"/me/record/{done}/done/",
        "trend": "/me/trend/",
        "messages": "/me/messages/",
        "help": "/me/help/",
        "settings": "/me/settings/",
        "urgent": "/me/urgent/",
    }


def _page(client: Client, path: str) -> dict[str, Any]:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    statements = len(captured)  # now, because the next request clears the list
    if answer.status_code != OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    before = time.process_time()
    for _ in range(REPEATS):
        client.get(path)
    cpu = 1000 * (time.process_time() - before) / REPEATS
    return {
        "bytes": _on_the_wire(answer),
        "raw_bytes": len(_body(answer)),
        "statements": statements,
        "cpu_ms": cpu,
        "off_host": sum(_elsewhere(url) for url in _fetched(_body(answer).decode())),
    }


def _first_visit(client: Client, path: str) -> dict[str, Any]:
    """The page behind the link with everything it names, nothing cached."""
    answer = client.get(path)
    body = _body(answer).decode()
    fetched = dict.fromkeys(_fetched(body))
    sizes = {url: _asset(url) for url in fetched if not _elsewhere(url)}
    return {
        "requests": 1 + len(fetched),
        "bytes": _on_the_wire(answer) + sum(sizes.values()),
        "of_assets": sizes,
        "off_host": sum(_elsewhere(url) for url in fetched),
    }


def _fetched(body: str) -> list[str]:
    return [m[1] for m in FETCHED.finditer(body) if not NOT_FETCHED.search(m[0])]


def _elsewhere(url: str) -> bool:
    return bool(urlsplit(url).netloc)


def _asset(url: str) -> int:
    """Bytes of a static file as it is sent, compressed when that is smaller."""
    if url.startswith("data:"):
        return 0
    file = Path(settings.STATIC_ROOT) / url.removeprefix(settings.STATIC_URL)
    packed = Path(f"{file}.gz")
    return (packed if packed.exists() else file).stat().st_size


def _on_the_wire(answer: Any) -> int:
    """Body as sent and head as text."""
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    return len(answer.content) + head + len("HTTP/1.1 200 OK\r\n\r\n")


def _body(answer: Any) -> bytes:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.content) if packed else answer.content


def _signed_in(patient_id: int) -> Client:
    client = Client(headers=BROWSER)
    account_id = Patient.objects.values_list("account_id", flat=True).get(pk=patient_id)
    client.force_login(clinic.account(account_id), backend=BACKEND)
    session = client.session
    session[SESSION_PATIENT] = patient_id
    session.save()
    return client
