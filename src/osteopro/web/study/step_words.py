"""What is there and what is missing in one of the seven steps, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.gates import Missing

MISSING: Mapping[Missing, object] = {
    Missing.NO_INTERVIEW: _("No interview was held yet."),
    Missing.NOT_READ: _("A transcript was not read by everybody who analyses."),
    Missing.INTERVIEW_WITHOUT_STATEMENT: _("An interview has no significant statement."),
    Missing.STATEMENT_UNDECIDED: _("A statement waits for a decision."),
    Missing.STATEMENT_WITHOUT_MEANING: _("A statement has no meaning."),
    Missing.STATEMENT_ORPHANED: _("The words of a statement are gone from the transcript."),
    Missing.MEANING_WITHOUT_STATEMENT: _("A meaning has no statement."),
    Missing.MEANING_WITHOUT_CLUSTER: _("A meaning is in no cluster."),
    Missing.MEANING_IN_CLUSTERS: _("A meaning is in several clusters."),
    Missing.CLUSTER_EMPTY: _("A cluster holds no meaning."),
    Missing.CLUSTER_WITHOUT_THEME: _("A cluster is in no theme."),
    Missing.CLUSTER_IN_THEMES: _("A cluster is in several themes."),
    Missing.NO_THEME: _("There is no theme."),
    Missing.THEME_EMPTY: _("A theme holds no cluster."),
    Missing.THEME_TOO_DEEP: _("A theme stands on a third level."),
    Missing.THEME_IN_ITSELF: _("A theme stands in itself."),
    Missing.NO_DESCRIPTION: _("There is no exhaustive description."),
    Missing.DESCRIPTION_NOT_APPROVED: _("The description is not approved."),
    Missing.THEME_NOT_CITED: _("A theme is spoken of nowhere in the description."),
    Missing.CITED_THEME_GONE: _("The description speaks of a theme that is gone."),
    Missing.NO_STRUCTURE: _("There is no fundamental structure."),
    Missing.STRUCTURE_NOT_APPROVED: _("The structure is not approved."),
    Missing.STRUCTURE_WITHOUT_SOURCE: _("The structure comes from no description."),
    Missing.SOURCE_NOT_APPROVED: _("The structure comes from a description not approved."),
    Missing.SOURCE_NOT_CURRENT: _("The structure comes from an older description."),
    Missing.NOBODY_TO_ASK: _("Nobody agreed to be asked again."),
    Missing.NOT_ASKED: _("A participant was not asked about the results."),
    Missing.ASKED_ABOUT_OLD: _("A participant was asked about an older text."),
    Missing.NOT_ANSWERED: _("A participant has not answered."),
    Missing.ANSWER_WITHOUT_CHANGE: _("What a participant wanted changed was not changed."),
}


def draft(version: int) -> str:
    """How far a text is; a dash for none."""
    return gettext("draft %(no)s") % {"no": version} if version else "–"
