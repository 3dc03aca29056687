"""Where turns begin: a page of a long transcript without reading the rest. Pure."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from osteopro.research.text.normal import Span
from osteopro.research.text.turns import Turn


class TurnIndex:
    """Where turns begin, so that a page of them is cut out of a text without reading the rest.

    Four bytes a turn; kept beside a text as `packed` it is read back with `unpacked`.
    """

    def __init__(self, starts: Sequence[int], length: int) -> None:
        self._starts = array("I", starts)
        self._length = length

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, pos: int) -> int:
        """The number of the turn that holds this place; the first for what stands before it."""
        return max(bisect_right(self._starts, pos) - 1, 0)

    def page(self, first: int, count: int) -> Span | None:
        """The piece of text that holds `count` turns from number `first` on; None beyond the end.

        Raises ValueError for a page of nothing.
        """
        if first < 0 or count < 1:
            raise ValueError(f"no page: {count} turns from {first}")
        if first >= len(self._starts):
            return None
        last = first + count
        end = self._starts[last] if last < len(self._starts) else self._length
        return Span(self._starts[first], end)

    def packed(self) -> bytes:
        """The index as bytes, the length of the text first."""
        numbers = (self._length, *self._starts)
        return b"".join(number.to_bytes(4, "little") for number in numbers)

    @classmethod
    def unpacked(cls, data: bytes) -> "TurnIndex":
        """The index from its bytes."""
        cut = range(0, len(data), 4)
        length, *starts = (int.from_bytes(data[at : at + 4], "little") for at in cut)
        return cls(starts, length)


def index_of(turns: Sequence[Turn], text: str) -> TurnIndex:
    """The index of these turns of this text."""
    return TurnIndex([turn.start for turn in turns], len(text))
