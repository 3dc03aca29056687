"""What somebody agreed to, in the words of their own pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.consent import Standing, text_for, to_ask
from osteopro.enrolment.definition import ConsentText
from osteopro.enrolment.reading import Copy, Question, Reader, text_language
from osteopro.enrolment.terms import Decision, Purpose
from osteopro.followup.queries.frame import Frame
from osteopro.ui.components import Link
from osteopro.web.patient.presenters import dates


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
        """The paper to keep."""
        return self.reader.copy(self.found, self.texts)


def consents(of: Frame) -> Consents:
    """Two queries."""
    published = enrolment_queries.texts()
    found = enrolment_queries.consents(of.patient_id, published)
    return Consents(of, found, published)


def state_words(of: Frame, standing: Standing) -> str:
    """同意了，11月23日 上午10:00."""
    answer = standing.answer
    if answer is None:
        return gettext("Not asked yet")
    paper = answer.paper
    when = dates.long_day(of, paper.on) if paper else dates.moment(of, answer.at)
    if answer.decision is Decision.GIVEN and not standing.holds:
        return gettext("Please agree again: the words have changed")
    said = {
        Decision.GIVEN: gettext("Agreed, %(when)s"),
        Decision.DECLINED: gettext("Did not agree, %(when)s"),
        Decision.WITHDRAWN: gettext("Withdrawn, %(when)s"),
    }[answer.decision]
    return said % {"when": when}
