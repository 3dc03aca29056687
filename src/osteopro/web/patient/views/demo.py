"""The text messages that the demo would have sent."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from osteopro.access.decorators import public
from osteopro.messaging.channels import demo_messages_path
from osteopro.web.patient.page import render

SHOWN = 50


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One text message; `at` in UTC."""

    at: datetime
    to: str
    text: str


@public
def messages(request: HttpRequest) -> HttpResponse:
    """Newest first, links to be tapped; only ever in the demo."""
    if not settings.DEMO:
        raise Http404("only in the demo")
    return render(request, "patient/demo_messages.html", messages=read(demo_messages_path()))


def read(path: Path) -> list[SentMessage]:
    """The last messages of the file, newest first; none when there is no file yet."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()[-SHOWN:]
    found = [json.loads(line) for line in reversed(lines) if line.strip()]
    return [SentMessage(datetime.fromisoformat(m["at"]), m["to"], m["text"]) for m in found]
