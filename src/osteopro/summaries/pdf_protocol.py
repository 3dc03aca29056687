"""How the server and the process that makes PDFs talk: one byte that says what comes, eight bytes
of length, and that many bytes."""

READY, DONE, FAILED, MISSING = b"R", b"P", b"E", b"M"
WORKER = "osteopro.summaries.pdf_worker"
LENGTH = 8


def framed(payload: bytes, kind: bytes = b"") -> bytes:
    """A message on the wire; requests have no kind."""
    return kind + len(payload).to_bytes(LENGTH, "big") + payload


def length(head: bytes) -> int:
    """The length that stands in the last eight bytes of a head."""
    return int.from_bytes(head[-LENGTH:], "big")
