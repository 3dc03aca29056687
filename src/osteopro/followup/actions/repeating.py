"""Forms that arrive twice: a double click, or a line that broke after the first was stored."""

from uuid import UUID

from osteopro.audit.terms import Actor
from osteopro.messaging import queries as messaging_queries


class AlreadySent(RuntimeError):
    """This form was stored before with other content: nothing was stored of this one."""


def message_of(by: Actor, patient_id: int, key: UUID | None, body: str) -> int | None:
    """The message that this form wrote already; None for a form not seen before.

    Raises AlreadySent when it was another text, or another author's.
    """
    turn = messaging_queries.by_key(patient_id, key) if key else None
    if turn is None:
        return None
    if (turn.author, turn.body) != (by.account_id, body):
        raise AlreadySent(key)
    return turn.message_id
