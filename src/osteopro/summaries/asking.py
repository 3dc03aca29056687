"""What a patient wants to ask at the next visit: chosen from a list or in own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import actions as followup_actions
from osteopro.followup import state
from osteopro.instruments.definition import Text
from osteopro.summaries import rules
from osteopro.summaries.definition import LANGUAGES, Edition, edition
from osteopro.summaries.models import VisitQuestions
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import listen, tells_self_harm
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level


class TooMany(ValueError):
    """More questions than a visit has time for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions that stand: codes of the list, then one's own words."""

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def readable(items: Iterable[Mapping[str, str]], of: Edition, ruleset: Ruleset) -> tuple[Text, ...]:
    """The questions as a page shows them, words of self-harm left out: those go another way."""
    texts: list[Text] = []
    for each in items:
        own = each.get("words", "")
        if own and not tells_self_harm(ruleset, [own]):
            texts.append(dict.fromkeys(LANGUAGES, rules.shortened(own, rules.QUESTION_WIDTH)))
        elif each.get("code", "") in of.questions:
            texts.append(of.questions[each["code"]])
    return tuple(texts[: rules.QUESTIONS])


@journal.action
def choose_questions(
    *, by: Actor, patient_id: int, codes: Sequence[str], words: Sequence[str], key: UUID
) -> int | None:
    """Keep up to three questions in place of those before; none at all is a choice too.

    The same form (`key`) again changes nothing. Own words that a word list knows also go to the
    clinic as a message, which somebody reads before any visit (clinical content 3.4); returns that
    message's id. Raises TooMany, KeyError for a code that no list has.
    """
    if len(codes) + len(words) > rules.QUESTIONS:
        raise TooMany(len(codes) + len(words))
    known = edition()
    items = [{"code": code} for code in codes if known.questions[code]]
    items += [{"words": each.strip()} for each in words]
    state.locked(patient_id)
    if VisitQuestions.objects.filter(patient_id=patient_id, key=key).exists():
        journal.nothing_changed()
        return None
    row = VisitQuestions.objects.create(
        patient_id=patient_id,
        key=key,
        at=clock.now(),
        by=by.person,
        edition=known.version,
        items=items,
    )
    journal.record(
        "visit-questions.chosen",
        by=by,
        object_type="visit-questions",
        object_id=row.pk,
        patient_id=patient_id,
        chosen=len(codes),
        own=len(words),
    )
    told = "\n".join(words)
    if listen(triage_queries.current().ruleset, told).level is Level.ROUTINE:
        return None
    return followup_actions.write_back(by=by, patient_id=patient_id, body=told, key=key)


def chosen(patient_id: int, since: datetime | None) -> Chosen:
    """The questions that stand, as `standing`."""
    items = standing(patient_id, since)
    codes = tuple(each["code"] for each in items if "code" in each)
    return Chosen(codes, tuple(each["words"] for each in items if "words" in each))


def to_answer(patient_id: int, since: datetime | None) -> tuple[Text, ...]:
    """The questions that stand, as the physician reads them who answers. One query."""
    return readable(standing(patient_id, since), edition(), triage_queries.current().ruleset)


def asking(since: Mapping[int, datetime | None]) -> frozenset[int]:
    """Who of these patients has chosen questions since their last visit; None for who never was
    at one. One query."""
    rows = VisitQuestions.objects.filter(patient_id__in=since.keys()).order_by("id")
    last = {
        patient: bool(items) and (seen is None or at > seen)
        for patient, at, items in rows.values_list("patient_id", "at", "items")
        for seen in (since[patient],)
    }
    return frozenset(patient for patient, asks in last.items() if asks)


def standing(patient_id: int, since: datetime | None) -> Sequence[Mapping[str, str]]:
    """The questions as they were chosen last, after the last visit (`since`). One query."""
    rows = VisitQuestions.objects.filter(patient_id=patient_id)
    if since is not None:
        rows = rows.filter(at__gt=since)
    found: Sequence[Mapping[str, str]] | None = (
        rows.order_by("-id").values_list("items", flat=True).first()
    )
    return found or ()
