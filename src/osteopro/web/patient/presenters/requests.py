"""Where a request stands, in honest words: never a rank, a score or the length of a list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.requests import RequestView
from osteopro.followup.terms import (
    DeclineReason,
    RequestKind,
    RequestState,
)
from osteopro.web.patient.presenters import dates, promises
from osteopro.web.patient.presenters.request_words import DECLINED, TITLES


@dataclass(frozen=True)
class Status:
    """One request as its owner sees it. `href_reply` when there is a reply to read."""

    request_id: int
    title: str
    word: str
    tone: str
    lines: tuple[str | Markup, ...]
    open: bool
    words: tuple[str, ...]
    read_reply: bool


def status(of: Frame, request: RequestView, *, own_words: Sequence[str] = ()) -> Status:
    """What became of a request so far. `own_words` are those that the reader may see."""
    word, tone, lines = _STATES[request.state](of, request)
    asked = dates.day(of, of.local(request.at).date())
    return Status(
        request_id=request.request_id,
        title=str(TITLES[request.kind]),
        word=word,
        tone=tone,
        lines=(*lines, gettext("Asked on %(day)s") % {"day": asked}),
        open=request.open,
        words=tuple(gettext("“%(words)s”") % {"words": each} for each in own_words),
        read_reply=request.state in (RequestState.ANSWERED, RequestState.DECLINED),
    )


Said = tuple[str, str, tuple[str | Markup, ...]]


def _open(of: Frame, request: RequestView) -> Said:
    line = _by(of, request, gettext("%(name)s will be in touch by %(when)s."))
    return gettext("Received"), "ok", line


def _calling(of: Frame, request: RequestView) -> Said:
    line = _by(of, request, gettext("%(name)s phones you by %(when)s."))
    return gettext("We phone you first"), "", line


def _waiting(of: Frame, request: RequestView) -> Said:
    if request.next_contact_on is None:
        return _open(of, request)
    sentence = gettext("%(name)s will be in touch again on %(day)s.")
    day = dates.together(dates.long_day(of, request.next_contact_on))
    line = dates.fill(sentence, name=promises.manager_name(of), day=dates.bold("{}").format(day))
    short = dates.day(of, request.next_contact_on)
    return gettext("In the queue (next contact: %(day)s)") % {"day": short}, "", (line,)


def _offered(of: Frame, request: RequestView) -> Said:
    return gettext("We have a time for you"), "warn", _day_of(of, request, _("Answer by %(day)s."))


def _booked(of: Frame, request: RequestView) -> Said:
    return gettext("Arranged"), "ok", _day_of(of, request, _("Your visit is on %(day)s."))


def _day_of(of: Frame, request: RequestView, sentence: Promise) -> tuple[str, ...]:
    if request.next_contact_on is None:
        return ()
    return (str(sentence) % {"day": dates.long_day(of, request.next_contact_on)},)


def _declined(of: Frame, request: RequestView) -> Said:
    why = str(DECLINED[request.declined or DeclineReason.OTHER])
    if request.kind is RequestKind.VISIT:
        return gettext("Not arranged (%(why)s)") % {"why": why}, "warn", ()
    return gettext("It did not work out (%(why)s)") % {"why": why}, "warn", ()


def _ended(word: Promise) -> Callable[[Frame, RequestView], Said]:
    def said(of: Frame, request: RequestView) -> Said:
        return str(word), "ok", ()

    return said


_STATES: Mapping[RequestState, Callable[[Frame, RequestView], Said]] = {
    RequestState.OPEN: _open,
    RequestState.CALLING: _calling,
    RequestState.WAITING: _waiting,
    RequestState.OFFERED: _offered,
    RequestState.BOOKED: _booked,
    RequestState.DECLINED: _declined,
    RequestState.ANSWERED: _ended(_("Answered")),
    RequestState.CALLED: _ended(_("Talked about on the phone")),
    RequestState.SEEN: _ended(_("You have seen the doctor")),
    RequestState.HANDED_ON: _ended(_("Passed on to the doctor")),
    RequestState.WITHDRAWN: _ended(_("You took it back")),
}


def _by(of: Frame, request: RequestView, sentence: str) -> tuple[str | Markup, ...]:
    if request.due_at is None:
        return ()
    return (promises.by_when(of, sentence, request.due_at),)
