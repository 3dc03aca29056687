"""Typed readers for environment variables; each name may also be given as NAME_FILE."""

import os
from pathlib import Path


class MissingSetting(RuntimeError):
    """A setting that must be given was not; the message names it and how to give it."""


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or the content of the file that `name`_FILE points to.

    Raises MissingSetting when neither is set and there is no default, or when the
    file cannot be read: a secret that silently becomes empty is worse than no start.
    """
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise MissingSetting(f"{name}_FILE: cannot read {file_name}: {error}") from error
    value = os.environ.get(name, default)
    if value is None:
        raise MissingSetting(f"Set {name} (or {name}_FILE to a file that holds it).")
    return value


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and empty."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise MissingSetting(f"{name} must be 1 or 0, not {value!r}.")


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]
