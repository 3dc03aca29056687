"""The named facts of the page in words."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from osteopro.summaries.facts import Measured
from osteopro.summaries.sentences import names
from osteopro.summaries.telling import Telling
from osteopro.ui.formats import one_decimal


def facts(to: Telling) -> Iterable[tuple[str, str]]:
    """Falls, fractures, what was measured, and medicine as it was reported (parts 6 and 7)."""
    yield to.say("falls"), _falls(to)
    yield to.say("fractures"), _fractures(to)
    yield to.say("height"), _measured(to, to.of.height, "cm")
    yield to.say("weight"), _measured(to, to.of.weight, "kg")
    yield to.say("medicine"), _medicine(to)
    if to.of.medicine.on_it:
        yield to.say("side"), _side(to)
    if to.of.medicine.next_dose:
        yield to.say("dose"), _dose(to, to.of.medicine.next_dose)


def _falls(to: Telling) -> str:
    falls = to.of.falls
    if falls.latest is None:
        return to.say("falls.none")
    code = "falls.many" if falls.many else "falls.some"
    return to.say(code, n=falls.times, hurt=falls.injured, day=to.day(falls.latest))


def _fractures(to: Telling) -> str:
    found = to.of.fractures
    told = [
        to.say("fracture.at", day=to.day(each.on), where=to.text(each.how)).strip()
        for each in reversed(found)
    ]
    reported = (
        to.say("fractures.some", n=len(told), list=names(to.of, to.language, told, 1))
        if told
        else to.say("fractures.none")
    )
    return to.parts(
        [
            reported,
            to.say("fractures.spine") if to.of.spine_fracture else "",
            to.say("fractures.recent") if to.of.recent_fracture else "",
        ]
    )


def _measured(to: Telling, found: Measured | None, unit: str) -> str:
    if found is None:
        return to.say("measured.none")
    value = one_decimal(found.value)
    if found.change is None or found.since is None:
        return to.say("measured", value=value, unit=unit, day=to.day(found.on))
    sign = "+" if found.change > 0 else "−" if found.change < 0 else "±"
    change = sign + one_decimal(abs(Fraction(found.change)))
    since = to.day(found.since)
    return to.say(
        "measured.change", value=value, unit=unit, day=to.day(found.on), since=since, change=change
    )


def _medicine(to: Telling) -> str:
    medicine = to.of.medicine
    if not medicine.taken:
        return to.say("medicine.unasked" if medicine.on_it else "medicine.none")
    taken, why = to.text(medicine.taken), to.text(medicine.why)
    now = (
        to.say("medicine.why", taken=taken, why=why)
        if why
        else to.say("medicine.taken", taken=taken)
    )
    past = to.say("medicine.history", n=medicine.interrupted) if medicine.interrupted else ""
    return to.parts([now, past])


def _side(to: Telling) -> str:
    medicine = to.of.medicine
    level, which = to.text(medicine.side_effect), to.text(medicine.which)
    if not level:
        return to.say("side.none")
    if which:
        return to.say("side.which", level=level, which=which)
    return to.say("side.value", level=level)


def _dose(to: Telling, due: date) -> str:
    late = (to.of.today - due).days
    return to.say("dose.late", day=due.isoformat(), n=late) if late > 0 else due.isoformat()
