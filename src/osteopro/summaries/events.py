"""What happened, from answers, the physician's list, advice and visits."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Text
from osteopro.records.queries import StoredResponse
from osteopro.summaries import comparing, rules
from osteopro.summaries.definition import EventRule, FallRule, Layout
from osteopro.summaries.facts import Event, Falls, Mark
from osteopro.summaries.reading import Material

_HOW = {Mark.FALL, Mark.FRACTURE}
_MANY = 3


def reported(layout: Layout, found: Material) -> list[Event]:
    """Events that answers tell of, within the year, oldest first; one of a kind a day."""
    events = [
        event
        for response in found.responses
        for rule in layout.events
        for event in _told(rule, layout, found, response)
    ]
    # Told in the diary and again in the record it is one (resolution 73); the later words stand.
    latest = rules.different(reversed(events), by=lambda event: (event.mark, event.on))
    return sorted(latest, key=lambda event: event.on)


def others(found: Material) -> list[Event]:
    """Changes of medicine and injections on the physician's list, advice sent, visits."""
    marked = [
        *_of_profiles(found),
        *((found.day(each.at), Mark.ADVICE) for each in found.advice),
        *((day, Mark.VISIT) for day in found.visits.days),
        *((day, Mark.MEDICINE) for day in found.visits.changed_medicine),
    ]
    return [Event(day, mark, {}) for day, mark in dict.fromkeys(marked)]


def falls(layout: Layout, found: Material) -> Falls:
    """Falls of twelve months: how often, how many with an injury, the latest day. Each day counts
    once, with the highest number that was said."""
    times: dict[date, int] = {}
    hurt: set[date] = set()
    rule = next((rule for rule in layout.events if rule.kind == Mark.FALL), None)
    for response in found.responses if rule else ():
        if rule is None or not _holds(rule, response.answers):
            continue
        day = _day(rule, found, response)
        times[day] = max(times.get(day, 1), _count(layout.fall, response.answers))
        if any(_any(codes, item, response.answers) for item, codes in layout.fall.injured.items()):
            hurt.add(day)
    return Falls(
        times=sum(times.values()),
        injured=len(hurt),
        latest=max(times, default=None),
        many=any(n >= _MANY for n in times.values()),
    )


def _told(
    rule: EventRule, layout: Layout, found: Material, response: StoredResponse
) -> Iterator[Event]:
    if not _holds(rule, response.answers):
        return
    mark = Mark(rule.kind)
    asked = {Mark.FALL: layout.fall.how, Mark.FRACTURE: layout.fracture}.get(mark, ())
    yield Event(_day(rule, found, response), mark, _words(asked, response.answers))


def _words(items: Sequence[str], answers: Answers) -> Text:
    for code in items:
        if code in answers.questionnaire.nodes:
            text = comparing.answer_text(answers.questionnaire.item(code), answers)
            if text:
                return text
    return {}


def _holds(rule: EventRule, answers: Answers) -> bool:
    return any(_any(codes, item, answers) for item, codes in rule.found_in.items())


def _any(codes: frozenset[str], item: str, answers: Answers) -> bool:
    return item in answers.questionnaire.nodes and not codes.isdisjoint(answers.codes(item))


def _day(rule: EventRule, found: Material, response: StoredResponse) -> date:
    """The day that was named, unless it lies after the record; else that of the record."""
    told = found.day(response.effective)
    for item in rule.on:
        if item in response.instrument.questionnaire.nodes:
            named = response.answers.value(item)
            if isinstance(named, date) and named <= told:
                return named
    return told


def _count(rule: FallRule, answers: Answers) -> int:
    if rule.count not in answers.questionnaire.nodes:
        return 1
    return max((rule.counts.get(code, 1) for code in answers.codes(rule.count)), default=1)


def _of_profiles(found: Material) -> Iterator[tuple[date, Mark]]:
    """A medicine of another class is a change; a later day for the next dose is a dose given."""
    oldest_first = found.profiles[::-1]
    for before, after in pairwise(oldest_first):
        day = found.day(after.at)
        if after.med_class != before.med_class:
            yield day, Mark.MEDICINE
        elif before.next_dose_due and after.next_dose_due:
            if after.next_dose_due > before.next_dose_due:
                yield day, Mark.INJECTION


def within(events: Iterable[Event], start: date, end: date) -> list[Event]:
    """Those in the period, oldest first."""
    return sorted((e for e in events if start <= e.on <= end), key=lambda e: (e.on, e.mark))
