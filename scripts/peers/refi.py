"""Show a .qdpx or .qdc to other programs: `python scripts/peers/refi.py FILE…`.

Installs pyrefiqda, qdaPy, qualitative-coding and Taguette in temporary environments (or takes
those that --keep made before), and prints what each says: valid by the schema, GUIDs unique and
resolving, positions giving the words, nothing lost when pyrefiqda writes it again, the same counts
in qdaPy, codes and coders in qc, codebook and highlights in Taguette. Ends with 1 when something
differs.
Without a file it makes an example. The other programs run in processes of their own; nothing of
them is imported here. Not part of the tests: it needs the network.
"""

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from taguette import Taguette

from osteopro.research.refi import profiles
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import Code, Project, TextSource
from osteopro.research.refi.reader import read_qdc, read_qdpx
from osteopro.research.refi.tables import codebook_csv, highlights
from osteopro.research.refi.taguette import taguette_database
from osteopro.research.refi.walking import everything
from osteopro.research.refi.writer import qdpx
from tests.unit.research.refi.projects import full

READERS = (
    "lxml==6.1.3",
    "pyrefiqda==0.3.1",
    "qdaPy==0.1.0",
    "qualitative-coding==1.7.8",
)
TAGUETTE = ("taguette==1.5.2",)  # its SQLAlchemy does not go with that of the others
MOST_HIGHLIGHTS = 200  # Taguette takes long for each
NVIVO_CODES = 262


class Report:
    """Prints each finding and remembers whether one was bad."""

    def __init__(self) -> None:
        self.good = True

    def say(self, who: str, what: str, good: bool, detail: str = "") -> None:
        self.good &= good
        print(f"{'ok  ' if good else 'FAIL'} {who:<12} {what}{': ' if detail else ''}{detail}")


def environment(folder: Path, packages: tuple[str, ...]) -> Path:
    """The folder of commands of an environment with the packages."""
    if not folder.exists():
        venv.create(folder, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *packages], check=True, stderr=subprocess.DEVNULL)
    return folder / "bin"


