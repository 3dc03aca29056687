"""The pieces of the home page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.followup.deadlines import Owed
from osteopro.followup.flow import flow
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.home import Act, Fate, Home
from osteopro.followup.terms import DueStatus
from osteopro.instruments.terms import Kind
from osteopro.messaging.queries import Turn
from osteopro.records.queries import StoredResponse
from osteopro.ui import formats, trends
from osteopro.ui.components import FateStep
from osteopro.web.patient.presenters import comparing, dates, promises, sittings, visits
from osteopro.web.patient.presenters.visits import Visited

EXCERPT = 40
Names = Mapping[int, StaffName]


@dataclass(frozen=True)
class DueView:
    """The card that stands first, or without `href` a plain sentence and a quiet way in."""

    title: str
    lines: tuple[str | Markup, ...]
    href: str
    label: str
    quiet: str = ""


@dataclass(frozen=True)
class ReplyView:
    """The latest reply in short."""

    title: str
    when: str
    excerpt: str
    href: str
    initial: str
    is_new: bool


def due_view(of: Frame, found: Home) -> DueView | None:
    """What is due now; None for somebody who takes no part at the moment."""
    start = reverse("patient_start")
    if found.draft is not None:
        return _going_on(found, start)
    if of.plan.paused_until is not None:
        return _paused(of, of.plan.paused_until)
    if found.sitting is not None:
        left = sittings.rest(of, found.sitting)
        return DueView(left.title, left.lines, left.href, gettext("Go on"))
    if not of.active:
        return None
    if found.planned is None:
        sentence = gettext("Next record: %(day)s. Nothing to do now.")
        day = dates.together(dates.long_day(of, of.due.on))
        quiet = gettext("Tell us how you are now")
        return DueView("", (dates.fill(sentence, day=day),), "", "", quiet)
    size = _size(found.planned.questions, found.planned.minutes)
    return DueView(_title(of), (size, *_until(of)), start, gettext("Start"))


def reply_view(of: Frame, found: Home) -> ReplyView | None:
    """The newest reply; it stays new until she said something to it."""
    turn = found.reply
    if turn is None:
        return None
    name = author_name(found.names, turn)
    return ReplyView(
        title=gettext("%(name)s replied to you") % {"name": name},
        when=dates.moment(of, turn.visible_at),
        excerpt=excerpt(turn.body),
        href=reverse("patient_reply", args=[turn.message_id]),
        initial=initial(name),
        is_new=not turn.read,
    )


def excerpt(body: str, length: int = EXCERPT) -> str:
    """The beginning of a reply, in quotation marks."""
    words = formats.one_line(body)
    cut = words if len(words) <= length else words[:length].rstrip() + "……"
    return gettext("“%(words)s”") % {"words": cut}


def initial(name: str) -> str:
    """What stands for a picture: 李 of 李护士, L of Nurse Li."""
    return name.split()[-1][:1] if name.strip() else ""


def author_name(names: Names, turn: Turn) -> str:
    """Who wrote a reply."""
    return promises.name_of(names.get(turn.author or 0))


def fate_steps(
    of: Frame, fate: Fate, names: Names, visit: Visited | None = None
) -> tuple[FateStep, ...]:
    """A record on its way; only acts of people count as done. `visit`: the one it belongs to,
    with what of it the reader may see."""
    steps = [FateStep(gettext("Arrived"), dates.moment(of, fate.received))]
    steps += [_act(of, names, act, gettext("Seen by %(name)s")) for act in fate.seen]
    if not (fate.seen or fate.answered or fate.physician or visit):
        steps.append(FateStep(_by(gettext("Seen by %(name)s"), of.answers), done=False))
    if fate.called:
        steps.append(_act(of, names, fate.called, gettext("%(name)s phoned you")))
    if fate.replied:
        name = author_name(names, fate.replied)
        label = gettext("%(name)s replied") % {"name": name}
        steps.append(FateStep(label, dates.moment(of, fate.replied.visible_at)))
    elif not fate.called and not (fate.owed and fate.owed.over):
        steps.append(_waiting(of, names, fate))
    if fate.physician:
        steps.append(_act(of, names, fate.physician, gettext("Passed on to %(name)s")))
    return (*steps, *visits.steps(of, visit))


def sentence(of: Frame, recent: Sequence[StoredResponse]) -> str:
    """How the leading question went in the last four weeks; "" before there is anything to say."""
    own = [record for record in reversed(recent) if record.complete and not record.proxy]
    if len(own) < 2:
        return ""
    leading = own[-1].instrument.item_for("headline")
    if leading is None:
        return ""
    item = own[-1].instrument.questionnaire.item(leading)
    values = [
        (of.local(record.effective).date(), value)
        for record in own
        if (value := comparing.raw(record.answers, item)) is not None
    ]
    measure = comparing.item_measure(own[-1].instrument, item)
    return trends.trend_sentence(values, measure, dates.language(), today=of.today)


def _paused(of: Frame, last: date) -> DueView:
    sentence = gettext("You are taking a break until %(day)s. Nothing to do now.")
    day = dates.together(dates.long_day(of, last))
    return DueView("", (dates.fill(sentence, day=day),), "", "", gettext("Tell us how you are now"))


def _going_on(found: Home, start: str) -> DueView:
    draft = found.draft
    if draft is None:
        raise ValueError("no form is open")
    questions = flow(draft.instrument, draft.values, draft.copied)
    if draft.corrects:
        return DueView(
            gettext("Your correction is not sent yet"),
            (gettext("What you changed is kept."),),
            start,
            gettext("Go on"),
        )
    line = gettext("All questions are answered. It is not sent yet.")
    if questions.missing:
        place = questions.place(questions.missing[0].link_id)
        line = gettext("Go on at question %(n)s of %(total)s.") % {
            "n": place,
            "total": len(questions.items),
        }
    record = draft.instrument.kind is Kind.RECORD
    title = gettext("You have begun a record") if record else gettext("A few questions are left")
    return DueView(title, (line,), start, gettext("Go on"))


def _title(of: Frame) -> str:
    if of.due.status is DueStatus.OPEN:
        return gettext("You can record now")
    if of.due.status is DueStatus.LATE:
        return gettext("Please record when it suits you")
    return gettext("Time for your record")


def _size(questions: int, minutes: int) -> str:
    count = ngettext("%(num)s question", "%(num)s questions", questions) % {"num": questions}
    return gettext("%(questions)s, about %(minutes)s minutes.") % {
        "questions": count,
        "minutes": minutes,
    }


def _until(of: Frame) -> tuple[Markup, ...]:
    # No date for a late record: there is nothing to be ashamed of.
    if of.due.status is DueStatus.LATE:
        return ()
    if of.due.on_time_until == of.today:
        return (escape(gettext("Today, if it suits you.")),)
    until = dates.together(dates.long_day(of, of.due.on_time_until))
    return (dates.fill(gettext("Any day up to %(day)s."), day=until),)


def _act(of: Frame, names: Names, act: Act, label: str) -> FateStep:
    name = promises.name_of(names.get(act.by))
    quote = gettext("“%(words)s”") % {"words": act.words} if act.words else ""
    return FateStep(label % {"name": name}, dates.moment(of, act.at), quote=quote)


def _waiting(of: Frame, names: Names, fate: Fate) -> FateStep:
    """The reply to come: by when, or openly that the time was missed and who answers now."""
    replied, owed = gettext("%(name)s replied"), fate.owed
    if owed is None or not owed.told:
        due = of.clinic.service.somebody_there(owed.due) if owed else None
        when = gettext("By %(when)s") % {"when": _soon(of, due)} if due else ""
        return FateStep(_by(replied, of.answers), when, done=False)
    now_with = names.get(owed.passed_to or 0)
    return FateStep(_by(replied, now_with), done=False, quote=_repaired(of, owed, now_with))


def _repaired(of: Frame, owed: Owed, now_with: StaffName | None) -> str:
    """A promise that was not kept, said openly with the new one (ux 8, theme 3)."""
    if owed.told > 1 or owed.lead <= clock.now():
        sorry = gettext(
            "We did not reply in time. We are sorry. %(name)s sees to it now. You can also call us."
        )
        return sorry % {"name": promises.name_of(now_with)}
    named = (of.answers, of.manager)
    late = next((each for each in named if each and each.account_id != owed.passed_to), None)
    today = of.local(owed.due).date() == of.today
    sentence = (
        gettext("%(late)s could not reply today. %(name)s replies to you by %(when)s.")
        if today
        else gettext("%(late)s could not reply in time. %(name)s replies to you by %(when)s.")
    )
    return sentence % {
        "late": promises.name_of(late),
        "name": promises.name_of(now_with),
        "when": _soon(of, owed.lead),
    }


def _soon(of: Frame, at: datetime) -> str:
    return dates.moment(of, at, weekday=True, inside=True)


def _by(label: str, member: StaffName | None) -> str:
    return label % {"name": promises.name_of(member)}
