"""A transcript is typed, read along by a second person, rid of names, and frozen."""

from collections.abc import Iterable, Iterator, Sequence

from osteopro.patients.terms import IdentitySpan
from osteopro.research import actions
from osteopro.research.text.identify.parts import after
from osteopro.research.text.identify.suggest import WORDS, suggest
from osteopro.research.text.identify.taking import Taking
from osteopro.research.text.identify.terms import Category, Seeking, Why
from osteopro.research.text.normal import Span
from osteopro.simulation.study.content import name_of
from osteopro.simulation.study.marked import Marked
from osteopro.simulation.study.stage import Stage, Story

Found = tuple[Span, Category, str]


def type_out(stage: Stage, number: int) -> Story:
    """From the typing to the frozen version, in the days after the interview."""
    marked, about = stage.content.transcripts[number], stage.plan["typing"]
    typist, reader = stage.doing("interviewer"), stage.doing("second_reader")
    yield stage.later(hours=about["hours"])
    transcript = actions.begin_transcript(**typist, interview_id=stage.interviews[number])
    yield stage.later(minutes=about["minutes"])
    typed = actions.Typed(_slips(marked.text, about["slips"]))
    raw = actions.finish_typing(
        **typist, transcript_id=transcript, typed=typed, key=stage.key("typed", number)
    )
    late = number == about["late"]
    yield stage.later(hours=about["late_hours" if late else "read_hours"])
    actions.start_review(**reader, version_id=raw)
    yield stage.later(minutes=about["minutes"])
    read = actions.finish_review(
        **reader, version_id=raw, text=marked.text, key=stage.key("read", number)
    )
    yield stage.next_day("09:40")
    known = actions.seek_identity(**typist, version_id=read, reason=Seeking.FIRST) or ()
    gone = takings(marked, known)
    clean = actions.deidentify(
        **typist, version_id=read, taken=gone, key=stage.key("clean", number)
    )
    yield stage.later(minutes=about["minutes"])
    for each, span in marked.statements.items():
        place = Span(after(span.start, gone), after(span.end, gone))
        stage.spans[f"{name_of(number)}.{each}"] = place
    stage.frozen[number] = actions.freeze(
        **typist, version_id=clean, key=stage.key("frozen", number)
    )


def takings(marked: Marked, known: Sequence[IdentitySpan] = ()) -> tuple[Taking, ...]:
    """What goes out of a transcript: what is marked, and what the vault knows of who speaks."""
    found: list[Found] = [(each.span, each.category, each.words) for each in marked.named]
    for each in suggest(marked.text, known):
        if each.why is Why.KNOWN and not any(each.span.overlaps(span) for span, _c, _w in found):
            found.append((each.span, each.category, "\0participant"))
    return tuple(_numbered(sorted(found, key=lambda each: each[0])))


def _numbered(found: Iterable[Found]) -> Iterator[Taking]:
    numbers: dict[Category, dict[str, int]] = {}
    for span, category, words in found:
        seen = numbers.setdefault(category, {})
        number = seen.setdefault(words, len(seen) + 1)
        yield Taking(span, category, f"[{WORDS['zh'][category]}{number}]")


def _slips(text: str, slips: Iterable[Sequence[str]]) -> str:
    """What a tired hand makes of it; the second reader puts it right."""
    for right, wrong in slips:
        text = text.replace(right, wrong, 1)
    return text
