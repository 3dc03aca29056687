"""Saturation in words."""

from django.utils.translation import gettext

from osteopro.research.queries import saturation as queries
from osteopro.research.saturation import Standing, State


def line(study_id: int) -> str:
    """Where a study stands in one line, for other pages. Two queries."""
    return said(queries.outcome(study_id).state)


def said(state: State) -> str:
    """Whether saturation is reached, where, and by which interview it was opened again."""
    if state.standing is Standing.REACHED:
        return gettext("Reached at interview %(at)s: two in a row brought nothing new.") % {
            "at": state.at
        }
    if state.standing is Standing.REOPENED:
        return gettext("Reached at interview %(at)s, opened again by interview %(by)s.") % {
            "at": state.at,
            "by": state.by,
        }
    return gettext("Not reached: no two interviews in a row without anything new yet.")


def suggested(state: State) -> str:
    """What the counts alone would say."""
    return gettext("By the counts alone: %(words)s") % {"words": said(state)}
