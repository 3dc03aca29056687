"""A form with a file, as a browser sends it."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple


class File(NamedTuple):
    """A file of a form."""

    name: str
    kind: str
    held: bytes


def multipart(fields: Mapping[str, Any], file: File) -> tuple[bytes, str]:
    """The body, and its type."""
    edge = uuid.uuid4().hex
    parts = b"".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"'
    parts += f"{head}\r\nContent-Type: {file.kind}\r\n\r\n".encode() + file.held
    return parts + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
