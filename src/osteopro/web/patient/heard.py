"""What must be said at once to who wrote strong words (clinical content 3.4; resolution 11),
and what of it who helps may see (resolution 19)."""

from dataclasses import replace

from django.http import HttpRequest

from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.home import Fate, Home
from osteopro.followup.queries.sent import Sent
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction
from osteopro.triage import listening
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import MessageRef
from osteopro.web.patient.page import author, helps, patient_id
from osteopro.web.patient.presenters import talk

LONGEST_ID = 17


def just_written(request: HttpRequest, message_id: str) -> Turn | None:
    """The message of this number, if this reader wrote it to the clinic."""
    known = message_id.isdecimal() and len(message_id) <= LONGEST_ID
    written = messaging_queries.turn(patient_id(request), int(message_id)) if known else None
    if written is None or written.direction is Direction.TO_PATIENT:
        return None
    return written if written.author == author(request).account_id else None


def at_once(request: HttpRequest, of: Frame, written: Turn | None) -> tuple[str, ...]:
    """The paragraphs for words that this reader has just written; () where nothing must be said."""
    if written is None:
        return ()
    return talk.what_to_do(of, written.body, written.at, None, helping=helps(request))


def for_reader(request: HttpRequest, message: MessageRef) -> MessageRef:
    """A message of the rules as who looks may see it: a helper never sees what words of
    self-harm added to it."""
    ruleset = triage_queries.current().ruleset
    return listening.without_self_harm(ruleset, message) if helps(request) else message


def as_read(request: HttpRequest, found: Sent) -> Sent:
    """A form that arrived, with its message as who looks may see it."""
    message = for_reader(request, found.judged.message)
    return replace(found, judged=replace(found.judged, message=message))


def home_as_read(request: HttpRequest, found: Home) -> Home:
    """The home page as who looks may see it: who helps sees nothing about self-harm (19)."""
    if not helps(request):
        return found
    reply, fate = found.reply, found.fate
    if reply is not None and not talk.may_help_see(reply):
        reply = None
    return replace(found, reply=reply, fate=fate_as_read(request, fate) if fate else None)


def fate_as_read(request: HttpRequest, fate: Fate) -> Fate:
    """What became of a record as who looks may see it."""
    asked = fate.physician
    if asked is None or not helps(request) or not talk.private((asked.words,)):
        return fate
    return replace(fate, physician=replace(asked, words=""))
