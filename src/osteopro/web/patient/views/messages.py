"""Replies: reading them, saying whether they help, writing back (ux W6)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import StaffName, staff_names
from osteopro.appointments.queries import visits as visit_queries
from osteopro.followup import actions as followup_actions
from osteopro.followup import suggesting
from osteopro.followup.actions import AlreadySent, NoSuchMessage
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.topics import Topic, topic, topics
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction, ReceiptKind
from osteopro.records import queries as records_queries
from osteopro.ui.components import Answer, FieldError, Link
from osteopro.web.patient.forms import nothing_written, too_long
from osteopro.web.patient.heard import at_once, just_written
from osteopro.web.patient.page import CONFLICT, author, frame, helps, may, patient_id, render, text
from osteopro.web.patient.presenters import dates, promises, talk
from osteopro.web.patient.presenters.standing import author_name, excerpt, initial
from osteopro.web.patient.views.advice import hard_page, hard_to_name, named
from osteopro.web.patient.way import way_of

LONGEST = 600
SHORT = 16
# So many to a page: a screen or two on a phone, whatever was said in ten years.
SIZE = 20
LONGEST_ID = 18
ANSWERS = (ReceiptKind.UNDERSTOOD, ReceiptKind.NOT_UNDERSTOOD, ReceiptKind.DIFFICULT)
NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.．、)）:：]?\s+(?=\S)|^\s*\d{1,2}[.．、)）]\s*")


@dataclass(frozen=True)
class Block:
    """A paragraph of a reply, or the points of a numbered list."""

    words: str = ""
    points: tuple[str, ...] = ()


@access(Permission.READ_RECORD)
def thread(request: HttpRequest) -> HttpResponse:
    """Everything said, newest first, page by page."""
    of, before = frame(request), _before(request)
    found = messaging_queries.page(of.patient_id, before=before, size=SIZE, to_patient=True)
    turns = readable(request, found.turns)
    people = {turn.author for turn in turns} | {turn.seen_by for turn in turns}
    names = staff_names([pk for pk in people if pk is not None])
    rows = [
        Link(
            href=reverse("patient_reply", args=[turn.message_id]),
            label=author_name(names, turn) if _to_patient(turn) else _wrote(request),
            icon="message" if _to_patient(turn) else "pencil",
            note=Markup("{}<br>{}").format(
                _moment_and_fate(of, turn, names), excerpt(turn.body, SHORT)
            ),
            tag=gettext("New") if _to_patient(turn) and not turn.read else "",
        )
        for turn in turns
    ]
    promised = sent_queries.next_answer(of.patient_id)
    return render(
        request,
        "patient/messages.html",
        rows=rows,
        older=f"{reverse('patient_messages')}?before={found.older}" if found.older else "",
        newest=before is not None,
        manager=promises.manager_name(of),
        writes=may(request, Permission.ENTER_RECORD),
        promised=dates.moment(of, promised, weekday=True, inside=True) if promised else "",
    )


def _before(request: HttpRequest) -> int | None:
    """Where the last page ended; None for anything else than an id."""
    given = request.GET.get("before", "")
    fits = given.isascii() and given.isdigit() and len(given) <= LONGEST_ID
    return int(given) if fits else None


@access(Permission.ENTER_RECORD)
def write(request: HttpRequest) -> HttpResponse:
    """Words of one's own at any time, with what they are about."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = topic(given.get("topic", ""))
    words = given.get("words", "").replace("\r\n", "\n").strip()
    if request.method != "POST":
        return _write_page(request, chosen, words)
    errors = [] if chosen else [FieldError("topic", gettext("Choose an answer."))]
    if error := nothing_written() if not words else too_long(words, LONGEST):
        errors.append(FieldError("words", error))
    if errors or chosen is None:
        return _write_page(request, chosen, words, errors)
    try:
        message_id = followup_actions.write_back(
            by=author(request),
            patient_id=patient_id(request),
            body=words,
            topic=chosen.code,
            key=_key(request, f"{chosen.code}|{words}"),
        )
    except AlreadySent:
        error = gettext("This was sent before. Nothing was sent twice.")
        return _write_page(request, chosen, words, [FieldError("words", error)], CONFLICT)
    return redirect(_sent_to(request, message_id))


def _sent_to(request: HttpRequest, message_id: int) -> str:
    """The page of the words just sent; for who may not read, the empty form again."""
    if may(request, Permission.READ_RECORD):
        return reverse("patient_reply", args=[message_id]) + "?sent=1"
    return f"{reverse('patient_write')}?arrived={message_id}"


