"""The scores of one sitting against the last own ones: a sentence, then a small table.

Which scales are worth it, in which direction they are bad and what difference means something
stands in the scoring of each form (resolution 27). What the family filled in is shown and never
compared, and never compared with (clinical content 2.1, rule 6).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext

from osteopro import clock
from osteopro.followup.queries.review import Sitting
from osteopro.instruments.spec import Scale
from osteopro.instruments.terms import Direction, Reason
from osteopro.records.queries import StoredResponse, StoredScore
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.trends import Measure, Verdict, verdict, verdict_word
from osteopro.web.care import labels
from osteopro.web.care.frame import language
from osteopro.web.care.words import said

_MOVED = (Verdict.WORSE, Verdict.BETTER)


@dataclass(frozen=True)
class ScoreGroup:
    """Scales of one form with one direction: which way is up, the day of the form they are
    compared with ("" for none), what changed in a sentence, and the rows."""

    title: str
    since: str
    words: str
    rows: tuple[c.ChangeRow, ...]


@dataclass(frozen=True)
class _Compared:
    """One scale now and in the last own form that has it; `verdict` None: not compared."""

    scale: Scale
    form: StoredResponse
    now: StoredScore
    before: Decimal | None
    when: StoredResponse | None
    verdict: Verdict | None


def score_groups(sitting: Sitting) -> list[ScoreGroup]:
    """Symptoms and quality of life apart (ux C2); nothing for forms without such scales."""
    found = [each for form in sitting.responses for each in _of_form(sitting, form)]
    groups = groupby(found, key=lambda each: (each.form.pk, each.scale.direction))
    return [_group(sitting, list(rows)) for _, rows in groups]


def _of_form(sitting: Sitting, form: StoredResponse) -> Iterator[_Compared]:
    scores = {score.scale: score for score in sitting.scores.get(form.pk, ())}
    # A total stands before its parts.
    scales = sorted(form.instrument.spec.scales, key=lambda scale: not scale.scales)
    for scale in scales:
        score = scores.get(scale.id)
        if scale.meaningful_change and score and score.reason != Reason.NOT_ADMINISTERED:
            yield _compare(sitting, form, scale, score)


def _compare(sitting: Sitting, form: StoredResponse, scale: Scale, now: StoredScore) -> _Compared:
    if form.proxy:
        return _Compared(scale, form, now, None, None, None)
    when, before = last_own(sitting.earlier, sitting.scores, form, scale.id)
    if before is None or now.value is None:
        return _Compared(scale, form, now, before, when, None)
    measure = Measure(
        said(scale.label),
        scale.meaningful_change or 0,
        higher_is_worse=scale.direction is Direction.HIGHER_WORSE,
    )
    return _Compared(scale, form, now, before, when, verdict(before, now.value, measure))


def last_own(
    earlier: Sequence[StoredResponse],
    scores: Mapping[int, Sequence[StoredScore]],
    form: StoredResponse,
    scale: str,
) -> tuple[StoredResponse | None, Decimal | None]:
    """The latest form of an earlier sitting that has a value on this scale and is the
    patient's own. `earlier` is newest first; (None, None) when there is none."""
    for each in earlier:
        if each.proxy or each.occasion == form.occasion or each.kind != form.kind:
            continue
        value = next((s.value for s in scores.get(each.pk, ()) if s.scale == scale), None)
        if value is not None:
            return each, value
    return None, None


def _group(sitting: Sitting, found: Sequence[_Compared]) -> ScoreGroup:
    dates = [_day(sitting, each.when) for each in found if each.when]
    usual = max(dates, key=dates.count, default="")
    return ScoreGroup(
        title=_title(found[0]),
        since=usual,
        words=_sentence(found),
        rows=tuple(_row(sitting, each, usual) for each in found),
    )


def _title(first: _Compared) -> str:
    """Each group says which way is up (ux C2)."""
    name = str(labels.FORMS[first.form.kind])
    if first.scale.direction is Direction.HIGHER_WORSE:
        return gettext("%(name)s, higher = worse") % {"name": name}
    return gettext("%(name)s, higher = better") % {"name": name}


def _sentence(found: Sequence[_Compared]) -> str:
    """What got worse, what got better, and that the rest did not move."""
    if found[0].form.proxy:
        return gettext("Filled in by the family: not compared with the patient’s own.")
    judged = [each for each in found if each.verdict]
    if not judged:
        return gettext("Nothing of the patient’s own to compare with yet.")
    parts = [_named(word, [e for e in judged if e.verdict == word]) for word in _MOVED]
    if len(judged) > sum(each.verdict in _MOVED for each in judged):
        same = verdict_word(Verdict.SAME, language())
        moved = any(parts)
        parts.append(gettext("the rest %(same)s") % {"same": same} if moved else same)
    return gettext("; ").join(filter(None, parts))


def _named(found: Verdict, which: Sequence[_Compared]) -> str:
    if not which:
        return ""
    comma = ", " if language() == "en" else "、"
    names = comma.join(said(each.scale.label) for each in which)
    values = {"verdict": verdict_word(found, language()), "names": names}
    return gettext("%(verdict)s: %(names)s") % values


def _row(sitting: Sitting, each: _Compared, usual: str) -> c.ChangeRow:
    before = formats.one_decimal(each.before) if each.before is not None else ""
    if each.when and (day := _day(sitting, each.when)) != usual:
        before = f"{before} ({day})"
    return c.ChangeRow(
        said(each.scale.label),
        before=before,
        now=_value(each.now),
        verdict=verdict_word(each.verdict, language()) if each.verdict else "",
        tone="warn" if each.verdict is Verdict.WORSE else "",
        strong=each.verdict in _MOVED,
    )


def _value(score: StoredScore) -> str:
    """The score, or why there is none (clinical content 2.1, rule 5)."""
    if score.value is not None:
        return formats.one_decimal(score.value)
    why = str(labels.NO_SCORE.get(score.reason, ""))
    return gettext("not computed (%(why)s)") % {"why": why} if why else gettext("not computed")


def _day(sitting: Sitting, form: StoredResponse) -> str:
    zone = sitting.clinic.zone
    return formats.staff_short(form.effective.astimezone(zone).date(), today=clock.today(zone))
