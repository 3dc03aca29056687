"""The rest of a form for a phone that loses its network: every page it may still need (ux 7).

The pages are those the server would send, asked for at their own address; with them go the
conditions of the questions and the answers that bring the emergency page.
"""

import re
from copy import copy
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.flow import Flow, flow
from osteopro.followup.queries.sent import Judged
from osteopro.instruments.answers import Value
from osteopro.instruments.definition import Condition, Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType
from osteopro.records.queries import DraftView
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import MessageRef
from osteopro.triage.dangers import Danger
from osteopro.triage.terms import Level
from osteopro.web.patient import forms
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import frame, reader_preferences, text
from osteopro.web.patient.presenters import questions
from osteopro.web.patient.presenters.questions import NO, YES, Typed
from osteopro.web.patient.views.drafts import flow_of, with_draft
from osteopro.web.patient.views.record import more_page, question_page, question_url
from osteopro.web.patient.views.sending import check_page
from osteopro.web.patient.views.urgent import emergency_page

Json = dict[str, Any]
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')


@after_leaving
@access(Permission.ENTER_RECORD)
@with_draft
def pack(request: HttpRequest, draft: DraftView) -> HttpResponse:
    """Questions with their conditions, the page that is read over, the emergency page. Kept
    nowhere on the way: it names the patient."""
    reader_preferences(request)  # read once, for every page that is drawn below
    every = _every_question(draft)
    note = draft.instrument.item_for("note")
    asked = (*every.items, *([draft.instrument.questionnaire.item(note)] if note else ()))
    check = reverse("patient_check", args=[draft.uuid])
    dangers = triage_queries.dangers_of(draft.instrument)
    body: Json = {
        "answers": {link_id: _codes(value) for link_id, value in draft.values.items()},
        "items": [_item(request, draft, item, every) for item in asked],
        "check": {"url": check, "html": _html(check_page(_at(request, check), draft, flow=every))},
        "urgent": _urgent(request, draft, dangers.known),
        "stops": sorted(dangers.unknowable),
        "words": _words(),
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    return response


def _every_question(draft: DraftView) -> Flow:
    """The form as if every question were asked: which are, the phone finds out by itself."""
    hidden = {draft.instrument.item_for(role) for role in ("author", "note")} | set(draft.copied)
    items = tuple(
        item
        for item in draft.instrument.questionnaire.items
        if not item.hidden and not item.read_only and item.link_id not in hidden
    )
    return Flow(draft.instrument, flow(draft.instrument, draft.values).answers, items)


def _item(request: HttpRequest, draft: DraftView, item: Item, every: Flow) -> Json:
    url = question_url(draft, item)
    today = frame(request).today
    typed = questions.typed_from(item, draft.values.get(item.link_id), today)
    note = item.link_id == draft.instrument.item_for("note")

    def page(shown: Typed, error: str = "") -> str:
        asked = _at(request, url)
        if note:
            return _html(more_page(asked, draft, item, shown, error))
        return _html(question_page(asked, draft, item, shown, error, flow=every))

    return {
        "id": item.link_id,
        "url": url,
        "when": _when(draft.instrument, item),
        "note": note,
        "choice": item.type is ItemType.CHOICE,
        "limits": _limits(item, today.isoformat()),
        "html": page(typed),
        "wrong": page(Typed(), forms.said_without_server(item)),
    }


def _limits(item: Item, today: str) -> Json:
    """What an answer has to keep to, as far as a phone can tell."""
    kind = questions.kind_of(item)
    if kind == "number":
        whole = item.type is ItemType.INTEGER
        return {
            "min": None if item.minimum is None else float(str(item.minimum)),
            "max": None if item.maximum is None else float(str(item.maximum)),
            "decimals": 0 if whole else item.max_decimals,
        }
    if kind == "date":
        return {"latest": today if item.not_after_today else None}
    return {"length": item.max_length} if kind == "words" else {}


def _when(instrument: Instrument, item: Item) -> list[Json]:
    """Conditions of the item and of the groups around it; all of them hold or it is not asked."""
    nodes = instrument.questionnaire.nodes
    around: list[Json] = []
    node: Item | None = item
    while node is not None:
        if node.enable_when:
            of = [_condition(nodes[each.question], each) for each in node.enable_when]
            around.append({"behavior": node.enable_behavior, "of": of})
        node = nodes.get(node.parent)
    return around


def _condition(question: Item, condition: Condition) -> list[Any]:
    answer = condition.answer
    if condition.operator != "exists":
        answer = _codes(answer)[0]
    return [question.link_id, condition.operator, answer]


def _codes(value: Value | object) -> list[str]:
    """A value as the fields of a form would post it; a refused question has none."""
    if isinstance(value, dict) or value is None:
        return []
    if isinstance(value, bool):
        return [YES if value else NO]
    many = value if isinstance(value, list | tuple) else [value]
    return [str(each) for each in many]


def _urgent(request: HttpRequest, draft: DraftView, known: tuple[Danger, ...]) -> Json:
    """Which answers bring the emergency page, and that page with each add-on text there is."""
    url = reverse("patient_record_urgent", args=[draft.uuid])
    texts = dict.fromkeys(((), *(danger.add for danger in known)))
    return {
        "url": url,
        "rules": [
            {
                "rule": danger.rule,
                "given": [list(pair) for pair in danger.given],
                "because": text(danger.because),
                "add": "+".join(danger.add),
            }
            for danger in known
        ],
        "pages": {"+".join(add): _emergency(_at(request, url), draft, add) for add in texts},
    }


def _emergency(request: HttpRequest, draft: DraftView, add: tuple[str, ...]) -> str:
    messages = triage_queries.current().ruleset.messages
    message = MessageRef(messages.by_level[Level.EMERGENCY], add)
    judged = Judged(Level.EMERGENCY, message, (), clock.now())
    check = reverse("patient_check", args=[draft.uuid])
    items = flow_of(draft).items
    going_on = question_url(draft, items[0]) if items else check
    page = emergency_page(
        request, draft.uuid, judged, going_on=going_on, mistake=check, arrived=False
    )
    return _html(page)


def _words() -> Json:
    """What is said about answers on the page that is read over; {} stands for what varies."""
    return {
        "skipped": gettext("Rather not say"),
        "nothing": gettext("Nothing"),
        "join": gettext(", "),
        "quote": gettext("“%(words)s”") % {"words": "{}"},
        "back": gettext("Keep and go back"),
        "missing": [
            ngettext("%(num)s question has no answer", "%(num)s questions have no answer", n)
            % {"num": "{}"}
            for n in (1, 2)
        ],
    }


def _at(request: HttpRequest, url: str) -> HttpRequest:
    """The request as it would be for the page at `url`: its links lead back there."""
    asked = copy(request)
    asked.path = asked.path_info = url
    asked.META = {**request.META, "QUERY_STRING": ""}
    return asked


def _html(page: HttpResponse) -> str:
    """The page without its tokens: each is random, and the phone has that of the page it shows."""
    return TOKEN.sub("", page.content.decode(settings.DEFAULT_CHARSET))
