"""One advice in words for whoever answers for it: conditions, blocks, and how easily it reads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.patients.labels import FLAGS
from osteopro.triage import plain_language as plain
from osteopro.triage.advice_library import Advice
from osteopro.triage.editions import LANGUAGES, Fault, Problem, Wording
from osteopro.ui.components import FieldError
from osteopro.web.manage import words

# The catalogues' names of the languages, by which sentences are measured.
_MEASURED = {"zh-CN": "zh_Hans", "en": "en"}
# A reason is worded with a value that only a record has.
_BLANK = re.compile(r"\{\w+\}")
_FIELDS = {"zh-CN": "zh", "en": "en"}


@dataclass(frozen=True)
class Reading:
    """How easily a text reads: `notes` say what stands out, `longest` in characters or words."""

    longest: int
    limit: int
    notes: tuple[str, ...]


def conditions(advice: Advice, language: str) -> list[tuple[str, str]]:
    """When it is proposed: in words, and as the rule has it."""
    return [
        (_BLANK.sub("…", reason.because.get(language, "")), reason.condition.source)
        for reason in advice.reasons
    ]


def blocks(advice: Advice) -> list[str]:
    """For whom it is never sent."""
    found = [str(FLAGS.get(flag, flag)) for flag in advice.flags]
    if advice.block is not None:
        known = [str(words.REPORTED[n]) for n in sorted(advice.block.names) if n in words.REPORTED]
        found += known or [advice.block.source]
    if advice.check_flags:
        found.append(gettext("after a fracture only when checked"))
    return found


def reading(text: str, language: str) -> Reading:
    """Sentence length, characters that are not common, and words patients do not know."""
    measured = _MEASURED[language]
    lengths = [plain.sentence_length(each, measured) for each in plain.sentences(text)]
    longest, limit = max(lengths, default=0), plain.LONGEST_SENTENCE[measured]
    notes = []
    if longest > limit:
        notes.append(gettext("a sentence is too long"))
    if language != "en":
        if rare := plain.uncommon_characters(text):
            notes.append(gettext("not common: %(words)s") % {"words": rare})
        if latin := plain.latin_words(text):
            notes.append(gettext("Latin letters: %(words)s") % {"words": ", ".join(latin)})
        if avoided := plain.avoided_words(text):
            notes.append(gettext("to avoid: %(words)s") % {"words": "、".join(avoided)})
    elif text.strip() and (grade := plain.grade([text])) > plain.HIGHEST_GRADE:
        notes.append(gettext("reading grade %(grade)s") % {"grade": f"{grade:.1f}"})
    return Reading(longest, limit, tuple(notes))


def typed(post: QueryDict) -> Wording:
    """The wording as it came, lines and blanks at the ends left out."""

    def texts(name: str) -> dict[str, str]:
        return {
            language: " ".join(post.get(f"{name}_{_FIELDS[language]}", "").split())
            for language in LANGUAGES
        }

    return Wording(texts("title"), texts("text"))


def fields(wording: Wording) -> dict[str, str]:
    """The wording in the fields of the form."""
    return {
        f"{name}_{_FIELDS[language]}": wording.part(name, language)
        for name in ("title", "text")
        for language in LANGUAGES
    }


def mistakes(found: Iterable[Problem]) -> list[FieldError]:
    """What is wrong at which field, in one sentence each."""
    return [FieldError(f"{each.name}_{_FIELDS[each.language]}", _sentence(each)) for each in found]


def _sentence(problem: Problem) -> str:
    values = {"words": problem.words, "why": words.said(problem.why or {})}
    return {
        Fault.MISSING: gettext("Both languages are needed."),
        Fault.TOO_LONG: gettext("That is %(words)s characters too long.") % values,
        Fault.BLANKS: gettext("No blanks in braces: nobody fills them."),
        Fault.MEDICINE: gettext("“%(words)s” speaks of medicine or doses: that needs a doctor.")
        % values,
        Fault.NEVER: gettext("“%(words)s” is never advised: %(why)s.") % values,
        Fault.SAME: gettext("Nothing was changed."),
    }[problem.fault]
