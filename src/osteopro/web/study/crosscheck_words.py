"""What was concluded from records, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from osteopro.research.queries.crosschecks import CrossCheckView
from osteopro.research.terms import Relation
from osteopro.web.study import recruit_words, words
from osteopro.web.study.course_shown import said

RELATIONS: Mapping[Relation, object] = {
    Relation.CORROBORATES: _("The records support it"),
    Relation.EXTENDS: _("The records qualify it"),
    Relation.CONTRADICTS: _("The records contradict it"),
    Relation.SILENT: _("There is no record"),
}
SHORT: Mapping[Relation, tuple[object, str]] = {
    Relation.CORROBORATES: (_("supports"), "ok"),
    Relation.EXTENDS: (_("qualifies"), ""),
    Relation.CONTRADICTS: (_("contradicts"), "warn"),
    Relation.SILENT: (_("no record"), ""),
}


def lines(study_id: int, found: Iterable[CrossCheckView]) -> list[dict[str, object]]:
    """Conclusions as the pages list them, with the way to each. One query."""
    rows = list(found)
    names = words.names({each.by for each in rows})
    return [
        {
            "participant": recruit_words.participant(each.participant),
            "words": each.words,
            "measure": said(each.label) or each.measure,
            "relation": str(SHORT[each.relation][0]),
            "tone": SHORT[each.relation][1],
            "note": each.note,
            "who": f"{words.when(each.at)} {names.get(each.by, '')}".strip(),
            "href": reverse("study_crosscheck", args=[study_id, each.about_kind, each.about])
            + f"?participant={each.participant}",
        }
        for each in rows
    ]
