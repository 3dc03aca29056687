"""Simulated time: acts happen in order, and the product's clock stands where they are."""

from collections.abc import Callable
from datetime import UTC, datetime
from heapq import heappop, heappush

Act = Callable[[], None]


class Timeline:
    """A queue of acts by moment. Acts may add further acts; time never runs back."""

    def __init__(self, start: datetime) -> None:
        self._moment = start.astimezone(UTC)
        self._queue: list[tuple[datetime, int, Act]] = []
        self._added = 0

    def now(self) -> datetime:
        """Where time stands; the source for `clock.use`."""
        return self._moment

    def at(self, moment: datetime, act: Act) -> None:
        """Do `act` at `moment`, or as soon as may be when that has passed."""
        self._added += 1
        heappush(self._queue, (max(moment.astimezone(UTC), self._moment), self._added, act))

    def run(self, until: datetime) -> None:
        """Do everything up to and including `until`; what lies behind it stays undone."""
        while self._queue and self._queue[0][0] <= until:
            self._moment, _, act = heappop(self._queue)
            act()
        self._moment = max(self._moment, until.astimezone(UTC))
