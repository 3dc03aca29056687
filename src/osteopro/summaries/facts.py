"""What the page for a visit says, before it is put into words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from osteopro.instruments.definition import Text
from osteopro.summaries.definition import Edition
from osteopro.ui.charts.values import Number, Point
from osteopro.ui.trends import Measure, Verdict, verdict


class Mark(StrEnum):
    """What is marked on the strip of events."""

    FALL = "fall"
    FRACTURE = "fracture"
    BACK = "back"
    MEDICINE = "medicine"
    MISSED = "missed"
    INJECTION = "injection"
    VISIT = "visit"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; `how` in the words of the form."""

    on: date
    mark: Mark
    how: Text


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer or score on its day. `value` None: asked and left out."""

    on: date
    value: Number | None
    text: Text
    proxy: bool = False

    @property
    def compares(self) -> bool:
        """Whether it may be set against another: given, and by the patient (resolution 80)."""
        return self.value is not None and not self.proxy


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tables. `step` is the smallest difference that means something (2.4)."""

    code: str
    label: Text
    low: int
    high: int
    step: Number
    worse_up: bool
    now: Cell | None = None
    before: Cell | None = None
    first: Cell | None = None
    # Its answers are numbers, not words.
    figures: bool = True

    @property
    def since_start(self) -> Verdict | None:
        """Against the first of all; None where nothing can be compared."""
        return self._against(self.first)

    @property
    def lately(self) -> Verdict | None:
        """Against four weeks ago, else against the first."""
        return self._against(self.before) or self._against(self.first)

    def _against(self, other: Cell | None) -> Verdict | None:
        now = self.now
        if now is None or other is None or not (now.compares and other.compares):
            return None
        if now.on <= other.on or now.value is None or other.value is None:
            return None
        return verdict(other.value, now.value, Measure("", self.step, self.worse_up))


@dataclass(frozen=True, slots=True)
class Curve:
    """One small multiple; `row` is what it draws, `points` the twelve weeks, oldest first."""

    row: Row
    points: tuple[Point, ...]
    texts: tuple[Text, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what was due came, and by which way."""

    received: int
    missed: tuple[date, ...]
    phone: int
    in_person: int
    family: tuple[date, ...]

    @property
    def expected(self) -> int:
        return self.received + len(self.missed)


@dataclass(frozen=True, slots=True)
class Note:
    """Own words."""

    on: date
    words: str
    family: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """A record at urgent or emergency since the last visit."""

    on: date
    emergency: bool
    because: Text
    outcome: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Falls:
    """Twelve months of falls; `many`: a form said three or more."""

    times: int
    injured: int
    latest: date | None
    many: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A height or weight with the change since the first one."""

    value: Decimal
    on: date
    change: Decimal | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Medicine:
    """Use as it was reported."""

    on_it: bool
    taken: Text
    why: Text
    interrupted: int
    side_effect: Text
    which: Text
    next_dose: date | None


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation that was sent, and the newest word about it."""

    title: str
    on: date
    word: str


@dataclass(frozen=True, slots=True)
class LastVisit:
    """When a doctor was seen last, and which."""

    on: date
    at: datetime
    by: int | None = None


@dataclass(frozen=True)
class Visits:
    """What is known of visits: the last one, their days, and those that changed a medicine."""

    last: LastVisit | None = None
    days: tuple[date, ...] = ()
    changed_medicine: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Whose page it is."""

    patient_id: int
    name: str
    age: int
    sex: str
    enrolled_on: date
    channel: str
    # In which the patient reads.
    language: str
    manager: Text
    phone: str
    visit: LastVisit | None
    visit_by: Text
    start: date
    end: date


@dataclass(frozen=True)
class VisitSummary:
    """Everything on one page (clinical content section 8), in the order of its parts."""

    edition: Edition
    made: datetime
    head: Head
    complete: Completeness
    wish: tuple[Text, ...]
    notes: tuple[Note, ...]
    questions: tuple[Text, ...]
    alarms: tuple[Alarm, ...]
    more_alarms: int
    curves: tuple[Curve, ...]
    events: tuple[Event, ...]
    headline: tuple[Row, ...]
    symptoms: tuple[Row, ...]
    quality: tuple[Row, ...]
    falls: Falls
    fractures: tuple[Event, ...]
    spine_fracture: bool
    recent_fracture: bool
    height: Measured | None
    weight: Measured | None
    medicine: Medicine
    advice: tuple[Advice, ...]
    more_advice: int
    skipped: tuple[Text, ...]
    verified: tuple[date, ...]
    last_record: date | None

    @property
    def empty(self) -> bool:
        """Whether nothing was ever recorded."""
        return self.last_record is None

    @property
    def today(self) -> date:
        return self.head.end

    def rows(self) -> Sequence[Row]:
        """Every line of both tables."""
        return (*self.symptoms, *self.quality)
