"""The case as rules see it: the current response, what counts as history, and windows of days.

"Days" are differences of local dates (resolution 71). Nothing here depends on the order in which
history and diary are handed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from osteopro.instruments.change import Past, base
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind
from osteopro.triage.case import Case, PastRecord, Profile
from osteopro.triage.reading import Form, Reading

OLDEST_AUTHORED = timedelta(days=14)
NEWEST_AUTHORED = timedelta(minutes=5)

_FORMS: dict[str, Form] = {}


@dataclass(frozen=True)
class Series:
    """Forms whose values are compared with each other; `days` None: whatever their age."""

    forms: frozenset[str]
    baseline: frozenset[str]
    latest: int
    days: int | None


@dataclass(frozen=True)
class Measure:
    """An item's raw number or a scale's score."""

    name: str
    is_scale: bool

    def of(self, reading: Reading) -> Fraction | None:
        return reading.score(self.name) if self.is_scale else reading.raw(self.name)


class View:
    """One case against one set of instruments. KeyError for a form the instruments lack."""

    def __init__(
        self, case: Case, instruments: Mapping[str, Instrument], series: Mapping[str, Series]
    ) -> None:
        self.case = case
        self.instruments = instruments
        self.series = series
        self.current = self._read(case.response) if case.response else None
        self._own: dict[str, list[Reading]] = {}
        self._usual: dict[tuple[Measure, str], Fraction | None] = {}
        self._recent: dict[tuple[int, int], list[Reading]] = {}

    def before(self) -> "View | None":
        """The case as it stood with the latest record of an earlier day, None without one."""
        last = next((reading for reading in self.history if reading.day < self.day), None)
        if last is None:
            return None
        view = View(self.case, self.instruments, self.series)
        view.current = last
        view.moment = last.record.authored
        view.history = [r for r in self.history if r.record.authored < view.moment]
        view.diary = [r for r in self.diary if r.record.authored < view.moment]
        return view

    @property
    def profile(self) -> Profile:
        return self.case.profile

    @property
    def proxy(self) -> bool:
        return bool(self.current and self.current.record.proxy)

    @cached_property
    def now_day(self) -> date:
        return self.local_day(self.case.now)

    @cached_property
    def moment(self) -> datetime:
        """When the answers were given, if a clock can be believed, else when they arrived."""
        now, response = self.case.now, self.case.response
        if response is None:
            return now
        believable = now - OLDEST_AUTHORED <= response.authored <= now + NEWEST_AUTHORED
        return response.authored if believable else now

    @cached_property
    def day(self) -> date:
        return self.local_day(self.moment)

    @cached_property
    def history(self) -> list[Reading]:
        """Earlier records of all forms but the diary, newest first."""
        return self._earlier(self.case.history)

    @cached_property
    def diary(self) -> list[Reading]:
        """Earlier diary entries, newest first."""
        return self._earlier(self.case.diary)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.case.zone).date()

    def age(self, day: date) -> int:
        """Whole days between `day` and the day of the answers."""
        return (self.day - day).days

    def of_series(self, name: str) -> list[Reading]:
        """Earlier records of a series, newest first, also a proxy's."""
        series = self.series[name]
        return [reading for reading in self.history if reading.form.code in series.forms]

    def own(self, name: str) -> list[Reading]:
        """Earlier records of a series given by the patient, newest first."""
        if name not in self._own:
            self._own[name] = [r for r in self.of_series(name) if not r.record.proxy]
        return self._own[name]

    def usual(self, measure: Measure, name: str) -> Fraction | None:
        """The patient's own usual value (clinical content 2.4); None on a proxy's record."""
        if self.proxy:
            return None
        key = (measure, name)
        if key not in self._usual:
            self._usual[key] = self._base(measure, self.series[name], self.own(name), self.day)
        return self._usual[key]

    def change(self, measure: Measure, name: str) -> Fraction | None:
        """Current minus usual."""
        current = measure.of(self.current) if self.current else None
        if current is None:
            return None
        usual = self.usual(measure, name)
        return None if usual is None else current - usual

    def previous_change(self, measure: Measure, name: str, days: int) -> Fraction | None:
        """The change of the latest earlier own record that has a value, against its own base."""
        if self.proxy:
            return None
        own = self.own(name)
        for index, reading in enumerate(own):
            if self.age(reading.day) > days:
                return None
            value = measure.of(reading)
            if value is not None:
                before = own[index + 1 :]
                usual = self._base(measure, self.series[name], before, reading.day)
                return None if usual is None else value - usual
        return None

    def recent(self, *, record_days: int, diary_days: int) -> list[Reading]:
        """The current response, then earlier records and diary entries inside their windows."""
        key = (record_days, diary_days)
        if key not in self._recent:
            past = [r for r in self.history if 0 <= self.age(r.day) <= record_days]
            past += [r for r in self.diary if 0 <= self.age(r.day) <= diary_days]
            past = _newest_first(past)
            self._recent[key] = [self.current, *past] if self.current else past
        return self._recent[key]

    def _base(
        self, measure: Measure, series: Series, own: Sequence[Reading], day: date
    ) -> Fraction | None:
        past: list[Past] = []
        for reading in own:
            if series.days is not None and (day - reading.day).days > series.days:
                break
            value = measure.of(reading)
            if value is not None:
                past.append(Past(reading.day, value))
                if len(past) == series.latest:
                    break
        past.reverse()
        if not past:
            return self._baseline(measure, series, own)
        return base(past, day, None, latest=series.latest, window_days=series.days)

    def _baseline(
        self, measure: Measure, series: Series, own: Sequence[Reading]
    ) -> Fraction | None:
        first = next((r for r in reversed(own) if r.form.code in series.baseline), None)
        return measure.of(first) if first else None

    def _earlier(self, records: Iterable[PastRecord]) -> list[Reading]:
        readings = [self._read(record) for record in records]
        if self.case.response is not None:
            readings = [reading for reading in readings if self._counts(reading)]
        return _newest_first(readings)

    def _counts(self, reading: Reading) -> bool:
        response = self.case.response
        if response is None or reading.record.authored < response.authored:
            return True
        # A quality-of-life form of the same day was filled in the same sitting (resolution 77).
        sitting = Kind.QUALITY_OF_LIFE
        if reading.form.instrument.kind is not sitting or self._is_current(sitting):
            return False
        return reading.day == self.local_day(response.authored)

    def _is_current(self, kind: Kind) -> bool:
        return self.current is not None and self.current.form.instrument.kind is kind

    def _read(self, record: PastRecord) -> Reading:
        instrument = self.instruments[record.canonical]
        return Reading(record, form_of(instrument), self.local_day(record.authored))


def form_of(instrument: Instrument) -> Form:
    """The form of an instrument, kept for the life of the process by its digest."""
    form = _FORMS.get(instrument.digest)
    if form is None:
        form = _FORMS[instrument.digest] = Form(instrument)
    return form


def _newest_first(readings: list[Reading]) -> list[Reading]:
    found = sorted(readings, key=_moment, reverse=True)
    if any(_moment(one) == _moment(other) for one, other in pairwise(found)):
        # The same second twice: order by content, so that the order of arrival never matters.
        found.sort(key=lambda reading: (*_moment(reading), _content(reading)), reverse=True)
    return found


def _moment(reading: Reading) -> tuple[datetime, str]:
    return reading.record.authored, reading.record.canonical


def _content(reading: Reading) -> str:
    return str(sorted(reading.answers.values.items(), key=lambda entry: entry[0]))
