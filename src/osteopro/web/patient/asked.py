"""How and when a question was asked and answered (ux R17, O5). Scripts tell more than pages do."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from osteopro import clock
from osteopro.records.rules import EARLIEST
from osteopro.web.patient.page import reader_preferences
from osteopro.web.patient.presenters import dates
from osteopro.web.patient.tablet import tablet_of

SHOWN = "shown"
# Answered on a tablet in the waiting room; the mode stays online (ux R17).
CLINIC = "clinic"
_VIEWPORT = re.compile(r"[1-9][0-9]{1,4}x[1-9][0-9]{1,4}")


def circumstances(request: HttpRequest) -> dict[str, Any]:
    """What is stored beside an answer. What only a script can tell is absent without one;
    `skew_s` is how many seconds the device's clock is ahead, for an answer that waited on it."""
    told: dict[str, Any] = {
        "shown_at": _shown_at(request.POST.get(SHOWN, "")),
        "text_size": reader_preferences(request).text_size,
        "language": dates.language(),
    }
    if tablet_of(request) is not None:
        told["channel"] = CLINIC
    viewport = request.POST.get("viewport", "")
    if _VIEWPORT.fullmatch(viewport):
        told["viewport"] = viewport
    if request.POST.get("heard") in ("0", "1"):
        told["read_aloud"] = request.POST["heard"] == "1"
    waited = _waited(request)
    if waited is not None:
        told |= {"device_at": waited[0].isoformat(), "skew_s": _seconds(waited[1] - clock.now())}
    return told


def answered_at(request: HttpRequest) -> datetime | None:
    """When an answer was given that waited on the phone; None for one that comes at once.

    The phone tells its time then and its time now: a clock that is wrong does no harm. At most
    as long ago as drafts last.
    """
    waited = _waited(request)
    if waited is None:
        return None
    then, now = waited
    return clock.now() - min(max(now - then, timedelta(0)), EARLIEST)


def _waited(request: HttpRequest) -> tuple[datetime, datetime] | None:
    then, now = (_moment(request.POST.get(name, "")) for name in ("answered", "clock"))
    return (then, now) if then and now else None


def _moment(given: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _shown_at(given: str) -> str | None:
    at = _moment(given)
    return given if at and at <= clock.now() else None


def _seconds(apart: timedelta) -> int:
    return round(apart.total_seconds())
