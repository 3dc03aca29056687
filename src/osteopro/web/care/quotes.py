"""What a reply begins with: the patient's own words, taken from the record and not typed."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from osteopro.followup.queries.review import Sitting
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import State
from osteopro.summaries import comparing
from osteopro.summaries.comparing import Change
from osteopro.web.care.words import in_language

MOST = 3
LONGEST = 80
WIDE_FROM = 0x2E7F


@dataclass(frozen=True, slots=True)
class Quote:
    """One way to begin; `code` names it in the form, `text` is what the patient reads."""

    code: str
    text: str


def quotes(sitting: Sitting) -> list[Quote]:
    """One to three beginnings in the patient's language; none when nothing was answered."""
    with translation.override(sitting.language):
        found = [*_event(sitting), *_note(sitting), *_changes(sitting)]
        return (found or _headline(sitting))[:MOST]


def chosen(sitting: Sitting, code: str) -> str:
    """The text of a beginning by its code, the first one for a code that is not there."""
    every = quotes(sitting)
    return next((each.text for each in every if each.code == code), every[0].text if every else "")


def _event(sitting: Sitting) -> list[Quote]:
    """Something sudden that was reported comes before everything else."""
    main = sitting.main
    name = main.instrument.item_for("safety")
    if name is None:
        return []
    item = main.instrument.questionnaire.item(name)
    options = [item.option(code) for code in main.answers.codes(name)]
    if not any(option and not option.exclusive for option in options):
        return []
    values = {
        "name": sitting.person.spoken,
        "now": in_language(comparing.answer_text(item, main.answers), sitting.language),
    }
    return [Quote(f"item-{name}", gettext("%(name)s, you told us: %(now)s.") % values)]


def _note(sitting: Sitting) -> list[Quote]:
    item = sitting.main.instrument.item_for("note")
    text = sitting.main.answers.value(item) if item else None
    if not isinstance(text, str) or not text.strip():
        return []
    words = " ".join(text.split()).rstrip("。.")
    words = words if len(words) <= LONGEST else words[:LONGEST] + "…"
    values = {"name": sitting.person.spoken, "words": words}
    if sitting.main.proxy:
        return [Quote("note", gettext("%(name)s, your family wrote: “%(words)s”.") % values)]
    return [Quote("note", gettext("%(name)s, you wrote: “%(words)s”.") % values)]


def _changes(sitting: Sitting) -> list[Quote]:
    found = comparing.compared(sitting.main, sitting.before)
    return [_change(sitting, change) for change in found if change.matters]


def _change(sitting: Sitting, change: Change) -> Quote:
    values = {
        "name": sitting.person.spoken,
        "item": in_language(comparing.label(change.item), sitting.language),
        "before": _beside(in_language(change.before, sitting.language)),
        "now": _beside(in_language(change.now, sitting.language)),
    }
    words = gettext("%(name)s, you told us about “%(item)s”: last time%(before)s, now%(now)s.")
    return Quote(f"item-{change.item.link_id}", words % values)


def _headline(sitting: Sitting) -> list[Quote]:
    """Nothing changed and nothing was written: say what was answered first."""
    main = sitting.main
    names = main.instrument.roles.get("headline", ())
    items = [main.instrument.questionnaire.item(name) for name in names]
    return [
        _answer(sitting, item)
        for item in items or main.answers.enabled_items()[:1]
        if main.answers.state(item.link_id) is State.GIVEN
    ]


def _answer(sitting: Sitting, item: Item) -> Quote:
    values = {
        "name": sitting.person.spoken,
        "item": in_language(comparing.label(item), sitting.language),
        "now": _beside(
            in_language(comparing.answer_text(item, sitting.main.answers), sitting.language)
        ),
    }
    words = gettext("%(name)s, you told us about “%(item)s”:%(now)s.")
    return Quote(f"item-{item.link_id}", words % values)


def _beside(answer: str) -> str:
    """An answer after a word: Chinese takes a blank beside figures only."""
    chinese = bool(answer) and ord(answer[0]) > WIDE_FROM
    return answer if chinese else f" {answer}"
