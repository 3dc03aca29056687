"""How to treat one patient, in one look: the two lines at the top, and the first call."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.followup.queries.people import Standing
from osteopro.followup.queries.whole import Heading
from osteopro.patients.labels import FLAGS
from osteopro.patients.terms import Sex
from osteopro.ui import components as c
from osteopro.web.care import labels, words
from osteopro.web.care.frame import language

# What changes how one speaks, advises or hurries; the others stand at enrolment.
SAFETY = ("vf", "recent_fx", "no_stand", "dizzy", "blood_thinner", "lives_alone")


def head(
    standing: Standing, heading: Heading, names: Mapping[int, StaffName], helped_by: str
) -> dict[str, Any]:
    """Name, person and the facts of both lines."""
    address = standing.person.address_as
    named = gettext("Address her as") if standing.sex is Sex.FEMALE else gettext("Address him as")
    return {
        "person": words.age_and_sex(
            standing.person, standing.sex, clock.today(standing.clinic.zone)
        ),
        "treat": [(named, address)] * bool(address) + _ways(standing, heading),
        "around": _people(standing, heading, names, helped_by),
        "consent": _consent(heading),
        "safety": [c.Tag(str(FLAGS[flag]), "warn") for flag in SAFETY if flag in standing.flags],
    }


def first_call(standing: Standing, heading: Heading) -> list[str]:
    """What to ask in the first call of somebody of whom nothing was heard yet; else nothing."""
    if standing.last_record_at is not None or standing.ended:
        return []
    plan = heading.plan
    known = [
        (bool(standing.person.address_as), gettext("How would you like to be addressed?")),
        (bool(plan.call_times), gettext("When is a good time to phone you?")),
        (bool(plan.dialect), gettext("Mandarin or a dialect? Do you hear me well?")),
        (
            bool(standing.person.emergency_phone),
            gettext("Whom may we phone if we cannot reach you in an emergency?"),
        ),
        (standing.learnt.tried_at is not None, gettext("Shall we try one question together?")),
        (False, gettext("What troubles you most, and what do you hope for from us?")),
        (False, gettext("Do you know when we answer, and that 120 is for emergencies?")),
    ]
    return [question for answered, question in known if not answered]


def spoken(standing: Standing) -> str:
    """The language in which the patient is spoken to."""
    return gettext("in English") if standing.language == "en" else gettext("in Chinese")


def _ways(standing: Standing, heading: Heading) -> list[tuple[str, str]]:
    plan = heading.plan
    days = [words.weekdays()[day - 1] for day in plan.call_days]
    times = [str(labels.CALL_TIMES[each]) for each in plan.call_times]
    hears = gettext("hard of hearing") if plan.hard_of_hearing else ""
    sees = gettext("sees badly") if plan.low_sight else ""
    return [
        (gettext("Channel"), str(labels.CHANNELS[standing.channel])),
        (gettext("Phone"), _list([*days, *times]) or gettext("any time")),
        (gettext("Language"), _list([spoken(standing), plan.dialect, hears, sees])),
    ]


def _people(
    standing: Standing, heading: Heading, names: Mapping[int, StaffName], helped_by: str
) -> list[tuple[str, str]]:
    def shown(*accounts: int | None) -> str:
        found = (names[pk].shown(language()) for pk in accounts if pk and pk in names)
        return _list(found) or "–"

    stands_in = standing.answers if standing.answers != standing.manager else None
    manager = shown(standing.manager)
    if stands_in is not None:
        manager = gettext("%(who)s (now %(other)s)") % {"who": manager, "other": shown(stands_in)}
    return [
        (gettext("Manager"), manager),
        (gettext("Backup"), shown(standing.backup)),
        (gettext("Doctor"), shown(*heading.physicians)),
        (gettext("Helped by"), helped_by),
    ]


def _consent(heading: Heading) -> c.Tag:
    """Whether the consent to take part holds, with its day."""
    agreed = heading.programme
    if agreed is None or agreed.answer is None:
        return c.Tag(gettext("No consent"), "bad")
    day = agreed.answer.at.date().isoformat()
    if not agreed.holds:
        return c.Tag(gettext("Consent ended %(day)s") % {"day": day}, "bad")
    if agreed.ask_again:
        return c.Tag(gettext("Consent %(day)s, to be asked again") % {"day": day}, "warn")
    return c.Tag(gettext("Consent %(day)s") % {"day": day}, "ok")


def _list(parts: Iterable[str]) -> str:
    return gettext(", ").join(filter(None, parts))
