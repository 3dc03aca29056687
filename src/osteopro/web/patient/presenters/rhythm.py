"""How often somebody is asked, and why, in plain words."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.followup.queries.plan import PlanView
from osteopro.followup.terms import IntervalReason, PauseReason

REASONS: Mapping[IntervalReason, object] = {
    IntervalReason.FIRST_WEEKS: _("At the start we ask once a week, to get to know you."),
    IntervalReason.URGENT: _("You told us of something that we want to watch closely."),
    IntervalReason.ATTENTION_TWICE: _("Some things got worse lately, so we ask more often."),
    IntervalReason.FRACTURE: _("You had a fracture not long ago."),
    IntervalReason.FALL_INJURY: _("You fell and got hurt not long ago."),
    IntervalReason.MEDICINE_CHANGED: _("Your bone medicine was changed not long ago."),
    IntervalReason.LOW_MOOD: _("We want to hear from you a little more often."),
    IntervalReason.PATIENT_OFTEN: _("You asked for this."),
    IntervalReason.PATIENT_SELDOM: _("You asked for this."),
    IntervalReason.STEADY: _("You have been steady, so we ask less often."),
    IntervalReason.QUIET_WEEK: _("It has been quieter lately, so we ask a little less often."),
    IntervalReason.MANAGER: _("Your care team chose this for you."),
    IntervalReason.AS_BEFORE: _("It stays as it was."),
}
PAUSES: Mapping[PauseReason, object] = {
    PauseReason.HOLIDAY: _("I am going away"),
    PauseReason.HOSPITAL: _("I am going to hospital"),
    PauseReason.OTHER: _("For another reason"),
}


def every(plan: PlanView) -> str:
    """每 7 天一次。"""
    return gettext("Once every %(n)s days.") % {"n": plan.days}


def why(plan: PlanView) -> str:
    """The reason for the interval."""
    return str(REASONS[plan.reason])
