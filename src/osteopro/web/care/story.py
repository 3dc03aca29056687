"""What happened before: the talk, calls and outcomes, and events of the last months."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup.queries import diary as diary_queries
from osteopro.followup.queries.review import CallView, QuestionView, ReviewView, Sitting
from osteopro.followup.terms import Outcome
from osteopro.instruments.terms import Kind
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction, ReceiptKind
from osteopro.patients.terms import Person
from osteopro.records.queries import StoredResponse
from osteopro.ui import formats
from osteopro.ui.charts import Event, Happening
from osteopro.web.care import diary_panel, labels
from osteopro.web.care.charts import WINDOW
from osteopro.web.care.frame import language
from osteopro.web.care.words import advice_words, when

SHOWN = 8
SNIPPET = 40
QUOTED = 120


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that happened."""

    at: datetime
    words: str


def receipt_words(kind: ReceiptKind) -> str:
    """What a patient said to a reply."""
    return {
        ReceiptKind.OPENED: gettext("opened it"),
        ReceiptKind.SEEN: gettext("was read here"),
        ReceiptKind.READ: gettext("read it"),
        ReceiptKind.UNDERSTOOD: gettext("understood"),
        ReceiptKind.NOT_UNDERSTOOD: gettext("did not understand"),
        ReceiptKind.DIFFICULT: gettext("finds it hard to do"),
    }[kind]


def log(
    viewer_id: int,
    person: Person,
    thread: Iterable[Turn],
    calls: Iterable[CallView],
    reviews: Iterable[ReviewView],
    questions: Iterable[QuestionView],
    zone: ZoneInfo,
) -> list[tuple[str, str]]:
    """Messages, receipts, calls, outcomes, questions to doctors and what they answered, newest
    first. An answer of a doctor is never cut: it is what was decided."""
    turns, phoned, ended, asked = list(thread), list(calls), list(reviews), list(questions)
    authors = {t.author for t in turns} | {c.by for c in phoned} | {r.by for r in ended}
    authors |= {pk for q in asked for pk in (q.by, q.physician, q.answered_by)}
    names = accounts_queries.staff_names([pk for pk in authors if pk is not None])

    def who(account_id: int | None) -> str:
        return gettext("you") if account_id == viewer_id else _name(names, account_id)

    past = [entry for turn in turns for entry in _turn(turn, person, who(turn.author))]
    past += [Past(call.at, _call(call, who(call.by))) for call in phoned]
    past += [
        Past(review.at, f"{who(review.by)}{_colon()}{labels.OUTCOMES[review.outcome]}")
        for review in ended
        if review.message is None and review.outcome != Outcome.ESCALATED
    ]
    past += [entry for question in asked for entry in _question(question, who)]
    past.sort(key=lambda entry: entry.at, reverse=True)
    now = clock.now()
    return [(when(entry.at, zone, now), entry.words) for entry in past[:SHOWN]]


def events(sitting: Sitting, thread: Iterable[Turn], zone: ZoneInfo) -> list[Event]:
    """Diary entries and advice of the last three months, oldest first: the strip of charts."""
    since = clock.now() - WINDOW
    found = [
        Event(diary_queries.day(each, zone), _sign(each), diary_panel.words_of(each))
        for each in sitting.history
        if each.kind == Kind.DIARY and each.effective >= since
    ]
    found += [
        Event(turn.at.astimezone(zone).date(), Happening.ADVICE, advice_words(turn.advice))
        for turn in thread
        if turn.advice and turn.at >= since
    ]
    return sorted(found, key=lambda event: event.on)


def last_reply(thread: Iterable[Turn], zone: ZoneInfo) -> tuple[str, str]:
    """When the clinic wrote last and what became of it, and its first words; "" without one."""
    turn = next((each for each in thread if each.direction == Direction.TO_PATIENT), None)
    if turn is None:
        return "", ""
    said_back = [receipt_words(k) for k in turn.receipts if k != ReceiptKind.READ]
    notes = [when(turn.at, zone, clock.now()), *said_back]
    label = gettext("Last reply (%(notes)s)") % {"notes": gettext(", ").join(notes)}
    body = formats.one_line(turn.body)
    return label, body if len(body) <= QUOTED else body[:QUOTED] + "…"


def event_log(found: Iterable[Event]) -> list[tuple[str, str]]:
    """Events in words, newest first."""
    names: Mapping[Happening, str] = {
        Happening.DIARY: gettext("Diary"),
        Happening.FALL: gettext("Diary"),
        Happening.ADVICE: gettext("Advice"),
    }
    lines = [
        (event.on.strftime("%m-%d"), f"{names[event.kind]}{_colon()}{event.words}")
        for event in found
    ]
    return lines[::-1][:SHOWN]


def _sign(entry: StoredResponse) -> Happening:
    return Happening.FALL if diary_queries.is_fall(entry) else Happening.DIARY


def _turn(turn: Turn, person: Person, author: str) -> list[Past]:
    body = formats.one_line(turn.body)
    short = body if len(body) <= SNIPPET else body[:SNIPPET] + "…"
    speaker = person.spoken if turn.direction == Direction.FROM_PATIENT else author
    said_back = [
        Past(at, f"{person.spoken}{_colon()}{receipt_words(kind)}")
        for kind, at in turn.receipts.items()
        if kind not in (ReceiptKind.READ, ReceiptKind.OPENED, ReceiptKind.SEEN)
    ]
    return [Past(turn.at, f"{speaker}{_colon()}{short}"), *said_back]


def _call(call: CallView, author: str) -> str:
    line = gettext("%(who)s phoned: %(outcome)s") % {
        "who": author,
        "outcome": labels.CALLS[call.outcome],
    }
    return f"{line}{gettext('; ')}{call.note}" if call.note else line


def _question(asked: QuestionView, who: Callable[[int | None], str]) -> list[Past]:
    """The question in one line, and in another what the physician answered."""
    line = gettext("%(who)s asked %(doctor)s: %(question)s") % {
        "who": who(asked.by),
        "doctor": who(asked.physician),
        "question": formats.one_line(asked.question),
    }
    found = [Past(asked.at, line)]
    if asked.answered_at is not None:
        line = gettext("%(doctor)s answered: %(answer)s (noted by %(who)s)") % {
            "who": who(asked.answered_by),
            "doctor": who(asked.physician),
            "answer": formats.one_line(asked.answer),
        }
        found.append(Past(asked.answered_at, line))
    return found


def _name(names: Mapping[int, StaffName], account_id: int | None) -> str:
    name = names.get(account_id or 0)
    return name.shown(language()) if name else gettext("the clinic")


def _colon() -> str:
    return ": " if language() == "en" else "："
