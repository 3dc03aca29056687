"""Everything the page of one record shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.followup.checking import talked_about
from osteopro.followup.queries import worklist
from osteopro.followup.queries.review import Sitting
from osteopro.followup.queries.scope import Filter
from osteopro.followup.queries.worklist import Place
from osteopro.followup.rules import lane_of
from osteopro.followup.terms import ItemKind
from osteopro.messaging import queries as messaging_queries
from osteopro.patients.labels import FLAGS
from osteopro.patients.terms import Sex
from osteopro.triage.terms import Level
from osteopro.ui.formats import shown_phone
from osteopro.web.care import alert_panel, charts, contact_script, labels, story, words
from osteopro.web.care.authors import authors
from osteopro.web.care.call_now import call_now
from osteopro.web.care.diary_panel import diary_panel
from osteopro.web.care.keys import groups, more_review_keys, review_keys
from osteopro.web.care.page import address
from osteopro.web.care.record_panel import record_panel
from osteopro.web.care.reply_panel import reply_panel
from osteopro.web.care.rows import TO_TALK
from osteopro.web.care.score_panel import score_groups
from osteopro.web.care.second_look_panel import second_look
from osteopro.web.care.typed import Typed
from osteopro.web.care.undo import undo_of
from osteopro.web.care.words import when

SHOWN_FLAGS = ("vf", "recent_fx", "no_stand", "lives_alone", "blood_thinner")


def context(
    request: HttpRequest,
    viewer: Viewer,
    sitting: Sitting,
    chosen: Filter,
    typed: Typed,
    *,
    editable: bool,
) -> dict[str, Any]:
    """What the template needs besides mistakes. `editable`: it may be answered from here."""
    zone = sitting.clinic.zone
    thread = messaging_queries.thread(sitting.patient_id, limit=20)
    happened = story.events(sitting, thread, zone)
    reply, beside = reply_panel(viewer, sitting, typed), _neighbours(viewer, sitting, chosen)
    may_leave = sitting.item is None or sitting.item.level == Level.ROUTINE
    keys = review_keys(
        editable=editable,
        advice=len(reply["suggestions"]),
        neighbours=bool(beside["previous"] or beside["next"]),
    )
    more = more_review_keys(
        editable=editable, seen=sitting.seen_at is not None, may_leave=may_leave
    )
    author = authors(sitting.patient_id, [sitting.main])[0]
    return {
        "sitting": sitting,
        "editable": editable,
        "may_leave": may_leave,
        "typed": typed,
        "head": _head(sitting, author),
        "second": second_look(sitting),
        "log": story.log(
            viewer.account_id,
            sitting.person,
            thread,
            sitting.calls,
            sitting.reviews,
            sitting.questions,
            zone,
        ),
        "symptom_charts": charts.symptom_charts(sitting, happened, zone),
        "scores": score_groups(sitting),
        "quality_charts": charts.quality_charts(sitting, zone),
        "chart_head": [gettext("Date"), gettext("Answer"), gettext("Against the one before")],
        "happened": story.event_log(happened),
        "last_reply": story.last_reply(thread, zone),
        "seen": _seen(sitting),
        "due_line": _due_line(sitting),
        **_alert(viewer, sitting, typed, editable=editable),
        "keys": keys,
        "shortcut_groups": groups(gettext("Record"), [*keys, *more]),
        "undo": undo_of(request, viewer),
        "lane_title": str(labels.LANES[lane_of(ItemKind.RECORD, sitting.item.level)])
        if sitting.item
        else "",
        **record_panel(sitting, author),
        **diary_panel(sitting),
        **reply,
        **beside,
    }


def _alert(viewer: Viewer, sitting: Sitting, typed: Typed, *, editable: bool) -> dict[str, Any]:
    """What may have come of the alert, and whom else to phone in an emergency."""
    return {
        "came_of": alert_panel.came_of(sitting, typed) if editable else [],
        "call_now": call_now(sitting) if editable else None,
        "contact": contact_script.contact(sitting, viewer.account_id),
    }


def _head(sitting: Sitting, author: str) -> dict[str, Any]:
    today = clock.today(sitting.clinic.zone)
    main = sitting.main
    level = sitting.item.level if sitting.item else Level.ROUTINE
    return {
        "level": level,
        "level_word": str(labels.LEVELS[level]),
        "person": words.age_and_sex(sitting.person, sitting.sex, today),
        "channel": str(labels.CHANNELS[sitting.channel]),
        "author": author,
        "proxy": main.proxy,
        "address_as": gettext("Address her as")
        if sitting.sex == Sex.FEMALE
        else gettext("Address him as"),
        "flags": [str(FLAGS[flag]) for flag in SHOWN_FLAGS if flag in sitting.flags],
        "phone": shown_phone(sitting.person.phone),
        "phone_href": "tel:" + sitting.person.phone,
    }


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
    if place.kind == ItemKind.VERIFY:
        return address("care_talk", talked_about(place.source), chosen=chosen, **more)
    if place.kind in TO_TALK:
        return address("care_conversation", place.patient_id, chosen=chosen, **more)
    return address("care_patient", place.patient_id, chosen=chosen, **more)
