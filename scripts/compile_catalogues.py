"""Compile every message catalogue of the package that is newer than its compiled form."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[1] / "src/osteopro"


def compile_catalogue(source: Path) -> None:
    """Write the .mo next to `source`; a fuzzy message is left out, so it shows untranslated."""
    with source.open("rb") as po:
        catalogue = read_po(po)
    with source.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, catalogue)


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


if __name__ == "__main__":
    for catalogue in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po")):
        if is_stale(catalogue):
            compile_catalogue(catalogue)
