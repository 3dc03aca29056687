"""A call about a report, wanted because of how it was answered or because it was drawn.

Part of receiving it. Both kinds of call look the same to everybody who makes or takes one, and
nothing of the report's assessment, deadline or lane depends on them.
"""

from datetime import timedelta

from django.conf import settings

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import assessing, checking, state
from osteopro.followup.assessing import INSTRUMENTS
from osteopro.followup.checking import Looked
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.instruments.terms import Kind
from osteopro.sites.service_time import Deadlines
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from osteopro.triage.validity import asking

# What the task says, whatever led to it.
TALK = "talk-about-report"


def want_talk(
    by: Actor,
    row: CareState,
    arrived: assessing.Arrived,
    about: OpenItem | None,
    found: Looked,
    *,
    known_new: bool,
) -> None:
    """Want a call about a report where a flag says so, or where it was drawn: by the report's
    own deadline, never later, and in its own lane. `row` is changed but not saved. Not about
    other forms, nor where nothing waits for the manager (`about`)."""
    record = INSTRUMENTS[arrived.submission.canonical].kind == Kind.RECORD
    if about is None or about.closed_at is not None or not found.checks or not record:
        return
    wanted = asking.wants_call(found.flags, triage_queries.checks())
    if not wanted and not _drawn(row, arrived, about):
        return
    promised = Deadlines(about.due_at, about.due_at, about.lead_at)
    item = state.open_item(
        row,
        NewItem(
            kind=ItemKind.VERIFY,
            source=checking.talk_source(about.source),
            level=Level.ROUTINE,
            promise=lambda _level: promised,
            reasons=[state.remark(TALK)],
            again=False,
        ),
        known_new=known_new,
    )
    row.talk_wanted_at = clock.now()
    journal.record(
        "call.wanted",
        by=by,
        object_type="item",
        object_id=item.pk,
        patient_id=row.patient_id,
        why=TALK,
    )


def _drawn(row: CareState, arrived: assessing.Arrived, about: OpenItem) -> bool:
    """Whether this routine report is in the random sample, and no call was wanted of late."""
    checks = triage_queries.checks()
    level, secret = state.level_of(about.level), settings.SECRET_KEY.encode()
    since = clock.now() - timedelta(days=checks.sample.days)
    lately = row.talk_wanted_at is not None and row.talk_wanted_at > since
    return not lately and asking.in_sample(arrived.stored.uuid, level, secret, checks)
