"""How often a patient is asked and why; the manager's own interval; a pause."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.audit.terms import Actor
from osteopro.followup import actions
from osteopro.followup.actions import PauseRefused
from osteopro.followup.queries import plan as queries
from osteopro.followup.queries.people import Standing
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import PauseReason, WishOf
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.web.care import fields, labels, sending

ACTS = ("interval", "pause", "resume")
BY_RULES = "rules"
SHORTEST, LONGEST = 7, 14
REASON_LENGTH = 200


def every(standing: Standing) -> str:
    """The interval with its reason in words."""
    plan = standing.plan
    return gettext("%(n)s days: %(why)s (since %(day)s)") % {
        "n": plan.days,
        "why": labels.INTERVAL_REASONS[plan.reason],
        "day": plan.since.isoformat(),
    }


def plan_panel(typed: QueryDict, standing: Standing) -> dict[str, Any]:
    """What the forms for interval and pause show."""
    set_by_manager = queries.wanted(standing.patient_id, WishOf.MANAGER)
    asked_for = queries.wanted(standing.patient_id, WishOf.PATIENT)
    now = str(set_by_manager.days) if set_by_manager else BY_RULES
    paused_until = standing.plan.paused_until
    return {
        "every": every(standing),
        "manager_reason": set_by_manager.reason if set_by_manager else "",
        "patient_wish": gettext("The patient would like every %(n)s days.") % {"n": asked_for.days}
        if asked_for
        else "",
        "intervals": _intervals(typed.get("interval", now)),
        "pause_reasons": [
            c.Option(code, str(label), code == typed.get("pause_reason", ""))
            for code, label in labels.PAUSE_REASONS.items()
        ],
        "pause_until": fields.parts_of(typed, "pause_until"),
        "paused_until": paused_until.isoformat() if paused_until else "",
    }


def act(wanted: str, posted: QueryDict, by: Actor, standing: Standing) -> list[FieldError]:
    """Set the interval, pause or resume; mistakes with their fields."""
    try:
        if wanted == "interval":
            return _set_interval(posted, by, standing)
        if wanted == "pause":
            return _pause(posted, by, standing)
        actions.resume(by=by, patient_id=standing.patient_id)
    except (OutcomeRefused, PauseRefused) as refusal:
        return [sending.refused(refusal.code)]
    return []


def _intervals(chosen: str) -> list[c.Option]:
    by_rules = c.Option(BY_RULES, gettext("As the rules say"), chosen == BY_RULES)
    return [by_rules] + [
        c.Option(str(n), gettext("Every %(n)s days") % {"n": n}, chosen == str(n))
        for n in range(SHORTEST, LONGEST + 1)
    ]


def _set_interval(posted: QueryDict, by: Actor, standing: Standing) -> list[FieldError]:
    chosen, reason = posted.get("interval", ""), posted.get("interval_reason", "").strip()
    days = {str(n): n for n in range(SHORTEST, LONGEST + 1)}
    if chosen not in days and chosen != BY_RULES:
        return [FieldError("interval", gettext("Choose an interval."))]
    if errors := sending.too_long("interval_reason", reason, REASON_LENGTH):
        return errors
    actions.set_interval(
        by=by, patient_id=standing.patient_id, days=days.get(chosen), reason=reason
    )
    return []


def _pause(posted: QueryDict, by: Actor, standing: Standing) -> list[FieldError]:
    found, until = [], fields.day_of(fields.parts_of(posted, "pause_until"))
    if until is None:
        found.append(FieldError("pause_until", gettext("Choose the last day of the pause.")))
    reason = posted.get("pause_reason", "")
    if reason not in set(PauseReason):
        found.append(FieldError("pause_reason", gettext("Choose a reason.")))
    if found or until is None:
        return found
    actions.pause(by=by, patient_id=standing.patient_id, until=until, reason=PauseReason(reason))
    return []
