"""The only source of time.

Every moment in the product comes from `now()`: the simulation replays months in
seconds and tests hold the clock still, and neither works if one module asks the
operating system behind our back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Source = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place that may ask


_source: Source = _system


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _source()


def today(zone: ZoneInfo) -> date:
    """The calendar date at this moment in `zone`: what "today" means on a clinic's wall."""
    return now().astimezone(zone).date()


@contextmanager
def use(source: Source) -> Iterator[None]:
    """Replace the clock for everything in this process until the block ends.

    >>> noon = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    >>> with use(lambda: noon):
    ...     now() == noon
    True
    """
    global _source
    previous, _source = _source, source
    try:
        yield
    finally:
        _source = previous


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) until the block ends."""
    if moment.tzinfo is None:
        raise ValueError("a frozen clock needs a time zone")
    with use(lambda: moment.astimezone(UTC)):
        yield
