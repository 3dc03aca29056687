"""Every how many days somebody is asked, by a plain reading of clinical content 7.2."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from statistics import median
from typing import Any

URGENT = ("urgent", "emergency")


@dataclass(frozen=True)
class Told:
    """Something that matters for how often we ask: known since `at`, true of the day `on`."""

    at: datetime
    on: date
    what: str


@dataclass(frozen=True)
class Sent:
    """A record: its level, and how the symptoms were (None if a relative told them)."""

    at: datetime
    on: date
    level: str
    symptoms: Fraction | None


@dataclass
class Known:
    """What has been told about one patient so far, and how it was judged last."""

    starts: date = date.min
    records: list[Sent] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)
    moods: list[tuple[datetime, bool]] = field(default_factory=list)
    wishes: list[tuple[datetime, str, int | None]] = field(default_factory=list)
    days: int = 7
    why: str = "first weeks"
    since: date = date.min

    def record(self, at: datetime, on: date, what: dict[str, Any]) -> None:
        """Take in what a record tells."""
        symptoms = None if what["proxy"] else what["symptoms"]
        self.records.append(Sent(at, on, what["level"], symptoms))
        self.events += [Told(at, on, each) for each in what["events"]]
        if what["low_mood"] is not None:
            self.moods.append((at, what["low_mood"]))

    def wish(self, of: str) -> tuple[datetime, int] | None:
        """The wish in force, unless it was taken back."""
        mine = [(at, days) for at, who, days in self.wishes if who == of]
        if not mine or mine[-1][1] is None:
            return None
        return mine[-1][0], mine[-1][1]


def judge(known: Known, at: datetime, today: date) -> int:
    """Days between records as judged now."""
    if known.since == date.min:
        known.since = known.starts
    days, why = _decide(known, at, today)
    if (days, why) != (known.days, known.why):
        known.since = known.since if why == "as before" else today
    known.days, known.why = days, why
    return days


def _decide(known: Known, at: datetime, today: date) -> tuple[int, str]:
    manager = known.wish("manager")
    if manager is not None and not _every_week(known, today, manager[0]):
        return manager[1], "manager"
    if (today - known.starts).days < 28:
        return 7, "first weeks"
    if why := _every_week(known, today, None):
        return 7, why
    patient = known.wish("patient")
    if patient is not None and patient[1] == 14:
        return 14, "patient wants 14"
    if _steady(known, today):
        return 14, "steady"
    if known.days == 7 and _quiet(known):
        return 10, "quiet week"
    if known.why in ("manager", "patient wants 7", "patient wants 14"):
        return known.days, "as before"
    return known.days, known.why


def _every_week(known: Known, today: date, after: datetime | None) -> str:
    """The first reason for seven days; with `after`, one that was not known then."""

    def new(at: datetime) -> bool:
        return after is None or at > after

    def ago(day: date) -> int:
        return (today - day).days

    if any(r.level in URGENT and ago(r.on) <= 14 and new(r.at) for r in known.records):
        return "urgent"
    raised = [r for r in known.records[-3:] if r.level != "routine"]
    if len(raised) >= 2 and any(new(r.at) for r in raised):
        return "attention twice"
    for what, days in (("fracture", 42), ("injury", 42), ("medicine", 28)):
        if any(e.what == what and ago(e.on) < days and new(e.at) for e in known.events):
            return what
    if known.moods and known.moods[-1][1] and new(known.moods[-1][0]):
        return "low mood"
    wish = known.wish("patient")
    if wish is not None and wish[1] == 7 and new(wish[0]):
        return "patient wants 7"
    return ""


def _steady(known: Known, today: date) -> bool:
    """Three routine records in a row, within ten points of the usual, no fall in 28 days."""
    last = known.records[-3:]
    if len(last) < 3 or any(r.level != "routine" for r in last) or last[-1].symptoms is None:
        return False
    moved = [_moved(known, r) for r in last if r.symptoms is not None]
    fell = [e for e in known.events if e.what in ("fall", "injury") and (today - e.on).days <= 28]
    return all(abs(each) <= 10 for each in moved) and not fell


def _moved(known: Known, record: Sent) -> Fraction:
    """Against the median of the last three of one's own in eight weeks, else the first ever."""
    own = [r for r in known.records if r.on < record.on and r.symptoms is not None]
    lately = [r.symptoms for r in own if (record.on - r.on).days <= 56][-3:]
    usual = median(lately) if lately else (own[0].symptoms if own else record.symptoms)
    return (record.symptoms or Fraction(0)) - (usual or Fraction(0))


def _quiet(known: Known) -> bool:
    """A full cycle of seven days without urgency and with at most one attention."""
    if not known.records or (known.records[-1].on - known.since).days < 7:
        return False
    last = known.records[-1].on
    lately = [r.level for r in known.records if (last - r.on).days <= 7]
    urgent = any(level in URGENT for level in lately)
    return not urgent and lately.count("attention") <= 1
