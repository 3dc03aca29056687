"""What must be said at once to who wrote strong words (clinical content 3.4; resolution 11)."""

from dataclasses import replace

from django.http import HttpRequest

from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.sent import Sent
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.terms import Direction
from osteopro.triage import listening
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import MessageRef
from osteopro.web.patient.page import author, helps
from osteopro.web.patient.presenters import promises

LONGEST_ID = 18


def at_once(request: HttpRequest, of: Frame, message_id: str) -> tuple[str, ...]:
    """The paragraphs for a message that this reader has just written; none for another's words
    and where nothing must be said."""
    known = message_id.isascii() and message_id.isdecimal() and len(message_id) < LONGEST_ID
    written = messaging_queries.turn(of.patient_id, int(message_id)) if known else None
    mine = written is not None and written.author == author(request).person
    if written is None or not mine or written.direction is Direction.TO_PATIENT:
        return ()
    ruleset = triage_queries.current().ruleset
    message = listening.said_at_once(ruleset, written.body, helping=helps(request))
    return promises.compose(of, message, written.at, None) if message else ()


def for_reader(request: HttpRequest, message: MessageRef) -> MessageRef:
    """A message of the rules as who looks may see it: a helper never sees what words of
    self-harm added to it."""
    ruleset = triage_queries.current().ruleset
    return listening.without_self_harm(ruleset, message) if helps(request) else message


def as_read(request: HttpRequest, found: Sent) -> Sent:
    """A form that arrived, with its message as who looks may see it."""
    message = for_reader(request, found.judged.message)
    return replace(found, judged=replace(found.judged, message=message))
