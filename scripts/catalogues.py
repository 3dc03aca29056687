"""Message catalogues: `catalogues.py compile` makes them usable, `update` adds new messages.

A package with a folder `locale/` owns the texts of its own files. Text in a package without
one belongs to the nearest package above that has one.
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/osteopro"
LANGUAGES = ("zh_Hans", "en")
# Django's names for the same functions.
LAZY = {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Message = tuple[str, ...]


def owners() -> list[Path]:
    """Every package with catalogues of its own."""
    return sorted(folder.parent for folder in PACKAGE.glob("**/locale") if folder.is_dir())


def catalogue_path(owner: Path, language: str) -> Path:
    return owner / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """The catalogue at `path`; an empty one if there is none yet."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as po:
        return read_po(po)


@cache
def extracted() -> tuple[tuple[Path, Message, str | None, str], ...]:
    """Every text to translate: owning package (or PACKAGE), forms, context, file it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)
    found = extract_from_dir(
        PACKAGE, methods, options, keywords={**DEFAULT_KEYWORDS, **LAZY}, comment_tags=()
    )
    return tuple(
        (owner_of(PACKAGE / name), forms(message), context, name)
        for name, _line, message, _comments, context in found
    )


def owner_of(file: Path) -> Path:
    return next((p for p in file.parents if (p / "locale").is_dir()), PACKAGE)


def forms(message: str | tuple[str, ...] | list[str]) -> Message:
    return (message,) if isinstance(message, str) else tuple(message)


def stale(owner: Path) -> Iterator[Path]:
    """Catalogues of `owner` whose compiled form is missing or older."""
    for source in owner.glob("locale/*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            yield source


def compile_stale() -> None:
    """Write each missing or old .mo. A fuzzy message is left out: it shows untranslated."""
    for source in (path for owner in owners() for path in stale(owner)):
        catalogue = read_catalogue(source)
        with source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, catalogue)


def update() -> None:
    """Add what the sources have and a catalogue lacks, empty, and drop what no source has.
    Nothing is reordered."""
    for owner in owners():
        for language in LANGUAGES:
            path = catalogue_path(owner, language)
            added, dropped = add_missing(path, owner, language), drop_unused(path, owner)
            print(f"{path.relative_to(ROOT)}: {added} new, {dropped} gone")


def add_missing(path: Path, owner: Path, language: str) -> int:
    """Add the missing messages of `owner` to the catalogue at `path`; how many there were."""
    catalogue = read_catalogue(path) if path.exists() else Catalog(locale=language)
    before = len(catalogue)
    for message_owner, message, context, _file in extracted():
        text = message[0] if len(message) == 1 else message
        if message_owner == owner and catalogue.get(message[0], context) is None:
            catalogue.add(text, context=context)
    if len(catalogue) > before or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_catalogue(path, catalogue)
    return len(catalogue) - before


def unused(catalogue: Catalog, owner: Path) -> list[tuple[str, str | None]]:
    """Texts with their contexts that stand in the catalogue and in no file of `owner`."""
    shown = {(message[0], context) for of, message, context, _file in extracted() if of == owner}
    there = [(forms(entry.id)[0], entry.context) for entry in catalogue if entry.id]
    return [each for each in there if each not in shown]


def drop_unused(path: Path, owner: Path) -> int:
    """Take out of the catalogue at `path` what is shown nowhere; how many texts there were."""
    catalogue = read_catalogue(path)
    dropped = unused(catalogue, owner)
    for text, context in dropped:
        catalogue.delete(text, context)
    if dropped:
        write_catalogue(path, catalogue)
    return len(dropped)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as po:
        write_po(po, catalogue, width=100, omit_header=False)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["compile"]:
            compile_stale()
        case ["update"]:
            update()
        case _:
            sys.exit("usage: catalogues.py compile|update")
