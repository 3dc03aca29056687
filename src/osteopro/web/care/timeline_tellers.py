"""Each kind of entry of a patient's story in words: what, by whom, what became of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.terms import Viewer
from osteopro.accounts.queries import StaffName
from osteopro.appointments import labels as visit_labels
from osteopro.appointments import session_labels
from osteopro.appointments.terms import NotTold, SessionState, VisitOutcome
from osteopro.enrolment.definition import ConsentText
from osteopro.enrolment.reading import text_language
from osteopro.enrolment.terms import State
from osteopro.followup.queries.review import CallView, QuestionView, ReviewView
from osteopro.followup.queries.told import (
    Agreed,
    Answered,
    Entry,
    Fate,
    HandedOver,
    Happened,
    Measured,
    Met,
    Paused,
    Reported,
    Resumed,
    Spaced,
    Visited,
)
from osteopro.followup.terms import Outcome
from osteopro.instruments.terms import Kind
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction, ReceiptKind
from osteopro.patients.helpers import Change, HelperStep
from osteopro.records.queries import StoredResponse
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.web.care import labels, reasons, story
from osteopro.web.care.frame import language
from osteopro.web.care.record_words import main_change, own_words, short, wishes
from osteopro.web.care.words import advice_words, said, when


@dataclass(frozen=True, slots=True)
class Teller:
    """What every entry is told with."""

    viewer: Viewer
    patient: str
    zone: ZoneInfo
    now: datetime
    names: Mapping[int, StaffName]
    authors: Mapping[int, str]
    published: Sequence[ConsentText]

    def who(self, account_id: int | None) -> str:
        if account_id == self.viewer.account_id:
            return gettext("you")
        name = self.names.get(account_id or 0)
        return name.shown(language()) if name else self.patient

    def when(self, at: datetime) -> str:
        return when(at, self.zone, self.now)


def _said(title: str, mark: str, **more: Any) -> c.TimelineEntry:
    return c.TimelineEntry(when="", title=title, mark=mark, **more)


def _reported(entry: Entry, teller: Teller) -> c.TimelineEntry:
    about: Reported = entry.about  # type: ignore[assignment]
    response, fate = about.response, about.fate
    record = response.kind == Kind.RECORD
    name = gettext("Record") if record else _form_name(response)
    if not response.complete:
        name = gettext("%(form)s, not finished") % {"form": name}
    parts = [str(labels.MODES[response.mode]), teller.authors[response.pk]]
    return _said(
        name,
        fate.level.value if record or fate.level is not Level.ROUTINE else "pencil",
        detail=" ".join(filter(None, [*parts, *_levels(fate)])),
        lines=tuple(filter(None, [main_change(about), own_words(response), wishes(response)])),
        receipts=tuple(_became(fate, teller)),
        waits=_promised(fate, teller),
        href=reverse("care_review", args=[response.occasion]) if record or fate.open else "",
        current=fate.open,
    )


def _levels(fate: Fate) -> list[str]:
    return [] if fate.level is Level.ROUTINE else [str(labels.LEVELS[fate.level])]


def _form_name(response: StoredResponse) -> str:
    if response.kind == Kind.DIARY:
        return gettext("Diary")
    return said(response.instrument.questionnaire.title)


def _became(fate: Fate, teller: Teller) -> Iterable[str]:
    """Acts of people, in the order in which they happened."""
    acts = [
        (at, gettext("seen by %(who)s %(when)s") % {"who": teller.who(by), "when": teller.when(at)})
        for by, at in fate.seen
    ]
    acts += [(each.at, _ending(each, teller)) for each in fate.reviews]
    acts += [
        (
            each.at,
            gettext("%(who)s set %(level)s")
            % {"who": teller.who(each.by), "level": labels.LEVELS[each.after]},
        )
        for each in fate.changes
    ]
    return [words for _at, words in sorted(acts, key=lambda act: act[0])]


def _ending(review: ReviewView, teller: Teller) -> str:
    told = f"{labels.OUTCOMES[review.outcome]} {teller.when(review.at)}"
    if review.outcome is Outcome.NO_REPLY and review.reason:
        reason = next(
            (str(words) for code, words in labels.NO_REPLY.items() if code == review.reason), ""
        )
        return gettext("; ").join(filter(None, [told, reason]))
    return told


def _promised(fate: Fate, teller: Teller) -> str:
    if fate.due_at is None:
        return ""
    if fate.due_at <= teller.now:
        return gettext("Overdue since %(when)s") % {"when": teller.when(fate.due_at)}
    return gettext("To answer by %(when)s") % {"when": teller.when(fate.due_at)}


def _call(entry: Entry, teller: Teller) -> c.TimelineEntry:
    call: CallView = entry.about  # type: ignore[assignment]
    if call.met:
        title = gettext("%(who)s talked with them face to face") % {"who": teller.who(call.by)}
        return _said(title, "people", lines=_lines(call.note))
    title = gettext("%(who)s phoned: %(outcome)s") % {
        "who": teller.who(call.by),
        "outcome": labels.CALLS[call.outcome],
    }
    return _said(title, "phone", lines=_lines(call.note))


def _message(entry: Entry, teller: Teller) -> c.TimelineEntry:
    turn: Turn = entry.about  # type: ignore[assignment]
    if turn.direction == Direction.FROM_PATIENT:
        title = gettext("%(who)s wrote") % {"who": teller.patient}
        return _said(title, "message", lines=_lines(turn.body))
    advice = advice_words(turn.advice)
    title = gettext("%(who)s replied") if turn.occasion else gettext("%(who)s wrote")
    said_back = [
        f"{story.receipt_words(kind)} {teller.when(at)}"
        for kind, at in turn.receipts.items()
        if kind != ReceiptKind.READ or len(turn.receipts) == 1
    ]
    return _said(
        title % {"who": teller.who(turn.author)},
        "bulb" if advice else "message",
        detail=advice,
        lines=_lines(turn.body),
        receipts=tuple(said_back),
    )


def _question(entry: Entry, teller: Teller) -> c.TimelineEntry:
    asked: QuestionView = entry.about  # type: ignore[assignment]
    title = gettext("%(who)s asked %(doctor)s") % {
        "who": teller.who(asked.by),
        "doctor": teller.who(asked.physician),
    }
    waits = "" if asked.answered_at else gettext("not answered yet")
    return _said(title, "people", lines=(asked.question,), waits=waits)


def _answer(entry: Entry, teller: Teller) -> c.TimelineEntry:
    answered: Answered = entry.about  # type: ignore[assignment]
    asked = answered.question
    title = gettext("%(doctor)s answered") % {"doctor": teller.who(asked.physician)}
    noted = ""
    if asked.answered_by != asked.physician:
        noted = gettext("noted by %(who)s") % {"who": teller.who(asked.answered_by)}
    # An answer of a doctor is never cut: it is what was decided.
    return _said(title, "people", detail=noted, lines=(asked.answer,))


def _state(entry: Entry, teller: Teller) -> c.TimelineEntry:
    words = {
        State.ACTIVE: gettext("Takes part"),
        State.LEFT: gettext("Left the programme"),
        State.LEFT_SILENT: gettext("Left, nothing was heard any more"),
        State.COMPLETED: gettext("Completed the programme"),
        State.DIED: gettext("Has died"),
        State.PAUSED: gettext("Paused"),
    }
    state: State = entry.about  # type: ignore[assignment]
    return _said(words[state], "calendar", detail=_by(entry, teller))


def _paused(entry: Entry, teller: Teller) -> c.TimelineEntry:
    paused: Paused = entry.about  # type: ignore[assignment]
    title = gettext("Pause from %(first)s, back on %(day)s") % {
        "first": paused.starts_on.isoformat(),
        "day": paused.resumes_on.isoformat(),
    }
    reason = str(labels.PAUSE_REASONS[paused.reason])
    return _said(title, "calendar", detail=" ".join(filter(None, [reason, _by(entry, teller)])))


def _resumed(entry: Entry, teller: Teller) -> c.TimelineEntry:
    resumed: Resumed = entry.about  # type: ignore[assignment]
    title = gettext("Pause ended, back on %(day)s") % {"day": resumed.on.isoformat()}
    return _said(title, "calendar", detail=_by(entry, teller))


def _spaced(entry: Entry, teller: Teller) -> c.TimelineEntry:
    spaced: Spaced = entry.about  # type: ignore[assignment]
    title = gettext("Record every %(n)s days, before every %(m)s") % {
        "n": spaced.days,
        "m": spaced.before,
    }
    # The rules change it while somebody's answer is stored: only a manager's wish is an act.
    return _said(title, "calendar", detail=str(labels.INTERVAL_REASONS[spaced.cause]))


def _handed_over(entry: Entry, teller: Teller) -> c.TimelineEntry:
    moved: HandedOver = entry.about  # type: ignore[assignment]
    lines = []
    if moved.manager is not None:
        names = _changed(teller, moved.manager_before, moved.manager)
        lines.append(gettext("Manager: %(names)s") % {"names": names})
    if moved.backup is not None:
        names = _changed(teller, moved.backup_before, moved.backup)
        lines.append(gettext("Backup: %(names)s") % {"names": names})
    detail = " ".join([str(labels.MOVE_REASONS[moved.reason]), _by(entry, teller)])
    return _said(gettext("Handed over"), "people", detail=detail, lines=tuple(lines))


def _changed(teller: Teller, before: int | None, after: int) -> str:
    """Two names of the staff, the first left out when there was nobody."""
    return " → ".join(teller.who(each) for each in (before, after) if each is not None)


def _helped(entry: Entry, teller: Teller) -> c.TimelineEntry:
    step: HelperStep = entry.about  # type: ignore[assignment]
    titles = {
        Change.ADDED: gettext("%(helper)s may help"),
        Change.RENEWED: gettext("What %(helper)s may do changed"),
        Change.STOPPED: gettext("%(helper)s helps no longer"),
    }
    title = titles[step.change] % {"helper": step.person.name}
    detail = str(labels.RELATIONS[step.person.relation])
    if step.change is Change.STOPPED:
        return _said(title, "people", detail=" ".join([detail, _by(entry, teller)]).strip())
    may = gettext(", ").join(str(labels.SCOPES[each]) for each in sorted(step.scopes))
    last = step.until.astimezone(teller.zone).date().isoformat()
    return _said(
        title, "people", detail=detail, lines=(may, gettext("until %(day)s") % {"day": last})
    )


def _agreed(entry: Entry, teller: Teller) -> c.TimelineEntry:
    said_: Agreed = entry.about  # type: ignore[assignment]
    ticks = teller.published[-1].ticks
    purposes = gettext(", ").join(said(ticks[each].name) for each in said_.purposes)
    title = gettext("Consent: %(decision)s") % {"decision": labels.DECISIONS[said_.decision]}
    how = str(labels.HOWS[said_.how])
    return _said(title, "pencil", detail=how, lines=(purposes,))


def _happened(entry: Entry, teller: Teller) -> c.TimelineEntry:
    came: Happened = entry.about  # type: ignore[assignment]
    why = gettext("; ").join(dict.fromkeys(reasons.remark(each) for each in came.reasons))
    waits = "" if came.closed_at else gettext("waits")
    return _said(str(labels.KINDS[came.kind]), "late", lines=_lines(why), waits=waits)


def _measured(entry: Entry, teller: Teller) -> c.TimelineEntry:
    taken: Measured = entry.about  # type: ignore[assignment]
    values = [
        f"{taken.height_cm:g} cm" if taken.height_cm is not None else "",
        f"{taken.weight_kg:g} kg" if taken.weight_kg is not None else "",
    ]
    detail = gettext(", ").join(filter(None, values))
    return _said(gettext("Measured"), "people", detail=detail)


def _visited(entry: Entry, teller: Teller) -> c.TimelineEntry:
    """What came of a visit; the line to the patient is a message of its own."""
    about: Visited = entry.about  # type: ignore[assignment]
    done = visit_labels.in_words(VisitOutcome(each) for each in about.outcomes)
    why = visit_labels.NOT_TOLD[NotTold(about.not_told)] if about.not_told else ""
    told = gettext("The patient was not told: %(why)s") % {"why": why} if why else ""
    used = gettext("The records helped.") if about.used else ""
    before = ""
    if about.corrected is not None:
        was, medicine = about.before
        stood = [visit_labels.in_words(VisitOutcome(each) for each in was), medicine]
        before = gettext("Corrected on %(when)s. Before: %(what)s") % {
            "when": teller.when(about.corrected),
            "what": gettext(", ").join(filter(None, stood)),
        }
    return _said(
        gettext("Visit with %(who)s") % {"who": teller.who(entry.by)},
        "people",
        detail=done,
        lines=tuple(filter(None, [about.medicine, used, told, before])),
    )


def _met(entry: Entry, teller: Teller) -> c.TimelineEntry:
    """A session that was held, or an invitation that ended otherwise."""
    about: Met = entry.about  # type: ignore[assignment]
    state = SessionState(about.state)
    title = gettext("In-person session with %(who)s") % {"who": teller.who(entry.by)}
    if state is not SessionState.HELD:
        title = str(session_labels.STATES[state])
    lines = [
        *session_labels.looked(about.guide, about.looks, text_language(language())),
        _after(gettext("Medicines on the packages: %(words)s"), about.medicines),
        _after(gettext("Worries: %(words)s"), about.worries),
        _after(gettext("Agreed: %(words)s"), about.agreed),
        _after(gettext("Next step: %(words)s"), about.next_on.isoformat() if about.next_on else ""),
    ]
    return _said(title, "people", detail=about.why, lines=tuple(filter(None, lines)))


def _after(words: str, what: str) -> str:
    return words % {"words": what} if what else ""


def _by(entry: Entry, teller: Teller) -> str:
    return gettext("by %(who)s") % {"who": teller.who(entry.by)} if entry.by else ""


def _lines(text: str) -> tuple[str, ...]:
    return (short(text),) if text.strip() else ()


TELLS: Mapping[type, Callable[[Entry, Teller], c.TimelineEntry]] = {
    Reported: _reported,
    CallView: _call,
    Turn: _message,
    QuestionView: _question,
    Answered: _answer,
    State: _state,
    Paused: _paused,
    Agreed: _agreed,
    Happened: _happened,
    Measured: _measured,
    Resumed: _resumed,
    Spaced: _spaced,
    HandedOver: _handed_over,
    HelperStep: _helped,
    Visited: _visited,
    Met: _met,
}
