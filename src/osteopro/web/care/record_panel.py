"""What one record says: changes, answers, own words, and why it is in its lane."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.followup.queries import review as queries
from osteopro.followup.queries.review import Sitting
from osteopro.instruments.terms import State
from osteopro.summaries import comparing
from osteopro.summaries.comparing import Change
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.care import labels, reasons, words
from osteopro.web.care.frame import language
from osteopro.web.care.words import said, when

LONG_SITTING_SECONDS = 2 * 3600
TRIED = "tried"


def record_panel(sitting: Sitting, author: str) -> dict[str, Any]:
    """The left side of the page of one record; `author` says who filled it in."""
    safety = _safety(sitting)
    return {
        "changes": _changes(sitting),
        "compared_line": _compared_line(sitting),
        "same_line": _same_line(sitting),
        "safety": safety,
        "sudden": len(safety) > 1,
        "answers": _answers(sitting),
        "note": _note(sitting),
        "facts": _facts(sitting, author),
        "reasons": _reasons(sitting),
        "usual_line": _usual_line(sitting),
    }


def corrected_rows(changes: Sequence[Change]) -> list[c.ChangeRow]:
    """What the patient corrected while the manager wrote."""
    return [
        c.ChangeRow(
            said(comparing.label(change.item)),
            before=said(change.before) or gettext("not answered"),
            now=said(change.now) or gettext("not answered"),
            strong=True,
        )
        for change in changes
    ]


def _changes(sitting: Sitting) -> list[c.ChangeRow]:
    """Rows worth a look: changed ones large, the headline questions always."""
    found = comparing.compared(sitting.main, sitting.before)
    first = sitting.main.instrument.roles.get("headline", ())
    shown = [change for change in found if change.differs or change.item.link_id in first]
    return [_change_row(change) for change in shown]


def _change_row(change: Change) -> c.ChangeRow:
    return c.ChangeRow(
        said(comparing.label(change.item)),
        before=said(change.before),
        now=said(change.now),
        verdict=verdict_word(change.verdict, language()) if change.verdict else "",
        tone="warn" if change.verdict == Verdict.WORSE else "",
        strong=change.matters,
    )


def _compared_line(sitting: Sitting) -> str:
    zone, now = sitting.clinic.zone, clock.now()
    received = when(sitting.main.effective, zone, now)
    if sitting.before is None:
        return received
    before = sitting.before.effective.astimezone(zone).date()
    return f"{formats.staff_short(before, today=clock.today(zone))} → {received}"


def _same_line(sitting: Sitting) -> str:
    found = comparing.compared(sitting.main, sitting.before)
    first = sitting.main.instrument.roles.get("headline", ())
    same = sum(1 for each in found if not each.differs and each.item.link_id not in first)
    if not same:
        return ""
    return ngettext("%(num)s other the same", "%(num)s others the same", same) % {"num": same}


def _safety(sitting: Sitting) -> list[tuple[str, str]]:
    main = sitting.main
    return [
        (said(comparing.label(item)), _shown(sitting, item.link_id))
        for item in main.answers.enabled_items()
        if item.link_id in comparing.safety_items(main.instrument)
    ]


def _shown(sitting: Sitting, link_id: str) -> str:
    """An answer in words; why there is none."""
    main = sitting.main
    item = main.instrument.questionnaire.item(link_id)
    state = main.answers.state(link_id)
    if state is State.GIVEN:
        return said(comparing.answer_text(item, main.answers))
    return {
        State.SKIPPED: gettext("left out"),
        State.DONT_KNOW: gettext("does not know"),
        State.NA: gettext("does not apply"),
    }.get(state, gettext("not asked"))


def _answers(sitting: Sitting) -> list[tuple[str, str]]:
    """Every question of the sitting with its answer, in the order it was asked."""
    found: list[tuple[str, str]] = []
    for response in sitting.responses:
        for item in response.answers.enabled_items():
            text = comparing.answer_text(item, response.answers)
            left_out = gettext("left out") if response.complete else gettext("not asked")
            found.append((said(comparing.label(item)), said(text) or left_out))
    return found


def _note(sitting: Sitting) -> str:
    item = sitting.main.instrument.item_for("note")
    value = sitting.main.answers.value(item) if item else None
    return value.strip() if isinstance(value, str) else ""


def _facts(sitting: Sitting, author: str) -> list[tuple[str, str]]:
    main = sitting.main
    found = []
    for role in ("wish", TRIED):
        item = main.instrument.item_for(role)
        if item and main.answers.state(item) is not State.NOT_ASKED:
            name = said(comparing.label(main.instrument.questionnaire.item(item)))
            found.append((name, _about(sitting, role) + _shown(sitting, item)))
    parts = [author, str(labels.MODES[main.mode])]
    comma = ", " if language() == "en" else "，"
    found.append((gettext("Filled in"), comma.join(filter(None, [*parts, _took(sitting)]))))
    return found


def _about(sitting: Sitting, role: str) -> str:
    """Which advice the answer is about: 热敷、起床方法："""
    if role != TRIED:
        return ""
    said_here = [
        each.title
        for each in sitting.help.given
        if each.tried is not None and each.tried.occasion == sitting.occasion
    ]
    titles = gettext(", ").join(said_here)
    return titles + (": " if language() == "en" else "：") if titles else ""


def _took(sitting: Sitting) -> str:
    times = queries.started(sitting.patient_id, sitting.main)
    if times is None:
        return ""
    length = times[1] - times[0]
    if length.total_seconds() > LONG_SITTING_SECONDS:
        return gettext("in several sittings")
    return words.duration(length)


def _reasons(sitting: Sitting) -> list[tuple[str, str, str, str]]:
    """Fired rules with their ids, then what else puts the record here."""
    given = list(sitting.item.reasons) if sitting.item else []
    shown = reasons.remarks(given, sitting.main)
    by_words = {reasons.remark(reason): reason for reason in reversed(given)}
    return [
        (
            by_words[words_]["level"],
            str(labels.LEVELS[Level(by_words[words_]["level"])]),
            words_,
            by_words[words_]["id"] if by_words[words_]["because"] else "",
        )
        for words_ in shown
    ]


def _usual_line(sitting: Sitting) -> str:
    """Names the usual values that a fired rule compared with."""
    items = sitting.main.instrument.questionnaire
    parts = [
        gettext("%(item)s %(value)s")
        % {
            "item": said(comparing.label(items.item(usual.link_id))),
            "value": formats.one_decimal(usual.value),
        }
        for usual in sitting.help.usual
        if usual.link_id in items.nodes
    ]
    if not parts:
        return ""
    return gettext("Usual = median of the last own records: %(list)s") % {
        "list": gettext(", ").join(parts)
    }
