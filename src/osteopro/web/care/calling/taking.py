"""What the buttons of a call do. Each gives the address to go to, or the page to show again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions, rules
from osteopro.followup.actions import Asked, Circumstances
from osteopro.followup.actions.calling import RANGE
from osteopro.followup.queries import calls as queries
from osteopro.followup.queries import diary as diary_queries
from osteopro.followup.queries.calls import Live
from osteopro.followup.queries.forms import planned, rest_by_phone
from osteopro.followup.queries.frame import Frame
from osteopro.followup.speaking import familys, may_be_asked
from osteopro.followup.terms import CallOutcome, EmergencyOutcome, ItemKind, Privacy
from osteopro.instruments.answers import Value
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import Kind
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom
from osteopro.ui.components import FieldError
from osteopro.web.care.calling import keyed, pages
from osteopro.web.care.calling.place import Place, Stage, is_private, place
from osteopro.web.care.sending import too_long
from osteopro.web.care.typed import LONGEST

FHIR_LANGUAGES = ("zh-CN", "en")
ABSENT: Mapping[str, Value] = {
    "skip": {"absent": "skipped"},
    "dont-know": {"absent": "dont-know"},
}
LONGEST_ID = 60


@dataclass(frozen=True)
class Caller:
    """Who phones whom, with what was posted."""

    by: Actor
    of: Frame
    posted: QueryDict


def begin(who: Caller, *, language: str, key: UUID, inbound: bool, do: str) -> None:
    """The patient answered: begin a record (`begin`), ask what is left of the last one
    (`rest`), note an event in the diary (`diary`), or only talk (`talk`). Raises OnThePhone."""
    proxy = who.posted.get("who") == ByWhom.PROXY
    by_whom = ByWhom.PROXY if proxy else ByWhom.STAFF_PHONE
    left = rest_by_phone(who.of) if do == "rest" else None
    form = diary_queries.form() if do == "diary" else planned(who.of, by_whom).instrument
    asked = None if do == "talk" else Asked(form, by_whom)
    actions.begin_call(
        by=who.by,
        patient_id=who.of.patient_id,
        key=key,
        language=language,
        asked=asked,
        rest_of=left.occasion if left else None,
        inbound=inbound,
        take_over="take-over" in who.posted,
    )


def answered(who: Caller, here: Place) -> tuple[actions.Saved | None, list[FieldError]]:
    """Keep the answer to this question, or say what is wrong with it. Raises DraftClosed."""
    draft, item = here.draft, here.item
    if draft is None or item is None:
        return None, []
    pressed = who.posted.get("do", "")
    found = keyed.Reading(ABSENT[pressed]) if pressed in ABSENT else _given(who, draft, item)
    errors = [FieldError("number", found.error)] if found.error else []
    errors += words_too_long("words", who.posted.get("words", ""), draft)
    if found.value is None and not errors:
        errors = [FieldError("number", _open(item))]
    if errors or found.value is None:
        return None, errors
    values = {item.link_id: found.value} | _own_words(who, draft)
    saved = _save(who, draft, values, ranged=found.ranged or pressed == RANGE)
    return saved, []


def speak_privately(who: Caller, here: Place) -> None:
    """Whether the patient may speak freely; without it those questions are left out."""
    alone = who.posted.get("do") == "alone"
    privacy = Privacy.ALONE if alone else Privacy.NOT_ALONE
    actions.note_privacy(by=who.by, patient_id=who.of.patient_id, privacy=privacy)
    skip_private(who)


def speaks_now(who: Caller, here: Place, speaker: ByWhom) -> list[FieldError]:
    """The family goes on for the patient, or the patient again; own words that were typed until
    then were said by the one before. Raises NoCall."""
    if errors := words_too_long("words", who.posted.get("words", ""), here.draft):
        return errors
    if here.draft is not None and (words := _own_words(who, here.draft)):
        _save(who, here.draft, words, ranged=False)
    actions.change_speaker(by=who.by, patient_id=who.of.patient_id, speaker=speaker)
    skip_private(who)
    return []


def ask_again_after(who: Caller, here: Place) -> str:
    """The next question that only the family answered, "" when the patient answered all."""
    draft = records_queries.draft(who.of.patient_id, here.draft.uuid) if here.draft else None
    if draft is None or here.item is None:
        return ""
    order = [item.link_id for item in draft.instrument.questionnaire.items]
    left = [each for each in pages.to_ask_again(draft) if each != here.item.link_id]
    after = [each for each in left if order.index(each) > order.index(here.item.link_id)]
    return next(iter([*after, *left]), "")


def skip_private(who: Caller) -> None:
    """Leave out the questions that stand next and are not for who is there: private ones when
    others are listening, all of a form that is the patient's alone when the family answers."""
    while True:
        live = queries.live(who.of.patient_id)
        draft = draft_of(live) if live else None
        if live is None or draft is None:
            return
        here = place(live, draft)
        if here.stage != Stage.QUESTION or here.item is None:
            return
        alone = live.privacy != Privacy.NOT_ALONE or not is_private(draft, here.item)
        if alone and may_be_asked(draft.instrument, live.by_whom):
            return
        # Nobody said this, so nobody is noted as having said it.
        actions.save_answers(
            by=who.by,
            patient_id=who.of.patient_id,
            draft_uuid=draft.uuid,
            values={here.item.link_id: ABSENT["skip"]},
            circumstances={"channel": "phone"},
        )


