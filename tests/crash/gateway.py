"""An operator for text messages that writes down what it was handed, and may die of it."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from tests.crash.place import Place

HANDED = "handed-over.jsonl"
# "before:3": the process dies when it is about to hand over its third message;
# "after:3": the third was handed over, and the process dies before it knows.
DIE = "CRASH_GATEWAY_DIES"
SLOW_SECONDS = 0.01


def handed(place: Place) -> list[dict[str, Any]]:
    """Every message that was handed over at a place, in order, repeats included."""
    file = place.folder / HANDED
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


class FileGateway:
    """One line a message, appended at once, so that a killed process leaves it behind."""

    def __init__(self) -> None:
        self._count = 0
        self._moment, _, number = os.environ.get(DIE, "never:0").partition(":")
        self._number = int(number)

    def send(self, to: str, text: str, key: str) -> str:
        self._count += 1
        self._die("before")
        line = json.dumps({"key": key, "to": to, "text": text}, ensure_ascii=False) + "\n"
        with (Path(os.environ["OSTEOPRO_DATA"]) / HANDED).open("a", encoding="utf-8") as file:
            file.write(line)
        self._die("after")
        time.sleep(SLOW_SECONDS)
        return key

    def _die(self, moment: str) -> None:
        if moment == self._moment and self._count == self._number:
            os.kill(os.getpid(), signal.SIGKILL)
