"""The bar that takes back what was just done, wherever one goes on to (R32)."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.followup import rules
from osteopro.followup.queries import calls as call_queries
from osteopro.followup.queries import review as queries
from osteopro.followup.terms import Outcome
from osteopro.messaging import queries as messaging_queries
from osteopro.patients import queries as patients_queries
from osteopro.ui.posted import id_of
from osteopro.web.care import labels


@dataclass(frozen=True, slots=True)
class Undo:
    """What was done, where to take it back, and for how many more seconds."""

    words: str
    action: str
    seconds: int


def undo_of(request: HttpRequest, viewer: Viewer) -> Undo | None:
    """The bar for `?done=<review>`; None when it is too late or somebody else's."""
    done = id_of(request.GET.get("done", ""))
    review = queries.undoable(viewer, done) if done is not None else None
    if review is None:
        return _undo_of_message(request, viewer)
    name = patients_queries.person(review.patient_id).name
    said = gettext("Sent to %(name)s") if review.message else gettext("%(name)s: %(outcome)s")
    left = rules.undo_until(review.at) - clock.now()
    return Undo(
        words=said % {"name": name, "outcome": labels.OUTCOMES[Outcome(review.outcome)]},
        action=reverse("care_undo", args=[review.review_id]) + _kept(request),
        seconds=max(1, int(left.total_seconds())),
    )


def attempt_undo(request: HttpRequest, viewer: Viewer) -> Undo | None:
    """The bar for `?tried=<call>`: a wrong key on the page of a call is taken back."""
    tried = id_of(request.GET.get("tried", ""))
    found = call_queries.undoable(viewer, tried) if tried is not None else None
    if found is None:
        return None
    patient_id, attempt = found
    values = {
        "name": patients_queries.person(patient_id).name,
        "outcome": labels.CALLS[attempt.outcome],
    }
    left = rules.undo_until(attempt.at) - clock.now()
    return Undo(
        words=gettext("%(name)s: %(outcome)s") % values,
        action=reverse("care_undo_attempt", args=[tried]),
        seconds=max(1, int(left.total_seconds())),
    )


def _undo_of_message(request: HttpRequest, viewer: Viewer) -> Undo | None:
    """The bar for `?wrote=<message>`: the first words of a conversation."""
    wrote = id_of(request.GET.get("wrote", ""))
    patient_id = messaging_queries.to_whom(wrote, viewer.account_id) if wrote else None
    turn = messaging_queries.turn(patient_id, wrote) if patient_id and wrote else None
    if turn is None or turn.visible_at <= clock.now():
        return None
    return Undo(
        words=gettext("Sent to %(name)s") % {"name": patients_queries.person(turn.patient_id).name},
        action=reverse("care_undo_message", args=[turn.message_id]),
        seconds=max(1, int((turn.visible_at - clock.now()).total_seconds())),
    )


def _kept(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("done", None)
    return f"?{query.urlencode()}" if query else ""