def _write_page(
    request: HttpRequest,
    chosen: Topic | None,
    words: str,
    errors: list[FieldError] | None = None,
    status: int = 200,
) -> HttpResponse:
    of, arrived = frame(request), just_written(request, request.GET.get("arrived", ""))
    return render(
        request,
        "patient/write.html",
        status=status,
        topics=[
            Answer(each.code, text(each.label), text(each.note), checked=each == chosen)
            for each in topics()
        ],
        words=words,
        key=request.POST.get("key", "") or uuid4(),
        limit=LONGEST,
        manager=promises.manager_name(of),
        when_read=talk.when_read(of),
        arrived=arrived is not None,
        urgent=at_once(request, of, arrived),
        problems={error.field: error.text for error in reversed(errors or [])},
        errors=errors or [],
    )


def readable(request: HttpRequest, turns: Iterable[Turn]) -> list[Turn]:
    """What the reader may see: who helps sees nothing about self-harm (resolution 19)."""
    return [turn for turn in turns if not helps(request) or talk.may_help_see(turn)]


def _moment_and_fate(of: Frame, turn: Turn, names: Mapping[int, StaffName]) -> Markup:
    """When it was written, and whether staff said that they have read it."""
    moment = escape(dates.moment(of, turn.visible_at))
    if turn.seen_by is None:
        return moment
    seen = gettext("%(name)s has read it") % {"name": promises.name_of(names.get(turn.seen_by))}
    return Markup("{} · {}").format(moment, seen)


@access(Permission.READ_RECORD)
def reply(request: HttpRequest, message: int) -> HttpResponse:
    """One message, a reply with the ways to answer it. That the patient opened a reply is
    noted; it stays new until they say something to it."""
    turn = messaging_queries.turn(patient_id(request), message)
    if turn is None or turn.visible_at > clock.now() or not readable(request, [turn]):
        raise Http404("no such message")
    if request.method != "POST" or not _to_patient(turn):
        if _to_patient(turn) and not helps(request) and ReceiptKind.OPENED not in turn.receipts:
            followup_actions.note_reply_opened(
                by=author(request), patient_id=turn.patient_id, message_id=message
            )
        return _reply_page(request, turn)
    if not may(request, Permission.ENTER_RECORD):
        raise Http404("may only read")
    if "words" in request.POST:
        return _write_back(request, turn)
    said = request.POST.get("answer", "")
    if said not in set(ANSWERS):
        return _reply_page(request, turn, answer_error=gettext("Choose one of the answers."))
    if about := hard_to_name(request, turn):
        return hard_page(request, turn, about)
    try:
        followup_actions.answer_reply(
            by=author(request),
            patient_id=turn.patient_id,
            message_id=turn.message_id,
            kind=ReceiptKind(said),
            hard=named(request),
        )
    except NoSuchMessage as error:
        raise Http404("no such message") from error
    return redirect("patient_reply", message=message)


def blocks(body: str) -> tuple[Block, ...]:
    """A reply in paragraphs; lines that begin with a number become one list."""
    found: list[Block] = []
    for line in (each.strip() for each in body.splitlines()):
        if not line:
            continue
        point = NUMBERED.sub("", line)
        if point == line:
            found.append(Block(words=line))
        elif found and found[-1].points:
            found[-1] = Block(points=(*found[-1].points, point))
        else:
            found.append(Block(points=(point,)))
    return tuple(found)


def _reply_page(
    request: HttpRequest,
    turn: Turn,
    *,
    words: str = "",
    words_error: str = "",
    answer_error: str = "",
) -> HttpResponse:
    of = frame(request)
    people = (turn.author if _to_patient(turn) else None, turn.seen_by)
    names = staff_names([pk for pk in people if pk is not None])
    name = author_name(names, turn) if _to_patient(turn) else _wrote(request)
    about = records_queries.occasion(turn.occasion) if turn.occasion else []
    errors = [FieldError("words", words_error)] if words_error else []
    errors += [FieldError("answer", answer_error)] if answer_error else []
    return render(
        request,
        "patient/reply.html",
        mine=not _to_patient(turn),
        answering=may(request, Permission.ENTER_RECORD),
        name=name,
        initial=initial(name),
        when=dates.moment(of, turn.visible_at, weekday=True),
        about=dates.day(of, of.local(about[0].effective).date()) if about else "",
        newer=_newer(turn),
        way=way_of(request, about[0]) if about and _to_patient(turn) else (),
        quote=turn.quote,
        blocks=blocks(turn.body),
        said=_said(request, turn),
        message=turn.message_id,
        writing="write" in request.GET or bool(words_error),
        words=words,
        words_error=words_error,
        key=uuid4(),
        limit=LONGEST,
        manager=promises.manager_name(of),
        wrote="wrote" in request.GET,
        advised=bool(turn.advice),
        at_once=at_once(request, of, just_written(request, request.GET.get("wrote", ""))),
        errors=errors,
        **(_own_words(request, turn, names) if not _to_patient(turn) else {}),
    )


