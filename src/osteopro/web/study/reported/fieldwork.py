"""Who took part and how they were listened to."""

from django.utils.translation import gettext, ngettext

from osteopro.research import numbers
from osteopro.research.queries.report import Facts
from osteopro.research.terms import Approached
from osteopro.web.study import recruit_words, words
from osteopro.web.study.reported import Lines

REVIEW_LATE = "review-late"


def approach(facts: Facts) -> Lines:
    """How people were asked."""
    return [f"{recruit_words.WAYS[way]}: {n}" for way, n in facts.people.ways.items() if n]


def size(facts: Facts) -> Lines:
    """How many took part."""
    n = facts.people.interviewed
    held = ngettext("%(num)s participant interviewed", "%(num)s participants interviewed", n)
    return [held % {"num": n}] if n else []


def losses(facts: Facts) -> Lines:
    """How many refused or withdrew, and why."""
    people = facts.people
    if not people.approached:
        return []
    agreed = numbers.share(people.outcomes[Approached.AGREED], people.approached)
    lines = [
        gettext("%(n)s of %(of)s approached agreed (%(percent)s %%)")
        % {"n": agreed.n, "of": agreed.of, "percent": agreed.percent}
    ]
    lines += [f"{why or '–'} ({n})" for why, n in people.reasons.items()]
    if people.withdrawn:
        lines.append(gettext("%(num)s withdrew") % {"num": people.withdrawn})
    return lines


def places(facts: Facts) -> Lines:
    """Where interviews took place."""
    return [f"{place}: {n}" for place, n in facts.work.places.items()]


def others(facts: Facts) -> Lines:
    """Who else was there."""
    n, of = facts.work.with_others, facts.work.interviews
    said = gettext("Somebody else was there in %(n)s of %(of)s interviews")
    return [said % {"n": n, "of": of}] if of else []


def sample(facts: Facts) -> Lines:
    """What the sample was like: Table 1."""
    known = [each for each in facts.table if each.spread or any(x.share.n for x in each.levels)]
    shown = [words.translated(each.label, each.label_translated) for each in known]
    return [gettext("Table 1: %(what)s") % {"what": words.listed(shown)}] if known else []


def repeats(facts: Facts) -> Lines:
    """Whether interviews were repeated."""
    n, of = facts.work.repeats, facts.work.interviews
    said = gettext("%(n)s of %(of)s interviews took an earlier one up again")
    return [said % {"n": n, "of": of}] if of else []


def recordings(facts: Facts) -> Lines:
    """How many were recorded."""
    n, of = facts.work.recorded, facts.work.interviews
    return [gettext("%(n)s of %(of)s interviews recorded") % {"n": n, "of": of}] if of else []


def notes(facts: Facts) -> Lines:
    """Field notes."""
    n = facts.work.notes
    return [ngettext("%(num)s field note", "%(num)s field notes", n) % {"num": n}] if n else []


def minutes(facts: Facts) -> Lines:
    """Planned and real lengths."""
    found = numbers.spread(facts.work.minutes)
    if found is None:
        return []
    study = facts.study
    planned = {"first": study.minutes_from, "last": study.minutes_to}
    outside = sum(not study.minutes_from <= each <= study.minutes_to for each in facts.work.minutes)
    real = {"mean": found.mean, "low": found.low, "high": found.high}
    return [
        gettext("Mean %(mean)s minutes (%(low)s to %(high)s)") % real,
        gettext("Planned: %(first)s to %(last)s minutes") % planned,
        gettext("%(n)s of %(of)s outside of the plan") % {"n": outside, "of": found.n},
    ]


def returned(facts: Facts) -> Lines:
    """Transcripts that participants saw."""
    n = facts.work.returned
    said = ngettext("%(num)s transcript returned", "%(num)s transcripts returned", n)
    return [said % {"num": n}] if n else []


def reviews(facts: Facts) -> Lines:
    """Transcripts that a second person read along with the recording."""
    n, of = facts.work.reviewed, facts.work.interviews
    said = gettext("%(n)s of %(of)s transcripts checked by a second person")
    late = facts.work.deviations.get(REVIEW_LATE, 0)
    lines = [said % {"n": n, "of": of}] if of else []
    return [
        *lines,
        *([gettext("%(n)s of them after more than 24 hours") % {"n": late}] if late else []),
    ]
