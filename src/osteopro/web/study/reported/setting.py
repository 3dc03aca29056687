"""What the study is and rests on."""

from importlib.metadata import version

from django.utils.translation import gettext, ngettext

from osteopro.research.queries.report import Facts
from osteopro.web.study import words
from osteopro.web.study.reported import Lines

VERSION = version("osteopro")


def title(facts: Facts) -> Lines:
    """The title."""
    return [words.translated(facts.study.title, facts.study.title_translated)]


def phenomenon(facts: Facts) -> Lines:
    """What is studied."""
    return _text(facts.study.phenomenon)


def method(_facts: Facts) -> Lines:
    """The method."""
    return [gettext("Colaizzi's seven steps (descriptive phenomenology)")]


def sampling(facts: Facts) -> Lines:
    """How people were chosen."""
    n = facts.people.criteria
    rules = ngettext("%(num)s criterion of eligibility", "%(num)s criteria of eligibility", n)
    return [*_text(facts.study.sampling), *([rules % {"num": n}] if n else [])]


def guide(facts: Facts) -> Lines:
    """The guide."""
    found = facts.guide
    if found is None:
        return []
    version = gettext("Version %(no)s with %(num)s questions and probes")
    lines = [version % {"no": found.no, "num": len(found.questions)}]
    return [*lines, *([gettext("Tried out in a pilot interview")] if found.piloted else [])]


def ethics(facts: Facts) -> Lines:
    """The committee's approval."""
    return _text(f"{facts.study.ethics_body} {facts.study.ethics_no}".strip())


def window(facts: Facts) -> Lines:
    """Between which days interviews were to take place."""
    first, last = facts.study.window_from, facts.study.window_until
    span = {"first": words.day(first), "last": words.day(last)}
    return [gettext("%(first)s to %(last)s") % span] if first or last else []


def software(_facts: Facts) -> Lines:
    """What the data were managed with."""
    return [f"OsteoPRO {VERSION}"]


def trail(facts: Facts) -> Lines:
    """The audit trail."""
    n = facts.work.events
    return [
        ngettext("Audit trail of %(num)s event", "Audit trail of %(num)s events", n) % {"num": n}
    ]


def limitations(facts: Facts) -> Lines:
    """The limits, in the words of the team."""
    return _text(facts.study.limitations)


def conflicts(facts: Facts) -> Lines:
    """Conflicts of interest."""
    return _text(facts.study.conflicts)


def funding(facts: Facts) -> Lines:
    """Who paid."""
    return _text(facts.study.funding)


def _text(text: str) -> Lines:
    return [text] if text else []
