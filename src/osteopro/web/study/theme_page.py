"""What stands on the page of a theme below its form: its statements and what speaks against it."""

from typing import Any

from django.http import HttpRequest

from osteopro.research.queries import behind, crosschecks, statements, translations
from osteopro.research.queries.themes import ThemeNode
from osteopro.web.study import crosscheck_words


def of_theme(request: HttpRequest, study_id: int, node: ThemeNode) -> dict[str, Any]:
    """The statements behind it with their translations, deviant cases, conclusions from records,
    and statements that were looked for. A constant number of queries."""
    said = behind.statements_of(study_id, guid=node.guid)
    found = crosschecks.crosschecks(study_id)
    guids = [each.statement for each in said]
    wanted = request.GET.get("find", "").strip()
    return {
        "statements": said,
        "translated": translations.newest([*guids, *(each.statement for each in node.deviants)]),
        "deviants": node.deviants,
        "checks": crosscheck_words.lines(study_id, crosschecks.checks_of(found, node.guid, *guids)),
        "wanted": wanted,
        "found": statements.found(study_id, wanted) if wanted else [],
    }
