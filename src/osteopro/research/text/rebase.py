"""Where pieces of a text are after it was edited. Pure.

Two versions are laid beside each other: lines first, then sentences, then characters, each only
where the coarser ones differ, so that a long transcript with few edits costs little more than
reading it. What stands unaltered keeps its place exactly.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz.distance import Indel, Levenshtein, Opcodes

from osteopro.research.text.normal import Span, quote

# A piece of which less is left is another one: somebody has to say where it went.
KEPT_SHARE = 1 / 2
# A piece as long as this, found once before and once now, is the same wherever it stands.
FOUND_AGAIN_LENGTH = 12
# Pairs of characters, and of lines or sentences, that are compared in full: half a second at most,
# and 50 MB for the characters, of which as many as can be are to stay.
_MOST_CHARACTERS = 4 * 10**8
_MOST_PIECES = 2 * 10**9
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
_SENTENCE = re.compile(r"[^。！？!?；;，,\n]*[。！？!?；;，,\n]+|[^。！？!?；;，,\n]+$")


class Fate(StrEnum):
    """What became of a piece."""

    SAME = "same"  # the same words at the same place
    MOVED = "moved"  # the same words elsewhere
    CHANGED = "changed"  # other words, most of them the old ones
    ORPHAN = "orphan"  # too little is left


@dataclass(frozen=True, slots=True)
class Rebased:
    """One piece: where it was, what became of it, where it is and what it says now.

    For an orphan `now` is None and `near` is where it would have to be looked for.
    """

    before: Span
    fate: Fate
    now: Span | None
    quote: str
    near: int


@dataclass(frozen=True, slots=True)
class Run:
    """So many characters from `before` on stand unaltered from `now` on."""

    before: int
    now: int
    length: int


class Alignment:
    """Two versions of a text laid beside each other; made once, asked for any number of pieces.

    `known`: the edits themselves are known, so what was replaced is in the place of what was there.
    """

    def __init__(self, old: str, new: str, runs: Iterable[Run], known: bool = False) -> None:
        self.old, self._new, self._known = old, new, known
        # Nothing before the beginning and nothing after the end stand for themselves.
        self.runs = (Run(0, 0, 0), *runs, Run(len(old), len(new), 0))
        self._ends = [run.before + run.length for run in self.runs]
        self._starts = [run.before for run in self.runs]

    def rebase(self, spans: Iterable[Span]) -> list[Rebased]:
        """What became of each of these pieces, in the order in which they are given."""
        return [self.of(span) for span in spans]

    def of(self, span: Span) -> Rebased:
        """What became of one piece of the old text. Raises ValueError for one outside of it."""
        said = quote(self.old, span)
        now, left = self._carried(span)
        if left and now and now != span and said in (words := quote(self._new, now)):
            # At most something was put beside it.
            now = Span(now.start + words.index(said), now.start + words.index(said) + len(said))
        if now is not None and quote(self._new, now) == said:
            return self._found(span, Fate.SAME if now == span else Fate.MOVED, now)
        if now is not None and (self._known or left >= KEPT_SHARE * len(span)):
            return self._found(span, Fate.CHANGED, now)
        if again := self._again(said):
            return self._found(span, Fate.MOVED, again)
        return Rebased(span, Fate.ORPHAN, None, "", self.point(span.start))

    def point(self, pos: int) -> int:
        """Where a place between characters is now; within something replaced, before it."""
        run = self.runs[bisect_right(self._starts, pos) - 1]
        return run.now + min(pos - run.before, run.length)

    def behind(self, pos: int) -> int:
        """As `point`, but of what was put in right there, before it: behind the same character."""
        run = self.runs[bisect_right(self._starts, pos - 1) - 1] if pos else self.runs[0]
        within = 0 < pos - run.before <= run.length
        return run.now + pos - run.before if within else self.point(pos)

    def _found(self, span: Span, fate: Fate, now: Span) -> Rebased:
        return Rebased(span, fate, now, quote(self._new, now), now.start)

    def _carried(self, span: Span) -> tuple[Span | None, int]:
        """The piece that holds what is left of `span` and what was put in its place, and how many
        of its characters are left."""
        first = bisect_right(self._ends, span.start)
        last = bisect_left(self._starts, span.end) - 1
        here = [run for run in self.runs[first : last + 1] if run.length]
        if not here:
            return self._replaced(span), 0
        left = sum(
            min(run.before + run.length, span.end) - max(run.before, span.start) for run in here
        )
        start = self._edge(self.runs[first - 1], here[0], span.start)
        final, after = here[-1], self.runs[last + 1]
        missing = span.end - (final.before + final.length)
        room = after.now - (final.now + final.length)
        if missing > 0 and after.before == span.end:
            end = after.now
        else:
            end = final.now + final.length + min(missing, room)
        return Span(start, end), left

    @staticmethod
    def _edge(before: Run, first: Run, start: int) -> int:
        """Where a piece begins whose first characters may have been replaced."""
        missing = first.before - start
        room = first.now - (before.now + before.length)
        if missing > 0 and before.before + before.length == start:
            return before.now + before.length
        return first.now - min(missing, room)

    def _replaced(self, span: Span) -> Span | None:
        """What stands in the place of a piece of which nothing is left."""
        last = bisect_right(self._ends, span.start) - 1
        run, after = self.runs[last], self.runs[last + 1]
        start = run.now + run.length
        return Span(start, after.now) if start < after.now else None

    def _again(self, said: str) -> Span | None:
        if len(said) < FOUND_AGAIN_LENGTH:
            return None
        at = self._new.find(said)
        twice = any(text.find(said, text.find(said) + 1) >= 0 for text in (self.old, self._new))
        return None if at < 0 or twice else Span(at, at + len(said))


def align(old: str, new: str) -> Alignment:
    """Lay two versions of a text beside each other."""
    return Alignment(old, new, _joined(_runs(old, new, (_LINE, _SENTENCE))))


def rebase(old: str, new: str, spans: Iterable[Span]) -> list[Rebased]:
    """Where each of these pieces of `old` is in `new`."""
    return align(old, new).rebase(spans)


def _runs(
    old: str, new: str, levels: Sequence[re.Pattern[str]], at: int = 0, to: int = 0
) -> Iterator[Run]:
    """Unaltered runs of two texts that begin at `at` and `to`."""
    if not old or not new:
        return
    if not levels or len(old) * len(new) <= 10**6:
        found = _matches(old, new, _MOST_CHARACTERS, Indel.opcodes)
        yield from (Run(at + i, to + j, n) for i, j, n in found)
        return
    pieces, others = levels[0].findall(old), levels[0].findall(new)
    before, now = _places(pieces), _places(others)
    done_old = done_new = 0
    equal = _matches(pieces, others, _MOST_PIECES, Levenshtein.opcodes)
    for i, j, n in [*equal, (len(pieces), len(others), 0)]:
        start, end = before[done_old], before[i]
        begin, stop = now[done_new], now[j]
        yield from _runs(old[start:end], new[begin:stop], levels[1:], at + start, to + begin)
        if n:
            yield Run(at + before[i], to + now[j], before[i + n] - before[i])
        done_old, done_new = i + n, j + n


def _places(pieces: Sequence[str]) -> list[int]:
    places = [0]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    return places


def _matches(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    most: int,
    compare: Callable[[Sequence[Hashable], Sequence[Hashable]], Opcodes],
) -> Iterator[tuple[int, int, int]]:
    """Equal stretches (place in old, in new, length) in order. Where there is too much to compare,
    what stands once on both sides cuts it into parts that are not."""
    whole = len(old) * len(new) <= most
    inner = [] if whole else _anchors(old, new)
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *inner, (len(old), len(new))]):
        if i >= 0:
            yield i, j, 1
        part, other = old[i + 1 : next_i], new[j + 1 : next_j]
        if len(part) * len(other) > most:
            continue
        for code in compare(part, other):
            if code.tag == "equal":
                length = code.src_end - code.src_start
                yield i + 1 + code.src_start, j + 1 + code.dest_start, length


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what stands once on both sides, the most that are in the same order on both."""
    once = {piece for piece, n in Counter(old).items() if n == 1}
    again = {piece for piece, n in Counter(new).items() if n == 1}
    where = {piece: j for j, piece in enumerate(new) if piece in again}
    pairs = [(i, where[piece]) for i, piece in enumerate(old) if piece in once and piece in where]
    tails: list[int] = []  # of chains by length: where the last link stands in `new`
    ends: list[int] = []
    back: list[int] = []
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        back.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [n]
    chain = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chain.append(pairs[n])
        n = back[n]
    return chain[::-1]


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs that touch on both sides as one."""
    held: Run | None = None
    for run in runs:
        if held and held.before + held.length == run.before and held.now + held.length == run.now:
            held = Run(held.before, held.now, held.length + run.length)
            continue
        if held:
            yield held
        held = run
    if held:
        yield held
