"""What somebody agreed to, in the words of their own pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.consent import Standing, text_for, text_read, to_ask
from osteopro.enrolment.definition import ConsentText
from osteopro.enrolment.reading import Question, Reader, Section, text_language
from osteopro.enrolment.terms import Decision, How, Purpose
from osteopro.followup.queries.frame import Frame
from osteopro.ui.components import Link
from osteopro.web.patient.presenters import dates


@dataclass(frozen=True)
class Line:
    """One purpose in the copy: what was asked and what was answered when."""

    tick: str
    state: str


@dataclass(frozen=True)
class Copy:
    """Everything somebody was asked, as a paper to keep."""

    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    versions: str


@dataclass(frozen=True)
class Consents:
    """One patient's consents with the texts, read once for a page."""

    of: Frame
    found: tuple[Standing, ...]
    texts: list[ConsentText]

    @property
    def reader(self) -> Reader:
        """The person whose page this is."""
        return Reader(self.of.clinic, text_language(dates.language()))

    @property
    def version(self) -> str:
        """The version that is asked now."""
        return self.texts[-1].version

    def standing(self, purpose: Purpose) -> Standing:
        return next(each for each in self.found if each.purpose == purpose)

    def question(self, standing: Standing) -> Question:
        """One purpose with all that is told about it."""
        return self.reader.question(text_for(standing, self.texts), standing.purpose)

    def links(self) -> list[Link]:
        """One row for each purpose with its state."""
        return [
            Link(
                reverse("patient_consent_purpose", args=[each.purpose]),
                self.question(each).name,
                note=state_words(self.of, each),
            )
            for each in self.found
        ]

    def asked_again(self) -> list[Question]:
        """The questions whose words changed, in the new words."""
        return [self.reader.question(self.texts[-1], p) for p in to_ask(self.found)]

    def copy(self) -> Copy:
        """What was answered and every text read for it, each in the version of then."""
        answers = [each.answer for each in self.found if each.answer is not None]
        read = {answer.purpose: text_read(answer, self.texts) for answer in answers}
        elements = [
            element
            for text in self.texts
            for element in text.elements
            if any(element in of.about(purpose) for purpose, of in read.items() if of == text)
        ]
        versions = [text.version for text in self.texts if text in read.values()]
        return Copy(
            lines=tuple(self._line(self.standing(p), text) for p, text in read.items()),
            sections=self.reader.sections(elements),
            versions=gettext(", ").join(versions),
        )

    def _line(self, standing: Standing, text: ConsentText) -> Line:
        blanks = {"state": state_words(self.of, standing), "how": how_words(standing)}
        tick = self.reader.question(text, standing.purpose).tick
        return Line(tick, gettext("%(state)s (%(how)s)") % blanks)


def consents(of: Frame) -> Consents:
    """Three queries."""
    return Consents(of, enrolment_queries.consents(of.patient_id), enrolment_queries.texts())


def state_words(of: Frame, standing: Standing) -> str:
    """同意了，11月23日 上午10:00."""
    answer = standing.answer
    if answer is None:
        return gettext("Not asked yet")
    when = dates.moment(of, answer.at)
    if answer.decision is Decision.GIVEN and not standing.holds:
        return gettext("Please agree again: the words have changed")
    said = {
        Decision.GIVEN: gettext("Agreed, %(when)s"),
        Decision.DECLINED: gettext("Did not agree, %(when)s"),
        Decision.WITHDRAWN: gettext("Withdrawn, %(when)s"),
    }[answer.decision]
    return said % {"when": when}


def how_words(standing: Standing) -> str:
    """Where it was answered."""
    if standing.answer is None:
        return ""
    return {
        How.OWN_PAGE: gettext("on your own page"),
        How.IN_PERSON: gettext("at the clinic"),
        How.PHONE: gettext("on the phone"),
    }[standing.answer.how]
