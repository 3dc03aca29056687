"""OsteoPRO and Taguette side by side: `python scripts/peers/marking.py [--keep FOLDER]`.

Both run as servers on the loopback, with SQLite, and are asked over HTTP as their pages ask, in
turn, in one run. Printed: marking a statement in a transcript of 5 MB against one of 20 KB, opening
a transcript in which 2,000 are marked, and bringing in 10,000 codings (a REFI-QDA project here, the
same as a database of Taguette there). Installs Taguette in a temporary environment (or
takes the one that --keep made before). Not part of the tests: it needs the network.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from coded import project
from own import Board, OsteoPRO
from refi import TAGUETTE, environment
from taguette import Taguette

from osteopro.research.refi import profiles
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.taguette import taguette_database
from osteopro.research.refi.writer import qdpx

SIZES = {"short": 20_000, "long": 5_000_000, "full": 400_000}
MARKED, CODINGS = 2_000, 10_000
WORDS = 12
# A page of ours, of which a transcript has many.
PAGE = 2
Work = Callable[[], object]


def medians(works: dict[str, Work], repeats: int, warm: int = 2) -> dict[str, float]:
    """Milliseconds of each. They take turns, so that a busy machine slows all alike."""
    took: dict[str, list[float]] = {name: [] for name in works}
    for nth in range(-warm, repeats):
        for name, work in works.items():
            before = time.perf_counter()
            work()
            if nth >= 0:
                took[name].append(1000 * (time.perf_counter() - before))
    return {name: statistics.median(times) for name, times in took.items()}


def spots(line: str, lines: int) -> Iterator[tuple[int, int]]:
    """Where to mark: a line, one after the other, and where in what is said there."""
    room = len(line) - len("P7：") - WORDS
    return ((n % lines, n // lines % room) for n in count())


def in_taguette(peer: Taguette, name: str, line: str, board: Board) -> dict[str, Work]:
    """Its page marks by bytes, and opens a transcript by what is known of it and its words."""
    lines = (board.length + 1) // (len(line) + 1)
    document = peer.add_document(name, "\n".join([line] * lines))
    where = spots(line, lines)

    def mark() -> None:
        nth, inside = next(where)
        said = line[len("P7：") :]
        start = nth * (len(line.encode()) + 1) + len(("P7：" + said[:inside]).encode())
        end = start + len(said[inside : inside + WORDS].encode())
        peer.highlight(document, start, end, [peer.tag])

    return {"mark": mark, "open": lambda: peer.open_document(document)}


def in_ours(server: OsteoPRO, board: Board) -> dict[str, Work]:
    lines = (board.length + 1) // (len(server.line) + 1)
    where = spots(server.line, lines)

    def mark() -> None:
        nth, inside = next(where)
        turn = nth * (len(server.line) + 1) + len("P7：")
        server.mark(board, turn, inside, inside + WORDS)

    return {"mark": mark, "open": lambda: server.open(board, PAGE)}


def imports(own: OsteoPRO, peer: Taguette) -> dict[str, Work]:
    """The same codings for each in the form it takes; every time another project."""
    names = count()
    return {
        "OsteoPRO import": lambda: own.import_project(
            qdpx(profiles.interop(project(CODINGS, next(names)))[0], compressed=True)
        ),
        "Taguette import": lambda: peer.import_project(
            taguette_database(project(CODINGS, next(names)), Losses())
        ),
    }


def tell(program: str, took: dict[str, float]) -> None:
    mine = {name.removeprefix(program + " "): ms for name, ms in took.items() if program in name}
    for name, value in mine.items():
        print(f"{program:<9} {name:<11} {value:9.1f} ms")
    print(
        f"{program:<9} marking in 5 MB against 20 KB  {mine['mark long'] / mine['mark short']:.2f}"
    )
    print(f"{program:<9} a transcript of {MARKED:,} marks  {mine['open full']:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="keep Taguette's environment here")
    parser.add_argument("--port", type=int, default=9176, help="this and the next, on 127.0.0.1")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--imports", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        program = environment((given.keep or folder) / "taguette", TAGUETTE) / "taguette"
        with (
            Taguette.served(program, folder, given.port) as peer,
            OsteoPRO.served(folder / "own", given.port + 1, list(SIZES.values())) as own,
        ):
            works: dict[str, Work] = {}
            for name, board in zip(SIZES, own.boards, strict=True):
                pair = {
                    "OsteoPRO": in_ours(own, board),
                    "Taguette": in_taguette(peer, name, own.line, board),
                }
                works |= {
                    f"{who} {what} {name}": work
                    for who, each in pair.items()
                    for what, work in each.items()
                }
            for _ in range(MARKED):
                works["OsteoPRO mark full"]()
                works["Taguette mark full"]()
            took = medians(works, given.repeats)
            took |= medians(imports(own, peer), given.imports, warm=0)
    for who in ("OsteoPRO", "Taguette"):
        tell(who, took)


if __name__ == "__main__":
    main()
