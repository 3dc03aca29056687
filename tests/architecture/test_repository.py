"""The repository as a whole: what it says must be true anywhere."""

import re
import tomllib
from importlib.metadata import version

from tests.architecture.tree import ROOT, text_of, tracked_files, where

PYPROJECT = ROOT / "pyproject.toml"
# In parts, so that this file does not contain what it looks for.
MACHINE = re.compile(
    "|".join(
        "".join(parts)
        for parts in (
            ("/ro", "ot/"),
            ("/ho", r"me/\w"),
            ("/wo", r"rk/(main|shared|steering|\.)"),
            ("/opt/", "(wheels|pypi)"),
            ("regis", r"try\.npmjs"),
            ("pypi", r"\.org/simple"),
            ("files\\.python", "hosted"),
            ("deb\\.", "debian\\.org"),
            ("--(extra-)?index", "-url "),
            ("--find", "-links "),
        )
    )
)


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = [
        f"{where(path)}: {hit.group()}"
        for path in tracked_files()
        if (text := text_of(path)) and (hit := MACHINE.search(text))
    ]
    assert found == []


def test_every_link_of_the_docs_leads_to_a_file() -> None:
    missing = [
        f"{where(path)}: {to}"
        for path in tracked_files()
        if path.suffix == ".md"
        for to in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in to and not (path.parent / to).resolve().exists()
    ]
    assert missing == []


def test_changelog_starts_with_the_version_of_the_package() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[?v?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    declared = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
    assert newest is not None
    assert newest.group(1) == declared == version("osteopro")


def test_every_dependency_has_its_reason() -> None:
    text = PYPROJECT.read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in lists for line in block.splitlines() if line.strip()]
    assert len(lists) == 2
    assert [line for line in lines if not re.fullmatch(r'".+", +# \S.*', line)] == []


def test_every_pinned_package_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=[a-z])", (ROOT / name).read_text(encoding="utf-8"))
        pinned = [entry for entry in entries if re.match(r"[a-z0-9.-]+==", entry)]
        assert len(pinned) > 20
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_pinned() -> None:
    """Fails when pyproject.toml changed and `scripts/lock.sh` did not run."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    wanted = {
        "requirements.txt": project["dependencies"],
        "requirements-dev.txt": project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for name, requirements in wanted.items():
        pinned = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / name).read_text("utf-8"), re.M))
        names = {re.split(r"[\[<>=~! ]", requirement)[0].lower() for requirement in requirements}
        assert names - pinned == set()