def _newer(turn: Turn) -> str:
    """Where the words stand that put these right; "" for words that hold."""
    newer = visit_queries.newer_words(turn.patient_id, turn.message_id) if _to_patient(turn) else 0
    return reverse("patient_reply", args=[newer]) if newer else ""


def _own_words(request: HttpRequest, turn: Turn, names: Mapping[int, StaffName]) -> dict[str, Any]:
    """What became of one's own message, what it calls for, and where its topic leads."""
    of = frame(request)
    seen = turn.receipts.get(ReceiptKind.SEEN)
    due = sent_queries.answer_due(turn.patient_id, f"message:{turn.message_id}")
    fate: list[str | Markup] = []
    if seen is not None:
        sentence = gettext("%(name)s read it: %(when)s")
        who, when = promises.name_of(names.get(turn.seen_by or 0)), dates.moment(of, seen)
        fate.append(dates.fill(sentence, name=who, when=dates.together(when)))
    if due is not None:
        fate.append(promises.by_when(of, gettext("%(name)s will answer you by %(when)s."), due))
    about = topic(turn.topic)
    visit = about is not None and about.visit and may(request, Permission.ASK_VISIT)
    way = f"?want=visit&why={about.why}" if about and about.why else "?want=visit"
    return {
        "just_sent": "sent" in request.GET,
        "fate": fate,
        "about_topic": text(about.label) if about else "",
        "fixed_title": text(about.title) if about and about.fixed else "",
        "fixed": text(suggesting.medicine_reply()) if about and about.fixed else "",
        "visit_href": reverse("patient_request") + way if visit else "",
        "urgent": talk.what_to_do(of, turn.body, turn.at, due, helping=helps(request)),
    }


def _said(request: HttpRequest, turn: Turn) -> list[str]:
    """What she said to this reply, and what follows from it."""
    of = frame(request)
    words = {
        ReceiptKind.UNDERSTOOD: gettext("You said: I understand."),
        ReceiptKind.NOT_UNDERSTOOD: gettext("You said: please phone me."),
        ReceiptKind.DIFFICULT: gettext("You said: hard to do."),
    }
    lines = []
    for kind in ANSWERS:
        if kind not in turn.receipts:
            continue
        lines.append(words[kind])
        due = sent_queries.answer_due(turn.patient_id, f"{kind}:{turn.message_id}")
        if due:
            promise = gettext("%(name)s will be in touch by %(when)s.")
            lines.append(promises.by_when(of, promise, due))
    return lines


def _write_back(request: HttpRequest, turn: Turn) -> HttpResponse:
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    error = nothing_written() if not words else too_long(words, LONGEST)
    if error:
        return _reply_page(request, turn, words=words, words_error=error)
    by = author(request)
    written = followup_actions.write_back(
        by=by,
        patient_id=turn.patient_id,
        body=words,
        occasion=turn.occasion,
        key=_key(request, words),
    )
    followup_actions.answer_reply(
        by=by, patient_id=turn.patient_id, message_id=turn.message_id, kind=ReceiptKind.READ
    )
    return redirect(reverse("patient_reply", args=[turn.message_id]) + f"?wrote={written}")


def _key(request: HttpRequest, words: str) -> UUID | None:
    """The same words sent twice from one form are one message; other words, after going back
    to the form, are another."""
    try:
        return uuid5(UUID(request.POST.get("key", "")), words)
    except ValueError:
        return None


def _wrote(request: HttpRequest) -> str:
    """Whose words these are: hers, or as somebody who helps sees them."""
    return gettext("Written to the clinic") if helps(request) else gettext("You wrote")


def _to_patient(turn: Turn) -> bool:
    return turn.direction is Direction.TO_PATIENT
