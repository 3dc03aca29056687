"""The consent texts as one person reads them: in their language, with their clinic's phone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from osteopro.enrolment.consent import Answer, Standing, text_read
from osteopro.enrolment.definition import ConsentText, Element
from osteopro.enrolment.terms import REQUIRED, Decision, How, Purpose
from osteopro.instruments.definition import Text
from osteopro.sites.queries import Clinic
from osteopro.ui.formats import day_month, patient_moment, working_week

YES, NO = "yes", "no"
# The copy is in its reader's language, whatever the language of the page that makes it.
_SAID: Mapping[Decision, Text] = {
    Decision.GIVEN: {"zh-CN": "同意", "en": "Agreed"},
    Decision.DECLINED: {"zh-CN": "没有同意", "en": "Did not agree"},
    Decision.WITHDRAWN: {"zh-CN": "撤回了", "en": "Withdrawn"},
}
_HOW: Mapping[How, Text] = {
    How.OWN_PAGE: {"zh-CN": "在自己的页面上", "en": "on your own page"},
    How.IN_PERSON: {"zh-CN": "在门诊", "en": "at the clinic"},
    How.PHONE: {"zh-CN": "在电话里", "en": "on the phone"},
    How.PAPER: {"zh-CN": "在纸上", "en": "on paper"},
}
_TOGETHER: Text = {"zh-CN": "{said}，{how}，", "en": "{said} {how}, "}


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


@dataclass(frozen=True, slots=True)
class Line:
    """One purpose in the copy: what was asked, what was answered and how, and when."""

    tick: str
    answer: str
    when: str

    @property
    def state(self) -> str:
        """同意，在门诊，2026年5月25日 上午9:07."""
        return f"{self.answer}{self.when}"


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything somebody was asked, as a paper to keep. `versions` are those of the texts."""

    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    versions: tuple[str, ...]


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

    def copy(self, found: Iterable[Standing], texts: Iterable[ConsentText]) -> Copy:
        """What was answered and every text read for it, each in the version of then."""
        published = list(texts)
        answers = [each.answer for each in found if each.answer is not None]
        read = {
            answer.purpose: text_read(answer, published)
            for answer in answers
            if not answer.other_words
        }
        elements = [
            element
            for text in published
            for element in text.elements
            if any(element in of.about(purpose) for purpose, of in read.items() if of is text)
        ]
        return Copy(
            tuple(self._line(answer, text_read(answer, published)) for answer in answers),
            self.sections(elements),
            tuple(text.version for text in published if text in read.values()),
        )

    def day(self, on: date) -> str:
        """A day on paper, with its year."""
        return day_month(on, self.language, today=date.min)

    def _line(self, answer: Answer, text: ConsentText) -> Line:
        at = answer.at.astimezone(self.clinic.zone)
        # A day that is no year's makes the year be written out.
        paper = answer.paper
        when = self.day(paper.on) if paper else patient_moment(at, self.language, today=date.min)
        state = _TOGETHER[self.language].format(
            said=_SAID[answer.decision][self.language],
            how=_HOW[answer.how][self.language],
        )
        return Line(self._words(text.ticks[answer.purpose].tick), state, when)

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
