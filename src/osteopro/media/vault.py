"""Files sealed under the keys of the installation, under names that tell nothing.

They lie in the data directory, outside of everything a web server hands out, each in a folder of
the first two letters of its name. A stolen disk or an old copy of it shows no picture.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings

from osteopro import disk
from osteopro.sealing import box

_NAME = re.compile(r"[0-9a-f]{32}")


class NoRoom(OSError):
    """The file could not be kept: most often, the disk is full."""


def keep(name: UUID, data: bytes) -> None:
    """Seal and keep a file; it is on the disk when this returns. Raises NoRoom."""
    try:
        disk.write(_path(name), _sealed(data))
    except OSError as problem:
        raise NoRoom(*problem.args) from problem


def free() -> int:
    """How many bytes there is room for."""
    folder = _folder()
    return disk_usage(next(each for each in (folder, *folder.parents) if each.exists())).free


def read(name: UUID) -> bytes | None:
    """The file again; None when there is none, or it can no longer be unsealed."""
    try:
        return box().decrypt(urlsafe_b64encode(_path(name).read_bytes()))
    except (FileNotFoundError, InvalidToken):
        return None


def remove(name: UUID) -> bool:
    """Take a file away for good; False when it was not there."""
    try:
        _path(name).unlink()
    except FileNotFoundError:
        return False
    return True


def reseal() -> int:
    """Seal every file under the newest key; how many there are. Safe to run again."""
    count = 0
    for path in _every():
        token = urlsafe_b64encode(path.read_bytes())
        disk.write(path, urlsafe_b64decode(box().rotate(token)))
        count += 1
    return count


def _sealed(data: bytes) -> bytes:
    # A token is text; a third of the space is saved by keeping its bytes.
    return urlsafe_b64decode(box().encrypt(data))


def _folder() -> Path:
    return Path(settings.DATA) / "media"


def _path(name: UUID) -> Path:
    return _folder() / name.hex[:2] / name.hex


def _every() -> Iterator[Path]:
    found = sorted(_folder().glob("??/*"))
    return (path for path in found if _NAME.fullmatch(path.name))
