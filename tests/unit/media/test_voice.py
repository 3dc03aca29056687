"""Voice notes: known by what is in them."""

import pytest

from osteopro.media.voice import MOST_BYTES, NotAVoice, check

WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(400)
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(400)
MP4 = b"\x00\x00\x00\x1cftypiso5" + bytes(400)


@pytest.mark.parametrize(
    ("data", "media_type"), [(WEBM, "audio/webm"), (OGG, "audio/ogg"), (MP4, "audio/mp4")]
)
def test_what_browsers_record_is_known(data: bytes, media_type: str) -> None:
    assert check(data) == media_type


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WEBM[:100],
        WEBM + bytes(MOST_BYTES),
        b"\x1a\x45\xdf\xa3" + b"matroska" + bytes(400),
        b"OggS" + bytes(400),
        b"\x00\x00\x00\x18ftypheic" + bytes(400),
        b"RIFF" + bytes(4) + b"WAVE" + bytes(400),
        b"<html>" + bytes(400),
    ],
    ids=["empty", "slip", "long", "film", "ogg", "heic", "wav", "html"],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(NotAVoice):
        check(data)
