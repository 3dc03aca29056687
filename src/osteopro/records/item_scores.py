"""The scores of single items over all the records of a clinic, without whose they are."""

from collections.abc import Sequence
from datetime import datetime

from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers, values_from_json
from osteopro.instruments.scales import raw
from osteopro.instruments.terms import Kind
from osteopro.records.queries import COUNTED, latest_versions
from osteopro.records.terms import ByWhom

# What a pattern is made of: more records change nothing that could be seen.
MOST = 5000


def own_records(
    site_id: int, since: datetime, items: Sequence[str]
) -> list[tuple[str, str, tuple[float, ...]]]:
    """Form (its canonical), mode and raw scores of the newest records that have all the items,
    as the patients of this clinic answered them themselves; one query."""
    rows = latest_versions().filter(
        patient__site_id=site_id, kind=Kind.RECORD, status__in=COUNTED, effective__gte=since
    )
    own = rows.exclude(by_whom=ByWhom.PROXY).order_by("-effective", "-pk")
    found = []
    for pk, mode, stored in own.values_list("instrument_id", "mode", "values")[:MOST]:
        form = instruments_queries.published_by_id(pk).instrument
        answers = Answers(
            form.questionnaire, values_from_json(form.questionnaire, stored), complete=True
        )
        scores = [raw(form, answers, item) for item in items]
        known = tuple(float(score) for score in scores if score is not None)
        if len(known) == len(items):
            found.append((form.canonical, mode, known))
    return found
