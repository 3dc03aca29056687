"""In-person sessions in the words of patients: the invitation, and what was done at each (7.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from osteopro.accounts.queries import StaffName
from osteopro.appointments import session_labels
from osteopro.appointments.queries import meetings as queries
from osteopro.appointments.queries.meetings import Held
from osteopro.appointments.terms import SessionPart
from osteopro.enrolment.reading import text_language
from osteopro.followup.queries.frame import Frame
from osteopro.web.patient.presenters import dates, talk


@dataclass(frozen=True)
class Meeting:
    """One session: when, with whom, what was done, what was agreed, and when it goes on."""

    when: str
    whom: str
    done: tuple[str, ...]
    agreed: str
    next_on: str


def invited(patient_id: int) -> bool:
    """Whether an invitation stands for which there is no time yet."""
    found = queries.open_of(patient_id)
    return found is not None and found.place is None


def staff_in(found: Sequence[Held]) -> set[int]:
    """The accounts whose names are shown."""
    return {each.session.closed_by for each in found if each.session.closed_by}


def held(
    of: Frame,
    found: Sequence[Held],
    names: Mapping[int, StaffName],
    *,
    helping: bool,
    reads: bool,
) -> list[Meeting]:
    """Sessions that took place, as far as this reader may know of them."""
    return [_meeting(of, each, names, helping=helping, reads=reads) for each in found]


def _meeting(
    of: Frame, each: Held, names: Mapping[int, StaffName], *, helping: bool, reads: bool
) -> Meeting:
    plan = each.written.plan
    closed = each.session.closed_at or each.session.at
    name = names.get(each.session.closed_by or 0)
    agreed = plan.agreed if plan and reads else ""
    return Meeting(
        when=dates.long_day(of, of.local(closed).date()),
        whom=name.shown(dates.language()) if name else "",
        done=tuple(_done(each)) if reads else (),
        agreed="" if helping and talk.private((agreed,)) else agreed,
        next_on=dates.long_day(of, plan.next_on) if plan and plan.next_on else "",
    )


def _done(each: Held) -> list[str]:
    written = each.written
    body, looks = written.body, written.at(SessionPart.LOOKS)
    sizes = [
        gettext("height %(n)s cm") % {"n": body.height_cm} if body and body.height_cm else "",
        gettext("weight %(n)s kg") % {"n": body.weight_kg} if body and body.weight_kg else "",
    ]
    measured = gettext(", ").join(filter(None, sizes))
    lines = [gettext("Measured: %(what)s") % {"what": measured}] if measured else []
    if looks:
        spoken = text_language(dates.language())
        lines += session_labels.looked(looks.guide, looks.content, spoken)
    if written.at(SessionPart.TOGETHER):
        lines.append(gettext("We filled in a record together"))
    if written.at(SessionPart.HEARD):
        lines.append(gettext("We talked about your last record"))
    if written.told:
        lines.append(gettext("We wrote down your medicines and worries for the doctor"))
    return lines
