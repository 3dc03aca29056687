"""Everything the page of one record shows."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import suggesting
from osteopro.followup.queries import review as queries
from osteopro.followup.queries import worklist
from osteopro.followup.queries.review import Sitting
from osteopro.followup.queries.scope import Filter
from osteopro.followup.queries.worklist import Place
from osteopro.followup.rules import lane_of
from osteopro.followup.terms import ItemKind, Outcome
from osteopro.instruments.terms import State
from osteopro.messaging import queries as messaging_queries
from osteopro.patients.terms import Sex
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.care import charts, comparing, quotes, rows, sending, story, words
from osteopro.web.care.comparing import Change
from osteopro.web.care.keys import groups, more_review_keys, review_keys
from osteopro.web.care.page import address, language
from osteopro.web.care.typed import LONGEST, MEDICINE, Typed
from osteopro.web.care.undo import undo_of
from osteopro.web.care.words import in_language, said, when

LONG_SITTING_SECONDS = 2 * 3600
SHOWN_FLAGS = ("vf", "recent_fx", "no_stand", "lives_alone", "blood_thinner")


def context(
    request: HttpRequest, viewer: Viewer, sitting: Sitting, chosen: Filter, typed: Typed
) -> dict[str, Any]:
    """What the template needs besides mistakes."""
    zone = sitting.clinic.zone
    thread = messaging_queries.thread(sitting.patient_id, limit=20)
    happened = story.events(sitting, thread, zone)
    keys = review_keys()
    return {
        "sitting": sitting,
        "typed": typed,
        "head": _head(sitting),
        "changes": _changes(sitting),
        "compared_line": _compared_line(sitting),
        "same_line": _same_line(sitting),
        "safety": _safety(sitting),
        "sudden": len(_safety(sitting)) > 1,
        "answers": _answers(sitting),
        "note": _note(sitting),
        "facts": _facts(sitting),
        "reasons": _reasons(sitting),
        "usual_line": _usual_line(sitting),
        "log": story.log(
            viewer.account_id, sitting.person, thread, sitting.calls, sitting.reviews, zone
        ),
        "symptom_charts": charts.symptom_charts(sitting, happened, zone),
        "quality_charts": charts.quality_charts(sitting, zone),
        "chart_head": [gettext("Date"), gettext("Answer"), gettext("Against the one before")],
        "happened": story.event_log(happened),
        "suggestions": _suggestions(sitting, typed),
        "check_needed": any(offer.needs_check for offer in sitting.help.offers),
        "quotes": quotes.quotes(sitting),
        "quote": quotes.chosen(sitting, typed.quote),
        "max": LONGEST,
        "preview": sending.body(typed, sitting),
        "seen": _seen(sitting),
        "due_line": _due_line(sitting),
        "keys": keys,
        "shortcut_groups": groups(gettext("Record"), [*keys, *more_review_keys()]),
        "undo": undo_of(request, viewer),
        "lane_title": str(words.LANES[lane_of(ItemKind.RECORD, sitting.item.level)])
        if sitting.item
        else "",
        **choices(sitting, typed),
        **_neighbours(viewer, sitting, chosen),
    }


def choices(sitting: Sitting, typed: Typed) -> dict[str, Any]:
    """Outcomes and the lists that belong to them."""
    level = sitting.item.level if sitting.item else Level.ROUTINE
    names = accounts_queries.staff_names(sitting.physicians)
    first = [c.Option("", gettext("Please choose"), False)]
    return {
        "is_emergency": level == Level.EMERGENCY,
        "outcomes": [
            c.Answer(
                outcome,
                str(label),
                note=gettext("(routine only)") if _barred(outcome, level) else "",
                checked=typed.outcome == outcome,
                disabled=_barred(outcome, level),
            )
            for outcome, label in words.OUTCOMES.items()
        ],
        "calls": first + _options(words.CALLS, typed.call),
        "no_reply_reasons": first + _options(words.NO_REPLY, typed.reason),
        "emergency_outcomes": first + _options(words.EMERGENCY, typed.emergency),
        "levels": first + _options(words.LEVELS, typed.level),
        "physicians": first
        + [
            c.Option(str(pk), names[pk].shown(language()), typed.physician == pk)
            for pk in sitting.physicians
            if pk in names
        ],
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


def _options(codes: Any, chosen: object) -> list[c.Option]:
    return [c.Option(code, str(label), code == chosen) for code, label in codes.items()]


def _barred(outcome: Outcome, level: Level) -> bool:
    return outcome == Outcome.NO_REPLY and level != Level.ROUTINE


def _head(sitting: Sitting) -> dict[str, Any]:
    today = clock.today(sitting.clinic.zone)
    main = sitting.main
    level = sitting.item.level if sitting.item else Level.ROUTINE
    return {
        "level": level,
        "level_word": str(words.LEVELS[level]),
        "person": words.age_and_sex(sitting.person, sitting.sex, today),
        "channel": str(words.CHANNELS[sitting.channel]),
        "author": str(words.AUTHORS.get(main.by_whom, "")),
        "proxy": main.proxy,
        "address_as": gettext("Address her as")
        if sitting.sex == Sex.FEMALE
        else gettext("Address him as"),
        "flags": [str(words.FLAGS[flag]) for flag in SHOWN_FLAGS if flag in sitting.flags],
        "phone": words.shown_phone(sitting.person.phone),
        "phone_href": "tel:" + sitting.person.phone,
    }


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


def _facts(sitting: Sitting) -> list[tuple[str, str]]:
    main = sitting.main
    found = []
    for role in ("wish", "tried"):
        item = main.instrument.item_for(role)
        if item and main.answers.state(item) is not State.NOT_ASKED:
            name = said(comparing.label(main.instrument.questionnaire.item(item)))
            found.append((name, _shown(sitting, item)))
    parts = [str(words.AUTHORS.get(main.by_whom, "")), str(words.MODES[main.mode])]
    comma = ", " if language() == "en" else "，"
    found.append((gettext("Filled in"), comma.join(filter(None, [*parts, _took(sitting)]))))
    return found


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
    reasons = list(sitting.item.reasons) if sitting.item else []
    shown = rows.remarks(reasons, sitting.main)
    by_words = {rows.remark(reason): reason for reason in reversed(reasons)}
    return [
        (
            by_words[words_]["level"],
            str(words.LEVELS[Level(by_words[words_]["level"])]),
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


def _suggestions(sitting: Sitting, typed: Typed) -> list[c.Suggestion]:
    found = []
    for offer in sitting.help.offers:
        because = said(offer.because)
        if offer.unrecorded:
            flags = gettext(", ").join(str(words.FLAGS.get(f, f)) for f in offer.unrecorded)
            because += gettext("; not recorded: %(flags)s") % {"flags": flags}
        if offer.needs_check:
            because += gettext("; after a fracture, check first")
        text = in_language(offer.text, sitting.language)
        inserted = offer.code in typed.advice
        found.append(c.Suggestion(offer.code, said(offer.title), text, because, inserted))
    return found


def medicine_suggestion(sitting: Sitting, typed: Typed) -> list[c.Suggestion]:
    """The fixed reply about medicines, offered when the stop held a reply back."""
    text = in_language(suggesting.medicine_reply(), sitting.language)
    title = gettext("Say this instead")
    because = gettext("Medicines cannot be changed from here")
    return [c.Suggestion(MEDICINE, title, text, because, typed.medicine)]


def _seen(sitting: Sitting) -> str:
    if sitting.seen_at is None:
        return ""
    at = when(sitting.seen_at, sitting.clinic.zone, clock.now())
    return gettext("Marked as read %(when)s") % {"when": at}


def _due_line(sitting: Sitting) -> str:
    if sitting.item is None or not sitting.open:
        return ""
    at = when(sitting.item.due_at, sitting.clinic.zone, clock.now())
    if sitting.item.due_at <= clock.now():
        return gettext("Overdue since %(when)s") % {"when": at}
    return gettext("Due by %(when)s") % {"when": at}


def _neighbours(viewer: Viewer, sitting: Sitting, chosen: Filter) -> dict[str, Any]:
    """Where this record stands in its lane, and the ways to the ones beside it."""
    level = sitting.item.level if sitting.item else Level.ROUTINE
    places = worklist.places(viewer, chosen, lane_of(ItemKind.RECORD, level))
    here = next(
        (n for n, place in enumerate(places) if place.source == str(sitting.occasion)), None
    )
    found = {
        "place": "",
        "previous": "",
        "next": "",
        "back": address("care_worklist", chosen=chosen),
    }
    if here is not None:
        found["place"] = f"{here + 1} / {len(places)}"
        found["previous"] = href(places[here - 1], chosen) if here else ""
        found["next"] = href(places[here + 1], chosen) if here + 1 < len(places) else ""
    return found


def href(place: Place, chosen: Filter, **more: object) -> str:
    """The page on which an entry of the list is done."""
    if place.kind == ItemKind.RECORD:
        return address("care_review", place.source, chosen=chosen, **more)
    return address("care_patient", place.patient_id, chosen=chosen, **more)
