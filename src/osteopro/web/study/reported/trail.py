"""That the trail of the study was proved, now, and what it holds."""

from django.utils.translation import gettext, ngettext

from osteopro.audit.one_chain import Proved
from osteopro.research.queries.report import Facts
from osteopro.research.terms import LogKind
from osteopro.web.study import words
from osteopro.web.study.reported import Lines


def proof(proved: Proved) -> Lines:
    """What came of walking every line, with the hash of the last."""
    count = ngettext(
        "Every change of the study leaves a line that is chained to the one before by its hash. "
        "%(num)s line was walked for this report.",
        "Every change of the study leaves a line that is chained to the one before by its hash. "
        "%(num)s lines were walked for this report.",
        proved.lines,
    ) % {"num": proved.lines}
    return [
        count,
        result(proved),
        gettext("Hash of the last line: %(hash)s") % {"hash": proved.head},
    ]


def result(proved: Proved) -> str:
    """Whether it holds, and where not."""
    if proved.holds:
        return gettext("Result: the chain is whole.")
    if proved.broken_at:
        said = gettext("Result: the chain does NOT hold from line %(no)s on.")
        return said % {"no": proved.broken_at}
    return gettext("Result: the chain does NOT end where it should: lines are missing.")


def written(facts: Facts) -> Lines:
    """What people wrote of themselves: how many entries of each kind."""
    return [
        f"{words.LOG[kind]}: {facts.work.log[kind]}" for kind in LogKind if facts.work.log[kind]
    ]
