"""Voice notes as browsers record them. They are kept as they come: nothing here can decode sound.

What they are served as is what was found in them, never what their sender said. Pure.
"""

# Two minutes at the highest rate that browsers choose by themselves, and some to spare.
MOST_BYTES = 3 * 1024 * 1024
# Less is a slip of the finger.
LEAST_BYTES = 200
_EBML = b"\x1a\x45\xdf\xa3"
_MP4_BRANDS = (b"M4A ", b"mp42", b"mp41", b"isom", b"iso2", b"iso5", b"iso6", b"M4B ", b"dash")


class NotAVoice(ValueError):
    """Not a recording that browsers make, or longer than is taken."""


def check(data: bytes) -> str:
    """The media type of a recording. Raises NotAVoice."""
    found = media_type(data)
    if found is None or not LEAST_BYTES <= len(data) <= MOST_BYTES:
        raise NotAVoice(len(data))
    return found


def media_type(data: bytes) -> str | None:
    """`audio/webm`, `audio/ogg` or `audio/mp4` by the first bytes; None for anything else."""
    if data[:4] == _EBML and b"webm" in data[:64]:
        return "audio/webm"
    if data[:4] == b"OggS" and b"OpusHead" in data[:64]:
        return "audio/ogg"
    if data[4:8] == b"ftyp" and data[8:12] in _MP4_BRANDS:
        return "audio/mp4"
    return None
