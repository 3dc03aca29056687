"""A page told in one language: its texts, and days as its reader knows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from osteopro.instruments.definition import Text
from osteopro.summaries.facts import VisitSummary
from osteopro.summaries.sentences import names, short_day
from osteopro.ui.formats import staff_short

MOST_DAYS = 2


@dataclass(frozen=True)
class Telling:
    """A summary with the language it is told in."""

    of: VisitSummary
    language: str
    copy: bool

    def say(self, code: str, **values: object) -> str:
        return self.of.edition.say(code, self.language, **values)

    def text(self, text: Text) -> str:
        return text.get(self.language, "")

    def day(self, on: date) -> str:
        """A day: spelt for patients, short in the narrow columns of the others."""
        if self.copy:
            return short_day(on, self.of, self.language)
        return staff_short(on, today=self.of.today)

    def days(self, every: Sequence[date]) -> str:
        return names(self.of, self.language, map(self.day, every), MOST_DAYS)

    def parts(self, every: Iterable[str]) -> str:
        return self.say("join.parts").join(filter(None, every))