def asked(python: Path, file: Path, again: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("refi_inside.py")
    done = subprocess.run(
        [python, script, file, again], capture_output=True, text=True, timeout=1800
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)


def selections_of(project: Project) -> list[tuple[str, str]]:
    return [
        (str(each.guid), source.text[each.start_position : each.end_position])
        for source in project.sources
        if isinstance(source, TextSource)
        for each in source.selections
    ]


def with_readers(project: Project, said: dict[str, Any], report: Report) -> None:
    shape = said["structure"]
    report.say("lxml", "valid by the schema", shape["valid"], "; ".join(shape["errors"]))
    twice, loose = shape["twice"], shape["unresolved"]
    report.say("lxml", "GUIDs unique and resolving", not twice + loose, f"{shape['guids']}")
    report.say("lxml", "every file there", not shape["missing"], "; ".join(shape["missing"]))
    report.say("lxml", "no BOM, no CR", not shape["bom_or_cr"])
    ours, theirs = selections_of(project), [tuple(each) for each in said["positions"]["quotes"]]
    report.say("lxml", "positions give the words", ours == theirs, f"{len(theirs)} selections")
    report.say("pyrefiqda", "written again without loss", said["pyrefiqda"]["equal"])
    codings = sum(
        len(each.codings)
        for source in project.sources
        if isinstance(source, TextSource)
        for each in source.selections
    )
    peer = said["qdapy"]
    report.say("qdaPy", "fragments", peer["fragments"] == codings, f"{peer['fragments']}")
    print(f"     qdaPy        coders {peer['coders']}, skipped {peer['skipped']}")
    names = [part.name for part in everything(project) if isinstance(part, Code)]
    missing = [name for name in names if name not in said["qc"]["codebook"]]
    detail = f"{len(names) - len(missing)} of {len(names)} {said['qc']['init'] if missing else ''}"
    report.say("qc", "all codes in its codebook", not missing, detail)
    users = [
        user.name or ""
        for user in project.users
        if any(
            user.guid == coding.creating_user
            for source in project.sources
            if isinstance(source, TextSource)
            for each in source.selections
            for coding in each.codings
        )
    ]
    coders = said["qc"]["coders"]
    report.say("qc", "all coders", all(user in coders for user in users), ", ".join(users))


def with_taguette(project: Project, program: Path, folder: Path, port: int, report: Report) -> None:
    chosen = [each for each in project.sources if isinstance(each, TextSource)]
    with Taguette.served(program, folder, port) as peer:
        tags = peer.import_codebook(codebook_csv(project.codes))
        wanted = csv.DictReader(io.StringIO(codebook_csv(project.codes).decode("utf-8-sig")))
        report.say("Taguette", "codebook imported", {r["tag"] for r in wanted} <= tags.keys(),
                   f"{len(tags)} tags")  # fmt: skip
        paths, left = {}, MOST_HIGHLIGHTS
        sent = []
        for source in chosen:
            marks = source.selections[:left]
            left -= len(marks)
            paths |= {source.guid: peer.add_document(source.name or "", source.text)}
            for each in marks:
                start, end = (
                    len(source.text[:at].encode())
                    for at in (each.start_position, each.end_position)
                )
                peer.highlight(paths[source.guid], start, end, sorted(tags.values())[:1])
            sent.append(replace(source, selections=marks))
        rows = list(csv.DictReader(io.StringIO(peer.highlights().decode())))
    ours = sorted(
        {(row.id, row.content) for row in highlights(replace(project, sources=tuple(sent)))}
    )
    quotes = sorted(" ".join(content.split()) for _, content in ours)
    theirs = sorted(" ".join(row["content"].split()) for row in rows)
    report.say("Taguette", "highlights give the words", quotes == theirs, f"{len(theirs)}")
    for mine, other in zip(quotes, theirs, strict=False):
        if mine != other:
            print(f"     Taguette     {mine!r} came as {other!r}")


def with_project(project: Project, program: Path, folder: Path, port: int, report: Report) -> None:
    """The whole project as a database of Taguette, imported as a person does."""
    database = taguette_database(project, Losses())
    with Taguette.served(program, folder, port) as peer:
        number = peer.import_project(database)
        rows = list(csv.DictReader(io.StringIO(peer.highlights(number).decode())))
        tags = list(csv.DictReader(io.StringIO(peer.tags(number).decode())))
    codes = sum(isinstance(part, Code) for part in everything(project))
    report.say("Taguette", "project file: all tags", len(tags) == codes, f"{len(tags)} tags")
    ours = sorted(" ".join(row.content.split()) for row in highlights(project) if row.tag)
    theirs = sorted(" ".join(row["content"].split()) for row in rows)
    report.say("Taguette", "project file: words", ours == theirs, f"{len(theirs)} of {len(ours)}")


def with_nvivo(bin_folder: Path, report: Report) -> None:
    """Our reader on the file of NVivo for Mac 15 that qualitative-coding ships."""
    (file,) = bin_folder.parent.glob("lib/*/site-packages/qualitative_coding/refi_qda/nvivo*.qdpx")
    with file.open("rb") as stream:
        read = read_qdpx(stream)
    codes = sum(isinstance(part, Code) for part in everything(read.project))
    report.say("NVivo 15", "read by us", codes == NVIVO_CODES, f"{codes} codes")
    for loss in read.losses:
        print(f"     NVivo 15     {loss.element} {loss.became} {loss.why} {loss.count}")


def examined(
    file: Path, bins: Callable[[str], Path], folder: Path, port: int, report: Report
) -> None:
    print(f"{file.name}")
    if file.suffix == ".qdc":
        book = read_qdc(file.read_bytes())
        report.say(
            "OsteoPRO", "codebook read", not book.losses, f"{len(book.codebook.codes)} roots"
        )
        return
    with file.open("rb") as stream:
        read = read_qdpx(stream)
    for loss in read.losses:
        print(f"     OsteoPRO     {loss.element} {loss.became} {loss.why} {loss.count}")
    again = folder / "again.qdpx"
    with_readers(read.project, asked(bins("readers") / "python", file, again), report)
    with again.open("rb") as stream:
        report.say("pyrefiqda", "its file is ours again", read_qdpx(stream).project == read.project)
    with_taguette(read.project, bins("taguette") / "taguette", folder, port, report)
    (again := folder / "project").mkdir()
    with_project(read.project, bins("taguette") / "taguette", again, port, report)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help=".qdpx or .qdc; none: an example")
    parser.add_argument("--keep", type=Path, help="keep the environments here for another time")
    parser.add_argument("--port", type=int, default=9176, help="for Taguette, on 127.0.0.1")
    given = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        place = given.keep or folder
        of = {"readers": READERS, "taguette": TAGUETTE}
        files = given.files
        if not files:
            files = [folder / "example.qdpx"]
            files[0].write_bytes(qdpx(profiles.interop(full())[0], compressed=True))
        for number, file in enumerate(files):
            each = folder / str(number)
            each.mkdir()
            examined(
                file, lambda name: environment(place / name, of[name]), each, given.port, report
            )
        with_nvivo(environment(place / "readers", READERS), report)
    sys.exit(0 if report.good else 1)


if __name__ == "__main__":
    main()
