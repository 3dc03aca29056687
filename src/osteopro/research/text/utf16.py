"""Places in a text as browsers count them, and back. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from osteopro.research.text.normal import Span

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class SplitCharacter(ValueError):
    """A place counted in UTF-16 lies within one character."""


class Utf16:
    """Places as browsers count them, in UTF-16, for one text; made once, then quick.

    >>> Utf16("疼😖吗").point(3), Utf16("疼😖吗").unit(2)
    (2, 3)
    """

    def __init__(self, text: str) -> None:
        self._points: Sequence[int] = [match.start() for match in _ASTRAL.finditer(text)]
        # Where the second half of each such character lies.
        self._halves = [point + n for n, point in enumerate(self._points, 1)]
        self._length = len(text)

    def point(self, unit: int) -> int:
        """The place in code points of one in UTF-16. Raises SplitCharacter or ValueError."""
        before = bisect_left(self._halves, unit)
        if before < len(self._halves) and self._halves[before] == unit:
            raise SplitCharacter(unit)
        if not 0 <= unit - before <= self._length:
            raise ValueError(f"{unit} lies outside of the text")
        return unit - before

    def unit(self, point: int) -> int:
        """The place in UTF-16 of one in code points. Raises ValueError."""
        if not 0 <= point <= self._length:
            raise ValueError(f"{point} lies outside of the text")
        return point + bisect_left(self._points, point)

    def span(self, start: int, end: int) -> Span:
        """The piece a browser calls `start`..`end`. Raises SplitCharacter or ValueError."""
        return Span(self.point(start), self.point(end))
