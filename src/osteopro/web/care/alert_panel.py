"""What came of an alert, and the known problems of a record: words, and what was typed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions, precision
from osteopro.followup.actions.knowing import REASON_LENGTH
from osteopro.followup.queries import alert_quality, calls, problems
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.queries.review import Sitting
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import CameOf, ItemKind
from osteopro.instruments.terms import Kind
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.web.care import reasons, sending
from osteopro.web.care.typed import Typed

# One key each; none of them does anything else on this page.
KEYS: Mapping[CameOf, str] = {
    CameOf.ADVICE_CHANGED: "v",
    CameOf.CONTACT: "t",
    CameOf.REFERRED: "d",
    CameOf.SEEN: "s",
    CameOf.NOTHING: "x",
}
CAME: Mapping[CameOf, object] = {
    CameOf.ADVICE_CHANGED: _("Advice changed"),
    CameOf.CONTACT: _("Contact and action"),
    CameOf.REFERRED: _("Referred"),
    CameOf.SEEN: _("Seen by a doctor"),
    CameOf.NOTHING: _("Looked at, nothing needed"),
}
# No advice comes of a record that did not come.
OF_SILENCE = (CameOf.CONTACT, CameOf.REFERRED, CameOf.SEEN, CameOf.NOTHING)
DAYS = (7, 14)


def came_of(sitting: Sitting, typed: Typed) -> list[c.Answer]:
    """What may have come of this alert; nothing for a record that is none."""
    given = sitting.item.reasons if sitting.item else ()
    if not precision.alerts(given):
        return []
    return [
        c.Answer(code, str(label), note=KEYS[code], checked=typed.came_of is code)
        for code, label in CAME.items()
    ]


def came_of_silence(waiting: Waiting, patient_id: int) -> list[c.Answer]:
    """What may have come of a silence; nothing where a call that was answered says it, and for
    everything else that waits."""
    if waiting.kind is not ItemKind.SILENCE or calls.reached_since(patient_id, waiting.opened_at):
        return []
    return [c.Answer(code, str(CAME[code])) for code in OF_SILENCE]


def pausing(sitting: Sitting, post: QueryDict) -> dict[str, Any] | None:
    """The form that lets a rule of this record rest; None when none may."""
    if not sitting.open or sitting.main.kind is not Kind.RECORD:
        return None
    rules = problems.may_rest(sitting.main.pk)
    if not rules:
        return None
    given = sitting.item.reasons if sitting.item else ()
    words = {reason["id"]: reasons.remark(reason) for reason in given}
    chosen = post.get("problem", rules[0])
    days = post.get("problem_days", str(DAYS[0]))
    return {
        "rules": [c.Option(each, words.get(each, each), each == chosen) for each in rules],
        "days": [c.Option(str(n), gettext("%(n)s days") % {"n": n}, str(n) == days) for n in DAYS],
        "reason": post.get("problem_reason", ""),
    }


def pause(post: QueryDict, by: Actor, sitting: Sitting) -> list[FieldError]:
    """Let a rule rest as typed; what is wrong with it."""
    reason, days = post.get("problem_reason", ""), post.get("problem_days", "")
    if errors := sending.too_long("problem_reason", reason, REASON_LENGTH):
        return errors
    length = int(days) if days in {str(n) for n in DAYS} else 0
    try:
        actions.pause_problem(
            by=by,
            patient_id=sitting.patient_id,
            occasion=sitting.occasion,
            rule=post.get("problem", ""),
            reason=reason,
            until=clock.today(sitting.clinic.zone) + timedelta(days=length) if length else None,
        )
    except OutcomeRefused as refusal:
        return [sending.refused(refusal.code)]
    return []


def resting(standing: Standing) -> list[dict[str, Any]]:
    """Problems that rest, in words."""
    found = problems.resting(standing.patient_id, clock.today(standing.clinic.zone))
    return [
        {
            "id": each.problem_id,
            "rule": each.rule,
            "until": each.until.isoformat(),
            "reason": each.reason,
        }
        for each in found
    ]


def share_head() -> list[str]:
    """The columns of `shares`."""
    return [
        gettext("Rule"),
        gettext("Version"),
        gettext("Reviewed"),
        gettext("Acted on"),
        gettext("Share"),
    ]


def shares(site_ids: frozenset[int]) -> list[list[str]]:
    """Rows of the table for leads: the rule, alerts reviewed, acted on, share."""
    since = clock.now() - alert_quality.PERIOD
    rows = []
    for each in alert_quality.per_rule(site_ids, since):
        few = gettext("fewer than %(n)s") % {"n": alert_quality.LEAST}
        share = "–" if each.share is None else f"{each.share}%"
        if each.revise:
            share = gettext("%(share)s, revise the rule") % {"share": share}
        rows.append(
            [
                each.rule,
                each.ruleset,
                few if each.acted is None else str(each.reviewed),
                "–" if each.acted is None else str(each.acted),
                share,
            ]
        )
    return rows
