"""What coders did in a round, as it is compared: only theirs, only what they let stand."""

from collections import defaultdict
from collections.abc import Sequence

from osteopro.research.agreed import holding
from osteopro.research.agreement.coded import Marked, Text
from osteopro.research.agreement.terms import Unit
from osteopro.research.differing import Work, plain
from osteopro.research.models import Block, Round, RoundCoder, Statement, StatementMeaning
from osteopro.research.terms import StatementState


def works(coded: Round) -> dict[int, list[Work]]:
    """Statements of an independent round with their meanings, by version, without those of who has
    withdrawn. Two queries."""
    coders = RoundCoder.objects.filter(round=coded).values("coder")
    rows = Statement.objects.filter(
        round=coded,
        state=StatementState.PROPOSED,
        coder__in=coders,
        version__transcript__interview__participant__screening__in=holding(),
    ).order_by("version_id", "start", "pk")
    labels: dict[int, set[str]] = defaultdict(set)
    links = StatementMeaning.objects.filter(statement__in=rows, removed_at__isnull=True)
    for statement_id, label in links.values_list("statement_id", "meaning__label"):
        labels[statement_id].add(label)
    found: dict[int, list[Work]] = defaultdict(list)
    for row in rows:
        meanings = frozenset(labels[row.pk])
        found[row.version_id].append(Work(row.guid, row.coder, row.start, row.end, meanings))
    return found


def texts(coded: Round, unit: Unit) -> Sequence[Text]:
    """The round as agreement by this unit reads it: every text with its turns, who coded it, what
    they marked; by meaning what they took it to mean too, without blanks, marks, width and case.
    A text is called by the guid of its version. Six queries, however many texts."""
    coders = frozenset(str(each.coder) for each in coded.coders.all())
    of = coded.versions.filter(transcript__interview__participant__screening__in=holding())
    newest = {each.transcript_id: each for each in of.order_by("no")}
    marked = works(coded)
    turns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    blocks = Block.objects.filter(version__in=newest.values()).order_by("version_id", "no")
    for version_id, each in blocks.values_list("version_id", "turns"):
        turns[version_id] += [(turn[0], turn[1]) for turn in each if turn[0] < turn[1]]
    return [
        Text(
            str(each.guid),
            each.length,
            coders,
            tuple(
                Marked(str(one.coder), one.start, one.end, _meant(one, unit))
                for one in marked.get(each.pk, ())
            ),
            tuple(turns[each.pk]),
        )
        for each in sorted(newest.values(), key=lambda each: each.pk)
    ]


def _meant(row: Work, unit: Unit) -> str:
    return " ".join(sorted(map(plain, row.meanings))) if unit is Unit.MEANING else ""
