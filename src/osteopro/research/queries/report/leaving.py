"""What could tell who somebody is when the report leaves as it stands now."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from osteopro.patients import study_naming
from osteopro.research import release
from osteopro.research.agreed import holding
from osteopro.research.exchange.telling import finder, people_of
from osteopro.research.models import CaseValue, Participant
from osteopro.research.queries.report.facts import Facts
from osteopro.research.release import Finding, Sort, Text, Where
from osteopro.research.terms import VariableType

# Places of the words that tell who somebody is.
Search = Callable[[Sequence[str]], Collection[int]]


def findings(facts: Facts, strings: Sequence[str]) -> tuple[Finding, ...]:
    """What has to be weighed; `strings` is everything that stands in the document. A constant
    number of queries."""
    study_id, texts = facts.study.study_id, words_of(facts)
    people = people_of(study_id)
    names, taken = study_naming.seeker(people.values()), finder(study_id)

    def naming(words: Sequence[str]) -> Collection[int]:
        return names(words).texts

    def taken_out(words: Sequence[str]) -> Collection[int]:
        return [at for at, each in enumerate(words) if taken(each)]

    nobody = names([]).unknown
    unknown = tuple(str(number) for number, guid in sorted(people.items()) if guid in nobody)
    unchecked = [Finding(Sort.UNCHECKED, Where.ELSEWHERE, "", "", unknown)]
    return (
        *_found(Sort.NAMED, texts, strings, naming),
        *_found(Sort.TAKEN, texts, strings, taken_out),
        *(unchecked if unknown else ()),
        *release.suggested(texts),
        *release.alone(_traits(study_id), facts.quoted),
    )


def _found(
    sort: Sort, texts: Sequence[Text], strings: Sequence[str], search: Search
) -> list[Finding]:
    """In the texts, and beside them in everything that stands in the document."""
    own = release.named(texts, search([each.words for each in texts]), sort)
    others = release.beside(strings, [each.words for each in own])
    return [*own, *release.named(others, search([each.words for each in others]), sort)]


def words_of(facts: Facts) -> Sequence[Text]:
    """Words that people wrote or said and that leave: what looks like a name in them may be one.
    What the team writes of itself and of the study is meant to be read by others."""
    found: list[Text] = []
    for each in facts.quotes:
        found.append(Text(Where.QUOTE, each.words, str(each.theme)))
        found.append(Text(Where.QUOTE, each.translated, str(each.theme)))
    for theme in facts.board.every_theme():
        found += [Text(Where.THEME, words, str(theme.guid)) for words in (theme.name, theme.words)]
        for odd in theme.deviants:
            said = odd.words if odd.participant in facts.quotable else ""
            found += [Text(Where.DEVIANT, each, str(theme.guid)) for each in (said, odd.comment)]
    found += [
        Text(Where.STRUCTURE, facts.structure),
        Text(Where.STRUCTURE, facts.structure_translated),
    ]
    found += [Text(Where.BESIDE, each.note) for each in facts.beside]
    found += [Text(Where.PLACE, place) for place in facts.work.places]
    found += [Text(Where.REASON, reason) for reason in facts.people.reasons]
    return [each for each in dict.fromkeys(found) if each.words.strip()]


def _traits(study_id: int) -> dict[int, list[tuple[str, str]]]:
    """The kinds each participant is of whose consent holds: patient or provider, and every level
    of a variable that leaves, by its name in both languages in two lines. Two queries."""
    people = Participant.objects.filter(study_id=study_id, screening__in=holding())
    subjects = dict(people.values_list("number", "screening__subject"))
    newest: dict[tuple[int, str], tuple[Any, dict[str, str]]] = {}
    rows = CaseValue.objects.filter(participant__in=people, variable__sensitive=False)
    for number, name, levels, value in (
        rows.exclude(variable__type__in=(VariableType.INTEGER, VariableType.FLOAT))
        .order_by("variable__order", "pk")
        .values_list("participant__number", "variable__name", "variable__levels", "value")
    ):
        labels = {
            level["code"]: f"{level['label']}\n{level.get('label_translated', '')}"
            for level in levels
        }
        newest[number, name] = (value, labels)
    found = {number: [(subject, subject)] for number, subject in subjects.items()}
    for (number, name), (value, labels) in newest.items():
        if value not in (None, ""):
            said = labels.get(str(value), f"{name}: {value}\n")
            found[number].append((f"{subjects[number]}/{name}", said))
    return found
