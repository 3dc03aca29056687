"""What each interview brought that none before it had: counts of what the analysis holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from osteopro.research.chain import Chain, Id


@dataclass(frozen=True, slots=True)
class Brought:
    """New with one interview. Every accepted statement of it is new."""

    statements: int = 0
    meanings: int = 0
    clusters: int = 0
    themes: int = 0


def brought(chain: Chain, order: Sequence[Id]) -> Mapping[Id, Brought]:
    """What each interview of `order` brought first; interviews without statements brought nothing.

    A meaning is of the first interview with an accepted statement that carries it, a cluster and
    a theme of the first of what they hold, a theme also of its sub-themes.
    """
    place = {interview: at for at, interview in enumerate(order)}
    said = {
        key: place[chain.statements[key].interview]
        for key in chain.accepted
        if chain.statements[key].interview in place
    }
    meanings = _first(chain.carries, said)
    clusters = _first(chain.in_cluster, meanings)
    own = _first(chain.in_theme, clusters)
    below = _first(((key, up) for key, up in chain.themes.items() if up is not None), own)
    themes = {
        key: min(at for at in (own.get(key), below.get(key)) if at is not None)
        for key in own.keys() | below.keys()
    }
    return {
        interview: Brought(*(_at(each.values(), at) for each in (said, meanings, clusters, themes)))
        for interview, at in place.items()
    }


def _first(pairs: Iterable[tuple[Id, Id]], places: Mapping[Id, int]) -> dict[Id, int]:
    """The earliest place of the parts of each whole."""
    found: dict[Id, int] = {}
    for part, whole in pairs:
        if part in places:
            found[whole] = min(places[part], found.get(whole, places[part]))
    return found


def _at(places: Iterable[int], at: int) -> int:
    return sum(each == at for each in places)
