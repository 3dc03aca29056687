"""Every advice of the library to pick from by hand, with what bars it for this patient."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext
from pypinyin import Style, lazy_pinyin

from osteopro import clock
from osteopro.followup.actions.phrasing import SnippetView
from osteopro.followup.queries.review import Sitting
from osteopro.followup.suggesting import Choice
from osteopro.followup.terms import AdviceWord
from osteopro.patients.labels import in_words
from osteopro.triage.advice import Verdict
from osteopro.triage.terms import Barrier
from osteopro.ui import components as c
from osteopro.web.care.typed import Typed
from osteopro.web.care.words import in_language, said, when


def picks(sitting: Sitting, typed: Typed, own: Sequence[SnippetView]) -> list[c.Pick]:
    """One's own sentences, then the library without what is proposed already; what may be sent
    stands before what may not."""
    mine = [
        c.Pick(
            "",
            each.text,
            each.text,
            inserted=each.text in typed.text,
            find=initials(each.text),
        )
        for each in own
    ]
    found = [_pick(each, sitting, typed) for each in sitting.help.others]
    return [*mine, *sorted(found, key=lambda each: each.barred)]


def _pick(choice: Choice, sitting: Sitting, typed: Typed) -> c.Pick:
    title, verdict = said(choice.title), choice.verdict
    notes = [barred(verdict)] if verdict.barrier else before(choice, sitting)
    return c.Pick(
        code=choice.code,
        title=title,
        text=in_language(choice.text, sitting.language),
        note=gettext("; ").join(notes),
        barred=verdict.barrier is not None,
        inserted=choice.code in typed.picked,
        find=f"{choice.code} {' '.join(choice.title.values())} {initials(choice.title['zh-CN'])}",
    )


def barred(verdict: Verdict) -> str:
    """Why an advice must not be given to this patient now."""
    if verdict.barrier is Barrier.FLAG:
        return gettext("Not for this patient: %(flags)s") % {"flags": in_words(verdict.flags)}
    return {
        Barrier.URGENT: gettext("Not while something urgent is open"),
        Barrier.ANSWERS: gettext("Not after what was reported lately"),
    }.get(verdict.barrier or Barrier.UNCLEAR, gettext("It cannot be told whether it is safe"))


def before(choice: Choice, sitting: Sitting) -> list[str]:
    """What to know of an advice before it is sent: limits, when it was sent, how it went."""
    notes = []
    if choice.verdict.unrecorded:
        values = {"flags": in_words(choice.verdict.unrecorded)}
        notes.append(gettext("limits not on file: %(flags)s") % values)
    if choice.needs_check:
        notes.append(gettext("after a fracture, check first"))
    now, zone = clock.now(), sitting.clinic.zone
    if choice.last_sent is not None:
        notes.append(gettext("sent %(when)s") % {"when": when(choice.last_sent, zone, now)})
    last = choice.last_try
    if last is not None and last.tried is not None:
        values = {"when": when(last.at, zone, now), "how": tried(last.tried.word)}
        notes.append(gettext("last time (%(when)s): %(how)s") % values)
    return notes


def tried(word: AdviceWord) -> str:
    """What came of an advice, as the patient said."""
    return {
        AdviceWord.HELPED: gettext("tried, helped"),
        AdviceWord.NO_HELP: gettext("tried, no help"),
        AdviceWord.NOT_TRIED: gettext("not tried"),
        AdviceWord.DOING: gettext("doing it"),
        AdviceWord.CANNOT: gettext("cannot do it"),
    }[word]


@lru_cache(maxsize=256)
def initials(words: str) -> str:
    """First letters of the pinyin: 热敷 is found by rf."""
    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER)).lower()
