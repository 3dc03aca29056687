"""One record in a few words: what changed most, what happened, what was written and wished."""

from django.utils.translation import gettext

from osteopro.followup import deadlines
from osteopro.followup.queries.told import Reported
from osteopro.instruments.terms import Kind
from osteopro.records.queries import StoredResponse
from osteopro.summaries import comparing
from osteopro.ui import formats
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.care.frame import language
from osteopro.web.care.words import said

MOST_CHANGES = 2
MOST_ANSWERS = 4
LONG = 160


def main_change(about: Reported) -> str:
    """The main change against the record before; of a form by itself its first answers."""
    response = about.response
    if response.kind != Kind.RECORD:
        return _answers(response)
    safety = _safety(response)
    if about.before is None:
        return gettext("; ").join(filter(None, [safety, _answers(response, headline=True)]))
    found = comparing.compared(response, about.before)
    matters = [each for each in found if each.matters][:MOST_CHANGES]
    if not matters:
        same = [gettext("about the same"), _answers(response, headline=True)]
        return gettext("; ").join(filter(None, [safety, *same]))
    told = [_change(each) for each in matters]
    return gettext("; ").join(filter(None, [safety, *told]))


def _change(change: comparing.Change) -> str:
    return gettext("%(item)s %(before)s → %(now)s, %(verdict)s") % {
        "item": said(comparing.label(change.item)),
        "before": said(change.before),
        "now": said(change.now),
        "verdict": verdict_word(change.verdict or Verdict.SAME, language()),
    }


def _answers(response: StoredResponse, *, headline: bool = False) -> str:
    first = response.instrument.roles.get("headline", ())
    note = response.instrument.item_for("note")
    items = [
        item
        for item in response.answers.enabled_items()
        if item.link_id != note and (not headline or item.link_id in first)
    ]
    told = [
        gettext("%(item)s %(value)s") % {"item": said(comparing.label(item)), "value": text}
        for item in items
        if (text := said(comparing.answer_text(item, response.answers)))
    ]
    return gettext("; ").join(told[:MOST_ANSWERS])


def _safety(response: StoredResponse) -> str:
    """What happened suddenly; nothing when nothing did."""
    name = response.instrument.item_for("safety")
    if name is None:
        return ""
    item = response.instrument.questionnaire.item(name)
    options = [item.option(code) for code in response.answers.codes(name)]
    if not any(option and not option.exclusive for option in options):
        return ""
    return said(comparing.answer_text(item, response.answers))


def own_words(response: StoredResponse) -> str:
    """What the patient wrote, in quotation marks."""
    name = response.instrument.item_for("note")
    text = response.answers.value(name) if name else None
    return gettext("“%(words)s”") % {"words": short(text)} if isinstance(text, str) else ""


def wishes(response: StoredResponse) -> str:
    """What they asked for, and what came of the advice before."""
    found = []
    wished = deadlines.wishes(response.instrument, response.answers) is not None
    for role in ("tried", "wish") if wished else ("tried",):
        name = response.instrument.item_for(role)
        if name is None or name not in response.instrument.questionnaire.nodes:
            continue
        item = response.instrument.questionnaire.item(name)
        text = said(comparing.answer_text(item, response.answers))
        if text:
            told = {"item": said(comparing.label(item)), "value": text}
            found.append(gettext("%(item)s: %(value)s") % told)
    return gettext("; ").join(found)


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = formats.one_line(text)
    return line if len(line) <= LONG else line[:LONG].rstrip() + "…"
