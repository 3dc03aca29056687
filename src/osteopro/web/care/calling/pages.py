"""What each page of a call shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments.queries import offers as offer_queries
from osteopro.followup import advised
from osteopro.followup.assessing import author_of
from osteopro.followup.flow import Flow
from osteopro.followup.learning import education
from osteopro.followup.queries import calls as queries
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.calls import Live, ToPhone
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.people import Standing
from osteopro.followup.queries.sent import Sent
from osteopro.followup.speaking import familys
from osteopro.followup.terms import CallOutcome, Deviation
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import Kind, State
from osteopro.messaging import queries as messaging_queries
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom
from osteopro.sites import queries as sites_queries
from osteopro.summaries import comparing
from osteopro.triage.case import MessageRef
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui.formats import shown_phone
from osteopro.web.care import labels, words
from osteopro.web.care.calling import keyed, messages, script
from osteopro.web.care.calling.place import Place, first_of_its_kind, is_read_back
from osteopro.web.care.words import in_language, said, when

# Attempts that end before anybody speaks, each with its key (clinical content 7.5).
UNHEARD = (
    CallOutcome.NO_ANSWER,
    CallOutcome.BUSY,
    CallOutcome.WRONG_NUMBER,
    CallOutcome.REFUSED,
    CallOutcome.HOSPITAL,
)


def head(standing: Standing, row: ToPhone) -> dict[str, Any]:
    """Who is on the line, how to speak to them, and what was noted at the last talk."""
    zone, person, plan = standing.clinic.zone, standing.person, row.plan
    last = queries.last_talk(standing.patient_id)
    careful = [
        words_
        for words_, applies in (
            (gettext("hard of hearing: slowly and loudly"), plan.hard_of_hearing),
            (plan.dialect, bool(plan.dialect)),
        )
        if applies
    ]
    return {
        "standing": standing,
        "row": row,
        "person": words.age_and_sex(person, standing.sex, clock.today(zone)),
        "phone": shown_phone(person.phone),
        "masked": _masked(person.phone),
        "phone_href": "tel:" + person.phone,
        "contact": _contact(person.emergency_name, person.emergency_relation),
        "contact_phone": shown_phone(person.emergency_phone),
        "contact_href": "tel:" + person.emergency_phone,
        "careful": careful,
        "last_talk": (when(last.at, zone, clock.now()), last.note) if last else None,
    }


def opening(
    standing: Standing, caller: str, language: str, posted: QueryDict, *, inbound: bool
) -> dict[str, Any]:
    """The opening words, the birth year to hear, and one key for each way of not speaking."""
    first, then = script.opening(
        language,
        hospital=standing.clinic.shown(script.ui_language(language)),
        caller=caller,
        patient=standing.person.spoken,
    )
    return {
        "hello": first,
        "ready": then,
        "own_voice": script.own_voice(language),
        "birth_year": standing.person.birth.year,
        "speaking": language,
        "inbound": inbound,
        "who": [
            c.Answer("staff-phone", gettext("The patient"), checked=posted.get("who") != "proxy"),
            c.Answer("proxy", gettext("Family, instead"), checked=posted.get("who") == "proxy"),
        ],
        "birth_ticked": "birth" in posted,
        "unheard": [
            (outcome.value, labels.CALLS[outcome], str(n)) for n, outcome in enumerate(UNHEARD, 1)
        ],
    }


def question(
    of: Frame,
    here: Place,
    live: Live,
    posted: QueryDict | None,
    danger: bool,
    *,
    again: bool = False,
) -> dict[str, Any]:
    """One item: script, options with keys, what was answered in this call so far. Asked `again`
    of somebody else, the answer of the one before is not shown."""
    draft, asked, item = here.draft, here.flow, here.item
    if draft is None or asked is None or item is None:
        raise ValueError("no question here")
    stored = draft.values.get(item.link_id)
    given = asked.answers.state(item.link_id) is State.GIVEN
    chosen = stored if given and not again else None
    if posted is not None:
        chosen = list(posted.getlist(keyed.ANSWER)) or None
    before = asked.before(item.link_id)
    note = draft.instrument.item_for("note")
    written = posted.get("words", "") if posted else draft.values.get(note or "", "")
    return {
        "item": item,
        "speaking": live.language,
        "introduction": script.about_advice(
            advised.asked_in(draft, item), live.language, of.clinic.zone
        )
        or script.introduction(item, live.language),
        "script": script.question(item, live.language),
        "answers": keyed.answers(item, live.language, chosen, of.today),
        "ladder": keyed.ladder(item),
        "many": item.repeats,
        "number": posted.get(keyed.NUMBER, "") if posted else _number(item, stored, chosen),
        "by_number": not item.options and item.type.value not in ("boolean",),
        "place": asked.place(item.link_id),
        "total": len(asked.items),
        "read_all": first_of_its_kind(asked, item),
        "read_back": is_read_back(draft, item),
        "before": before.link_id if before else "",
        "so_far": so_far(asked, item),
        "own_words": written if isinstance(written, str) else "",
        "has_words": note is not None,
        "prompts": script.prompts(live.language),
        "danger": danger,
    }


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who answers, and what it means for the record.

    `answered` counts questions that only the family answered and `first` is the first of them;
    `proxy`: the record counts as the family's as it stands; `words`: the own words are theirs.
    """

    family: bool
    answered: int
    first: str
    proxy: bool
    words: bool


