"""How well a response fits the pattern of all (V8): the distance of Mahalanobis.

For the quality of the form, never of a person: counts of it are shown, no report is marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[float]
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Pattern:
    """Means and covariances of the items over many reports; `n` of them."""

    n: int
    means: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]


def pattern(rows: Sequence[Row]) -> Pattern:
    """The pattern of complete reports, one row of item scores each; at least two."""
    n, size = len(rows), len(rows[0])
    means = tuple(sum(row[i] for row in rows) / n for i in range(size))
    covariance = tuple(
        tuple(
            sum((row[i] - means[i]) * (row[j] - means[j]) for row in rows) / (n - 1)
            for j in range(size)
        )
        for i in range(size)
    )
    return Pattern(n, means, covariance)


def distance(row: Row, of: Pattern) -> float | None:
    """Squared distance of one report; None when the items do not vary enough to tell."""
    parts = shares(row, of)
    return None if parts is None else sum(parts)


def shares(row: Row, of: Pattern) -> list[float] | None:
    """What each item adds to the squared distance; None as for `distance`."""
    away = [value - mean for value, mean in zip(row, of.means, strict=True)]
    solved = _solve(of.covariance, away)
    return None if solved is None else [a * b for a, b in zip(away, solved, strict=True)]


def _solve(matrix: Sequence[Row], right: Row) -> list[float] | None:
    """x of matrix · x = right by elimination with pivots; None for a singular matrix."""
    size = len(right)
    rows = [[*matrix[i], right[i]] for i in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        if abs(rows[pivot][column]) < _SMALLEST:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for i in range(column + 1, size):
            factor = rows[i][column] / rows[column][column]
            for j in range(column, size + 1):
                rows[i][j] -= factor * rows[column][j]
    found = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - known) / rows[i][i]
    return found
