"""What was found, and how sure it is."""

from collections import Counter

from django.utils.translation import gettext, ngettext

from osteopro.research.queries.report import Facts
from osteopro.research.saturation import Standing
from osteopro.research.terms import Relation
from osteopro.web.study import words
from osteopro.web.study.crosscheck_words import SHORT
from osteopro.web.study.reported import Lines


def saturated(facts: Facts) -> Lines:
    """Whether saturation was reached."""
    state, at = facts.saturation.standing, facts.saturation.at
    if state is Standing.NOT_REACHED:
        return []
    said = gettext("Saturation reached at interview %(no)s") % {"no": at}
    again = gettext("Opened again by interview %(no)s") % {"no": facts.saturation.by}
    return [said, *([again] if state is Standing.REOPENED else [])]


def coders(facts: Facts) -> Lines:
    """How many coded."""
    n = facts.work.coders
    return [ngettext("%(num)s coder", "%(num)s coders", n) % {"num": n}] if n else []


def tree(facts: Facts) -> Lines:
    """The tree of codes."""
    board = facts.board
    if not board.themes:
        return []
    said = gettext(
        "%(themes)s themes, %(subs)s sub-themes, %(clusters)s clusters, %(meanings)s meanings"
    )
    clusters = board.every_cluster()
    counts = {
        "themes": len(board.themes),
        "subs": sum(len(each.children) for each in board.themes),
        "clusters": len(clusters),
        "meanings": len(board.meanings) + sum(len(each.meanings) for each in clusters),
    }
    return [said % counts]


def derivation(facts: Facts) -> Lines:
    """Where themes come from."""
    said = gettext("From the data: every theme leads back to statements in the transcripts")
    return [said] if facts.board.themes else []


def member_checks(facts: Facts) -> Lines:
    """How many participants said what they think of the findings."""
    said = gettext("%(n)s of %(of)s participants who could be asked answered")
    asked = facts.checked
    return [said % {"n": asked.answered, "of": asked.of}] if asked.answered else []


def quotations(facts: Facts) -> Lines:
    """Quotes, of how many participants."""
    if not facts.quotes:
        return []
    said = gettext("%(n)s quotes of %(people)s of %(of)s participants, each with their number")
    counts = {"n": len(facts.quotes), "people": len(facts.quoted), "of": len(facts.said)}
    return [said % counts]


def beside(facts: Facts) -> Lines:
    """How what was said stands to the participants' own records."""
    found = Counter(each.relation for each in facts.beside)
    if not found:
        return []
    counts = [
        gettext("%(relation)s: %(n)s") % {"relation": SHORT[each][0], "n": found[each]}
        for each in Relation
        if found[each]
    ]
    people = len({each.participant for each in facts.beside})
    told = ngettext(
        "Laid beside the records of %(num)s participant: %(what)s",
        "Laid beside the records of %(num)s participants: %(what)s",
        people,
    )
    return [told % {"num": people, "what": words.listed(counts)}]


def consistent(facts: Facts) -> Lines:
    """Whether every theme rests on statements."""
    if not facts.board.themes or facts.bare:
        return []
    return [gettext("Every theme rests on accepted statements")]


def major(facts: Facts) -> Lines:
    """The themes."""
    return [each.name for each in facts.board.themes]


def minor(facts: Facts) -> Lines:
    """The sub-themes, and what does not fit."""
    lines = [child.name for theme in facts.board.themes for child in theme.children]
    n = facts.work.deviants
    odd = ngettext("%(num)s deviant case", "%(num)s deviant cases", n) % {"num": n}
    return [*lines, *([odd] if n else [])]


def structure(facts: Facts) -> Lines:
    """The essence of the findings, once it is approved."""
    said = words.translated(facts.structure, facts.structure_translated)
    return [said] if said else []