def send(who: Caller, here: Place) -> list[FieldError]:
    """All was asked: send the form with the last words, and go on with the next form of the
    sitting if there is one. Raises DraftClosed, Conflict, NoCall."""
    if here.draft is None:
        return []
    if errors := words_too_long("words", who.posted.get("words", ""), here.draft):
        return errors
    if words := _own_words(who, here.draft):
        _save(who, here.draft, words, ranged=False)
    actions.send_form(by=who.by, patient_id=who.of.patient_id, draft_uuid=here.draft.uuid)
    actions.ask_next_form(by=who.by, patient_id=who.of.patient_id)
    return []


def hang_up(who: Caller, live: Live, outcome: CallOutcome) -> list[FieldError]:
    """End the call. Raises NoCall."""
    note = who.posted.get("note", "")
    errors = too_long("note", note)
    call_back = _call_back(who, errors) if outcome == CallOutcome.POSTPONED else None
    if errors:
        return errors
    about = Circumstances(
        call_back_at=call_back,
        deviations=pages.typed_deviations(who.posted),
        recording=who.posted.get("recording", "")[:LONGEST_ID],
    )
    actions.end_call(
        by=who.by,
        patient_id=who.of.patient_id,
        key=live.key,
        outcome=outcome,
        note=note,
        about=about,
    )
    if outcome == CallOutcome.REACHED:
        _close_what_was_phoned(who, live)
    return []


def end_emergency(who: Caller, live: Live, outcome: EmergencyOutcome) -> list[FieldError]:
    """End the call with the outcome of the emergency. Raises what the action raises."""
    note = who.posted.get("note", "")
    if errors := too_long("note", note):
        return errors
    actions.end_emergency(
        by=who.by,
        patient_id=who.of.patient_id,
        key=live.key,
        outcome=outcome,
        note=note,
        about=Circumstances(
            deviations=pages.typed_deviations(who.posted),
            recording=who.posted.get("recording", "")[:LONGEST_ID],
        ),
    )
    _close_what_was_phoned(who, live)
    return []


def words_too_long(field: str, text: str, draft: DraftView | None) -> list[FieldError]:
    """What to say about own words beyond what the form takes."""
    note = draft.instrument.item_for("note") if draft else None
    longest = draft.instrument.questionnaire.item(note).max_length if draft and note else None
    return too_long(field, text, longest or LONGEST)


def draft_of(live: Live) -> DraftView | None:
    """The form of this call, in whatever state."""
    return records_queries.draft(live.patient_id, live.draft) if live.draft else None


def _open(item: Item) -> str:
    """What is still to be done about a question with nothing written down."""
    if item.options:
        return gettext("Press the key of the answer.")
    return gettext("Write down what the patient says, or press “Does not know”.")


def _given(who: Caller, draft: DraftView, item: Item) -> keyed.Reading:
    diary = draft.instrument.kind is Kind.DIARY
    earliest = rules.first_diary_day(who.of.starts_on) if diary else None
    return keyed.read(item, who.posted, who.of.today, earliest)


def _own_words(who: Caller, draft: DraftView) -> dict[str, Value]:
    note = draft.instrument.item_for("note")
    if note is None or "words" not in who.posted:
        return {}
    words = who.posted.get("words", "").replace("\r\n", "\n").strip()
    stored = draft.values.get(note)
    if words:
        repeated = "said-too" in who.posted
        return {note: words} if words != stored or repeated else {}
    return {note: ABSENT["skip"]} if isinstance(stored, str) else {}


def _save(
    who: Caller, draft: DraftView, values: dict[str, Value], *, ranged: bool
) -> actions.Saved:
    told: dict[str, Any] = {"channel": "phone"}
    if ranged:
        told[RANGE] = True
    repeated = who.posted.get("repeated", "")
    if repeated.isdecimal() and 0 < int(repeated[:3]):
        told["repeated"] = int(repeated[:3])
    return actions.answer_on_phone(
        by=who.by,
        patient_id=who.of.patient_id,
        draft_uuid=draft.uuid,
        values=values,
        circumstances=told,
        familys=_still_familys(who, draft, values),
    )


def _still_familys(who: Caller, draft: DraftView, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Own words to which the patient only adds stay the family's, unless the patient says so."""
    note = draft.instrument.item_for("note") or ""
    now, before = values.get(note), draft.values.get(note)
    if "said-too" in who.posted or note not in familys(draft):
        return ()
    return (note,) if isinstance(now, str) and isinstance(before, str) and before in now else ()


def _call_back(who: Caller, errors: list[FieldError]) -> datetime | None:
    """The time the patient asked for, on the clinic's wall; may be left open."""
    typed = who.posted.get("call_back", "").strip()
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        errors.append(FieldError("call_back", gettext("This is no date and time.")))
        return None
    at = at.replace(tzinfo=who.of.clinic.zone) if at.tzinfo is None else at
    if at <= clock.now():
        errors.append(FieldError("call_back", gettext("This time is over.")))
    return at


def _close_what_was_phoned(who: Caller, live: Live) -> None:
    """Replies that were read out, and records that were asked for and came."""
    draft = draft_of(live)
    record = draft is not None and draft.instrument.kind is Kind.RECORD
    came = draft is not None and record and draft.state == "sent"
    for item_id, kind, asked_for in queries.to_close(who.of.patient_id):
        read = kind == ItemKind.TELL and "told" in who.posted
        if read or (kind == ItemKind.CALL and (came or asked_for)):
            actions.close_item(by=who.by, patient_id=who.of.patient_id, item_id=item_id)
