"""What may stand where on the board of step 4: meanings in clusters, clusters in themes. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of things on the board."""

    MEANING = "meaning"
    CLUSTER = "cluster"
    THEME = "theme"


class Wrong(StrEnum):
    """Why something cannot be put somewhere."""

    PLACE = "wrong-place"  # a meaning goes into a cluster, a cluster into a theme
    DEPTH = "too-deep"  # a theme in a theme is a sub-theme; there is no third level
    ITSELF = "in-itself"
    HOLDS = "not-empty"


# Into which kind each may be put; everything may also be put nowhere.
INTO: Mapping[Kind, Kind] = {
    Kind.MEANING: Kind.CLUSTER,
    Kind.CLUSTER: Kind.THEME,
    Kind.THEME: Kind.THEME,
}


def placing(
    kind: Kind, into: Kind | None, *, same: bool = False, inner: bool = False, holds: bool = False
) -> Wrong | None:
    """Why a thing of this kind cannot be put there; None when it can.

    `into` is the kind of the target, None for nowhere; `same` when it is the thing itself;
    `inner` when the target is a sub-theme; `holds` when the thing has sub-themes of its own.
    """
    if into is None:
        return None
    if INTO[kind] is not into:
        return Wrong.PLACE
    if same:
        return Wrong.ITSELF
    if kind is Kind.THEME and (inner or holds):
        return Wrong.DEPTH
    return None


def reordered(order: list[int], item: int, by: int) -> list[int]:
    """The ids in their new order, with `item` so many places later (earlier: negative). It stays
    at the end where it would leave the list.

    >>> reordered([1, 2, 3], 3, -1)
    [1, 3, 2]
    """
    rest = [each for each in order if each != item]
    place = min(max(order.index(item) + by, 0), len(rest))
    return [*rest[:place], item, *rest[place:]]
