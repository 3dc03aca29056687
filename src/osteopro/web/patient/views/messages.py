"""Replies: reading them, saying whether they help, writing back (ux W6)."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import staff_names
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import NoSuchMessage
from osteopro.followup.queries import sent as sent_queries
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction, ReceiptKind
from osteopro.records import queries as records_queries
from osteopro.ui.components import FieldError, Link
from osteopro.web.patient.forms import nothing_written, too_long
from osteopro.web.patient.heard import at_once
from osteopro.web.patient.page import author, frame, helps, may, patient_id, render
from osteopro.web.patient.presenters import dates, promises
from osteopro.web.patient.presenters.standing import author_name, excerpt, initial
from osteopro.web.patient.views.advice import hard_page, hard_to_name, named

LONGEST = 600
SHORT = 16
ANSWERS = (ReceiptKind.UNDERSTOOD, ReceiptKind.NOT_UNDERSTOOD, ReceiptKind.DIFFICULT)
NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.．、)）:：]?\s+(?=\S)|^\s*\d{1,2}[.．、)）]\s*")


@dataclass(frozen=True)
class Block:
    """A paragraph of a reply, or the points of a numbered list."""

    words: str = ""
    points: tuple[str, ...] = ()


@access(Permission.READ_RECORD)
def thread(request: HttpRequest) -> HttpResponse:
    """Everything said, newest first."""
    of = frame(request)
    turns = messaging_queries.thread(of.patient_id, to_patient=True)
    names = staff_names([turn.author for turn in turns if turn.author])
    rows = [
        Link(
            href=reverse("patient_reply", args=[turn.message_id]),
            label=author_name(names, turn) if _to_patient(turn) else _wrote(request),
            icon="message" if _to_patient(turn) else "pencil",
            note=Markup("{}<br>{}").format(
                dates.moment(of, turn.visible_at), excerpt(turn.body, SHORT)
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
        manager=promises.manager_name(of),
        promised=dates.moment(of, promised, weekday=True, inside=True) if promised else "",
    )


@access(Permission.READ_RECORD)
def reply(request: HttpRequest, message: int) -> HttpResponse:
    """One reply, with the ways to answer it. Reading alone marks nothing."""
    turn = messaging_queries.turn(patient_id(request), message)
    if turn is None or turn.visible_at > clock.now():
        raise Http404("no such message")
    if request.method != "POST" or not _to_patient(turn):
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
    names = staff_names([turn.author] if turn.author and _to_patient(turn) else [])
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
        at_once=at_once(request, of, request.GET.get("wrote", "")),
        errors=errors,
    )


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