def speaking(here: Place, live: Live, *, again: bool = False) -> dict[str, Any]:
    """The panel that says who answers; `again`: questions of the family's are asked again."""
    draft = here.draft
    if draft is None:
        return {"speaks": None}
    left = to_ask_again(draft)
    speaks = Speaking(
        family=live.by_whom == ByWhom.PROXY,
        answered=len(left),
        first=next(iter(left), ""),
        proxy=author_of(draft) == ByWhom.PROXY,
        words=draft.instrument.item_for("note") in familys(draft),
    )
    return {"speaks": speaks, "again": again}


def to_ask_again(draft: DraftView) -> list[str]:
    """Questions to which only the family gave an answer, in the order of the form."""
    note = draft.instrument.item_for("note")
    return [link_id for link_id in familys(draft) if link_id != note]


def so_far(asked: Flow, without: Item | None = None) -> list[tuple[str, str, str]]:
    """The answers of this call only: linkId, short question, answer."""
    return [
        (item.link_id, said(item.short), _answer(asked, item))
        for item in asked.items
        if not asked.open(item) and (without is None or item.link_id != without.link_id)
    ]


def reading_back(here: Place, live: Live) -> dict[str, Any]:
    """Pain, medicine and danger once more; then all of it is sent."""
    draft, asked = here.draft, here.flow
    if draft is None or asked is None:
        raise ValueError("nothing to read back")
    note = draft.instrument.item_for("note")
    written = draft.values.get(note or "", "")
    aloud = {item.link_id for item in asked.items if is_read_back(draft, item)}
    rows = so_far(asked)
    return {
        "aloud": [row for row in rows if row[0] in aloud],
        "others": [row for row in rows if row[0] not in aloud],
        "own_words": written if isinstance(written, str) else "",
        "note_script": script.question(draft.instrument.questionnaire.item(note), live.language)
        if note
        else "",
        "speaking": live.language,
    }


def closing(
    of: Frame, live: Live, draft: DraftView | None, posted: QueryDict, *, phoned_again: bool
) -> dict[str, Any]:
    """The last words, and what is stored of the call."""
    visits = visits_to_tell(of, live.language)
    found = _most_pressing(of.patient_id, live) if draft else None
    said_at_end: Sequence[str] = ()
    if found is not None:
        at = found.response.received
        parts = messages.paragraphs(of, found.judged.message, at, found.promised, live.language)
        # A plain entry waits for no answer, so none is promised.
        parts = [] if _plain_entry(found) else parts
        parts = [*parts, *_order(of, found, live.language)]
        join = " " if live.language.startswith("en") else ""
        said_at_end = script.closing(
            live.language, message=join.join(parts), next_day=of.due.on if phoned_again else None
        )
    return {
        "closing": said_at_end,
        "sent": found,
        "speaking": live.language,
        "deviations": [
            (code.value, label, code.value in posted.getlist("deviation"))
            for code, label in labels.DEVIATIONS.items()
        ],
        "posted": posted,
        "to_read": [
            *(words_ for words_, _href in visits),
            *news(of, live.language),
            *to_read(of),
        ],
        "places": [href for _words, href in visits],
    }


