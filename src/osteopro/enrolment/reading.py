"""The consent texts as one person reads them: in their language, with their clinic's phone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from osteopro.enrolment.definition import ConsentText, Element
from osteopro.enrolment.terms import REQUIRED, Purpose
from osteopro.instruments.definition import Text
from osteopro.sites.queries import Clinic
from osteopro.ui.formats import working_week

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that is told."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked, with what is told about it. `field` is its name in a form."""

    purpose: Purpose
    name: str
    tick: str
    without: str
    sections: tuple[Section, ...]

    @property
    def field(self) -> str:
        return field_of(self.purpose)

    @property
    def required(self) -> bool:
        return self.purpose in REQUIRED


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose in a form; `open` was asked and not answered."""

    given: frozenset[Purpose]
    declined: frozenset[Purpose]
    open: tuple[Purpose, ...]


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: in the language of a text ("zh-CN" or "en"), at one clinic."""

    clinic: Clinic
    language: str

    def sections(self, elements: Iterable[Element]) -> tuple[Section, ...]:
        """What is told, in order; each text once."""
        return tuple(dict.fromkeys(self._section(element) for element in elements))

    def question(self, text: ConsentText, purpose: Purpose) -> Question:
        """What is asked about one purpose."""
        tick = text.ticks[purpose]
        return Question(
            purpose,
            self._words(tick.name),
            self._words(tick.tick),
            self._words(tick.without),
            self.sections(text.about(purpose)),
        )

    def questions(self, text: ConsentText) -> tuple[Question, ...]:
        """Everything that is asked, in the order of Purpose."""
        return tuple(self.question(text, purpose) for purpose in Purpose)

    def _section(self, element: Element) -> Section:
        return Section(self._words(element.title), tuple(self._words(element.text).split("\n")))

    def _words(self, text: Text) -> str:
        hours = self.clinic.service.hours
        return text[self.language].format(
            clinic=self.clinic.shown(self.language),
            phone=self.clinic.phone,
            hours=working_week(hours.opens, hours.closes, self.language),
        )


def text_language(language: str) -> str:
    """The language of texts for a language of pages: "en" or "zh-CN"."""
    return "en" if language.startswith("en") else "zh-CN"


def field_of(purpose: Purpose) -> str:
    """The name of a purpose's field in a form."""
    return f"consent-{purpose}"


def chosen(form: Mapping[str, str], asked: Collection[Purpose]) -> Chosen:
    """What was chosen for each purpose that was asked; other fields are not looked at."""
    answers = {purpose: form.get(field_of(purpose), "") for purpose in asked}
    return Chosen(
        given=frozenset(p for p, answer in answers.items() if answer == YES),
        declined=frozenset(p for p, answer in answers.items() if answer == NO),
        open=tuple(p for p, answer in answers.items() if answer not in (YES, NO)),
    )
