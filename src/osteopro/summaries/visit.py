"""The one page that a physician grasps in a minute (clinical content section 8; resolution 32)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from osteopro import clock
from osteopro.followup.advised import Given
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.definition import Text
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode
from osteopro.patients.terms import ProfileFlag
from osteopro.records.queries import StoredResponse
from osteopro.summaries import comparing, events, reading, rules
from osteopro.summaries import rows as lines
from osteopro.summaries.asking import readable
from osteopro.summaries.definition import Layout, edition
from osteopro.summaries.facts import (
    Advice,
    Alarm,
    Completeness,
    Head,
    Mark,
    Measured,
    Medicine,
    Note,
    Row,
    VisitSummary,
)
from osteopro.summaries.layouts import layout_of
from osteopro.summaries.reading import Material
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import tells_self_harm
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level


def visit_summary(patient_id: int) -> VisitSummary:
    """Everything on the page, in a number of statements that no history changes.

    The caller has checked that the viewer may know of the patient. What is never on it: how a
    report was answered (5.1), answers about self-harm, and words that speak of it.
    """
    found = reading.read(patient_id)
    form = instruments_queries.latest(Kind.RECORD).instrument
    now_in_use, ruleset = edition(), triage_queries.current().ruleset
    layout = layout_of(now_in_use, form)
    symptoms = [row for code in layout.symptoms if (row := lines.item_row(code, found, form))]
    headline = [row for row in symptoms if row.code in layout.headline]
    quality = [
        lines.scale_row(scale, Kind.QUALITY_OF_LIFE, found) for scale in lines.quality_scales(found)
    ]
    told = events.reported(layout, found)
    period = events.within([*told, *events.others(found)], found.start, found.today)
    alarms = _alarms(found, layout, ruleset)
    advice = _advice(found)
    profile = found.profiles[0] if found.profiles else None
    flags = frozenset(profile.flags) if profile else frozenset[str]()
    return VisitSummary(
        edition=now_in_use,
        made=clock.now().astimezone(found.clinic.zone),
        head=_head(found),
        complete=_complete(found),
        wish=_wish(layout, found),
        notes=_notes(found, ruleset),
        questions=readable(found.questions, now_in_use, ruleset),
        alarms=tuple(alarms[: rules.ALARMS]),
        more_alarms=max(0, len(alarms) - rules.ALARMS),
        curves=tuple(lines.curves(layout, form, found, headline, quality)),
        events=tuple(period),
        headline=tuple(headline),
        symptoms=_table(layout, form, found, symptoms),
        quality=tuple(quality),
        falls=events.falls(layout, found),
        fractures=tuple(each for each in told if each.mark is Mark.FRACTURE),
        spine_fracture=ProfileFlag.SPINE_FRACTURE in flags,
        recent_fracture=ProfileFlag.RECENT_FRACTURE in flags,
        height=_measured(found.measured, "height_cm"),
        weight=_measured(found.measured, "weight_kg"),
        medicine=_medicine(layout, found),
        advice=tuple(advice[: rules.ADVICE]),
        more_advice=max(0, len(advice) - rules.ADVICE),
        skipped=tuple(comparing.label(item) for item in lines.skipped(found, layout.symptoms)),
        verified=tuple(sorted(day for day in found.verified.values() if day >= found.start)),
        last_record=found.last_record,
    )


def _head(found: Material) -> Head:
    visit = found.visits.last
    return Head(
        patient_id=found.patient_id,
        name=found.person.name,
        age=found.person.age(found.today),
        sex=found.sex,
        enrolled_on=found.enrolled_on,
        channel=found.channel,
        language=found.language,
        manager=_named(found.manager),
        phone=found.clinic.phone,
        visit=visit,
        visit_by=_named(found.visit_by),
        start=found.start,
        end=found.today,
    )


def _named(name: Any) -> Text:
    return {"zh-CN": name.zh, "en": name.en} if name is not None else {}


def _complete(found: Material) -> Completeness:
    records = lines.days_of(found, Kind.RECORD)
    return Completeness(
        received=len(records),
        missed=tuple(day for day in found.missed if day >= found.start),
        phone=sum(each.mode == Mode.PHONE for _day, each in records),
        in_person=sum(each.mode == Mode.IN_PERSON for _day, each in records),
        family=tuple(day for day, each in records if each.proxy),
    )


def _table(
    layout: Layout, form: Instrument, found: Material, symptoms: Sequence[Row]
) -> tuple[Row, ...]:
    """The index first, then every symptom."""
    index = [scale for scale in form.spec.scales if scale.id == layout.index]
    return (*(lines.scale_row(scale, Kind.RECORD, found) for scale in index), *symptoms)


def _wish(layout: Layout, found: Material) -> tuple[Text, ...]:
    """What the newest record of the period wished for, and why."""
    records = lines.days_of(found, Kind.RECORD)
    return (
        tuple(_given(code, records[-1][1]) for code in layout.wish if _given(code, records[-1][1]))
        if records
        else ()
    )


def _given(code: str, response: StoredResponse) -> Text:
    if code not in response.instrument.questionnaire.nodes:
        return {}
    return comparing.answer_text(response.instrument.questionnaire.item(code), response.answers)


def _notes(found: Material, ruleset: Ruleset) -> tuple[Note, ...]:
    """The last own words of the period, newest first, cut to what a line holds."""
    notes = []
    for response in reversed(found.responses):
        day = found.day(response.effective)
        item = response.instrument.item_for("note")
        text = response.answers.value(item) if item else None
        if day < found.start or not isinstance(text, str) or not text.strip():
            continue
        if not tells_self_harm(ruleset, [text]):
            notes.append(Note(day, text, response.proxy))
    shown = notes[: rules.NOTES]
    room = rules.NOTES_WIDTH // max(1, len(shown))
    return tuple(Note(n.on, rules.shortened(n.words, room), n.family) for n in shown)


def _alarms(found: Material, layout: Layout, ruleset: Ruleset) -> list[Alarm]:
    """Urgent and emergency records since the last visit; one that fired for nothing but what is
    never told is not among them."""
    silent = _silent_rules(ruleset, layout)
    alarms = []
    for fired in found.alarms:
        why = [rule for rule in fired.rules if _told(rule, silent, ruleset)]
        if why:
            # The level is that of what is told: another would tell that something is not.
            worst = next((r for r in why if r["level"] == Level.EMERGENCY), why[0])
            alarms.append(
                Alarm(
                    on=fired.on,
                    emergency=worst["level"] == Level.EMERGENCY,
                    because=worst["because"],
                    outcome=fired.outcome,
                    verified=fired.called or fired.occasion in found.verified,
                )
            )
    return alarms


def _told(rule: Mapping[str, Any], silent: frozenset[str], ruleset: Ruleset) -> bool:
    """Whether a rule that fired stands in the red box."""
    because = rule["because"]
    return (
        rule["level"] in (Level.URGENT, Level.EMERGENCY)
        and rule["id"] not in silent
        and bool(because)
        and not tells_self_harm(ruleset, list(because.values()))
    )


def _silent_rules(ruleset: Ruleset, layout: Layout) -> frozenset[str]:
    """Rules that read what is never on the page."""
    names = {
        name
        for name, fact in ruleset.facts.items()
        if fact.get("item") in layout.never or fact.get("list") == "self_harm"
    }
    return frozenset(rule.id for rule in ruleset.rules if rule.reads & names)


def _medicine(layout: Layout, found: Material) -> Medicine:
    items = layout.medicine
    records = [each for _day, each in lines.days_of(found, Kind.RECORD)]
    asked = [each for each in records if _given(items.taken, each)]
    effects = [each for each in records if _given(items.side_effect, each)]
    stops = next((rule for rule in layout.events if rule.kind == Mark.MISSED), None)
    codes = stops.found_in.get(items.taken, frozenset()) if stops else frozenset()
    profile = found.profiles[0] if found.profiles else None
    return Medicine(
        on_it=reading.on_medicine(profile),
        taken=_given(items.taken, asked[-1]) if asked else {},
        why=_given(items.why, asked[-1]) if asked else {},
        interrupted=sum(not codes.isdisjoint(each.answers.codes(items.taken)) for each in asked),
        side_effect=_given(items.side_effect, effects[-1]) if effects else {},
        which=_given(items.which, effects[-1]) if effects else {},
        next_dose=profile.next_dose_due if profile else None,
    )


def _advice(found: Material) -> list[Advice]:
    """Each piece of advice as it was sent last, with what was said to it."""
    newest = rules.different(found.advice, by=lambda given: given.code)
    return [
        Advice(
            title=given.title,
            on=found.day(given.at),
            word=_word(given),
        )
        for given in newest
    ]


def _word(given: Given) -> str:
    said = given.tried or given.stands
    return said.word if said else ""


def _measured(rows: Iterable[Mapping[str, Any]], key: str) -> Measured | None:
    """The newest value that staff took, and the change since the first."""
    taken = [(date.fromisoformat(r["on"]), Decimal(r[key])) for r in rows if r.get(key)]
    if not taken:
        return None
    taken.sort()
    (first_on, first), (last_on, last) = taken[0], taken[-1]
    if first_on == last_on:
        return Measured(last, last_on)
    return Measured(last, last_on, last - first, first_on)
