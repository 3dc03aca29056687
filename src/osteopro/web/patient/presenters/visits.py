"""What a physician made of records, in the patient's words: the end of the fate line, the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.accounts.queries import StaffName, staff_names
from osteopro.appointments import fates, rules
from osteopro.appointments.fates import Month
from osteopro.appointments.queries import visits as visit_queries
from osteopro.appointments.queries.visits import VisitView
from osteopro.appointments.terms import VisitOutcome
from osteopro.followup.queries.frame import Frame
from osteopro.records.queries import StoredResponse
from osteopro.ui.components import FateStep
from osteopro.web.patient.presenters import dates, promises, talk
from osteopro.web.patient.presenters.curves import MedicineChange

_DONE: Mapping[VisitOutcome, object] = {
    VisitOutcome.MEDICINE: _("your medicine was changed"),
    VisitOutcome.TESTS: _("tests were arranged"),
    VisitOutcome.ADVICE: _("you talked about exercise and daily life"),
}


@dataclass(frozen=True)
class Visited:
    """A visit at which a record was used; `line` is "" where it is not for this reader."""

    visit: VisitView
    physician: StaffName | None
    line: str


def readable(patient_id: int, since: datetime | None = None) -> list[VisitView]:
    """Visits since then, or the latest, that can no longer be taken back; one query."""
    settled = clock.now() - rules.UNDO_OUTCOME
    return visit_queries.visits(patient_id, since, until=settled)


def visited(
    last: StoredResponse | None,
    known: Sequence[VisitView],
    names: Mapping[int, StaffName],
    *,
    helping: bool,
    reads: bool,
) -> Visited | None:
    """The visit at which this record was used; None before that."""
    visit = fates.covering(last.received, known) if last else None
    if visit is None or not visit.used:
        return None
    line = told(visit.line, helping=helping, reads=reads)
    return Visited(visit, names.get(visit.by), line)


def told(words: str, *, helping: bool, reads: bool) -> str:
    """Words of a physician as far as the reader may see them: who helps sees nothing about
    self-harm (19), and without the right to read no words at all."""
    hidden = not reads or (helping and talk.private((words,)))
    return "" if hidden else words


def steps(of: Frame, found: Visited | None) -> tuple[FateStep, ...]:
    """Looked at by the doctor, and what came of it; of what the patient is not told only that."""
    if found is None:
        return ()
    visit, name = found.visit, promises.name_of(found.physician)
    when = dates.moment(of, visit.at)
    looked = FateStep(gettext("%(name)s looked at it") % {"name": name}, when)
    if visit.not_told is not None:
        return (looked,)
    done = [str(_DONE[each]) for each in visit.outcomes if each in _DONE]
    label = gettext("Used: %(what)s") % {"what": gettext(", ").join(done)}
    label = label if done else gettext("Looked through: nothing to change")
    if visit.corrects is not None:
        label = gettext("%(what)s (corrected)") % {"what": label}
    quote = gettext("“%(words)s”") % {"words": found.line} if found.line else ""
    return (
        looked,
        FateStep(label, when, quote=quote),
    )


def changes(of: Frame, known: Sequence[VisitView]) -> list[MedicineChange]:
    """Visits at which the medicine was changed, of those whose outcome the patient is told; one
    query for the names."""
    told = [each for each in known if each.changed_medicine and each.not_told is None]
    names = staff_names({each.by for each in told}) if told else {}
    return [MedicineChange(of.local(each.seen_at).date(), names.get(each.by)) for each in told]


def begins(of: Frame, first: date) -> datetime:
    """When a month begins on the clinic's wall."""
    return datetime.combine(first, time(), of.clinic.zone)


def month(
    of: Frame,
    first: date,
    *,
    received: Sequence[datetime],
    replied: Sequence[datetime],
    known: Sequence[VisitView],
) -> Month:
    """What became of the records of a month, on the clinic's wall."""
    return fates.month_of(
        first,
        received=[of.local(each) for each in received],
        replied=[of.local(each) for each in replied],
        visits=known,
    )


def month_line(found: Month, *, over: bool) -> str:
    """A month in one line: what came and what was done with it, kindly where it was nothing."""
    which = gettext("Last month") if over else gettext("This month")
    if not found.records:
        if over:
            return gettext("Last month no record came. You can go on at any time.")
        return gettext("No record this month so far. Whenever it suits you.")
    parts = [
        ngettext("%(num)s record", "%(num)s records", found.records) % {"num": found.records},
        ngettext("%(num)s reply", "%(num)s replies", found.replies) % {"num": found.replies}
        if found.replies
        else "",
        ngettext("used by the doctor once", "used by the doctor %(num)s times", found.used)
        % {"num": found.used}
        if found.used
        else "",
    ]
    told = gettext(", ").join(filter(None, parts))
    sentence = gettext("%(month)s: %(told)s. Thank you for writing.")
    return sentence % {"month": which, "told": told}
