"""Everything the page of the talk with one patient shows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import rules
from osteopro.followup.queries.conversation import Talk
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.queries.requests import AskingView, RequestView
from osteopro.followup.terms import Outcome, RequestKind, RequestState
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui.formats import shown_phone
from osteopro.web.care import conversation_labels, labels, reasons
from osteopro.web.care.conversation_turns import record_href, shown_turns, unseen
from osteopro.web.care.frame import language
from osteopro.web.care.keys import conversation_keys, groups
from osteopro.web.care.page import conversation_address
from osteopro.web.care.reply_panel import options
from osteopro.web.care.typed import LONGEST, Typed
from osteopro.web.care.undo import undo_of
from osteopro.web.care.words import when


@dataclass(frozen=True)
class ShownWait:
    """One thing to answer, ticked if the answer is to end it; a request with what else can be
    done about it."""

    item_id: int
    level: Level
    why: str
    due: str
    ticked: bool
    request: RequestView | None
    lines: tuple[str, ...]
    record: str
    declines: list[c.Option]
    may_wait: bool
    may_phone_first: bool


def context(
    request: HttpRequest,
    standing: Standing,
    talk: Talk,
    typed: Typed,
    ticked: frozenset[int] | None,
) -> dict[str, Any]:
    """What the template needs besides mistakes. `ticked` are the items chosen on the form."""
    waits = [_wait(each, standing, talk, request.POST, ticked) for each in talk.waiting]
    worst = max((each.level for each in talk.waiting), key=lambda at: at.rank, default=None)
    keys = conversation_keys(answers=bool(waits))
    unread = [turn.message_id for turn in talk.page.turns if unseen(turn)]
    return {
        "standing": standing,
        "typed": typed,
        "contact": request.POST.get("contact", ""),
        "max": LONGEST,
        "turns": shown_turns(standing, talk),
        "older": conversation_address(standing.patient_id, before=talk.page.older)
        if talk.page.older
        else "",
        "newest": conversation_address(standing.patient_id) if "before" in request.GET else "",
        "waits": waits,
        "unseen": unread,
        "phone": shown_phone(standing.person.phone),
        "phone_href": "tel:" + standing.person.phone,
        "keys": keys,
        "shortcut_groups": groups(gettext("Conversation"), keys),
        "undo": undo_of(request, request.viewer),  # type: ignore[attr-defined]
        **_choices(typed, talk, worst or Level.ROUTINE, writes=not standing.ended),
    }


def _wait(
    waiting: Waiting,
    standing: Standing,
    talk: Talk,
    posted: QueryDict,
    ticked: frozenset[int] | None,
) -> ShownWait:
    request = talk.request(waiting.item_id)
    visit = request is not None and request.kind is RequestKind.VISIT
    calls = request is not None and request.kind is RequestKind.CALL
    return ShownWait(
        item_id=waiting.item_id,
        level=waiting.level,
        why=gettext("; ").join(reasons.remarks(waiting.reasons, None)),
        due=_due(waiting, standing),
        ticked=waiting.item_id in ticked if ticked is not None else not visit,
        request=request,
        lines=tuple(_asked(each, standing) for each in request.askings) if request else (),
        record=record_href(request.askings[-1].occasion) if request else "",
        declines=_declines(posted.get(f"decline-{waiting.item_id}", "")) if request else [],
        may_wait=visit,
        may_phone_first=request is not None
        and not calls
        and request.state is not RequestState.CALLING,
    )


def _declines(chosen: str) -> list[c.Option]:
    """How a request ends with the answer: granted, or why not."""
    granted = c.Option("", gettext("is answered"), not chosen)
    return [granted, *options(conversation_labels.DECLINES, chosen)]


def _asked(asking: AskingView, standing: Standing) -> str:
    """When, by which way and with which words it was asked for."""
    parts = [
        str(conversation_labels.WAYS[asking.way]),
        str(labels.REMARKS[f"why-{asking.why}"]) if asking.why else "",
        gettext(", ").join(str(conversation_labels.TIMES[each]) for each in asking.times),
        str(conversation_labels.COMPANIONS[asking.companion]) if asking.companion else "",
        gettext("“%(words)s”") % {"words": asking.words} if asking.words else "",
    ]
    at = when(asking.at, standing.clinic.zone, clock.now())
    return f"{at} {gettext('; ').join(filter(None, parts))}"


def _due(waiting: Waiting, standing: Standing) -> str:
    at = when(waiting.due_at, standing.clinic.zone, clock.now())
    if waiting.due_at <= clock.now():
        return gettext("Overdue since %(when)s") % {"when": at}
    return gettext("Due by %(when)s") % {"when": at}


def _choices(typed: Typed, talk: Talk, level: Level, *, writes: bool) -> dict[str, Any]:
    """Outcomes and the lists that belong to them. Who left is written to no more (`writes`)."""
    names = accounts_queries.staff_names(talk.physicians)
    first = [c.Option("", gettext("Please choose"), False)]
    barred = {} if writes else {Outcome.REPLIED: gettext("(has left)")}
    if level != Level.ROUTINE:
        barred[Outcome.NO_REPLY] = gettext("(routine only)")
    usual = Outcome.REPLIED if writes else Outcome.CALLED
    return {
        "outcomes": [
            c.Answer(
                outcome,
                str(label),
                note=barred.get(outcome, ""),
                checked=(typed.outcome or usual) == outcome,
                disabled=outcome in barred,
            )
            for outcome, label in labels.OUTCOMES.items()
        ],
        "calls": first + options(labels.CALLS, typed.call),
        "no_reply_reasons": first
        + options(
            {
                code: label
                for code, label in {**labels.NO_REPLY, **conversation_labels.NO_REPLY}.items()
                if code in rules.TALK_NEEDS_NO_REPLY
            },
            typed.reason,
        ),
        "physicians": first
        + [
            c.Option(str(pk), names[pk].shown(language()), typed.physician == pk)
            for pk in talk.physicians
            if pk in names
        ],
    }