def _order(of: Frame, found: Sent, language: str) -> list[str]:
    """What others read on their screens of the order of visits (5.5, E2)."""
    quiet = found.response.kind is Kind.RECORD and found.judged.level.rank < Level.URGENT.rank
    if not quiet or not home_queries.tells_order(of):
        return []
    return [in_language(education().reminder, language)]


def _plain_entry(found: Sent) -> bool:
    return found.response.kind is Kind.DIARY and found.judged.level is Level.ROUTINE


def _most_pressing(patient_id: int, live: Live) -> Sent | None:
    """Of the forms that were sent in this sitting, the one whose message the patient hears."""
    responses = records_queries.occasion(live.occasion) if live.occasion else []
    found = [sent_queries.sent(patient_id, each.uuid) for each in responses if each.complete]
    return max(
        (each for each in found if each), key=lambda each: each.judged.level.rank, default=None
    )


def news(of: Frame, language: str) -> list[str]:
    """What else the patient is to hear in this call: a new manager."""
    return [
        script.new_manager(language, name=name.shown(script.ui_language(language)), on=on)
        for name, on in queries.new_managers(of.patient_id)
    ]


def visits_to_tell(of: Frame, language: str) -> list[tuple[str, str]]:
    """Visits of which they are to be reminded: the words, and where it is noted that they cannot
    come."""
    ids = queries.visits_to_tell(of.patient_id)
    booked = offer_queries.live(of.patient_id) if ids else []
    return [
        (
            script.visit(
                language,
                moment=of.local(each.starts_at),
                clinic=sites_queries.clinic(each.site_id).shown(script.ui_language(language)),
                today=of.today,
            ),
            reverse("care_place", args=[each.offer_id]),
        )
        for each in booked
        if each.offer_id in ids
    ]


def to_read(of: Frame) -> list[str]:
    """Replies that wait to be read out, oldest first."""
    waiting = queries.replies_to_read(of.patient_id)
    turns = messaging_queries.thread(of.patient_id, to_patient=True)
    return [
        f"{turn.quote}\n{turn.body}".strip()
        for turn in reversed(turns)
        if turn.message_id in waiting
    ]


def emergency(of: Frame, live: Live, message: MessageRef, chosen: str) -> dict[str, Any]:
    """What to say and do in danger, and how it ended."""
    return {
        "urgent": messages.danger(of, message, live.language),
        "speaking": live.language,
        "outcomes": [
            c.Option("", gettext("Not known yet: it stays in “Now”"), not chosen),
            *(
                c.Option(code, str(label), code == chosen)
                for code, label in labels.EMERGENCY.items()
            ),
        ],
    }


def colleague(by: int, at: datetime, standing: Standing, language: str) -> str:
    """Who has the patient on the line."""
    name = accounts_queries.staff_name(by).shown(language)
    since = when(at, standing.clinic.zone, clock.now())
    return gettext("%(who)s has been on the phone with this patient since %(when)s") % {
        "who": name,
        "when": since,
    }


def typed_deviations(posted: QueryDict) -> list[Deviation]:
    """Those ticked that exist."""
    known: Mapping[str, Deviation] = {each.value: each for each in Deviation}
    return [known[code] for code in posted.getlist("deviation") if code in known]


def _number(item: Item, stored: Any, chosen: Any) -> str:
    if chosen is None or item.options:
        return chosen if keyed.ladder(item) and isinstance(chosen, str) else ""
    return "" if isinstance(stored, Mapping | bool) else str(stored)


def _answer(asked: Flow, item: Item) -> str:
    state = asked.answers.state(item.link_id)
    if state is State.GIVEN:
        return said(comparing.answer_text(item, asked.answers))
    return gettext("does not know") if state is State.DONT_KNOW else gettext("rather not say")


def _masked(number: str) -> str:
    home = shown_phone(number).replace(" ", "")
    return f"{home[:3]}****{home[-4:]}" if len(home) >= 8 else home


def _contact(name: str, relation: str) -> str:
    return " ".join(part for part in (relation, name) if part)
