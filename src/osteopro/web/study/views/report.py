"""The report of a study: everything in it is counted, nothing typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import masking
from osteopro.research.checklists import Checklist
from osteopro.research.queries import report as queries
from osteopro.research.queries.report import Column, Facts
from osteopro.research.terms import Approached
from osteopro.ui.posted import id_of, one_of
from osteopro.web.study import checked_items, recruit_words, words
from osteopro.web.study.page import render, study_of

# Fewer people than this in a cell could be known by who knows the clinic; the usual bound.
FEWEST = 3
MOST = 10


@access(Permission.STUDY)
def report(request: HttpRequest, study_id: int) -> HttpResponse:
    """Where the report stands: flow, Table 1, quotes, and a checklist."""
    own = study_of(request, study_id)
    facts = queries.facts(own.study)
    which = one_of(Checklist, request.GET.get("list", "")) or Checklist.COREQ
    fewest = min(id_of(request.GET.get("fewest", "")) or FEWEST, MOST)
    checked = checked_items.checked(which, facts)
    here = reverse("study_report", args=[study_id])
    return render(
        request,
        "study/report.html",
        current="report",
        own=own,
        flow=flow(facts),
        table=[column(each, fewest) for each in facts.table],
        fewest=fewest,
        choices=range(1, MOST + 1),
        quotes=facts.quotes,
        themes=[(each.name, len(each.behind.participants)) for each in facts.board.every_theme()],
        bare=[each.name for each in facts.board.every_theme() if not each.behind.statements],
        coverage=[
            (number, accepted, sum(each.participant == number for each in facts.quotes))
            for number, accepted in sorted(facts.said.items())
        ],
        checked=checked,
        gaps=sum(not each.lines for each in checked),
        lists=[
            (f"{here}?list={each}&fewest={fewest}#checklist", name, each is which)
            for each, name in ((Checklist.COREQ, "COREQ 32"), (Checklist.SRQR, "SRQR 21"))
        ],
        which=which,
    )


def flow(facts: Facts) -> list[tuple[str, int, list[str]]]:
    """Each stop on the way into the study: how many, and who did not go on."""
    people = facts.people
    lost = [
        f"{recruit_words.OUTCOMES[each]}: {n}"
        for each, n in people.outcomes.items()
        if n and each is not Approached.AGREED
    ]
    why = [f"{reason or '–'}: {n}" for reason, n in people.reasons.items()]
    out = gettext("not eligible or not known: %(num)s") % {
        "num": people.screened - people.approached
    }
    left = gettext("withdrew: %(num)s") % {"num": people.withdrawn}
    return [
        (
            gettext("Screened"),
            people.screened,
            [out] if people.screened > people.approached else [],
        ),
        (gettext("Approached"), people.approached, [*lost, *why]),
        (gettext("Agreed"), people.participants, [left] if people.withdrawn else []),
        (gettext("Interviewed"), people.interviewed, []),
        (gettext("In the analysis"), sum(bool(n) for n in facts.said.values()), []),
    ]


def column(of: Column, fewest: int) -> dict[str, Any]:
    """A variable as it is shown: small cells left out, and with them what would tell them."""
    shown, _total = masking.masked_list([each.share.n for each in of.levels], fewest)
    return {
        "label": words.translated(of.label, of.label_translated),
        "unit": of.unit,
        "sensitive": of.sensitive,
        "unknown": of.unknown,
        "spread": of.spread,
        "rows": [
            (words.translated(each.label, each.label_translated), n, each.share.percent)
            for each, n in zip(of.levels, shown, strict=True)
        ],
    }
