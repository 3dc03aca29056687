"""What other programs say of a .qdpx: run by refi.py with their Python, prints JSON.

The second argument is where what pyrefiqda writes again is kept.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import qdapy as peer
import yaml
from lxml import etree
from pyrefiqda import RefiProject

BOM, CR = b"\xef\xbb\xbf", b"\r"
REFERENCES = ("targetGUID", "originGUID", "representedGUID", "creatingUser", "modifyingUser")


def schema() -> etree.XMLSchema:
    """The schema as another package ships it (its module is not imported: it needs Python 3.12)."""
    folder = importlib.util.find_spec("qualitative_coding").submodule_search_locations[0]
    return etree.XMLSchema(etree.parse(str(Path(folder) / "refi_qda" / "schema.xsd")))


def canonical(element: etree._Element) -> tuple:
    return (
        etree.QName(element).localname,
        tuple(sorted(element.attrib.items())),
        (element.text or "").strip(),
        tuple(canonical(child) for child in element),
    )


def structure(file: Path) -> dict:
    package = zipfile.ZipFile(file)
    xml = package.read("project.qde")
    root = etree.fromstring(xml)
    validator = schema()
    valid = validator.validate(root)
    guids = Counter(e.get("guid") for e in root.iter() if e.get("guid"))
    cases = {e.get("guid") for e in root.iter("{*}Case")}
    points = [e.get(name) for e in root.iter() for name in REFERENCES if e.get(name)]
    files = re.findall(rb'="internal://([^"]+)"', xml)
    names = set(package.namelist())
    held = [n for n in names if n.endswith((".qde", ".txt"))]
    return {
        "valid": valid,
        "errors": [str(each) for each in list(validator.error_log)[:3]],
        "guids": len(guids),
        "twice": sum(n > 1 and g not in cases for g, n in guids.items()),
        "unresolved": sum(each not in guids for each in points),
        "missing": [f.decode() for f in files if f"sources/{f.decode()}" not in names],
        "bom_or_cr": [n for n in held if package.read(n).startswith(BOM) or CR in package.read(n)],
    }


def positions(file: Path) -> dict:
    """The words of each selection, cut from the files by another hand than the writer's."""
    package = zipfile.ZipFile(file)
    root = etree.fromstring(package.read("project.qde"))
    quotes, off = [], 0
    for source in root.iter("{*}TextSource"):
        name = source.get("plainTextPath").removeprefix("internal://")
        text = package.read(f"sources/{name}").decode()
        for each in source.findall("{*}PlainTextSelection"):
            start, end = int(each.get("startPosition")), int(each.get("endPosition"))
            off += not 0 <= start < end <= len(text)
            quotes.append([each.get("guid"), text[start:end]])
    return {"off": off, "quotes": quotes}


def pyrefiqda(file: Path, again: Path, folder: Path) -> dict:
    project = RefiProject.load(str(file), str(folder / "extracted"))
    RefiProject.save(project, str(again), str(folder / "extracted"))
    ours, theirs = (
        canonical(etree.fromstring(zipfile.ZipFile(each).read("project.qde")))
        for each in (file, again)
    )
    return {"equal": ours == theirs}


def qdapy(file: Path) -> dict:
    read = peer.read_qdpx(str(file))
    return {"coders": list(read.coders), "fragments": len(read.fragments), "skipped": read.skipped}


def qc(file: Path, folder: Path) -> dict:
    place = folder / "qc"
    place.mkdir()
    program = str(Path(sys.executable).parent / "qc")

    def run(*words: str) -> str:
        done = subprocess.run(
            [program, *words],
            cwd=place,
            capture_output=True,
            text=True,
            timeout=600,
            env=os.environ | {"PYTHONBREAKPOINT": "0"},
        )
        return done.stdout if done.returncode == 0 else f"FAILED {done.stderr[-300:]}"

    done = run("init", "--import", str(file))
    books = list(place.rglob("codebook.yaml"))
    tree = yaml.safe_load(books[0].read_text(encoding="utf-8")) if books else []
    return {"init": done[-200:], "coders": run("coders"), "codebook": list(names(tree))}


def names(tree: object) -> Iterator[str]:
    """Every name in the nested lists and dictionaries of a codebook."""
    match tree:
        case str():
            yield tree
        case list():
            for each in tree:
                yield from names(each)
        case dict():
            for key, inner in tree.items():
                yield str(key)
                yield from names(inner)


def main() -> None:
    warnings.simplefilter("ignore")
    file = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        said = {
            "structure": structure(file),
            "positions": positions(file),
            "pyrefiqda": pyrefiqda(file, Path(sys.argv[2]), place),
            "qdapy": qdapy(file),
            "qc": qc(file, place),
        }
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
