"""Learning to use it: what was learnt, when the welcome comes first, the words of 5.5. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

import orjson

from osteopro.followup.terms import Company, Lesson
from osteopro.instruments.definition import Text

TEXTS = Path(__file__).parent / "library" / "education.json"
REMINDER_DAYS = 12 * 7


@dataclass(frozen=True, slots=True)
class Education:
    """Words about honest answers: E1 as cards of one idea each, E2 as one reminder."""

    cards: tuple[Text, ...]
    reminder: Text


@dataclass(frozen=True)
class Learnt:
    """What somebody has learnt so far: the welcome's pages, and the try-out when and with whom."""

    lessons: Mapping[Lesson, datetime] = field(default_factory=dict)
    put_off_at: datetime | None = None
    tried_at: datetime | None = None
    tried_with: Company | None = None

    @property
    def left(self) -> tuple[Lesson, ...]:
        """The pages of the welcome that are still to be read, in their order."""
        return tuple(lesson for lesson in Lesson if lesson not in self.lessons)

    @property
    def welcomed_at(self) -> datetime | None:
        """When the last page was read; None while one is left."""
        return None if self.left else max(self.lessons.values())

    def comes_first(self, *, reports: bool) -> bool:
        """Whether the welcome stands before everything else, as on the first visit.

        Never twice: not for who began it, put it off, or `reports` already.
        """
        return not (reports or self.lessons or self.put_off_at)


def reminds(starts_on: date, last_record_on: date | None, today: date) -> bool:
    """Whether the words about the order of visits are due again: every 12 weeks, until a
    record has come since (clinical content 5.5, E2)."""
    rounds = (today - starts_on).days // REMINDER_DAYS
    if rounds < 1:
        return False
    since = date.fromordinal(starts_on.toordinal() + rounds * REMINDER_DAYS)
    return last_record_on is None or last_record_on < since


@cache
def education() -> Education:
    """The texts that come with the product."""
    found = orjson.loads(TEXTS.read_bytes())
    return Education(tuple(found["cards"]), found["reminder"])
