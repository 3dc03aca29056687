"""Check twenty answers, score them six times, look one row up, store one row durably."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from bench.floor.models import Person, Sent
from osteopro import db

ITEMS = 20
SCALES = 6
WORST = 10


def take(request: HttpRequest) -> HttpResponse:
    """No sign-in, no form token, no history, no audit: what cannot be left out."""
    sent: dict[str, Any] = orjson.loads(request.body)
    answers: list[int] = sent["answers"]
    if len(answers) != ITEMS or any(not 0 <= answer <= WORST for answer in answers):
        return HttpResponse(status=422)
    scores = [sum(answers[n::SCALES]) * 10 / len(answers[n::SCALES]) for n in range(SCALES)]
    with db.write():
        person = Person.objects.get(number=sent["person"])
        at = timezone.now()  # noqa: TID251 - the product is not part of the floor
        row = Sent.objects.create(person=person, at=at, answers=answers, scores=scores)
    body = orjson.dumps({"id": row.pk, "scores": scores})
    length = {"Content-Length": str(len(body))}
    return HttpResponse(body, content_type="application/json", headers=length)


urlpatterns = [path("take/", take)]
