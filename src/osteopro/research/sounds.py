"""Sound files as they are brought: which kinds, how large, in which parts, under which hash. Pure.

A recording is sent in parts of `PART` bytes. The hash of a part is its SHA-256; the hash of the
whole is the SHA-256 over the (binary) hashes of its parts in order. Browsers hash no file piece by
piece, but they do hash a piece: so neither side ever holds the file, the server knows the whole is
whole without reading it again, and a part that was changed is found by itself.
"""

from collections.abc import Sequence
from hashlib import sha256

# Sealing a part holds it some ten times over: measured in docs/explanation/interviews.md.
PART = 1024 * 1024
# A day of sound at 192 kbit/s. Longer than any interview: whatever is larger is the wrong file, or
# uncompressed sound that is saved as mp3 or m4a first.
MOST = 2 * 1024 * 1024 * 1024
# Without scripts a file comes in one piece.
AT_ONCE = 8 * 1024 * 1024
# What is looked at to tell what a file is.
HEAD = 64
_EBML = b"\x1a\x45\xdf\xa3"
# Brands of MP4 files that hold sound (phones, recorders, iTunes).
_MP4 = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash", b"3gp")


def kind_of(head: bytes) -> str | None:
    """The media type by the first `HEAD` bytes; None for what is no sound that we take."""
    if head[:4] == _EBML:
        return "audio/webm" if b"webm" in head[:HEAD] else None
    if head[:4] == b"OggS":
        return "audio/ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:6] == b"#!AMR\n" or head[:9] == b"#!AMR-WB\n":
        return "audio/amr"
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:12].startswith(_MP4) else None
    return "audio/mpeg" if _mp3(head) else None


def parts_of(size: int, part: int) -> list[int]:
    """How large each part of a file is, in order, in parts of `part`; the last is what remains."""
    whole, rest = divmod(size, part)
    return [part] * whole + ([rest] if rest else [])


def hash_of(data: bytes) -> str:
    """Of a part, in hexadecimal."""
    return sha256(data).hexdigest()


def whole_of(hashes: Sequence[str]) -> str:
    """Of the whole, by the hashes of its parts in order."""
    return sha256(b"".join(bytes.fromhex(each) for each in hashes)).hexdigest()


def _mp3(head: bytes) -> bool:
    """An ID3 tag, or a frame of MPEG audio layer III (ISO 11172-3, 2.4.1.3)."""
    if head[:3] == b"ID3":
        return True
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
