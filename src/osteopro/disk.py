"""Files of the data directory, written so that a failure leaves no half of one."""

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Whole or not at all: what is half-written never has the name of a file. It is on the disk
    when this returns. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(f".{os.getpid()}.part")
    try:
        with waiting.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)
        raise
