"""Why somebody stands in the worklist, in words that fit one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from osteopro.followup.known_problems import PAUSED
from osteopro.followup.queries.worklist import Row
from osteopro.followup.terms import ItemKind
from osteopro.instruments.terms import Kind
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ResponseStatus
from osteopro.summaries import comparing
from osteopro.triage.terms import Level
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.care import labels
from osteopro.web.care.frame import language
from osteopro.web.care.words import advice_words, said

# The reason stands on one line at 1366 px: about as many Chinese characters.
LINE = 42
SHORTEST_NOTE = 6
WIDE_FROM, NARROW = 0x2E7F, 0.56


def remark(reason: Mapping[str, Any]) -> str:
    """A reason in words: what a rule says, or what else puts somebody here."""
    if reason["because"]:
        text = _named(said(reason["because"]), reason.get("form", ""))
        if PAUSED in reason["tags"]:
            return gettext("%(words)s (known, has a plan)") % {"words": text}
        return gettext("%(words)s (known)") % {"words": text} if "known" in reason["tags"] else text
    words = str(labels.REMARKS.get(reason["id"], reason["id"]))
    if about := reason["tags"]:
        values = {"words": words, "titles": advice_words(about)}
        return gettext("%(words)s: %(titles)s") % values
    return words


def _named(text: str, kind: str) -> str:
    """Which form says so, when it is not the record itself and the words do not tell."""
    name = str(labels.FORMS[Kind(kind)]) if kind else ""
    if not name or text.startswith(name):
        return text
    return gettext("%(form)s: %(words)s") % {"form": name, "words": text}


def remarks(reasons: Sequence[Mapping[str, Any]], now: StoredResponse | None) -> list[str]:
    """Reasons in words, the strongest first, each once."""
    ordered = sorted(reasons, key=lambda reason: -Level(reason["level"]).rank)
    # A form that was finished after all is no longer half a form.
    finished = now is not None and now.complete
    standing = [r for r in ordered if not (finished and r["id"] == ResponseStatus.STOPPED)]
    return list(dict.fromkeys(remark(reason) for reason in standing))


def why(row: Row) -> tuple[str, str, str]:
    """Lead in normal weight, the strongest reason in bold, and as much more as fits the line."""
    texts = remarks(row.reasons, row.now)
    if row.level == Level.ROUTINE and row.kind == ItemKind.RECORD:
        lead = _change(row)
        if not texts:
            lead = gettext("%(words)s; just record it") % {"words": lead}
            return lead, "", _fitting((), _note(row), lead)
        lead += gettext("; ")
        return lead, texts[0], _fitting(texts[1:], _note(row), lead + texts[0])
    first = texts[0] if texts else ""
    return "", first, _fitting(texts[1:], _note(row), first)


def late(row: Row) -> tuple[str, str, str]:
    """Since when a record is due, and how many did not come."""
    lead = gettext("Due %(day)s, ") % {"day": row.due.on.strftime("%m-%d")}
    days, missed = row.due.days_late, row.due.missed
    late = ngettext("%(num)s day late", "%(num)s days late", days) % {"num": days}
    if missed:
        return lead, ngettext("%(num)s missed", "%(num)s missed", missed) % {"num": missed}, late
    return lead, late, ""


def _fitting(texts: Sequence[str], note: str, before: str) -> str:
    """Further reasons that still fit, then the beginning of what the patient wrote."""
    room = LINE - _width(before)
    kept: list[str] = []
    for text in texts:
        if _width(gettext("; ").join([*kept, text])) <= room:
            kept.append(text)
    more = gettext("; ").join(kept)
    room -= _width(more) + 3
    if not note or room < SHORTEST_NOTE:
        return more
    while _width(note) > room:
        note = note.rstrip("…")[:-1] + "…"
    return " ".join(filter(None, (more, gettext("“%(words)s”") % {"words": note})))


def _width(words: str) -> float:
    """About how many Chinese characters wide words are."""
    return sum(1 if ord(char) > WIDE_FROM else NARROW for char in words)


def _change(row: Row) -> str:
    """What changed most since the record before, in a few words."""
    if row.now is None or row.before is None:
        return gettext("First record")
    found = comparing.compared(row.now, row.before)
    if found and found[0].matters:
        first = found[0]
        values = {
            "verdict": verdict_word(first.verdict or Verdict.SAME, language()),
            "name": said(comparing.label(first.item)),
            "before": said(first.before),
            "now": said(first.now),
        }
        return gettext("%(verdict)s: %(name)s %(before)s → %(now)s") % values
    return gettext("About the same")


def _note(row: Row) -> str:
    """What the patient wrote."""
    item = row.now.instrument.item_for("note") if row.now else None
    text = row.now.answers.value(item) if row.now and item else None
    return " ".join(text.split()) if isinstance(text, str) else ""
