"""What is taken as sound, and the parts and hashes of a file."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research import sounds


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf3\x84\xc4", "audio/mpeg"),
        (b"\x00\x00\x00\x20ftypM4A \x00", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4\x00", "audio/mp4"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "audio/webm"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"#!AMR-WB\n\x44", "audio/amr"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", None),
        (b"RIFF\x24\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x14ftypqt  ", None),
        (b"\xff\xd8\xff\xe0", None),
        (b"\xff\xf1\x50\x80", None),
        (b"\xff\xfe<\x00h\x00t\x00m\x00l\x00", None),
        (b"\xff\xfb\xf0\x64", None),
        (b"\xff\xfb", None),
        (b"%PDF-1.7", None),
        (b"<script>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str | None) -> None:
    assert sounds.kind_of(head) == kind


@given(st.integers(1, sounds.MOST), st.integers(sounds.PART, 8 * sounds.PART))
def test_parts_make_the_whole(size: int, part: int) -> None:
    parts = sounds.parts_of(size, part)
    assert sum(parts) == size
    assert all(each == part for each in parts[:-1])
    assert 0 < parts[-1] <= part


def test_the_hash_of_the_whole_is_that_of_its_parts_in_order() -> None:
    one, two = sounds.hash_of(b"one"), sounds.hash_of(b"two")
    digests = hashlib.sha256(b"one").digest() + hashlib.sha256(b"two").digest()
    assert sounds.whole_of([one, two]) == hashlib.sha256(digests).hexdigest()
    assert sounds.whole_of([one, two]) != sounds.whole_of([two, one])
