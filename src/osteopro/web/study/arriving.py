"""What of a recording is there, as a script reads it."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext

from osteopro.media.vault import NoRoom
from osteopro.research.actions import Arriving
from osteopro.research.doing import Refused
from osteopro.web.study import words


def full() -> str:
    """Said when the disk is full."""
    return gettext("The disk is full. What came is kept. Tell the administrator, then go on here.")


def answer(act: Callable[[], Arriving]) -> HttpResponse:
    """What of a recording is there after `act`, or why it was refused, for a script."""
    try:
        there = act()
    except Refused as refused:
        said = {"refused": words.refusal(refused.code), "code": refused.code}
        return JsonResponse(said, status=HTTPStatus.CONFLICT)
    except NoRoom:
        said = {"refused": full(), "code": "no-room"}
        return JsonResponse(said, status=HTTPStatus.INSUFFICIENT_STORAGE)
    return JsonResponse(
        {
            "recording": str(there.guid),
            "parts": there.parts,
            "there": there.there,
            "whole": there.whole,
        }
    )
