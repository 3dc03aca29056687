"""What was said in the talk with a patient, and what became of each message."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup.queries.conversation import Talk
from osteopro.followup.queries.people import Standing
from osteopro.followup.topics import topic
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction, ReceiptKind
from osteopro.web.care import story
from osteopro.web.care.frame import language
from osteopro.web.care.words import said, when


@dataclass(frozen=True)
class ShownTurn:
    """One message: who and when above its words, below what became of it."""

    mine: bool
    author: str
    when: str
    about: str
    quote: str
    body: str
    fate: str
    record: str


def shown_turns(standing: Standing, talk: Talk) -> list[ShownTurn]:
    """One page of the talk, newest first."""
    people = {turn.author for turn in talk.page.turns} | {t.seen_by for t in talk.page.turns}
    names = accounts_queries.staff_names([pk for pk in people if pk is not None])
    return [_turn(turn, standing, names) for turn in talk.page.turns]


def _turn(turn: Turn, standing: Standing, names: Mapping[int, StaffName]) -> ShownTurn:
    zone, now = standing.clinic.zone, clock.now()
    mine = turn.direction is Direction.TO_PATIENT
    author = _name(names, turn.author) if mine else standing.person.spoken
    if not mine and turn.author != standing.account_id:
        author = gettext("%(name)s, written by family") % {"name": author}
    chosen = topic(turn.topic)
    return ShownTurn(
        mine=mine,
        author=author,
        when=when(turn.at, zone, now),
        about=said(chosen.label) if chosen else "",
        quote=turn.quote,
        body=turn.body,
        fate=_fate_of_reply(turn, standing) if mine else _fate_of_words(turn, standing, names),
        record=record_href(turn.occasion),
    )


def _fate_of_reply(turn: Turn, standing: Standing) -> str:
    """Whether the patient opened it and what they said to it."""
    if turn.visible_at > clock.now():
        return gettext("not visible to the patient yet")
    if not turn.receipts:
        return gettext("not opened yet")
    zone, now = standing.clinic.zone, clock.now()
    told = [
        f"{story.receipt_words(kind)} {when(at, zone, now)}" for kind, at in turn.receipts.items()
    ]
    return gettext("; ").join(told)


def _fate_of_words(turn: Turn, standing: Standing, names: Mapping[int, StaffName]) -> str:
    at = turn.receipts.get(ReceiptKind.SEEN)
    if at is None:
        return gettext("not marked as read")
    return gettext("%(name)s read it %(when)s") % {
        "name": _name(names, turn.seen_by),
        "when": when(at, standing.clinic.zone, clock.now()),
    }


def unseen(turn: Turn) -> bool:
    """Whether these are words of the patient that nobody said they have read."""
    return turn.direction is Direction.FROM_PATIENT and ReceiptKind.SEEN not in turn.receipts


def record_href(occasion: UUID | None) -> str:
    """The address of the record that something is about; "" for none."""
    return reverse("care_review", args=[occasion]) if occasion else ""


def _name(names: Mapping[int, StaffName], pk: int | None) -> str:
    name = names.get(pk or 0)
    return name.shown(language()) if name else gettext("the clinic")
