"""Joins the style sheets: one file for patients, one for staff.

A first visit may cost four requests (design section 8): page, styles, script, icon. The sheets are
kept apart for people and joined for the wire, comments left out. Run `python -m osteopro.ui.bundle`
after changing one; a test compares the result with the files that are served.
"""

import re
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUNDLES: Mapping[str, tuple[str, ...]] = {
    "patient.css": ("tokens", "base", "kit", "patient", "print"),
    "staff.css": ("tokens", "base", "kit", "staff", "print"),
    "sheet.css": ("sheet",),
}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


def joined(bundle: str) -> str:
    """The style sheet called `bundle` (a key of `BUNDLES`) as it is served."""
    sheets = (HERE / "styles" / f"{name}.css" for name in BUNDLES[bundle])
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return _SPACE.sub("\n", _COMMENT.sub("", text)).strip() + "\n"


def write(target: Path = HERE / "static" / "ui") -> list[Path]:
    """Write every bundle into `target` and return the files."""
    files = [target / name for name in BUNDLES]
    for file in files:
        file.write_text(joined(file.name), encoding="utf-8")
    return files


if __name__ == "__main__":
    write()
