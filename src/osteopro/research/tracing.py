"""From a theme down to who said it, and back: counts of people are worked out, never typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from osteopro.research.chain import Chain, Id, in_order


@dataclass(frozen=True, slots=True)
class MeaningTrace:
    """A meaning and the accepted statements that carry it, each with who said it."""

    meaning: Id
    statements: tuple[tuple[Id, Id], ...]


@dataclass(frozen=True, slots=True)
class ClusterTrace:
    cluster: Id
    meanings: tuple[MeaningTrace, ...]


@dataclass(frozen=True, slots=True)
class ThemeTrace:
    """A theme with its own clusters, then its sub-themes; `participants` are those of all of it."""

    theme: Id
    clusters: tuple[ClusterTrace, ...]
    themes: tuple["ThemeTrace", ...]
    participants: frozenset[Id]


def trace(chain: Chain, theme: Id) -> ThemeTrace:
    """All that a theme rests on, by id. Raises KeyError for a theme that is not there, ValueError
    where themes go round in a circle."""
    if theme not in chain.themes:
        raise KeyError(theme)
    return _theme(chain, _below(chain), theme, ())


def support(chain: Chain) -> Mapping[Id, frozenset[Id]]:
    """The accepted statements of each theme, those of its sub-themes with them."""
    of_cluster = _lifted(chain.in_cluster, _below(chain).statements)
    own = _lifted(chain.in_theme, of_cluster)
    whole: dict[Id, set[Id]] = {theme: set() for theme in chain.themes}
    for theme, statements in own.items():
        at: Id | None = theme
        passed: set[Id] = set()
        while at is not None and at not in passed:
            whole[at] |= statements
            passed.add(at)
            at = chain.themes[at]
    return {theme: frozenset(statements) for theme, statements in whole.items()}


def participants(chain: Chain) -> Mapping[Id, frozenset[Id]]:
    """Who supports each theme; the number of them is the count a report may print."""
    return {
        theme: frozenset(map(chain.said_by, statements))
        for theme, statements in support(chain).items()
    }


@dataclass(frozen=True, slots=True)
class _Below:
    """What lies directly below each theme, cluster and meaning."""

    themes: Mapping[Id, set[Id]]
    clusters: Mapping[Id, set[Id]]
    meanings: Mapping[Id, set[Id]]
    statements: Mapping[Id, set[Id]]


def _below(chain: Chain) -> _Below:
    accepted = chain.accepted
    return _Below(
        themes=_gathered((key, up) for key, up in chain.themes.items() if up is not None),
        clusters=_gathered(chain.in_theme),
        meanings=_gathered(chain.in_cluster),
        statements=_gathered(pair for pair in chain.carries if pair[0] in accepted),
    )


def _theme(chain: Chain, below: _Below, theme: Id, above: tuple[Id, ...]) -> ThemeTrace:
    if theme in above:
        raise ValueError(f"themes go round in a circle: {theme!r}")
    clusters = tuple(
        ClusterTrace(
            cluster,
            tuple(_meaning(chain, below, each) for each in _parts(below.meanings, cluster)),
        )
        for cluster in _parts(below.clusters, theme)
    )
    themes = tuple(
        _theme(chain, below, each, (*above, theme)) for each in _parts(below.themes, theme)
    )
    own = frozenset(
        person
        for cluster in clusters
        for meaning in cluster.meanings
        for _, person in meaning.statements
    )
    return ThemeTrace(theme, clusters, themes, own.union(*(each.participants for each in themes)))


def _meaning(chain: Chain, below: _Below, meaning: Id) -> MeaningTrace:
    said = _parts(below.statements, meaning)
    return MeaningTrace(meaning, tuple((each, chain.said_by(each)) for each in said))


def _parts(below: Mapping[Id, set[Id]], whole: Id) -> list[Id]:
    return sorted(below.get(whole, ()), key=in_order)


def _gathered(pairs: Iterable[tuple[Id, Id]]) -> dict[Id, set[Id]]:
    found: dict[Id, set[Id]] = {}
    for one, other in pairs:
        found.setdefault(other, set()).add(one)
    return found


def _lifted(pairs: Iterable[tuple[Id, Id]], below: Mapping[Id, set[Id]]) -> dict[Id, set[Id]]:
    """What lies in the parts, gathered by the whole they are in."""
    found: dict[Id, set[Id]] = {}
    for part, whole in pairs:
        found.setdefault(whole, set()).update(below.get(part, ()))
    return found
