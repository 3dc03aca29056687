"""Recordings of questions: whose voice, and what kind of file it is. Pure."""

from enum import StrEnum

# Advised, so that a recording comes quickly on a slow network; and the most that is taken (R21).
ADVISED_BYTES = 40 * 1024
MOST_BYTES = 400 * 1024

# Pages with words of their own that may be read aloud, beside the questions of forms.
PAGES = ("start", "check", "urgent", "tablet")


class Voice(StrEnum):
    """A language and, in Chinese, the way it is spoken."""

    MANDARIN = "mandarin"
    SICHUAN = "sichuan"
    ENGLISH = "english"

    @property
    def language(self) -> str:
        return "en" if self is Voice.ENGLISH else "zh-CN"


CONTENT_TYPES = {"mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4"}
_MP3_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_OGG_CODECS = (b"OpusHead", b"\x01vorbis")
_M4A_BRANDS = (b"M4A ", b"mp42", b"mp41", b"isom", b"iso2", b"M4B ")


def kind_of(data: bytes) -> str | None:
    """mp3, ogg or m4a by what is in the file, whatever its name says; None for anything else."""
    if data[:4] == b"OggS":
        return "ogg" if any(codec in data[:200] for codec in _OGG_CODECS) else None
    if data[4:8] == b"ftyp":
        return "m4a" if data[8:12] in _M4A_BRANDS else None
    if data[:3] == b"ID3" and len(data) > 10:
        length = 0
        for byte in data[6:10]:
            length = length << 7 | byte & 0x7F
        data = data[10 + length :]
    return "mp3" if _mp3_frame(data) else None


def _mp3_frame(data: bytes) -> bool:
    """Whether an MPEG layer III frame stands here: sync, and a bit rate and sampling rate."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return False
    layer_3 = data[1] & 0x06 == 0x02
    version_known = data[1] & 0x18 != 0x08
    rate = data[2] >> 4
    return layer_3 and version_known and 0 < rate < len(_MP3_BITRATES) and data[2] & 0x0C != 0x0C


def voices(language: str, wanted: str) -> tuple[Voice, ...]:
    """The voices for a page in this language, the best one first."""
    if language.startswith("en"):
        return (Voice.ENGLISH,)
    return (Voice.SICHUAN, Voice.MANDARIN) if wanted == Voice.SICHUAN else (Voice.MANDARIN,)
