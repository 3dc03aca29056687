"""Which numbers of a table must be left out so that none of them can be worked out.

A table is a flow: rows pour into columns, a row's total comes from the source, a column's total
runs into the sink, the grand total back. A cell can have another value exactly if a round can be
changed by one through cells that are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

Node = tuple[str, int]
SOURCE: Node = ("source", 0)
SINK: Node = ("sink", 0)
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Arc:
    """A number of the table as a flow from one node to another."""

    start: Node
    end: Node
    count: int
    price: int


def left_out(arcs: Mapping[Key, Arc], threshold: int) -> set[Key]:
    """The keys of numbers from 1 to below the threshold, and of those that must go with them."""
    out = {key for key, arc in arcs.items() if 0 < arc.count < threshold}
    for key in sorted(out, key=lambda key: (arcs[key].count, key)):
        # All of a round can be changed together, so what joins it here is safe as well.
        out |= _cheapest_round(arcs, key, out)
    return out


def _cheapest_round(arcs: Mapping[Key, Arc], key: Key, out: set[Key]) -> set[Key]:
    """The cells of the cheapest round through one that can be changed by one up or down.

    What is left out already costs nothing. There is always a round: through its total, the grand
    total and back.
    """
    own = arcs[key]
    rounds = [_way(arcs, key, own.end, own.start, out)]
    if own.count:
        rounds.append(_way(arcs, key, own.start, own.end, out))
    _, way = min((each for each in rounds if each is not None), key=lambda each: each[0])
    return {key, *way}


def _way(
    arcs: Mapping[Key, Arc], without: Key, start: Node, end: Node, out: set[Key]
) -> tuple[int, list[Key]] | None:
    """The cheapest way between nodes: along an arc it grows by one, against it, it shrinks."""
    steps: dict[Node, list[tuple[Node, Key]]] = {}
    for key, arc in arcs.items():
        if key == without:
            continue
        steps.setdefault(arc.start, []).append((arc.end, key))
        if arc.count:
            steps.setdefault(arc.end, []).append((arc.start, key))
    heap: list[tuple[int, Node, tuple[Key, ...]]] = [(0, start, ())]
    seen: set[Node] = set()
    while heap:
        price, node, way = heappop(heap)
        if node == end:
            return price, list(way)
        if node in seen:
            continue
        seen.add(node)
        for following, key in steps.get(node, []):
            more = 0 if key in out else arcs[key].price
            heappush(heap, (price + more, following, (*way, key)))
    return None
