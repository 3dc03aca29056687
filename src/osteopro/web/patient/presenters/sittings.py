"""What is left of an occasion, and how much a new one asks, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from osteopro import clock
from osteopro.followup.queries.forms import Planned, PlannedForm, SittingForms
from osteopro.followup.queries.frame import Frame
from osteopro.instruments.terms import Kind
from osteopro.records.queries import StoredResponse
from osteopro.records.rules import may_correct
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters import dates


@dataclass(frozen=True)
class Rest:
    """Forms that are left: how many questions, about what, until when."""

    title: str
    lines: tuple[str | Markup, ...]
    href: str


def rest(of: Frame, found: SittingForms) -> Rest:
    """The card that offers the rest of an occasion."""
    title = ngettext("%(num)s more question", "%(num)s more questions", found.questions) % {
        "num": found.questions
    }
    return Rest(
        title=title,
        lines=(
            ngettext(
                "%(about)s. About %(minutes)s minute.",
                "%(about)s. About %(minutes)s minutes.",
                found.minutes,
            )
            % {"about": about(found.left), "minutes": found.minutes},
            dates.fill(
                gettext("Another day is fine too, up to %(day)s."),
                day=dates.together(dates.long_day(of, found.until)),
            ),
        ),
        href=reverse("patient_next", args=[found.record.uuid]),
    )


def corrections(given: Sequence[StoredResponse]) -> list[tuple[str, str]]:
    """The forms that may still be corrected: what the button says, and where it leads.

    With more than one form each button names its own.
    """
    now = clock.now()
    open_ = [each for each in given if each.complete and may_correct(each.received, now)]
    words = [gettext("Made a mistake? Correct it")]
    if len(open_) > 1:
        words = [gettext("Correct: %(form)s") % {"form": _name(each)} for each in open_]
    links = [reverse("patient_correct", args=[each.uuid]) for each in open_]
    return list(zip(words, links, strict=False))


def _name(given: StoredResponse) -> str:
    if given.kind is Kind.RECORD:
        return gettext("how you have been")
    return text(given.instrument.questionnaire.title)


def about(forms: Sequence[PlannedForm]) -> str:
    """What forms are about: 生活情况、心情两题."""
    return gettext(", ").join(text(form.instrument.questionnaire.title) for form in forms)


def in_two(plan: Planned) -> str:
    """How the questions of a new occasion are split; "" when there is one form only."""
    if not plan.riders:
        return ""
    first = plan.forms[0].questions
    return gettext(
        "First %(first)s. Then %(rest)s more: %(about)s. Those may wait for another day."
    ) % {
        "first": first,
        "rest": plan.questions - first,
        "about": about(plan.riders),
    }
