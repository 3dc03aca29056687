"""Answers that one form of an occasion took over from another (resolution 18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from osteopro.instruments.answers import Values, values_to_json
from osteopro.records.models import Draft, Response
from osteopro.records.queries import StoredResponse, stored
from osteopro.records.terms import DraftState


@dataclass(frozen=True)
class Taker:
    """A form of an occasion that holds answers of another, and to which questions.

    `circumstances` say how each of its answers was given.
    """

    response: StoredResponse
    items: tuple[str, ...]
    language: str
    circumstances: Mapping[str, Any]


def sources(uuid: UUID) -> dict[str, UUID]:
    """Questions of a response whose answers came from another form, with that response."""
    told = Response.objects.values_list("circumstances", flat=True).get(uuid=uuid)
    return {each: UUID(how["copied_from"]) for each, how in told.items() if "copied_from" in how}


def takers(of: StoredResponse) -> list[Taker]:
    """The forms that stand and hold answers of any version of this one; two queries."""
    versions = _versions(of)
    standing = Response.objects.filter(occasion=of.occasion, superseded_by__isnull=True)
    found = []
    for row in standing.order_by("pk"):
        told = row.circumstances
        items = tuple(each for each in told if told[each].get("copied_from") in versions)
        if items:
            found.append(Taker(stored(row), items, row.language, told))
    return found


def renew_drafts(of: StoredResponse, answers: Values) -> None:
    """Open forms of the occasion that took answers of this one over go on with `answers`."""
    versions = _versions(of)
    for draft in Draft.objects.filter(occasion=of.occasion, state=DraftState.OPEN):
        items = [each for each, source in draft.copied.items() if source in versions]
        if items:
            new = values_to_json({each: answers[each] for each in items})
            Draft.objects.filter(pk=draft.pk).update(
                context=draft.context | new,
                copied=draft.copied | dict.fromkeys(items, str(of.uuid)),
                revision=F("revision") + 1,
            )


def _versions(of: StoredResponse) -> frozenset[str]:
    rows = Response.objects.filter(occasion=of.occasion, kind=of.kind)
    return frozenset(str(uuid) for uuid in rows.values_list("uuid", flat=True))
