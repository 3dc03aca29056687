"""Going through the welcome with a patient on the phone: what is read out, ticked and chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import contact
from osteopro.followup.learning import education
from osteopro.followup.queries.people import Standing
from osteopro.followup.terms import Lesson
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, ReminderWay
from osteopro.ui.components import Answer, FieldError, Option
from osteopro.web.care import labels
from osteopro.web.care.intake.words import WAYS
from osteopro.web.care.words import in_language, when

SIZES = ("standard", "large", "largest")
TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the welcome, or the try-out, as it is read out. `done` says when, `again`
    whether it can be ticked (once more)."""

    field: str
    name: str
    lines: tuple[str, ...]
    done: str
    again: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was ticked and chosen, and what cannot be kept."""

    lessons: tuple[Lesson, ...]
    tried: bool
    channel: Channel | None
    way: ReminderWay | None
    text_size: str
    sound: bool
    errors: tuple[FieldError, ...]


def facts(standing: Standing) -> list[tuple[str, str]]:
    """How far the welcome got; when it was tried out, and with whom."""
    learnt, zone, now = standing.learnt, standing.clinic.zone, clock.now()
    done = len(Lesson) - len(learnt.left)
    if learnt.welcomed_at is not None:
        welcome = gettext("read, %(when)s") % {"when": when(learnt.welcomed_at, zone, now)}
    elif done:
        welcome = gettext("%(n)s of %(total)s pages") % {"n": done, "total": len(Lesson)}
    else:
        welcome = gettext("put off") if learnt.put_off_at else gettext("not yet")
    tried = gettext("not yet")
    if learnt.tried_at is not None and learnt.tried_with is not None:
        tried = f"{when(learnt.tried_at, zone, now)} {labels.COMPANY[learnt.tried_with]}"
    return [(gettext("Welcome"), welcome), (gettext("Try-out"), tried)]


def parts(standing: Standing) -> list[Part]:
    """Everything to read out, in the patient's language."""
    learnt, zone, now = standing.learnt, standing.clinic.zone, clock.now()
    with override(standing.language):
        said = _script(standing)
    times: dict[str, datetime] = {str(lesson): at for lesson, at in learnt.lessons.items()}
    if learnt.tried_at is not None:
        times[TRIED] = learnt.tried_at
    names = {str(lesson): str(words) for lesson, words in labels.LESSONS.items()}
    return [
        Part(
            field=_field(part),
            name=name,
            lines=said[part],
            done=gettext("done %(when)s") % {"when": when(times[part], zone, now)}
            if part in times
            else "",
            again=part not in times or part == TRIED,
        )
        for part, name in (*names.items(), (TRIED, gettext("Try-out")))
    ]


def channels(posted: Mapping[str, Any], standing: Standing) -> list[Answer]:
    """How the patient reports from now on."""
    now = posted.get("channel", standing.channel)
    words = labels.CHANNELS
    return [Answer(code, str(words[code]), checked=code == now) for code in Channel]


def ways(posted: Mapping[str, Any], standing: Standing) -> list[Answer]:
    """By which way reminders come, of those there are."""
    kept = patients_queries.contact_plan(standing.patient_id).reminders
    now = posted.get("reach", kept)
    return [
        Answer(way, str(WAYS[way]), checked=way == now) for way in contact.offered(standing.person)
    ]


def sizes(posted: Mapping[str, Any], standing: Standing) -> list[Option]:
    """How large the text of the patient's pages is."""
    now = posted.get("text_size", standing.preferences.text_size)
    names = (gettext("Standard"), gettext("Large"), gettext("Very large"))
    return [Option(size, name, size == now) for size, name in zip(SIZES, names, strict=True)]


def read(posted: Mapping[str, Any], standing: Standing) -> Chosen:
    """The form as posted; what is not offered there is an error with its field."""
    channel = next((each for each in Channel if each == posted.get("channel")), None)
    offered = contact.offered(standing.person)
    way = next((each for each in offered if each == posted.get("reach")), None)
    size = posted.get("text_size", "")
    missing = {"channel": channel is None, "reach": way is None, "text_size": size not in SIZES}
    sentence = gettext("Choose one of these.")
    return Chosen(
        lessons=tuple(lesson for lesson in Lesson if _field(lesson) in posted),
        tried=_field(TRIED) in posted,
        channel=channel,
        way=way,
        text_size=size,
        sound="sound" in posted,
        errors=tuple(FieldError(field, sentence) for field, absent in missing.items() if absent),
    )


def _field(part: str) -> str:
    """The tick of a page of the welcome, or of the try-out."""
    return f"learnt-{part}"


def _script(standing: Standing) -> Mapping[str, tuple[str, ...]]:
    """Plain words to read out, as on the patient's own pages."""
    manager = accounts_queries.staff_name(standing.manager) if standing.manager else None
    name = manager.shown(standing.language) if manager else gettext("your care team")
    cards = education().cards
    return {
        Lesson.LOOK: (
            gettext("Open the link in our text message. Then give your birth date."),
            gettext("Can you read it well? Press the size that suits you, then “Next page”."),
        ),
        Lesson.PEOPLE: (
            gettext("%(name)s reads your records and answers you.") % {"name": name},
            gettext("Anything unclear? Call %(phone)s.") % {"phone": standing.clinic.phone},
        ),
        Lesson.REACH: (
            gettext("When a record is due we tell you. A text message, or shall we phone you?"),
        ),
        Lesson.HONEST: tuple(in_language(card, standing.language) for card in cards),
        TRIED: (
            gettext("Now we practise together: three invented questions. Nothing is sent."),
            gettext("Press an answer, then “Next question”. Look it over, then press “Send”."),
            gettext("Would you rather fill it in yourself, with your family, or on the phone?"),
        ),
    }
