"""The way into the study in words: how many came how far, and who did not go on."""

from collections.abc import Iterable

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.research.queries.report import Facts
from osteopro.research.terms import Approached, Screened
from osteopro.ui.charts import Stop, way_chart
from osteopro.web.study import recruit_words, words
from osteopro.web.study.page import language
from osteopro.web.study.reported import Lines


def stops(facts: Facts) -> tuple[Stop, ...]:
    """From who was looked at to who stands in the analysis."""
    people, flow, analysed = facts.people, facts.flow, facts.analysed
    withdrew = _count(gettext("Withdrew"), people.withdrawn)
    return (
        Stop(gettext("Assessed for eligibility"), flow.looked_at, tuple(_not_eligible(facts))),
        Stop(
            gettext("Eligible"),
            flow.eligible,
            _count(gettext("Not approached"), flow.eligible - flow.approached),
        ),
        Stop(gettext("Approached"), flow.approached, tuple(_not_agreed(facts))),
        Stop(
            gettext("Gave consent"),
            flow.agreed,
            (
                *withdrew,
                *_count(gettext("Not interviewed"), flow.agreed - people.interviewed),
            ),
        ),
        Stop(
            gettext("Interviewed"),
            people.interviewed,
            _count(gettext("No transcript yet"), people.interviewed - people.transcribed),
        ),
        Stop(
            gettext("Transcript checked and frozen"),
            people.transcribed,
            _count(gettext("Not in the analysis"), people.transcribed - analysed),
        ),
        Stop(gettext("In the analysis"), analysed),
    )


def picture(facts: Facts, uid: str) -> Markup:
    """The flow figure."""
    found = stops(facts)
    return way_chart(found, sentence=sentence(facts), about=" ".join(told(found)), uid=uid)


def sentence(facts: Facts) -> str:
    """The figure in one sentence."""
    counts = {
        "first": facts.flow.looked_at,
        "agreed": facts.flow.agreed,
        "last": facts.analysed,
    }
    return (
        gettext("Of %(first)s people assessed, %(agreed)s agreed; %(last)s are in the analysis.")
        % counts
    )


def told(found: Iterable[Stop]) -> Lines:
    """Each stop as a sentence, for who does not see the figure."""
    return [
        gettext("%(name)s: %(n)s.") % {"name": stop.name, "n": stop.number}
        + (
            gettext(" Not further: %(why)s.") % {"why": words.listed(stop.lost)}
            if stop.lost
            else ""
        )
        for stop in found
    ]


def _not_eligible(facts: Facts) -> Lines:
    out = [f"· {_counted(each.shown(language()), n)}" for each, n in facts.flow.excluded]
    unsure = facts.people.results[Screened.UNSURE]
    head = _count(gettext("Not eligible"), facts.people.results[Screened.NOT_ELIGIBLE])
    return [*head, *out, *_count(gettext("Not known yet"), unsure)]


def _not_agreed(facts: Facts) -> Lines:
    """Refusals with their reasons, and who is still to answer."""
    people = facts.people
    lines = []
    for outcome, n in people.outcomes.items():
        if n and outcome is not Approached.AGREED:
            lines.append(_counted(str(recruit_words.OUTCOMES[outcome]), n))
        if outcome is Approached.REFUSED:
            lines += [f"· {_counted(why, many)}" for why, many in people.reasons.items() if why]
    agreed = people.outcomes[Approached.AGREED]
    return [*lines, *_count(gettext("Agreed, consent to come"), agreed - facts.flow.agreed)]


def _count(name: str, n: int) -> tuple[str, ...]:
    return (_counted(name, n),) if n > 0 else ()


def _counted(name: str, n: int) -> str:
    return gettext("%(name)s (n = %(n)s)") % {"name": name, "n": n}
