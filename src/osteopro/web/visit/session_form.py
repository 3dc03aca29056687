"""The form of an in-person session: what was typed, what of it is new, and what is wrong."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.appointments import meeting
from osteopro.appointments.actions import Down
from osteopro.appointments.guide import Guide, guide
from osteopro.appointments.meeting import Body, Looks, Plan, Told, Wrong
from osteopro.appointments.queries.meetings import Written
from osteopro.followup.actions import Heard
from osteopro.followup.terms import Agrees
from osteopro.triage.terms import Level
from osteopro.ui.components import DateParts, FieldError
from osteopro.ui.posted import form_key

NOT_SAID = "none"
PAINS = ("pain_rest", "pain_move")
HEARD = (*PAINS, "event", "level", "agrees")
# A number as it is typed: three digits and one decimal at most.
LONGEST_NUMBER = 6
DAY = "next_on"
NOTHING = Body(None, None)
Kept = TypeVar("Kept", Body, Looks, Told, Plan)


@dataclass(frozen=True)
class Typed:
    """What stands in the form by the names of its fields, and the key it was shown with."""

    values: Mapping[str, str]
    key: UUID

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def day(self) -> DateParts:
        return DateParts(*(self.get(f"{DAY}-{part}") for part in ("year", "month", "day")))


def posted(post: QueryDict) -> Typed:
    """The form as it came."""
    values = {name: post.get(name, "").replace("\r\n", "\n").strip() for name in post}
    return Typed(values, form_key(post))


def begun(found: Written) -> Typed:
    """What was written down before, to go on with."""
    values: dict[str, str] = {}
    if found.body:
        values |= {"height_cm": _shown(found.body.height_cm)}
        values |= {"weight_kg": _shown(found.body.weight_kg)}
    if found.looks:
        values |= dict(found.looks.answers)
        numbers = {each.code: each.number.code for each in guide().looks if each.number}
        values |= {numbers[code]: _shown(n) for code, n in found.looks.numbers.items()}
    if found.told:
        values |= {"medicines": found.told.medicines, "worries": found.told.worries}
    if found.plan:
        values["agreed"] = found.plan.agreed
        if day := found.plan.next_on:
            values |= {f"{DAY}-year": str(day.year), f"{DAY}-month": str(day.month)}
            values[f"{DAY}-day"] = str(day.day)
    return Typed(values, uuid4())


def read(
    typed: Typed,
    found: Written,
    *,
    before: Mapping[str, Decimal],
    occasion: UUID | None,
    today: date,
    holds: bool,
) -> tuple[Down, list[FieldError]]:
    """What is new in the form, and every mistake in it. `before`: the newest earlier
    measurements; `occasion`: the report that may be talked about; `holds`: it ends with a plan."""
    errors: list[FieldError] = []
    body = _body(typed, errors)
    looks = _looks(typed, guide(), errors)
    told = Told(typed.get("medicines"), typed.get("worries"))
    heard = _heard(typed, errors) if occasion else None
    plan = _plan(typed, errors)
    down = Down(
        body=body if _new(replace(body, confirmed=False), found.body, empty=NOTHING) else None,
        looks=_new(looks, found.looks, empty=Looks()),
        told=_new(told, found.told, empty=Told()),
        heard=heard,
        occasion=occasion,
        plan=plan if holds else _planned(typed, plan, found.plan),
        ends=holds,
    )
    errors += _wrong(
        [
            meeting.body_problem(down.body, before, guide()) if down.body else None,
            meeting.looks_problem(down.looks, guide()) if down.looks else None,
            meeting.told_problem(down.told) if down.told else None,
            meeting.plan_problem(down.plan, today)
            if down.plan and down.plan != found.plan
            else None,
        ],
        {each.field for each in errors},
    )
    return down, errors


def mistake(wrong: Wrong) -> FieldError:
    """What cannot be kept, in words beside the field."""
    sentences = {
        "body-nothing": gettext("Write height, weight or both."),
        "body-range": gettext("Enter a number from %(low)s to %(high)s, one decimal at most."),
        "body-differs": gettext(
            "Much unlike %(before)s before. Measure again; if it is right, tick “Measured twice”."
        ),
        "looks-nothing": gettext("Choose what you saw."),
        "looks-unknown": gettext("Choose what you saw."),
        "looks-range": gettext("Enter a number from %(low)s to %(high)s, one decimal at most."),
        "told-nothing": gettext("What was written before cannot be emptied. Write what holds now."),
        "too-long": gettext("At most %(max)s characters."),
        "plan-nothing": gettext("Write what was agreed: the patient reads it."),
        "plan-day": gettext("Choose a day after today, within 200 days."),
        "end-needs-reason": gettext("Write why, for your colleagues."),
        "slot-needed": gettext("Choose a slot."),
        "aside-needs-reason": gettext("Choose why."),
        "aside-needs-words": gettext("Write why, for your colleagues."),
    }
    return FieldError(wrong.field, sentences[wrong.code] % wrong.values)


def _wrong(found: Iterable[Wrong | None], said: set[str]) -> list[FieldError]:
    """Mistakes of the parts, but for fields about which something was said already."""
    return [mistake(each) for each in found if each is not None and each.field not in said]


def _new(typed: Kept, kept: Kept | None, *, empty: Kept) -> Kept | None:
    """A part that was typed and does not stand like this yet."""
    if kept is None:
        return None if typed == empty else typed
    return None if typed == kept else typed


def _body(typed: Typed, errors: list[FieldError]) -> Body:
    height, weight = (_number(typed, name, errors) for name in ("height_cm", "weight_kg"))
    return Body(height, weight, confirmed=bool(typed.get("confirmed")))


def _looks(typed: Typed, by: Guide, errors: list[FieldError]) -> Looks:
    answers = {each.code: typed.get(each.code) for each in by.looks if typed.get(each.code)}
    numbers = {}
    for look in by.looks:
        number = _number(typed, look.number.code, errors) if look.number else None
        if number is None or look.number is None:
            continue
        if look.code in answers:
            numbers[look.code] = number
        else:
            errors.append(FieldError(look.code, gettext("Choose what you saw.")))
    return Looks(answers, numbers)


def _heard(typed: Typed, errors: list[FieldError]) -> Heard | None:
    """What was heard about the last report; None while nothing of it was chosen."""
    note = typed.get("note")
    if not note and not any(typed.get(name) for name in HEARD):
        return None
    missing = [
        FieldError(name, gettext("Choose a number, or “not said”."))
        for name in PAINS
        if typed.get(name) not in {NOT_SAID, *map(str, range(11))}
    ]
    choices: dict[str, Collection[str]] = {
        "event": {"yes", "no"},
        "level": set(Level),
        "agrees": set(Agrees),
    }
    missing += [
        FieldError(name, gettext("Choose an answer."))
        for name, known in choices.items()
        if typed.get(name) not in known
    ]
    if len(note) > meeting.WORDS:
        missing.append(mistake(Wrong("note", "too-long", max=meeting.WORDS)))
    errors += missing
    if missing:
        return None
    rest, move = (None if typed.get(n) == NOT_SAID else int(typed.get(n)) for n in PAINS)
    level, agrees = Level(typed.get("level")), Agrees(typed.get("agrees"))
    return Heard(rest, move, typed.get("event") == "yes", level, agrees, note)


def _plan(typed: Typed, errors: list[FieldError]) -> Plan:
    parts = typed.day
    try:
        day = date(*(int(each) for each in parts)) if any(parts) else None
    except (ValueError, OverflowError):
        day = None
        errors.append(FieldError(DAY, gettext("This is no day of the calendar.")))
    return Plan(typed.get("agreed"), day)


def _planned(typed: Typed, plan: Plan, kept: Plan | None) -> Plan | None:
    """What is new of a plan that does not end the session yet."""
    return _new(plan, kept, empty=Plan("")) if "agreed" in typed.values else None


def _number(typed: Typed, name: str, errors: list[FieldError]) -> Decimal | None:
    """A number with at most one decimal; None when left out."""
    words = typed.get(name).replace(",", ".").replace("。", ".")
    if not words:
        return None
    whole, _, decimal = words.partition(".")
    plain = whole.isascii() and whole.isdecimal() and len(words) <= LONGEST_NUMBER
    if plain and (not decimal or (decimal.isascii() and decimal.isdecimal() and len(decimal) == 1)):
        return Decimal(words.rstrip("."))
    errors.append(FieldError(name, gettext("Enter a number, one decimal at most.")))
    return None


def _shown(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
